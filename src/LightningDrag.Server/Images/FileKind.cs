using LightningDrag.Imaging;

namespace LightningDrag.Server.Images;

/// <summary>Kinds of image file by name, as requests and replies have them.</summary>
internal static class FileKind
{
    /// <summary>The kind by the first bytes, of a file that a decoder has accepted.</summary>
    public static string Of(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P']) ? "png"
        : file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) ? "jpeg"
        : file.StartsWith("RIFF"u8) ? "webp"
        : file.StartsWith("BM"u8) ? "bmp"
        : "gif";

    public static string ContentTypeOf(string kind) => $"image/{kind}";

    /// <summary>The kind that a request asks to write.</summary>
    /// <param name="name">png, jpeg, webp, or null for <paramref name="otherwise"/>.</param>
    /// <param name="otherwise">What is meant when the request does not say.</param>
    /// <param name="others">What else the request could have said, for the message.</param>
    public static ImageFormat Writable(string? name, ImageFormat otherwise, string others = "") =>
        name switch
        {
            null => otherwise,
            "png" => ImageFormat.Png,
            "jpeg" or "jpg" => ImageFormat.Jpeg,
            "webp" => ImageFormat.Webp,
            _ => throw ApiError.Invalid($"format is '{Shown(name)}': give png, jpeg, webp{others}."),
        };

    public static string NameOf(ImageFormat format) => format.ToString().ToLowerInvariant();

    private static string Shown(string name) => name.Length > 20 ? name[..20] + "…" : name;
}
