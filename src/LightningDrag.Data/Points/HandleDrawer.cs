using LightningDrag.Data.Flow;
using OpenCvSharp;

namespace LightningDrag.Data.Points;

/// <summary>A point that was drawn on the source, in pixels of the pair.</summary>
/// <param name="X">Column.</param>
/// <param name="Y">Row.</param>
/// <param name="IsPin">Whether it lies on what stays.</param>
internal readonly record struct DrawnHandle(int X, int Y, bool IsPin);

/// <summary>
/// Draws the handles of a pair: at least one on each part that moves on its own, more with probability ∝ flow,
/// sometimes pins.
/// </summary>
internal sealed class HandleDrawer(PointOptions options, MotionLabels labels, Plane source, Random random)
{
    /// <summary>Pixels at 256 that make a part.</summary>
    private const int SmallestPart = 200;

    /// <summary>Pixels at 256 from what moves within which pins lie.</summary>
    private const int PinReach = 20;

    private readonly int size = labels.Size;
    private readonly double unit = labels.Size / 256.0;
    private readonly List<int> chosen = [];

    /// <returns>The handles; empty when no place can be trusted.</returns>
    public IReadOnlyList<DrawnHandle> Draw()
    {
        var moving = new Plane(size, size);
        for (int i = 0; i < moving.Data.Length; i++)
            moving.Data[i] = labels.Moves(i) && labels.Visible[i] && labels.Length(i) > 2 * unit ? 1 : 0;
        Plane surroundings = moving.BoxMean(3);
        var (gx, gy) = source.Gradient();
        var gradient = new Plane(size, size);
        for (int i = 0; i < gradient.Data.Length; i++)
            gradient.Data[i] = MathF.Sqrt((gx.Data[i] * gx.Data[i]) + (gy.Data[i] * gy.Data[i]));
        Plane texture = gradient.BoxMean(4);
        int margin = (int)(4 * unit);
        var trusted = new bool[moving.Data.Length];
        for (int i = 0; i < trusted.Length; i++)
        {
            trusted[i] =
                moving.Data[i] > 0
                && surroundings.Data[i] > 0.8f
                && texture.Data[i] > options.MinimumTexture
                && Inside(i % size, i / size);
        }

        foreach (List<int> part in Parts(moving))
            Choose([.. part.Where(i => trusted[i])]);
        List<int> all = [.. Enumerable.Range(0, trusted.Length).Where(i => trusted[i])];
        CoverOtherMotions(all);
        while (
            chosen.Count > 0
            && chosen.Count < options.Maximum
            && random.NextDouble() < options.MoreProbability
            && Choose(all)
        ) { }

        int moved = chosen.Count;
        if (moved > 0 && random.NextDouble() < options.PinProbability)
            DrawPins(moving, random.Next(1, 3));
        return [.. chosen.Select((i, n) => new DrawnHandle(i % size, i / size, n >= moved))];

        // The target, too, must lie well inside, where a picture can be compared.
        bool Inside(int x, int y) => Math.Min(Math.Min(x, y), size - 1 - Math.Max(x, y)) >= margin;
    }

    // Pins hold what is near: far away nothing is asked to move.
    private void DrawPins(Plane moving, int pins)
    {
        Plane near = moving.BoxMean((int)(PinReach * unit));
        for (int tries = 0; pins > 0 && tries < 1000; tries++)
        {
            int i = random.Next(size * size);
            if (near.Data[i] == 0 || !labels.Visible[i] || labels.Length(i) > 0.5f * unit || !Spaced(i))
                continue;
            chosen.Add(i);
            pins--;
        }
    }

    private bool Spaced(int i)
    {
        double least = options.Spacing * unit;
        return chosen.TrueForAll(c =>
            Square((c % size) - (i % size)) + Square((c / size) - (i / size)) >= least * least
        );
    }

    private bool Choose(List<int> pixels)
    {
        List<int> open = [.. pixels.Where(Spaced)];
        double left = random.NextDouble() * open.Sum(i => labels.Length(i));
        foreach (int i in open)
        {
            left -= labels.Length(i);
            if (left > 0)
                continue;
            chosen.Add(i);
            return true;
        }

        return false;
    }

    // One outline may hold two motions (a person's two arms): as long as much of what moves resembles no point, it gets
    // one.
    private void CoverOtherMotions(List<int> all)
    {
        while (chosen.Count > 0 && chosen.Count < options.Maximum)
        {
            List<int> unlike = [.. all.Where(i => chosen.TrueForAll(c => labels.Differs(i, labels.U[c], labels.V[c])))];
            if (unlike.Count < Math.Max(SmallestPart * unit * unit, all.Count / 12) || !Choose(unlike))
                return;
        }
    }

    // Fragments a few pixels apart (where the flow is not to be trusted) are one part.
    private IEnumerable<List<int>> Parts(Plane moving)
    {
        using Mat image = Bits.ToMat(Array.ConvertAll(moving.Data, v => v > 0), size);
        using Mat speck = Bits.Disc(1),
            gap = Bits.Disc(4);
        using Mat opened = image.MorphologyEx(MorphTypes.Open, speck),
            closed = opened.MorphologyEx(MorphTypes.Close, gap),
            components = new();
        int count = Cv2.ConnectedComponents(closed, components);
        components.GetArray(out int[] part);
        var pixels = Enumerable.Range(0, count).Select(_ => new List<int>()).ToArray();
        for (int i = 0; i < part.Length; i++)
            pixels[part[i]].Add(i);
        return pixels
            .Skip(1)
            .Where(p => p.Count >= SmallestPart * unit * unit)
            .OrderByDescending(p => p.Count)
            .Take(options.Maximum);
    }

    private static double Square(double value) => value * value;
}
