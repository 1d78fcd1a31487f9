namespace LightningDrag.Imaging;

/// <summary>
/// An image in memory: 8-bit RGBA in its file's own colour space, not premultiplied, rows from the top without padding.
/// </summary>
public sealed class RasterImage
{
    /// <summary>Bytes of one pixel: red, green, blue, alpha.</summary>
    public const int BytesPerPixel = 4;

    /// <summary>Wraps <paramref name="pixels"/> without copying.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels">Exactly width × height × 4 bytes: R, G, B, A.</param>
    /// <exception cref="ArgumentException">The length does not match the size.</exception>
    public RasterImage(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.LongLength != (long)width * height * BytesPerPixel)
        {
            throw new ArgumentException(
                $"{width}x{height} RGBA needs {(long)width * height * BytesPerPixel} bytes, not {pixels.LongLength}.",
                nameof(pixels)
            );
        }

        (Width, Height, Pixels) = (width, height, pixels);
    }

    /// <summary>Creates a transparent black image.</summary>
    public RasterImage(int width, int height)
        : this(width, height, new byte[checked(width * height * BytesPerPixel)]) { }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>width × height × 4 bytes: R, G, B, A, row by row.</summary>
    public byte[] Pixels { get; }

    /// <summary>The colour profile that came with the file, kept through to the output; null for plain sRGB.</summary>
    public byte[]? IccProfile { get; init; }

    /// <summary>Whether the file had an alpha channel (written back only then).</summary>
    public bool HasAlpha { get; init; }

    /// <summary>
    /// The same pixels at 16 bits a channel, width × height × 4 values, where the file had them; null for 8 bits.
    /// Results have them too: equal outside the mask, and inside it of the precision of <see cref="Pixels"/>.
    /// </summary>
    public ushort[]? DeepPixels { get; init; }

    /// <summary>What the file said beside pixels and profile; null for a picture that was made here.</summary>
    public ImageMetadata? Metadata { get; init; }

    /// <summary>The same picture, sharing its pixels, with other metadata.</summary>
    internal RasterImage With(ImageMetadata? metadata) =>
        new(Width, Height, Pixels)
        {
            IccProfile = IccProfile,
            HasAlpha = HasAlpha,
            DeepPixels = DeepPixels,
            Metadata = metadata,
        };

    /// <summary>The bytes of row <paramref name="y"/>.</summary>
    public Span<byte> Row(int y) => Pixels.AsSpan(y * Width * BytesPerPixel, Width * BytesPerPixel);
}
