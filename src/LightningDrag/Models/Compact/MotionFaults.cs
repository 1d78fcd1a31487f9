using System.Numerics;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact.Rendering;

namespace LightningDrag.Models.Compact;

/// <summary>
/// Reads from a motion and the picture it made what is wrong with them. A step in the motion is right where the picture
/// has an edge (an object before its background) and a tear where it has none, if it pulls apart or shears: what it
/// pushes together covers its own surroundings, as a thing that grows must. J = I + ∇u says how far the rest is
/// stretched, or pressed and folded over.
/// </summary>
internal static class MotionFaults
{
    /// <summary>Neighbouring flows that differ by more grid pixels are a step, not a stretch.</summary>
    private const float Step = 3f;

    /// <summary>Colours two pixels to either side of a step that differ by less (of 441) belong to one thing.</summary>
    private const float SameThing = 18f;
    private const int Beside = 2;

    /// <summary>
    /// Lengths that people notice: twice as long, half as long. A little more, so that a scaling by exactly as much is
    /// no fault.
    /// </summary>
    private const float Longest = 2.05f;
    private const float Shortest = 1 / Longest;

    /// <summary>Colours that differ by more (of 441) are seen as another.</summary>
    private const float Seen = 40f;

    /// <summary>Grid pixels inside the mask's border that the seam takes to blend.</summary>
    private const int Seam = 3;

    /// <summary>Fewer are not counted by: of a motion of three pixels one torn is no third.</summary>
    private const int Least = 24;

    /// <param name="motion">On the window grid.</param>
    /// <param name="map">The same backwards, holes where the background was filled.</param>
    /// <param name="source">The window at the grid's resolution.</param>
    /// <param name="result">The rendered window.</param>
    /// <param name="mask">Size × Size values, above 0 = may change.</param>
    /// <param name="cutouts">What was cut out on purpose: its outline is no tear.</param>
    public static ResultFaults Of(
        MotionField motion,
        BackwardMap map,
        GridImage source,
        RasterImage result,
        ReadOnlySpan<float> mask,
        IReadOnlyList<Cutout> cutouts
    )
    {
        int size = motion.Size;
        bool[] wanted = OutlinesOf(cutouts, size);
        int moving = 0,
            rim = 0,
            torn = 0,
            stretched = 0;
        for (int y = 1; y < size - 1; y++)
        {
            for (int x = 1; x < size - 1; x++)
            {
                int p = (y * size) + x;
                bool moves = Moves(motion, p);
                if (moves != Moves(motion, p + 1) || moves != Moves(motion, p + size))
                    rim++;
                if (moves)
                    moving++;
                if (!moves && !Moves(motion, p + 1) && !Moves(motion, p + size))
                    continue;
                if (wanted[p])
                    continue;

                Vector2 right = Flow(motion, p + 1) - Flow(motion, p),
                    down = Flow(motion, p + size) - Flow(motion, p);
                if (IsStep(right) || IsStep(down))
                {
                    bool opensRight = right.X > Step || MathF.Abs(right.Y) > Step,
                        opensDown = down.Y > Step || MathF.Abs(down.X) > Step;
                    if ((opensRight && IsOneThing(source, p, 1)) || (opensDown && IsOneThing(source, p, size)))
                        torn++;
                    continue;
                }

                var (longest, shortest) = Stretch(right, down);
                if (moves && (longest > Longest || shortest < Shortest))
                    stretched++;
            }
        }

        int changed = 0,
            invented = 0;
        for (int p = 0; p < map.Hole.Length; p++)
        {
            if (map.Hole[p])
                (changed, invented) = (changed + 1, invented + 1);
            else if (MathF.Abs(map.OffsetX[p]) >= HoleClosing.Still || MathF.Abs(map.OffsetY[p]) >= HoleClosing.Still)
                changed++;
        }

        return new ResultFaults(
            Share(torn, rim),
            Share(stretched, moving),
            Share(invented, changed),
            SeamsAt(source, result, mask, Morphology.Dilate(wanted, size, 2 * Seam))
        );
    }

