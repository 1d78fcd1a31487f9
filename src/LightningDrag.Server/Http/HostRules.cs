using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace LightningDrag.Server.Http;

/// <summary>
/// Under which names the server answers. A site that points its own name at this machine must not reach a server that
/// trusts whoever is on it.
/// </summary>
internal static class HostRules
{
    public static void RefuseOtherHosts(this IApplicationBuilder app, ServerOptions options)
    {
        StringSegment[] allowed = [.. AllowedHosts(options)];
        if (allowed.Length == 0)
            return;
        app.Use(
            (context, next) =>
            {
                var host = context.Request.Host;
                if (!host.HasValue || HostString.MatchesAny(host.Host, allowed))
                    return next(context);
                string said =
                    $"Requests for '{host.Host}' are not answered here: start the server with --host "
                    + $"{host.Host}, or let the proxy before it send 'Host: {allowed[0]}'.";
                if (!IsForPeople(context.Request))
                {
                    return ErrorReplies.WriteAsync(
                        context,
                        ApiError.Problem(StatusCodes.Status400BadRequest, "unknownHost", said)
                    );
                }

                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                context.Response.ContentType = "text/plain; charset=utf-8";
                return context.Response.WriteAsync(said);
            }
        );
    }

    /// <summary>Whether a browser shows the answer.</summary>
    private static bool IsForPeople(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>None stands for all.</summary>
    private static IEnumerable<StringSegment> AllowedHosts(ServerOptions options) =>
        options.Hosts.Contains("*") ? []
        : options.Hosts.Count > 0 ? options.Hosts.Select(host => new StringSegment(host))
        : IPAddress.IsLoopback(options.Bind) ? ["localhost", "127.0.0.1", "[::1]"]
        : [];
}
