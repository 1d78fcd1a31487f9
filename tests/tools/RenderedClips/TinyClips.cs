using System.Numerics;
using OpenCvSharp;

namespace LightningDrag.Tools.RenderedClips;

/// <summary>
/// Clips so small that a whole run over some of them takes moments: one thing that moves before a photograph.
/// </summary>
internal static class TinyClips
{
    public static Size Frame { get; } = new(160, 128);

    /// <summary>A clip; each number another motion.</summary>
    public static RenderedClip Create(string photos, int number) =>
        new(
            Frame,
            [
                Layer.Backdrop(Path.Combine(photos, number % 2 == 0 ? "astronaut.jpg" : "rocket.jpg"), Frame),
                Layer.Cutout(Path.Combine(photos, "cat.jpg"), new Size(56, 60)) with
                {
                    Position = new Vector2(-30 + (5 * number), 6),
                    Motion = Motions.Slide(40 - (4 * number), 6 * number),
                },
            ]
        )
        {
            Frames = 24,
            Noise = 1,
        };

    /// <summary>Writes clips 0 … count − 1 as clip_N.avi.</summary>
    public static void Write(string photos, string folder, int count)
    {
        Directory.CreateDirectory(folder);
        for (int number = 0; number < count; number++)
        {
            using RenderedClip clip = Create(photos, number);
            clip.Write(Path.Combine(folder, $"clip_{number}.avi"));
        }
    }
}
