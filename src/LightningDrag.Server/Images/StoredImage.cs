using System.Buffers;
using System.Security.Cryptography;
using LightningDrag.Imaging;
using LightningDrag.Server.Contracts;
using LightningDrag.Server.Http;
using Microsoft.AspNetCore.Http;

namespace LightningDrag.Server.Images;

/// <summary>An image file and what is known of it.</summary>
internal sealed record StoredImage
{
    private static readonly SearchValues<char> IdDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>SHA-256 of the file, in lower-case hexadecimal.</summary>
    public required string Id { get; init; }

    public required byte[] File { get; init; }

    public required ImageFacts Facts { get; init; }

    /// <summary>An image that was just decoded, or is about to be sent.</summary>
    public static StoredImage Of(byte[] file, RasterImage picture, IReadOnlyList<string>? notes = null) =>
        new()
        {
            Id = Convert.ToHexStringLower(SHA256.HashData(file)),
            File = file,
            Facts = new ImageFacts(picture.Width, picture.Height, FileKind.Of(file), notes ?? [])
            {
                IsDeep = picture.DeepPixels is not null,
            },
        };

    /// <summary>Whether a text can be an id at all; everything else never comes near a store.</summary>
    public static bool IsId(string text) =>
        text.Length == 2 * SHA256.HashSizeInBytes && text.AsSpan().IndexOfAnyExcept(IdDigits) < 0;

    /// <summary>What its sender hears of it.</summary>
    /// <param name="context">Tells how the sender reaches this server.</param>
    public ImageReply ToReply(HttpContext context) =>
        new(
            Id,
            Facts.Width,
            Facts.Height,
            Facts.Format,
            File.Length,
            Facts.Notes,
            $"{context.Reach(UrlOf(Id))}?thumbnail=256"
        );

    /// <summary>Where an image is read.</summary>
    public static string UrlOf(string id) => $"/v1/images/{id}";
}

/// <summary>What a decoder found out about an image file.</summary>
/// <param name="Width">Columns, once upright.</param>
/// <param name="Height">Rows, once upright.</param>
/// <param name="Format">A name of <see cref="FileKind"/>.</param>
/// <param name="Notes">What could not be kept.</param>
internal sealed record ImageFacts(int Width, int Height, string Format, IReadOnlyList<string> Notes)
{
    /// <summary>Whether the picture has 16 bits a channel beside 8.</summary>
    public bool IsDeep { get; init; }

    /// <summary>Bytes of the picture once decoded.</summary>
    public long DecodedBytes => (long)Width * Height * RasterImage.BytesPerPixel * (IsDeep ? 3 : 1);
}
