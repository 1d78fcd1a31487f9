using LightningDrag.Imaging;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Preprocessing;

/// <summary>
/// The picture as CLIP's image encoder takes it (the default processor of the library transformers): its shortest side
/// at 224 pixels, the middle square of it, (level/255 − mean)/deviation with the statistics of CLIP's training pictures
/// (Radford et al., ICML 2021).
/// </summary>
internal static class ClipPicture
{
    /// <summary>Side of the square, in pixels, whatever the checkpoint says: as in the reference.</summary>
    public const int Side = 224;

    private static readonly double[] Mean = [0.48145466, 0.4578275, 0.40821073];
    private static readonly double[] Deviation = [0.26862954, 0.26130258, 0.27577711];

    /// <summary>
    /// The level that a level arrives as: the reference goes through [−1, 1] in single precision and cuts off, so 1 to
    /// 63 lose one.
    /// </summary>
    public static byte ArrivingLevel(byte level) => (byte)(((((level / 255f * 2) - 1) / 2) + 0.5f) * 255);

    /// <summary>The middle square of a picture.</summary>
    public static RasterImage Crop(RasterImage image)
    {
        var arrived = new RasterImage(image.Width, image.Height, [.. image.Pixels]);
        byte[] levels = [.. Enumerable.Range(0, 256).Select(level => ArrivingLevel((byte)level))];
        for (int i = 0; i < arrived.Pixels.Length; i++)
            arrived.Pixels[i] = levels[arrived.Pixels[i]];

        int shortest = Math.Min(image.Width, image.Height);
        int width = (int)((long)Side * image.Width / shortest),
            height = (int)((long)Side * image.Height / shortest);
        RasterImage resized = FixedPointResampling.Resize(arrived, width, height, ResamplingKernel.Bicubic);
        int left = (width - Side) / 2,
            top = (height - Side) / 2;
        var crop = new RasterImage(Side, Side);
        for (int y = 0; y < Side; y++)
        {
            resized
                .Row(top + y)
                .Slice(left * RasterImage.BytesPerPixel, Side * RasterImage.BytesPerPixel)
                .CopyTo(crop.Row(y));
        }

        return crop;
    }

    /// <summary>The encoder's input for a picture. // [1, 3, 224, 224]</summary>
    public static Tensor ToTensor(RasterImage image)
    {
        RasterImage crop = Crop(image);
        const int size = Side * Side;
        var planes = new float[3 * size];
        for (int c = 0; c < 3; c++)
        {
            float mean = (float)Mean[c],
                deviation = (float)Deviation[c];
            for (int i = 0; i < size; i++)
                planes[(c * size) + i] =
                    ((float)(crop.Pixels[(i * RasterImage.BytesPerPixel) + c] / 255.0) - mean) / deviation;
        }

        return tensor(planes, [1, 3, Side, Side]);
    }
}
