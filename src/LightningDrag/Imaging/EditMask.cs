namespace LightningDrag.Imaging;

/// <summary>The editable mask: which pixels of an image may change.</summary>
public sealed class EditMask
{
    /// <summary>Wraps <paramref name="editable"/> without copying.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="editable">width × height bytes, row by row: 1 = may change, 0 = must not.</param>
    /// <exception cref="ArgumentException">The length does not match the size.</exception>
    public EditMask(int width, int height, byte[] editable)
    {
        ArgumentNullException.ThrowIfNull(editable);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (editable.LongLength != (long)width * height)
        {
            throw new ArgumentException(
                $"A {width}x{height} mask needs {(long)width * height} bytes, not {editable.LongLength}.",
                nameof(editable)
            );
        }

        (Width, Height, Editable) = (width, height, editable);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>width × height bytes: 1 = may change, 0 = must not.</summary>
    public byte[] Editable { get; }

    /// <summary>Whether the pixel may change; false outside the image.</summary>
    public bool this[int x, int y] => (uint)x < (uint)Width && (uint)y < (uint)Height && Editable[(y * Width) + x] != 0;

    /// <summary>How many pixels may change.</summary>
    public int Count() => Editable.AsSpan().Length - Editable.AsSpan().Count((byte)0);

    /// <summary>The mask as an opaque picture: white may change, black must not.</summary>
    public RasterImage ToImage()
    {
        var image = new RasterImage(Width, Height);
        for (int i = 0; i < Editable.Length; i++)
        {
            var pixel = image.Pixels.AsSpan(i * RasterImage.BytesPerPixel, RasterImage.BytesPerPixel);
            pixel.Fill(Editable[i] != 0 ? byte.MaxValue : byte.MinValue);
            pixel[3] = byte.MaxValue;
        }

        return image;
    }
}
