using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace LightningDrag.Server.Routes;

/// <summary>Files inside the assembly under one prefix, by name. No path is ever looked up on disk.</summary>
internal sealed class EmbeddedFiles
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = new()
    {
        Mappings =
        {
            [".js"] = "text/javascript; charset=utf-8",
            [".mjs"] = "text/javascript; charset=utf-8",
            [".css"] = "text/css; charset=utf-8",
            [".html"] = "text/html; charset=utf-8",
        },
    };

    private readonly Dictionary<string, EmbeddedFile> files;

    public EmbeddedFiles(string prefix)
    {
        var assembly = typeof(EmbeddedFiles).Assembly;
        files = assembly
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(
                name => name[prefix.Length..].Replace('\\', '/'),
                name =>
                {
                    using var stream = assembly.GetManifestResourceStream(name)!;
                    byte[] bytes = new byte[stream.Length];
                    stream.ReadExactly(bytes);
                    return new EmbeddedFile(
                        bytes,
                        ContentTypes.TryGetContentType(name, out string? type) ? type : "application/octet-stream",
                        new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"")
                    );
                }
            );
    }

    public IReadOnlyDictionary<string, EmbeddedFile> All => files;

    /// <summary>Answers with a file; browsers ask each time whether theirs is still the same.</summary>
    public IResult Answer(HttpContext context, string name)
    {
        if (!files.TryGetValue(name, out var file))
            throw ApiError.NotFound("There is nothing at this address.");
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(file.Bytes, file.ContentType, entityTag: file.Tag);
    }
}

/// <summary>A file inside the assembly.</summary>
internal sealed record EmbeddedFile(byte[] Bytes, string ContentType, EntityTagHeaderValue Tag);
