using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LightningDrag.Server.Http;

/// <summary>
/// Lets only callers with a key use the API; the page, health and documentation stay open, for they hold nobody's
/// pictures.
/// </summary>
internal sealed class ApiKeys
{
    private readonly byte[][] digests;

    public ApiKeys(IEnumerable<string> keys) => digests = [.. keys.Select(Digest)];

    public static void Use(IApplicationBuilder app, IReadOnlyList<string> keys)
    {
        if (keys.Count == 0)
            return;
        var known = new ApiKeys(keys);
        app.Use(
            (context, next) =>
            {
                if (!IsGuarded(context.Request.Path))
                    return next(context);
                int owner = known.OwnerOf(KeyOf(context.Request));
                if (owner < 0)
                {
                    context.Response.Headers.WWWAuthenticate = "Bearer";
                    throw new ApiError(
                        StatusCodes.Status401Unauthorized,
                        "unauthorized",
                        "Send a valid API key as 'Authorization: Bearer KEY' or 'X-Api-Key: KEY'."
                    );
                }

                Caller.Identify(context, $"key {owner}");
                return next(context);
            }
        );
    }

    private static bool IsGuarded(PathString path) =>
        path.StartsWithSegments("/v1") || path.StartsWithSegments("/metrics");

    private static string KeyOf(HttpRequest request)
    {
        string authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? authorization["Bearer ".Length..].Trim()
            : request.Headers["X-Api-Key"].ToString();
    }

    /// <summary>Which of the keys it is; −1 for none. Takes the same time for every wrong key.</summary>
    private int OwnerOf(string key)
    {
        byte[] digest = Digest(key);
        int owner = -1;
        for (int i = 0; i < digests.Length; i++)
        {
            if (CryptographicOperations.FixedTimeEquals(digests[i], digest))
                owner = i;
        }

        return owner;
    }

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
