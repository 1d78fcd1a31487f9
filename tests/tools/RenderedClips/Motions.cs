using System.Numerics;

namespace LightningDrag.Tools.RenderedClips;

/// <summary>
/// Motion of a layer or of the camera's picture over time: where a point of the plane lies at a time in seconds. The
/// origin is the layer's own centre, or the frame's for a camera; lengths are pixels of the frame.
/// </summary>
internal delegate Matrix3x2 Motion(double seconds);

/// <summary>Motions to combine.</summary>
internal static class Motions
{
    public static Motion Still { get; } = _ => Matrix3x2.Identity;

    /// <summary>Straight on, in pixels a second.</summary>
    public static Motion Slide(double x, double y) => t => Matrix3x2.CreateTranslation((float)(x * t), (float)(y * t));

    /// <summary>To and fro, by ±(x, y) pixels, once a period; at rest in the middle at time 0.</summary>
    public static Motion Swing(double x, double y, double period) =>
        t =>
        {
            double s = Math.Sin(Math.Tau * t / period);
            return Matrix3x2.CreateTranslation((float)(x * s), (float)(y * s));
        };

    /// <summary>Round the centre, in degrees a second.</summary>
    public static Motion Turn(double degrees) => t => Matrix3x2.CreateRotation((float)(degrees * t * Math.PI / 180));

    /// <summary>Larger by a factor a second.</summary>
    public static Motion Grow(double factor) => t => Matrix3x2.CreateScale((float)Math.Pow(factor, t));

    /// <summary>
    /// A hand that holds the camera: wandering by about <paramref name="pixels"/>, with a little roll, at 1 to 6 Hz.
    /// </summary>
    public static Motion Shake(double pixels, int seed)
    {
        var random = new Random(seed);
        var waves = Enumerable
            .Range(0, 5)
            .Select(i =>
                (
                    Hertz: 1 + i + random.NextDouble(),
                    X: random.NextDouble() - 0.5,
                    Y: random.NextDouble() - 0.5,
                    Phase: random.NextDouble()
                )
            )
            .ToArray();
        return t =>
        {
            double x = 0,
                y = 0;
            foreach (var wave in waves)
            {
                double s = Math.Sin(Math.Tau * ((wave.Hertz * t) + wave.Phase)) / wave.Hertz;
                (x, y) = (x + (wave.X * s), y + (wave.Y * s));
            }

            return Matrix3x2.CreateRotation((float)(x * pixels * 0.002))
                * Matrix3x2.CreateTranslation((float)(3 * pixels * x), (float)(3 * pixels * y));
        };
    }

    /// <summary>One motion, then another on top of it.</summary>
    public static Motion Then(this Motion first, Motion second) => t => first(t) * second(t);
}
