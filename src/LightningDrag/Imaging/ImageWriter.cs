using LightningDrag.Files;
using LightningDrag.Imaging.Containers;
using SkiaSharp;

namespace LightningDrag.Imaging;

/// <summary>
/// Writes PNG (every byte exact, colours under transparent pixels too), WebP (lossless unless a quality is given, but
/// black where fully transparent) and JPEG; profile and metadata go into the file, values are not converted. A file
/// appears under its name only when it is complete.
/// </summary>
public static class ImageWriter
{
    /// <summary>
    /// For lossless WebP the encoder takes "quality" as effort; more than this gains few bytes for much time.
    /// </summary>
    private const float WebpEffort = 20;

    /// <summary>A sixth of the default's time for photos, and files at most a tenth larger.</summary>
    private static readonly SKPngEncoderOptions PngOptions = new(SKPngEncoderFilterFlags.Paeth, 1);

    /// <summary>Writes an image file, replacing one that is there.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="image">The picture; alpha is written where <see cref="RasterImage.HasAlpha"/> says so.</param>
    /// <param name="format">The kind of file; by the path's extension when null.</param>
    /// <param name="options">Qualities, and what the file says of itself.</param>
    /// <param name="notes">Receives a sentence for everything that the format has no place for.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidRequest"/>: unknown extension, missing folder, the path is a folder, or the picture
    /// is too large for the format; <see cref="ErrorCode.Unsupported"/>: the file cannot be written (no permission, a
    /// full disk).
    /// </exception>
    public static void Write(
        string path,
        RasterImage image,
        ImageFormat? format = null,
        ImageWriteOptions? options = null,
        ICollection<string>? notes = null
    )
    {
        ArgumentNullException.ThrowIfNull(path);
        ImageFormat chosen = format ?? FormatOf(path);
        OutputFile.Require(path, Require(image, chosen));
        OutputFile.Write(path, Encode(image, chosen, options, notes));
    }

    /// <summary>Checks that a format can hold a picture.</summary>
    /// <returns>About how many bytes the file will have at most.</returns>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidRequest"/>: the picture is too large for the format.
    /// </exception>
    internal static long Require(RasterImage image, ImageFormat format)
    {
        int most = format switch
        {
            ImageFormat.Png => int.MaxValue,
            ImageFormat.Jpeg => 65_500,
            _ => 16_383,
        };
        if (format != ImageFormat.Png && image.Metadata?.HighDynamicRange is { } transfer)
        {
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"The picture has values of high dynamic range ({transfer}), which a {NameOf(format)} file "
                    + $"cannot say: write a PNG."
            );
        }

        int bytesPerPixel =
            (image.HasAlpha ? 4 : 3) * (format == ImageFormat.Png && image.DeepPixels is not null ? 2 : 1);
        if (image.Width <= most && image.Height <= most)
            return (long)image.Width * image.Height * bytesPerPixel;
        throw new LightningDragException(
            ErrorCode.InvalidRequest,
            $"A {NameOf(format)} file holds at most {most} pixels a side, and the picture has "
                + $"{image.Width}x{image.Height}: write a PNG."
        );
    }

    /// <summary>The bytes of an image file.</summary>
    /// <param name="image">The picture; alpha is written where <see cref="RasterImage.HasAlpha"/> says so.</param>
    /// <param name="format">The kind of file.</param>
    /// <param name="options">Qualities, and what the file says of itself.</param>
    /// <param name="notes">Receives a sentence for everything that the format has no place for.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidRequest"/>: the picture does not fit into the format.
    /// </exception>
    public static byte[] Encode(
        RasterImage image,
        ImageFormat format,
        ImageWriteOptions? options = null,
        ICollection<string>? notes = null
    )
    {
        ArgumentNullException.ThrowIfNull(image);
        options ??= new ImageWriteOptions();
        Require(image, format);
        byte[] file =
            format == ImageFormat.Png && image.DeepPixels is { } deep
                ? DeepPng.Write(deep, image.Width, image.Height, image.HasAlpha)
                : EncodePixels(image, format, options);
        if (format != ImageFormat.Png && image.DeepPixels is not null)
        {
            notes?.Add($"A {NameOf(format)} file has 8 bits a channel, the photo 16: write a PNG to keep them.");
        }

        var metadata = WrittenMetadata.For(image, format, options, notes);
        byte[]? profile = image.IccProfile is { Length: > 0 } known ? known : null;
        if (profile is null && metadata.IsEmpty)
            return file;
        return format switch
        {
            ImageFormat.Png => PngContainer.Insert(file, profile, metadata),
            ImageFormat.Jpeg => JpegContainer.Insert(file, profile, metadata),
            _ => WebpContainer.Insert(file, profile, metadata, image.Width, image.Height, image.HasAlpha),
        };
    }

    private static unsafe byte[] EncodePixels(RasterImage image, ImageFormat format, ImageWriteOptions options)
    {
        bool flatten = format == ImageFormat.Jpeg && image.HasAlpha;
        byte[] pixels = flatten ? OnWhite(image.Pixels) : image.Pixels;
        SKAlphaType alpha = image.HasAlpha && !flatten ? SKAlphaType.Unpremul : SKAlphaType.Opaque;
        var info = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, alpha, null);
        fixed (byte* at = pixels)
        {
            using var pixmap = new SKPixmap(info, (nint)at);
            using SKData? data = format switch
            {
                ImageFormat.Png => pixmap.Encode(PngOptions),
                ImageFormat.Jpeg => pixmap.Encode(
                    new SKJpegEncoderOptions(
                        options.JpegQuality,
                        SKJpegEncoderDownsample.Downsample444,
                        SKJpegEncoderAlphaOption.Ignore
                    )
                ),
                _ => pixmap.Encode(
                    options.WebpQuality is { } quality
                        ? new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, quality)
                        : new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, WebpEffort)
                ),
            };
            if (data is null)
            {
                throw new LightningDragException(
                    ErrorCode.Unsupported,
                    $"The {image.Width}x{image.Height} picture could not be encoded as {NameOf(format)}."
                );
            }

            return data.AsSpan().ToArray();
        }
    }

    /// <summary>The kind of file that a path's extension stands for.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: none.</exception>
    public static ImageFormat FormatOf(string path) =>
        Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".PNG" => ImageFormat.Png,
            ".JPG" or ".JPEG" => ImageFormat.Jpeg,
            ".WEBP" => ImageFormat.Webp,
            var other => throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"'{path}' {(other.Length == 0 ? "has no extension" : "has an unknown extension")}: use .png, "
                    + $".jpg or .webp."
            ),
        };

    internal static string NameOf(ImageFormat format) =>
        format == ImageFormat.Webp ? "WebP" : format.ToString().ToUpperInvariant();

    private static byte[] OnWhite(byte[] rgba)
    {
        var opaque = new byte[rgba.Length];
        for (int i = 0; i < rgba.Length; i += RasterImage.BytesPerPixel)
        {
            int alpha = rgba[i + 3];
            for (int c = 0; c < 3; c++)
                opaque[i + c] = (byte)(((rgba[i + c] * alpha) + (255 * (255 - alpha)) + 127) / 255);
            opaque[i + 3] = 255;
        }

        return opaque;
    }
}
