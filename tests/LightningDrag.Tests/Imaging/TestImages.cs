using LightningDrag.Imaging;

namespace LightningDrag.Tests.Imaging;

/// <summary>Pictures and masks that tests make up.</summary>
internal static class TestImages
{
    /// <summary>Every byte random (alpha too unless opaque); the same for the same seed.</summary>
    public static RasterImage Noise(int width, int height, int seed = 1, bool alpha = false)
    {
        var image = new RasterImage(width, height) { HasAlpha = alpha };
        new Random(seed).NextBytes(image.Pixels);
        for (int i = 3; !alpha && i < image.Pixels.Length; i += 4)
            image.Pixels[i] = 255;
        return image;
    }

    /// <summary>A smooth picture that survives lossy coding.</summary>
    public static RasterImage Smooth(int width, int height)
    {
        var image = new RasterImage(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                Span<byte> pixel = image.Row(y).Slice(x * 4, 4);
                (pixel[0], pixel[1], pixel[2], pixel[3]) = (
                    (byte)(40 + (160 * x / width)),
                    (byte)(40 + (160 * y / height)),
                    (byte)(200 - (100 * (x + y) / (width + height))),
                    255
                );
            }
        }

        return image;
    }

    public static EditMask Mask(int width, int height, Func<int, int, bool> editable)
    {
        var mask = new EditMask(width, height, new byte[width * height]);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                mask.Editable[(y * width) + x] = editable(x, y) ? (byte)1 : (byte)0;
        }

        return mask;
    }

    public static LightningDragException Refused(ErrorCode code, Action action)
    {
        var error = Assert.Throws<LightningDragException>(action);
        Assert.Equal(code, error.Code);
        Assert.NotEmpty(error.Message);
        return error;
    }

    /// <summary>Greatest difference of two pictures in any byte.</summary>
    public static int Difference(RasterImage a, RasterImage b)
    {
        Assert.Equal((a.Width, a.Height), (b.Width, b.Height));
        int most = 0;
        for (int i = 0; i < a.Pixels.Length; i++)
            most = Math.Max(most, Math.Abs(a.Pixels[i] - b.Pixels[i]));
        return most;
    }
}
