using LightningDrag.Data.Flow;

namespace LightningDrag.Data.Tests.Flow;

public class InverseSearchFlowTests
{
    private const int Size = 128;

    [Theory]
    [InlineData(9, 0)]
    [InlineData(-5, 13)]
    public void Flow_FindsATranslatedDisc_AndLeavesTheGroundStill(int dx, int dy)
    {
        Plane first = Scene(0, 0),
            second = Scene(dx, dy);

        FlowMap flow = InverseSearchFlow.Compute(first, second);

        // A disc of radius 24 in the middle; away from its border, where the patches see both layers.
        double onDisc = 0,
            onGround = 0;
        int disc = 0,
            ground = 0;
        for (int y = 8; y < Size - 8; y++)
        {
            for (int x = 8; x < Size - 8; x++)
            {
                double radius = Math.Sqrt(((x - 64) * (x - 64)) + ((y - 64) * (y - 64)));
                if (radius < 16)
                    (onDisc, disc) = (onDisc + Distance(flow, x, y, dx, dy), disc + 1);
                if (radius > 44)
                    (onGround, ground) = (onGround + Distance(flow, x, y, 0, 0), ground + 1);
            }
        }

        Assert.InRange(onDisc / disc, 0, 0.5);
        Assert.InRange(onGround / ground, 0, 0.2);
    }

    [Fact]
    public void ConsistencyMarksWhatGetsCovered()
    {
        Plane first = Scene(0, 0),
            second = Scene(12, 0);

        ConsistentFlow flow = ConsistentFlow.Between(
            first,
            Scene(6, 0),
            second,
            ConsistentFlow.Direct(first.Halve(), second.Halve())
        );

        // Ground that the disc will cover: between its right border (88) and where that arrives (100).
        int covered = Enumerable.Range(91, 7).Count(x => flow.ForwardError[(64 * Size) + x] > 1.5);
        Assert.InRange(covered, 5, 7);
        Assert.InRange(flow.ForwardError[(64 * Size) + 64], 0, 0.5);
    }

    private static double Distance(FlowMap flow, int x, int y, float u, float v) =>
        Math.Sqrt(Math.Pow(flow.U[x, y] - u, 2) + Math.Pow(flow.V[x, y] - v, 2));

    // A ground of smoothed noise, and on it a disc of other noise.
    private static Plane Scene(int dx, int dy)
    {
        Plane ground = Noise(1),
            disc = Noise(2),
            scene = new(Size, Size);
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                int sx = x - dx,
                    sy = y - dy;
                bool inside = ((sx - 64) * (sx - 64)) + ((sy - 64) * (sy - 64)) < 24 * 24;
                scene[x, y] = inside ? disc[sx, sy] : ground[x, y];
            }
        }

        return scene;
    }

    // Noise at several scales, as photographs have it: a coarse-to-fine search sees nothing of fine noise at its coarse
    // scales.
    private static Plane Noise(int seed)
    {
        var random = new Random(seed);
        var sum = new float[Size * Size];
        foreach (int radius in (int[])[1, 3, 7])
        {
            Plane smooth = new Plane(Size, Size, [.. sum.Select(_ => random.NextSingle() - 0.5f)]).BoxMean(radius);
            for (int i = 0; i < sum.Length; i++)
                sum[i] += smooth.Data[i] * 100 * ((2 * radius) + 1);
        }

        return new Plane(Size, Size, [.. sum.Select(v => Math.Clamp(128 + v, 0, 255))]);
    }
}