    private static bool IsStep(Vector2 difference) => difference.LengthSquared() > Step * Step;

    private static float Share(int some, int all) => Math.Min(1, some / (float)Math.Max(all, Least));

    private static bool Moves(MotionField motion, int p) =>
        Flow(motion, p).LengthSquared() >= HoleClosing.Still * HoleClosing.Still;

    private static Vector2 Flow(MotionField motion, int p) => new(motion.FlowX[p], motion.FlowY[p]);

    /// <summary>Nodes at the outline of a cutout, where a step in the motion is what was asked for.</summary>
    private static bool[] OutlinesOf(IReadOnlyList<Cutout> cutouts, int size)
    {
        var outlines = new bool[size * size];
        foreach (var cutout in cutouts)
        {
            bool[] grown = Morphology.Dilate(cutout.Nodes, size),
                shrunk = Morphology.Erode(cutout.Nodes, size);
            for (int p = 0; p < outlines.Length; p++)
                outlines[p] |= grown[p] && !shrunk[p];
        }

        return outlines;
    }

    /// <summary>
    /// Whether the picture is alike on both sides of the step from a pixel to the next one along an axis.
    /// </summary>
    private static bool IsOneThing(GridImage source, int p, int step)
    {
        int before = p - ((Beside - 1) * step),
            after = p + (Beside * step);
        if (before < 0 || after >= source.Pixels.Length)
            return false;
        return Vector4.DistanceSquared(source.Pixels[before], source.Pixels[after]) < SameThing * SameThing;
    }

    /// <summary>The singular values of J = I + ∇u; the shorter one is 0 where things are turned over.</summary>
    private static (float Longest, float Shortest) Stretch(Vector2 right, Vector2 down)
    {
        float a = 1 + right.X,
            b = down.X,
            c = right.Y,
            d = 1 + down.Y,
            determinant = (a * d) - (b * c),
            sum = (a * a) + (b * b) + (c * c) + (d * d);
        float root = MathF.Sqrt(MathF.Max(0, (sum * sum) - (4 * determinant * determinant)));
        return (MathF.Sqrt((sum + root) / 2), determinant <= 0 ? 0 : MathF.Sqrt(MathF.Max(0, (sum - root) / 2)));
    }

    /// <summary>
    /// How much of the mask's border ends a change that is not over there yet. The border of the picture is none;
    /// beside a cutout what was uncovered is filled up to there.
    /// </summary>
    private static float SeamsAt(GridImage source, RasterImage result, ReadOnlySpan<float> mask, bool[] beside)
    {
        int size = source.Size;
        var inside = new bool[size * size];
        for (int p = 0; p < inside.Length; p++)
            inside[p] = mask[p] > 0;
        bool[] core = Morphology.Erode(inside, size, Seam),
            deeper = Morphology.Erode(core, size);
        int border = 0,
            abrupt = 0;
        float scale = result.Width / (float)size;
        for (int y = Seam + 1; y < size - Seam - 1; y++)
        {
            for (int x = Seam + 1; x < size - Seam - 1; x++)
            {
                int p = (y * size) + x;
                if (!core[p] || deeper[p])
                    continue;
                border++;
                if (beside[p])
                    continue;
                if (Vector4.DistanceSquared(source.Pixels[p], Average(result, x, y, scale)) > Seen * Seen)
                    abrupt++;
            }
        }

        return border == 0 ? 0 : abrupt / (float)border;
    }

    private static Vector4 Average(RasterImage picture, int x, int y, float scale)
    {
        int left = (int)(x * scale),
            right = Math.Max(left + 1, (int)((x + 1) * scale)),
            top = (int)(y * scale),
            bottom = Math.Max(top + 1, (int)((y + 1) * scale));
        Vector4 sum = Vector4.Zero;
        for (int row = top; row < bottom; row++)
        {
            for (int column = left; column < right; column++)
            {
                sum += BicubicSampler.Premultiplied(
                    picture.Row(row).Slice(column * RasterImage.BytesPerPixel, RasterImage.BytesPerPixel)
                );
            }
        }

        return sum / ((right - left) * (bottom - top));
    }
}
