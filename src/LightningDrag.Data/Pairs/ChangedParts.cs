using LightningDrag.Data.Flow;
using LightningDrag.Geometry;
using OpenCvSharp;

namespace LightningDrag.Data.Pairs;

/// <summary>
/// What moves or changes between the pictures of a pair, in parts that lie apart. Handles tell a part when most of its
/// change either moved away as some handle does or came as some handle did; what does neither (a hand that blurs, a
/// thing that enters or leaves, a second person who goes another way) nobody could know from them.
/// </summary>
internal sealed class ChangedParts
{
    /// <summary>Pixels at 256 that a part is larger than: smaller ones are noise.</summary>
    private const int Speck = 5;

    /// <summary>Pixels at 256 that lie between two parts at least.</summary>
    private const int Gap = 8;

    private readonly PairMotion motion;
    private readonly double strongChange;
    private readonly int[] part;
    private readonly int count;

    /// <param name="motion">Of the pair, both ways.</param>
    /// <param name="strongChange">Grey levels from which on places count that are not known to move.</param>
    public ChangedParts(PairMotion motion, double strongChange)
    {
        (this.motion, this.strongChange) = (motion, strongChange);
        int size = motion.Forward.Size;
        var changed = new bool[size * size];
        for (int i = 0; i < changed.Length; i++)
            changed[i] = motion.Forward.Moves(i) || motion.Backward.Moves(i) || motion.Change.Data[i] > strongChange;
        using Mat raw = Bits.ToMat(changed, size),
            opened = new(),
            joined = new(),
            labels = new();
        using Mat speck = Bits.Disc(Speck * size / 512),
            gap = Bits.Disc(Gap * size / 512);
        Cv2.MorphologyEx(raw, opened, MorphTypes.Open, speck);
        Cv2.Dilate(opened, joined, gap);
        count = Cv2.ConnectedComponents(joined, labels);
        labels.GetArray(out part);
        bool[] kept = Bits.Of(opened);
        for (int i = 0; i < part.Length; i++)
            part[i] = kept[i] ? part[i] : 0;
    }

    /// <summary>
    /// The parts in which something is known to move, without those that only change, by noise or flicker. // [size,
    /// size]
    /// </summary>
    public bool[] Moving()
    {
        var moves = new bool[count];
        for (int i = 0; i < part.Length; i++)
            moves[part[i]] |= motion.Forward.Moves(i) || motion.Backward.Moves(i);
        return Array.ConvertAll(part, n => n > 0 && moves[n]);
    }

    /// <summary>Keeps the parts that the handles tell.</summary>
    /// <param name="points">Every handle; those on parts that are not told go with their part.</param>
    /// <param name="most">Share of a part's change that may remain untold, 0 to 1.</param>
    public ToldParts Tell(IReadOnlyList<PointPair> points, double most)
    {
        while (true)
        {
            var (all, untold) = Weigh(points);
            bool[] told = [.. all.Zip(untold, (whole, rest) => whole > 0 && rest <= most * whole)];
            PointPair[] left = [.. points.Where(p => part[At(p.Handle)] is var n && (n == 0 || told[n]))];
            if (left.Length < points.Count)
            {
                points = left;
                continue;
            }

            double whole = all.Where((_, n) => told[n]).Sum(),
                rest = untold.Where((_, n) => told[n]).Sum();
            return new ToldParts(
                Array.ConvertAll(part, n => n > 0 && told[n]),
                Array.ConvertAll(part, n => n > 0 && !told[n]),
                points,
                whole == 0 ? 1 : rest / whole
            );
        }
    }

    private int At(PixelPoint point) => ((int)point.Y * motion.Forward.Size) + (int)point.X;

    // The change of each part, and what of it no handle tells; each pixel counts by how much it changes.
    private (double[] All, double[] Untold) Weigh(IReadOnlyList<PointPair> points)
    {
        double[] all = new double[count],
            untold = new double[count];
        for (int i = 0; i < part.Length; i++)
        {
            float change = motion.Change.Data[i];
            if (part[i] == 0 || (change <= strongChange && !motion.Forward.Moves(i)))
                continue;
            all[part[i]] += change;
            if (!points.Any(p => Follows(motion.Forward, i, p, 1) || Follows(motion.Backward, i, p, -1)))
                untold[part[i]] += change;
        }

        return (all, untold);
    }

    private static bool Follows(MotionLabels labels, int i, PointPair point, int direction) =>
        labels.Moves(i)
        && !labels.Differs(
            i,
            direction * (point.Target.X - point.Handle.X),
            direction * (point.Target.Y - point.Handle.Y)
        );
}

/// <summary>The parts of a pair that its handles tell.</summary>
/// <param name="Told">Where they are. // [size, size]</param>
/// <param name="Untold">Where the others are. // [size, size]</param>
/// <param name="Points">The handles that are left.</param>
/// <param name="Unaccounted">Share of the change within the told parts that no handle tells, 0 to 1.</param>
internal sealed record ToldParts(bool[] Told, bool[] Untold, IReadOnlyList<PointPair> Points, double Unaccounted);
