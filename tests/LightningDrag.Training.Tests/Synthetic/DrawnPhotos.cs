using LightningDrag.Training.Synthetic;

namespace LightningDrag.Training.Tests.Synthetic;

/// <summary>Photos for tests, drawn from smooth waves; two of three have a round object with a cut-out.</summary>
internal static class DrawnPhotos
{
    public static IReadOnlyList<Photo> All { get; } = [.. Enumerable.Range(0, 9).Select(Draw)];

    public static SyntheticPairGenerator Generator { get; } = new(All);

    public static Photo Draw(int number)
    {
        int width = 200 + (11 * number),
            height = 180 - (3 * number);
        var random = new CounterRandom((ulong)number);
        var waves = new float[24];
        for (int i = 0; i < waves.Length; i++)
            waves[i] = 0.09f * random.Normal();
        byte[] rgba = new byte[width * height * 4],
            alpha = new byte[width * height];
        for (int i = 0; i < width * height; i++)
        {
            float x = i % width,
                y = i / width,
                dx = x - (width / 2f),
                dy = y - (height / 2f),
                distance = MathF.Sqrt((dx * dx) + (dy * dy));
            alpha[i] = (byte)(255 * Math.Clamp(0.5f + (45 - distance), 0, 1));
            for (int c = 0; c < 3; c++)
            {
                int w = (c * 4) + (alpha[i] > 127 ? 12 : 0);
                float wave =
                    MathF.Sin((waves[w] * x) + (waves[w + 1] * y))
                    + MathF.Sin((waves[w + 2] * x) + (waves[w + 3] * y) + c);
                rgba[(i * 4) + c] = (byte)(128 + (50 * wave));
            }
        }

        var photo = new Photo($"drawn{number}.png", width, height, rgba);
        if (number % 3 != 0)
            photo.AttachCutout(alpha);
        return photo;
    }
}
