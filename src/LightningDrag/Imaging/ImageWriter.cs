using LightningDrag.Imaging.Containers;
using SkiaSharp;

namespace LightningDrag.Imaging;

/// <summary>
/// Writes PNG (every byte exact, colours under transparent pixels too), WebP (lossless unless a quality is given, but black where fully
/// transparent) and JPEG; the ICC profile goes into the file, values are not converted. A file appears under its name only when it is complete.
/// </summary>
public static class ImageWriter
{
    /// <summary>A sixth of the default's time for photos, and files at most a tenth larger.</summary>
    private static readonly SKPngEncoderOptions PngOptions = new(SKPngEncoderFilterFlags.Paeth, 1);

    /// <summary>For lossless WebP the encoder takes "quality" as effort; more than this gains few bytes for much time.</summary>
    private const float WebpEffort = 20;

    /// <summary>Writes an image file, replacing one that is there.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="image">The picture; alpha is written where <see cref="RasterImage.HasAlpha"/> says so.</param>
    /// <param name="format">The kind of file; by the path's extension when null.</param>
    /// <param name="options">Qualities.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidRequest"/>: unknown extension, missing folder, the path is a folder, or the picture is too large for the format;
    /// <see cref="ErrorCode.Unsupported"/>: the file cannot be written (no permission, a full disk).
    /// </exception>
    public static void Write(string path, RasterImage image, ImageFormat? format = null, ImageWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ImageFormat chosen = format ?? FormatOf(path);
        (string folder, string name) = Place(path);
        byte[] file = Encode(image, chosen, options);
        string temporary = Path.Combine(folder, $".{name}.{Guid.NewGuid():N}.tmp");
        try
        {
            File.WriteAllBytes(temporary, file);
            File.Move(temporary, Path.Combine(folder, name), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary)) File.Delete(temporary);
            throw new LightningDragException(ErrorCode.Unsupported, $"'{path}' cannot be written ({e.Message}).", e);
        }
    }

    /// <summary>The bytes of an image file.</summary>
    /// <param name="image">The picture; alpha is written where <see cref="RasterImage.HasAlpha"/> says so.</param>
    /// <param name="format">The kind of file.</param>
    /// <param name="options">Qualities.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: the picture is too large for the format.</exception>
    public static unsafe byte[] Encode(RasterImage image, ImageFormat format, ImageWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        options ??= new ImageWriteOptions();
        string kind = format.ToString().ToUpperInvariant();
        int most = format switch { ImageFormat.Png => int.MaxValue, ImageFormat.Jpeg => 65_500, _ => 16_383 };
        if (image.Width > most || image.Height > most)
        {
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"A {kind} file holds at most {most} pixels a side, and the picture has {image.Width}x{image.Height}: write a PNG.");
        }

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
                    new SKJpegEncoderOptions(options.JpegQuality, SKJpegEncoderDownsample.Downsample444, SKJpegEncoderAlphaOption.Ignore)),
                _ => pixmap.Encode(options.WebpQuality is { } quality
                    ? new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, quality)
                    : new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, WebpEffort)),
            };
            if (data is null)
            {
                throw new LightningDragException(ErrorCode.Unsupported, $"The {image.Width}x{image.Height} picture could not be encoded as {kind}.");
            }

            ReadOnlySpan<byte> file = data.AsSpan();
            return image.IccProfile is not { Length: > 0 } profile ? file.ToArray()
                : format == ImageFormat.Png ? PngContainer.Insert(file, profile)
                : format == ImageFormat.Jpeg ? JpegContainer.Insert(file, profile)
                : WebpContainer.Insert(file, profile, image.Width, image.Height, image.HasAlpha);
        }
    }

    /// <summary>The kind of file that a path's extension stands for.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: none.</exception>
    public static ImageFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PNG" => ImageFormat.Png,
        ".JPG" or ".JPEG" => ImageFormat.Jpeg,
        ".WEBP" => ImageFormat.Webp,
        var other => throw new LightningDragException(
            ErrorCode.InvalidRequest,
            $"'{path}' {(other.Length == 0 ? "has no extension" : "has an unknown extension")}: use .png, .jpg or .webp."),
    };

    /// <summary>Where the file goes: behind links, which keep pointing to it.</summary>
    private static (string Folder, string Name) Place(string path)
    {
        try
        {
            if (Directory.Exists(path)) throw new LightningDragException(ErrorCode.InvalidRequest, $"'{path}' is a folder: give a file name.");
            var file = new FileInfo(path);
            if (file.LinkTarget is not null) file = new FileInfo(file.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
            return file.Directory is { Exists: true } folder
                ? (folder.FullName, file.Name)
                : throw new LightningDragException(
                    ErrorCode.InvalidRequest,
                    $"The folder '{file.DirectoryName}' does not exist: create it, or write elsewhere.");
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException or UnauthorizedAccessException)
        {
            throw new LightningDragException(ErrorCode.InvalidRequest, $"'{path}' is not a path that can be written to ({e.Message}).", e);
        }
    }

    private static byte[] OnWhite(byte[] rgba)
    {
        var opaque = new byte[rgba.Length];
        for (int i = 0; i < rgba.Length; i += RasterImage.BytesPerPixel)
        {
            int alpha = rgba[i + 3];
            for (int c = 0; c < 3; c++) opaque[i + c] = (byte)(((rgba[i + c] * alpha) + (255 * (255 - alpha)) + 127) / 255);
            opaque[i + 3] = 255;
        }

        return opaque;
    }
}
