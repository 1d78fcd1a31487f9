using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Models.Compact;

/// <summary>A region that moves as a whole, at the window's own resolution and on the window grid.</summary>
internal sealed class Cutout
{
    private readonly Similarity onGrid;

    /// <param name="region">In pixels of the window.</param>
    /// <param name="size">Side of the window grid.</param>
    public Cutout(RigidRegion region, int size)
    {
        Region = region;
        Size = size;
        float scale = (float)size / region.Pixels.Width;
        var pivot = region.Motion.Pivot;
        onGrid = region.Motion.On(
            new PixelPoint(((pivot.X + 0.5f) * scale) - 0.5f, ((pivot.Y + 0.5f) * scale) - 0.5f),
            scale
        );
        Nodes = Array.ConvertAll(Resampling.MaskAverage(region.Pixels, size, size), share => share >= 0.5f);
    }

    /// <summary>In pixels of the window.</summary>
    public RigidRegion Region { get; }

    /// <summary>Side of the grid.</summary>
    public int Size { get; }

    /// <summary>Grid pixels that move. // [Size × Size]</summary>
    public bool[] Nodes { get; }

    /// <summary>Whether something of it lands on a grid pixel.</summary>
    public bool LandsOn(int node)
    {
        var from = onGrid.Invert(new PixelPoint(node % Size, node / Size));
        int x = (int)MathF.Round(from.X),
            y = (int)MathF.Round(from.Y);
        return (uint)x < (uint)Size && (uint)y < (uint)Size && Nodes[(y * Size) + x];
    }

    /// <summary>
    /// The motion with what is known in place of what was predicted: inside, the cutout's own, in front of everything;
    /// what it comes to lie on is covered.
    /// </summary>
    /// <param name="motion">Left unchanged.</param>
    /// <param name="cutouts">Later ones lie in front of earlier ones.</param>
    public static MotionField Apply(MotionField motion, IReadOnlyList<Cutout> cutouts)
    {
        if (cutouts.Count == 0)
            return motion;
        float[] x = [.. motion.FlowX],
            y = [.. motion.FlowY],
            visibility = [.. motion.Visibility],
            gate = [.. motion.Gate];
        foreach (var cutout in cutouts)
        {
            for (int p = 0; p < x.Length; p++)
            {
                if (!cutout.Nodes[p])
                {
                    if (x[p] == 0 && y[p] == 0 && cutout.LandsOn(p))
                        visibility[p] = 0;
                    continue;
                }

                float column = p % motion.Size,
                    row = p / motion.Size;
                var target = cutout.onGrid.Apply(new PixelPoint(column, row));
                (x[p], y[p], visibility[p], gate[p]) = (target.X - column, target.Y - row, 1, 1);
            }
        }

        return motion with
        {
            FlowX = x,
            FlowY = y,
            Visibility = visibility,
            Gate = gate,
        };
    }
}
