using LightningDrag.Files;
using LightningDrag.Imaging.Containers;
using SkiaSharp;

namespace LightningDrag.Imaging;

/// <summary>
/// Reads JPEG, PNG, WebP, BMP and GIF (the first frame): upright (EXIF orientation applied), alpha kept exact and not
/// premultiplied, values in the file's own colour space beside its ICC profile, 16 bits a channel kept beside 8,
/// metadata as it stood. A damaged or incomplete file is an error, never half a picture.
/// </summary>
public static class ImageReader
{
    /// <summary>Reads an image file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">How large it may be; <see cref="ImageLimits.Default"/> when null.</param>
    /// <param name="notes">
    /// Receives a sentence for everything that could not be kept (an animation, an unusable colour profile, further
    /// pictures).
    /// </param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidImage"/>: missing, unreadable, empty, of an unknown kind, too large, damaged or
    /// incomplete.
    /// </exception>
    public static RasterImage Read(string path, ImageLimits? limits = null, ICollection<string>? notes = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        string name = $"'{path}'";
        if (Directory.Exists(path))
            throw Invalid($"{name} is a folder: give an image file.");
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return Read(stream, name, limits, notes);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Invalid($"There is no file {name}: check the path.", e);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Invalid($"{name} cannot be opened ({e.Message.TrimEnd('.')}).", e);
        }
    }

    /// <summary>
    /// Reads an image from a stream, from its position to its end; no more than the limit is ever read.
    /// </summary>
    /// <inheritdoc cref="Read(string, ImageLimits?, ICollection{string}?)"/>
    public static RasterImage Read(Stream stream, ImageLimits? limits = null, ICollection<string>? notes = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            return Read(stream, "The image", limits, notes);
        }
        catch (IOException e)
        {
            throw Invalid($"The image cannot be read ({e.Message}).", e);
        }
    }

    /// <summary>Reads an image from the bytes of a file.</summary>
    /// <inheritdoc cref="Read(string, ImageLimits?, ICollection{string}?)"/>
    public static RasterImage Read(
        ReadOnlySpan<byte> file,
        ImageLimits? limits = null,
        ICollection<string>? notes = null
    )
    {
        limits ??= ImageLimits.Default;
        if (file.Length > limits.MaxFileBytes)
            throw TooManyBytes("The image", limits);
        return Decode(file, "The image", limits, notes);
    }

    /// <summary>Whether a file begins like one of a kind that is read here.</summary>
    internal static bool IsKnown(ReadOnlySpan<byte> file) => ImageContainer.Of(file) is not null;

    /// <summary>The same; messages call the image <paramref name="name"/>.</summary>
    internal static RasterImage Read(Stream stream, string name, ImageLimits? limits, ICollection<string>? notes)
    {
        limits ??= ImageLimits.Default;
        if (stream.CanSeek && stream.Length - stream.Position > limits.MaxFileBytes)
            throw TooManyBytes(name, limits);
        using var file = new MemoryStream(stream.CanSeek ? (int)Math.Max(0, stream.Length - stream.Position) : 0);
        var buffer = new byte[81_920];
        for (int read; (read = stream.Read(buffer)) > 0; )
        {
            if (file.Length + read > limits.MaxFileBytes)
                throw TooManyBytes(name, limits);
            file.Write(buffer, 0, read);
        }

        return Decode(file.GetBuffer().AsSpan(0, (int)file.Length), name, limits, notes);
    }

    private static unsafe RasterImage Decode(
        ReadOnlySpan<byte> file,
        string name,
        ImageLimits limits,
        ICollection<string>? notes
    )
    {
        if (file.IsEmpty)
            throw Invalid($"{name} is empty.");
        ImageContainer container =
            ImageContainer.Of(file)
            ?? throw Invalid(
                FileKinds.Describe(file) is { } kind
                    ? $"{name} {kind}."
                    : $"{name} is not a JPEG, PNG, WebP, BMP or GIF image."
            );
        if (!container.IsComplete)
            throw Damaged(name);
        fixed (byte* bytes = file)
        {
            // Skia reads straight from the caller's bytes, which stay pinned until the codec is gone.
            using SKData data = SKData.Create((nint)bytes, file.Length);
            using SKCodec? codec = SKCodec.Create(data);
            if (codec is null)
                throw Damaged(name);
            (int width, int height) = (codec.Info.Width, codec.Info.Height);
            if (width < 1 || height < 1)
                throw Damaged(name);
            if (width > limits.MaxSide || height > limits.MaxSide)
            {
                throw Invalid(
                    $"{name} has {width}x{height} pixels; a side may have at most {limits.MaxSide}. Make it smaller."
                );
            }

            if ((long)width * height > limits.MaxPixels)
            {
                throw Invalid(
                    $"{name} has {width}x{height} pixels, that is {(long)width * height / 1e6:0.#} megapixels; "
                        + $"at most {limits.MaxPixels / 1e6:0.#} are allowed. Make it smaller."
                );
            }

            var pixels = new byte[checked(width * height * RasterImage.BytesPerPixel)];
            // Without a colour space in the target, Skia converts nothing.
            var target = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul, null);
            fixed (byte* to = pixels)
            {
                if (codec.GetPixels(target, (nint)to) != SKCodecResult.Success)
                    throw Damaged(name);
            }

            ushort[]? deep = container.BitsPerChannel > 8 ? DeepPng.Read(file, width, height) : null;
            if (container.BitsPerChannel > 8 && deep is null)
            {
                notes?.Add($"{name} has {container.BitsPerChannel} bits a channel and was read at 8.");
            }

            if (notes is not null && (container.IsAnimation || codec.FrameCount > 1))
            {
                notes.Add($"{name} is an animation; its first frame was read.");
            }

            if (container.ProfileNote is not null)
                notes?.Add($"The colour profile of {name} {container.ProfileNote}.");
            if (container.LeftOut.Count > 0)
            {
                notes?.Add($"{name} also holds {string.Join(", ", container.LeftOut)}: left out.");
            }

            var stored = new RasterImage(width, height, pixels)
            {
                IccProfile = container.Profile,
                HasAlpha = codec.Info.AlphaType != SKAlphaType.Opaque,
                DeepPixels = deep,
                Metadata = container.Metadata,
            };
            return ExifOrientation.Apply(stored, container.Orientation);
        }
    }

    private static LightningDragException Invalid(string message, Exception? cause = null) =>
        new(ErrorCode.InvalidImage, message, cause);

    private static LightningDragException Damaged(string name) =>
        Invalid(
            $"{name} cannot be decoded to its end: it is damaged, incomplete, or of a variant that is not "
                + $"supported. Save it anew as PNG or JPEG."
        );

    private static LightningDragException TooManyBytes(string name, ImageLimits limits) =>
        Invalid($"{name} is larger than {limits.MaxFileBytes / 1048576.0:0.##} MiB, the most that is allowed.");
}
