using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Training.Synthetic;

namespace LightningDrag.Evaluation.Things;

/// <summary>
/// A whole thing moved somewhere else in its picture: what the outcome must be, and how a person asks for it.
/// </summary>
/// <param name="Picture">The picture before.</param>
/// <param name="Thing">Where the thing is.</param>
/// <param name="OffsetX">Columns by which it moves.</param>
/// <param name="OffsetY">Rows by which it moves.</param>
/// <param name="Truth">The picture after; where the thing was, it is right only where something is known to be
/// behind.</param>
/// <param name="Arrival">Where the thing is to be.</param>
/// <param name="Surroundings">What is to stay as it is.</param>
/// <param name="Given">A mask as painted around both places.</param>
/// <param name="Points">Three handles well inside; the first is the one where only one is used.</param>
internal sealed record ThingMove(
    ThingPicture Picture,
    bool[] Thing,
    int OffsetX,
    int OffsetY,
    RasterImage Truth,
    bool[] Arrival,
    bool[] Surroundings,
    EditMask Given,
    IReadOnlyList<PointPair> Points
)
{
    /// <summary>How far things move, relative to the picture's longer side.</summary>
    private const float ShortestMove = 0.06f,
        LongestMove = 0.2f;

    /// <summary>Shares of the picture that a thing covers.</summary>
    private const double SmallestThing = 0.01,
        LargestThing = 0.45;

    /// <summary>Share of the thing that must stay within the picture.</summary>
    private const double LeastInside = 0.85;

    /// <summary>Room around both places in the given mask, relative to the picture's longer side.</summary>
    private const float MaskRoom = 0.03f;

    /// <summary>
    /// Pixels beside the outlines that are judged neither as the thing nor as what surrounds it: the photo mixes both
    /// there.
    /// </summary>
    private const int MixedRim = 2;

    /// <summary>Depth of handles, relative to the thing's deepest place.</summary>
    private const float DepthOfFirst = 0.7f,
        DepthOfOthers = 0.35f;

    /// <summary>Pixels that the deepest place of a thing must have around it.</summary>
    private const float LeastDepth = 6;

    private const int Tries = 32;

    /// <summary>Moves one of the picture's things.</summary>
    /// <returns>Null where it shows no thing that can be moved so.</returns>
    public static ThingMove? Draw(ThingPicture picture, ulong seed)
    {
        var random = new CounterRandom(
            CounterRandom.Derive(seed, (ulong)(NameHash.Unit("move:" + picture.Key) * (1 << 24)))
        );
        int width = picture.Image.Width,
            height = picture.Image.Height;
        byte[] numbers =
        [
            .. picture
                .Labels.Distinct()
                .Where(label => label is not (ThingPicture.Background or ThingPicture.Unknown))
                .Order(),
        ];
        for (int first = random.Index(Math.Max(1, numbers.Length)), n = 0; n < numbers.Length; n++)
        {
            byte number = numbers[(first + n) % numbers.Length];
            bool[] thing = Array.ConvertAll(picture.Labels, label => label == number);
            double share = (double)thing.Count(t => t) / thing.Length;
            if (share is < SmallestThing or > LargestThing)
                continue;
            float[] depth = Depths(thing, width, height);
            if (depth.Max() < LeastDepth)
                continue;
            for (int t = 0; t < Tries; t++)
            {
                float angle = random.Range(0, MathF.Tau),
                    length = random.Range(ShortestMove, LongestMove) * Math.Max(width, height);
                int dx = (int)MathF.Round(length * MathF.Cos(angle)),
                    dy = (int)MathF.Round(length * MathF.Sin(angle));
                if (TearsOffBorder(thing, width, height, dx, dy) || Inside(thing, width, height, dx, dy) < LeastInside)
                    continue;
                if (Handles(depth, width, height, dx, dy, ref random) is { } points)
                    return Of(picture, thing, dx, dy, points);
            }
        }

        return null;
    }

    private static ThingMove Of(ThingPicture picture, bool[] thing, int dx, int dy, IReadOnlyList<PointPair> points)
    {
        int width = picture.Image.Width,
            height = picture.Image.Height;
        bool[] arrival = Moved(thing, width, height, dx, dy);
        float[] alpha = picture.Alpha ?? Array.ConvertAll(thing, t => t ? 1f : 0f);
        var truth = Composite.Move(picture.Image, alpha, picture.Behind, dx, dy);

        var still = new byte[thing.Length];
        for (int i = 0; i < still.Length; i++)
            still[i] = (byte)(thing[i] || arrival[i] ? 0 : 1);
        float[] distance = DistanceTransform.ToNearestZero(still, width, height);
        var given = new EditMask(
            width,
            height,
            Array.ConvertAll(distance, d => (byte)(d <= MaskRoom * Math.Max(width, height) ? 1 : 0))
        );
        bool[] surroundings = [.. distance.Select((d, i) => d > MixedRim && picture.Labels[i] != ThingPicture.Unknown)];
        return new ThingMove(picture, thing, dx, dy, truth, arrival, surroundings, given, points);
    }

    /// <summary>
    /// Three handles, the first deep inside, the others far from it and from each other; null where a target lies
    /// outside the picture.
    /// </summary>
    private static List<PointPair>? Handles(
        float[] depth,
        int width,
        int height,
        int dx,
        int dy,
        ref CounterRandom random
    )
    {
        float deepest = depth.Max();
        int[] deep = [.. Enumerable.Range(0, depth.Length).Where(i => depth[i] >= DepthOfFirst * deepest)];
        List<int> chosen = [deep[random.Index(deep.Length)]];
        while (chosen.Count < 3)
        {
            var open = Enumerable.Range(0, depth.Length).Where(i => depth[i] >= DepthOfOthers * deepest);
            chosen.Add(open.MaxBy(i => chosen.Min(c => Square((c % width) - (i % width), (c / width) - (i / width)))));
        }

        var points = chosen.ConvertAll(i => new PointPair(
            new PixelPoint(i % width, i / width),
            new PixelPoint((i % width) + dx, (i / width) + dy)
        ));
        return points.TrueForAll(p =>
            p.Target.X >= 0 && p.Target.Y >= 0 && p.Target.X <= width - 1 && p.Target.Y <= height - 1
        )
            ? points
            : null;

        static int Square(int x, int y) => (x * x) + (y * y);
    }

    private static float[] Depths(bool[] thing, int width, int height)
    {
        // The picture's border counts as an end of the thing: nobody puts a handle there.
        var inside = new byte[thing.Length];
        for (int i = 0; i < inside.Length; i++)
        {
            int x = i % width,
                y = i / width;
            inside[i] = (byte)(thing[i] && x > 0 && y > 0 && x < width - 1 && y < height - 1 ? 1 : 0);
        }

        return DistanceTransform.ToNearestZero(inside, width, height);
    }

    // A thing that the border cuts cannot move away from it: nobody knows what the border hides.
    private static bool TearsOffBorder(bool[] thing, int width, int height, int dx, int dy)
    {
        for (int y = 0; y < height; y++)
        {
            if ((dx > 0 && thing[y * width]) || (dx < 0 && thing[(y * width) + width - 1]))
                return true;
        }

        for (int x = 0; x < width; x++)
        {
            if ((dy > 0 && thing[x]) || (dy < 0 && thing[((height - 1) * width) + x]))
                return true;
        }

        return false;
    }

    private static double Inside(bool[] thing, int width, int height, int dx, int dy) =>
        (double)Moved(thing, width, height, dx, dy).Count(t => t) / thing.Count(t => t);

    private static bool[] Moved(bool[] thing, int width, int height, int dx, int dy)
    {
        var moved = new bool[thing.Length];
        for (int y = Math.Max(0, dy); y < Math.Min(height, height + dy); y++)
        {
            for (int x = Math.Max(0, dx); x < Math.Min(width, width + dx); x++)
                moved[(y * width) + x] = thing[((y - dy) * width) + x - dx];
        }

        return moved;
    }
}
