using LightningDrag.Data.Shards.Reading;
using LightningDrag.Evaluation.Baselines;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;
using LightningDrag.Training.Pairs;

namespace LightningDrag.Evaluation.Tests;

/// <summary>
/// Small pairs whose motion is known by construction: a disc in the middle of a textured picture moves.
/// </summary>
internal static class TestPairs
{
    public static RasterImage Texture(int size, int seed = 1)
    {
        var random = new Random(seed);
        var image = new RasterImage(size, size);
        float[] phases = [.. Enumerable.Range(0, 6).Select(_ => random.NextSingle() * 6)];
        for (int i = 0; i < size * size; i++)
        {
            float x = i % size,
                y = i / size;
            for (int c = 0; c < 3; c++)
            {
                float wave =
                    MathF.Sin((x * 0.5f) + phases[c])
                    + MathF.Sin((y * 0.6f) + phases[c + 3])
                    + MathF.Sin((x + y) * 0.23f);
                image.Pixels[(4 * i) + c] = (byte)(128 + (40 * wave));
            }

            image.Pixels[(4 * i) + 3] = 255;
        }

        return image;
    }

    public static EditMask Disc(int size, int radius)
    {
        var editable = new byte[size * size];
        for (int i = 0; i < editable.Length; i++)
            editable[i] = (byte)(Inside(i, size, radius) ? 1 : 0);
        return new EditMask(size, size, editable);
    }

    public static MotionField MovingDisc(int size, int radius, float dx, float dy)
    {
        float[] u = new float[size * size],
            v = new float[size * size],
            one = [.. Enumerable.Repeat(1f, size * size)];
        for (int i = 0; i < u.Length; i++)
        {
            if (Inside(i, size, radius))
                (u[i], v[i]) = (dx, dy);
        }

        return new MotionField(size, u, v, one, one);
    }

    public static SupervisionPair Create(string key, int size, float dx, float dy)
    {
        RasterImage source = Texture(size, key.Length);
        EditMask mask = Disc(size, (int)(0.45 * size));
        MotionField motion = MovingDisc(size, size / 5, dx, dy);
        var handle = new PixelPoint(size / 2, size / 2);
        return new SupervisionPair(
            key,
            source,
            TeleaRenderer.Render(source, motion, mask),
            mask,
            [new PointPair(handle, new PixelPoint(handle.X + dx, handle.Y + dy))]
        )
        {
            Motion = new StoredMotion(
                motion.FlowX,
                motion.FlowY,
                Enumerable.Repeat(true, size * size).ToArray(),
                Enumerable.Repeat(true, size * size).ToArray()
            ),
            Disoccluded =
            [
                .. Enumerable
                    .Range(0, size * size)
                    .Select(i => Inside(i, size, size / 5) && !Inside(i - (int)dx - ((int)dy * size), size, size / 5)),
            ],
        };
    }

    private static bool Inside(int i, int size, int radius)
    {
        int x = (i % size) - (size / 2),
            y = (i / size) - (size / 2);
        return (x * x) + (y * y) < radius * radius;
    }
}
