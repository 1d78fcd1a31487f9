using LightningDrag.Imaging;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Preprocessing;

/// <summary>
/// Between 8-bit pictures and the networks' values in [−1, 1]: v = 2·level/255 − 1, and back level = ⌊255·clamp(v/2 +
/// ½)⌋.
/// </summary>
internal static class PixelValues
{
    /// <summary>A picture's values. // [1, 3, H, W]</summary>
    public static Tensor FromImage(RasterImage image)
    {
        float[] levels = new float[256];
        for (int level = 0; level < levels.Length; level++)
            levels[level] = (level / 255f * 2) - 1;
        int size = image.Width * image.Height;
        var planes = new float[checked(3 * size)];
        for (int c = 0; c < 3; c++)
        {
            for (int i = 0; i < size; i++)
                planes[(c * size) + i] = levels[image.Pixels[(i * RasterImage.BytesPerPixel) + c]];
        }

        return tensor(planes, [1, 3, image.Height, image.Width]);
    }

    /// <summary>The pictures of decoded values. Levels are cut off, not rounded, as in the reference.</summary>
    /// <param name="values">On any device, in any precision. // [N, 3, H, W]</param>
    public static IReadOnlyList<RasterImage> ToImages(Tensor values)
    {
        using var scope = NewDisposeScope();
        Tensor levels = ((values.to(float32) / 2) + 0.5f)
            .clamp(0, 1)
            .mul_(255)
            .to(uint8)
            .permute(0, 2, 3, 1)
            .cpu()
            .contiguous(); // [N, H, W, 3]
        return [.. levels.unbind().Select(ToImage)];
    }

    private static RasterImage ToImage(Tensor levels)
    {
        var image = new RasterImage((int)levels.shape[1], (int)levels.shape[0]);
        ReadOnlySpan<byte> colours = levels.bytes;
        for (int i = 0; i < image.Width * image.Height; i++)
        {
            Span<byte> pixel = image.Pixels.AsSpan(i * RasterImage.BytesPerPixel, RasterImage.BytesPerPixel);
            colours.Slice(3 * i, 3).CopyTo(pixel);
            pixel[3] = byte.MaxValue;
        }

        return image;
    }
}
