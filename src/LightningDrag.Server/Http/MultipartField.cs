using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace LightningDrag.Server.Http;

/// <summary>Reads one field of a form as it streams in. File names that come with it are not looked at.</summary>
internal static class MultipartField
{
    private const int LongestBoundary = 128,
        MostSections = 16;

    /// <summary>Reads a field to its end.</summary>
    /// <exception cref="ApiError">400: no form, or no such field in it; as for
    /// <see cref="RequestBodies.ReadAsync"/>.</exception>
    public static async Task<byte[]> ReadAsync(
        HttpRequest request,
        string name,
        RequestBodies bodies,
        long mostBytes,
        CancellationToken cancellationToken
    )
    {
        if (
            !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= LongestBoundary } boundary
        )
        {
            throw ApiError.Invalid("The form has no boundary: send multipart/form-data as browsers do.");
        }

        var reader = new MultipartReader(boundary.Value!, request.Body);
        try
        {
            for (
                int i = 0;
                i < MostSections
                    && await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is { } section;
                i++
            )
            {
                if (
                    ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                    && HeaderUtilities.RemoveQuotes(disposition.Name).Equals(name, StringComparison.Ordinal)
                )
                {
                    return await bodies
                        .ReadAsync(section.Body, null, mostBytes, cancellationToken)
                        .ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw ApiError.Invalid("The form breaks off or is malformed: send multipart/form-data as browsers do.");
        }

        throw ApiError.Invalid($"The form has no field \"{name}\".");
    }
}
