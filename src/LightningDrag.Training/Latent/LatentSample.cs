using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.Preprocessing;
using LightningDrag.Training.Pairs;
using LightningDrag.Training.Synthetic;

namespace LightningDrag.Training.Latent;

/// <summary>
/// One pair as one training step sees it: cropped, mirrored and coloured at random, with some of its points and a
/// timestep.
/// </summary>
/// <param name="Key">The pair's.</param>
/// <param name="Source">A square of the window's size.</param>
/// <param name="Target">Of the same size.</param>
/// <param name="Mask">Of the same size.</param>
/// <param name="Handles">Pixels of the handles.</param>
/// <param name="Targets">Pixels of the targets.</param>
/// <param name="TimestepShare">Where in the timesteps, 0 to below 1.</param>
/// <param name="SeesPoints">Whether the points are shown.</param>
/// <param name="NoiseSeed">Of all noise of the sample.</param>
internal sealed record LatentSample(
    string Key,
    RasterImage Source,
    RasterImage Target,
    EditMask Mask,
    IReadOnlyList<PixelIndex> Handles,
    IReadOnlyList<PixelIndex> Targets,
    float TimestepShare,
    bool SeesPoints,
    ulong NoiseSeed
)
{
    private const int CropAttempts = 8;

    /// <summary>Draws a sample.</summary>
    /// <param name="pair">What it is made from.</param>
    /// <param name="options">How much is left to chance.</param>
    /// <param name="seed">Decides everything.</param>
    public static LatentSample Draw(SupervisionPair pair, LatentTrainingOptions options, ulong seed)
    {
        var random = new CounterRandom(seed);
        int window = options.Window,
            size = pair.Source.Width;
        PointPair[] chosen = Choose(pair.Points, options.MaxPoints, ref random);
        var crop = CropOf(chosen, size, options.Crop, ref random);
        bool mirrored = options.Flip && random.Chance(0.5f);
        byte[] levels = Levels(options.ColourJitter, ref random);
        var scaled = new NetworkSize(window, window);
        PixelIndex At(PixelPoint point)
        {
            var (row, column) = scaled.PixelOf(
                new PixelPoint(point.X - crop.X, point.Y - crop.Y),
                crop.Width,
                crop.Height
            );
            return new PixelIndex(row, mirrored ? window - 1 - column : column);
        }

        PointPair[] seen = [.. chosen.Where(point => IsIn(crop, point))];
        RasterImage Picture(RasterImage image) =>
            Mirrored(
                Coloured(
                    FixedPointResampling.Resize(Cut(image, crop), window, window, ResamplingKernel.Lanczos),
                    levels
                ),
                mirrored
            );
        return new LatentSample(
            pair.Key,
            Picture(pair.Source),
            Picture(pair.Target),
            MaskOf(
                Mirrored(MaskValues.Resize(MaskOf(Cut(pair.Mask.ToImage(), crop)), window, window).ToImage(), mirrored)
            ),
            [.. seen.Select(point => At(point.Handle))],
            [.. seen.Select(point => At(point.Target))],
            random.Unit(),
            !random.Chance((float)options.PointDropout),
            random.Bits()
        );
    }

    private static PointPair[] Choose(IReadOnlyList<PointPair> points, int most, ref CounterRandom random)
    {
        PointPair[] shuffled = [.. points];
        int count = Math.Min(1 + random.Index(most), shuffled.Length);
        for (int i = 0; i < count; i++)
        {
            int j = i + random.Index(shuffled.Length - i);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }

        return shuffled[..count];
    }

    /// <summary>A square that holds at least one pair of points; all of the picture where chance finds none.</summary>
    private static PixelRectangle CropOf(PointPair[] points, int size, double smallest, ref CounterRandom random)
    {
        for (int attempt = 0; attempt < CropAttempts; attempt++)
        {
            int side = Math.Min(size, (int)MathF.Round(size * random.Range((float)smallest, 1)));
            var crop = new PixelRectangle(random.Index(size - side + 1), random.Index(size - side + 1), side, side);
            if (points.Any(point => IsIn(crop, point)))
                return crop;
        }

        return new PixelRectangle(0, 0, size, size);
    }

    private static bool IsIn(PixelRectangle crop, PointPair point) =>
        IsIn(crop, point.Handle) && IsIn(crop, point.Target);

    private static bool IsIn(PixelRectangle crop, PixelPoint point) =>
        point.X >= crop.X && point.Y >= crop.Y && point.X <= crop.Right - 1 && point.Y <= crop.Bottom - 1;

    private static byte[] Levels(double jitter, ref CounterRandom random)
    {
        float contrast = 1 + random.Range((float)-jitter, (float)jitter),
            brightness = 128 * random.Range((float)-jitter, (float)jitter);
        return
        [
            .. Enumerable
                .Range(0, 256)
                .Select(level => (byte)Math.Clamp(MathF.Round(((level - 128) * contrast) + 128 + brightness), 0, 255)),
        ];
    }

    private static RasterImage Cut(RasterImage image, PixelRectangle crop)
    {
        var part = new RasterImage(crop.Width, crop.Height);
        for (int y = 0; y < crop.Height; y++)
            image.Row(crop.Y + y).Slice(crop.X * RasterImage.BytesPerPixel, part.Row(y).Length).CopyTo(part.Row(y));
        return part;
    }

    private static RasterImage Coloured(RasterImage image, byte[] levels)
    {
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            if (i % RasterImage.BytesPerPixel != 3)
                image.Pixels[i] = levels[image.Pixels[i]];
        }

        return image;
    }

    private static RasterImage Mirrored(RasterImage image, bool mirrored)
    {
        if (!mirrored)
            return image;
        for (int y = 0; y < image.Height; y++)
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(image.Row(y)).Reverse();
        return image;
    }

    private static EditMask MaskOf(RasterImage image)
    {
        var editable = new byte[image.Width * image.Height];
        for (int i = 0; i < editable.Length; i++)
            editable[i] = image.Pixels[i * RasterImage.BytesPerPixel] >= 128 ? (byte)1 : (byte)0;
        return new EditMask(image.Width, image.Height, editable);
    }
}
