using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LightningDrag.Files;
using Microsoft.AspNetCore.Http;

namespace LightningDrag.Server.Http;

/// <summary>
/// Reads request bodies: none larger than it may be, and all of them together never more than a budget, however many
/// callers send at once. A body counts against the budget while it is being read.
/// </summary>
internal sealed class RequestBodies(long budget)
{
    /// <summary>Most bytes of a JSON request: room for a large mask in base64.</summary>
    public const int MaximumJsonBytes = 8 << 20;

    private const int PieceBytes = 64 << 10;

    private long reserved;

    /// <summary>Reads a body to its end.</summary>
    /// <exception cref="ApiError">413: larger than <paramref name="mostBytes"/>; 429: too much is being uploaded at the
    /// moment.</exception>
    public async Task<byte[]> ReadAsync(
        Stream body,
        long? announcedBytes,
        long mostBytes,
        CancellationToken cancellationToken
    )
    {
        if (announcedBytes > mostBytes)
            throw TooLarge(mostBytes);
        long taken = 0;
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            using var whole = new MemoryStream();
            for (int read; (read = await body.ReadAsync(piece, cancellationToken).ConfigureAwait(false)) > 0; )
            {
                if (whole.Length + read > mostBytes)
                    throw TooLarge(mostBytes);
                taken += read;
                if (Interlocked.Add(ref reserved, read) > budget)
                    throw ApiError.TooMany("Too much is being uploaded at the moment.", TimeSpan.FromSeconds(5));
                whole.Write(piece, 0, read);
            }

            return whole.ToArray();
        }
        finally
        {
            Interlocked.Add(ref reserved, -taken);
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>Reads a JSON body: members that are not known are refused, and so is deep nesting.</summary>
    /// <exception cref="ApiError">400: not such JSON; as for <see cref="ReadAsync"/>.</exception>
    public async Task<T> ReadJsonAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
            throw new ApiError(
                StatusCodes.Status415UnsupportedMediaType,
                "unsupportedMediaType",
                "Send JSON, with Content-Type: application/json."
            );
        byte[] json = TextFile.ToUtf8(
            await ReadAsync(
                    context.Request.Body,
                    context.Request.ContentLength,
                    MaximumJsonBytes,
                    context.RequestAborted
                )
                .ConfigureAwait(false)
        );
        try
        {
            return JsonSerializer.Deserialize(json, type)
                ?? throw ApiError.Invalid("The request is null: send a JSON object.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            string mistake = JsonMistakes.Describe(e, json, type);
            throw ApiError.Invalid(
                $"{(mistake.StartsWith("it ", StringComparison.Ordinal) ? $"The request{mistake[2..]}" : mistake)}."
            );
        }
    }

    private static ApiError TooLarge(long mostBytes) =>
        ApiError.TooLarge(
            $"The request is larger than {mostBytes / 1048576.0:0.##} MiB, the most that this server takes."
        );
}
