using LightningDrag.Geometry;

namespace LightningDrag.Models.Compact;

/// <summary>The connected pieces (of 4 neighbours) of what the gate says moves.</summary>
internal sealed class GatePieces
{
    /// <summary>A handle may miss its thing by so many window pixels: people take hold of rims, too.</summary>
    private const int Reach = 4;

    private readonly int[] numbers;
    private readonly int size;

    /// <param name="motion">Whose gate.</param>
    /// <param name="mask">Size × Size values: above 0 may change.</param>
    /// <param name="level">The gate from which on a pixel moves.</param>
    public GatePieces(MotionField motion, ReadOnlySpan<float> mask, float level)
    {
        size = motion.Size;
        numbers = new int[size * size];
        const int unseen = int.MaxValue;
        for (int p = 0; p < numbers.Length; p++)
            numbers[p] = mask[p] > 0 && motion.Gate[p] >= level ? unseen : -1;
        var walk = new Stack<int>();
        for (int start = 0; start < numbers.Length; start++)
        {
            if (numbers[start] != unseen)
                continue;
            int number = Count++;
            Visit(start);
            while (walk.TryPop(out int p))
            {
                if (p % size > 0)
                    Visit(p - 1);
                if (p % size < size - 1)
                    Visit(p + 1);
                if (p >= size)
                    Visit(p - size);
                if (p < numbers.Length - size)
                    Visit(p + size);
            }

            void Visit(int p)
            {
                if (numbers[p] != unseen)
                    return;
                numbers[p] = number;
                walk.Push(p);
            }
        }
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>The number of a pixel's piece, from 0; −1 where nothing moves.</summary>
    public int this[int pixel] => numbers[pixel];

    /// <summary>The piece nearest to a handle, within reach; −1 where there is none.</summary>
    public int At(PixelPoint handle)
    {
        int x0 = (int)MathF.Round(handle.X),
            y0 = (int)MathF.Round(handle.Y),
            best = -1,
            nearest = int.MaxValue;
        for (int y = Math.Max(0, y0 - Reach); y <= Math.Min(size - 1, y0 + Reach); y++)
        {
            for (int x = Math.Max(0, x0 - Reach); x <= Math.Min(size - 1, x0 + Reach); x++)
            {
                int distance = ((x - x0) * (x - x0)) + ((y - y0) * (y - y0)),
                    number = numbers[(y * size) + x];
                if (number >= 0 && distance < nearest)
                    (best, nearest) = (number, distance);
            }
        }

        return best;
    }

    /// <summary>Pixels of the pieces that hold a handle that moves.</summary>
    public int SizeUnder(IReadOnlyList<PointPair> points)
    {
        bool[] held = Under(points);
        return numbers.Count(number => number >= 0 && held[number]);
    }

    /// <summary>Which pieces hold a handle that moves.</summary>
    public bool[] Under(IEnumerable<PointPair> points)
    {
        var held = new bool[Count];
        foreach (var point in points.Where(point => point.Length > 0))
        {
            if (At(point.Handle) is var number and >= 0)
                held[number] = true;
        }

        return held;
    }
}
