using LightningDrag.Data.Flow;
using LightningDrag.Data.Pairs;
using OpenCvSharp;

namespace LightningDrag.Data.Tests.Pairs;

public class StillRestTests
{
    private const int Size = 64;

    [Fact]
    public void TheTargetIsTheSource_OutsideTheMaskAndOnWhatMovesByItself()
    {
        using var source = new Mat(Size, Size, MatType.CV_8UC3, new Scalar(10, 20, 30));
        using var target = new Mat(Size, Size, MatType.CV_8UC3, new Scalar(200, 210, 220));
        bool[] mask = Square(8, 8, 48),
            untold = Square(40, 40, 8);

        var (kept, changing) = StillRest.Keep(source, target, mask, untold);

        using (kept)
        {
            Assert.Equal(new Vec3b(10, 20, 30), kept.At<Vec3b>(4, 4));
            Assert.Equal(new Vec3b(200, 210, 220), kept.At<Vec3b>(20, 20));
            Assert.Equal(new Vec3b(10, 20, 30), kept.At<Vec3b>(44, 44));
        }

        Assert.True(changing[(20 * Size) + 20]);
        Assert.False(changing[(44 * Size) + 44]);
        Assert.False(changing[(4 * Size) + 4]);
    }

    [Fact]
    public void LabelsSayThatEverythingElseStays()
    {
        bool[] none = new bool[Size * Size],
            inside = Square(8, 8, 8);
        float[] motion = new float[Size * Size];
        Array.Fill(motion, 5);
        var labels = new MotionLabels(Size, motion, [.. motion], none, Square(0, 0, Size), none).Within(inside);

        int here = (10 * Size) + 10,
            there = (40 * Size) + 40;
        Assert.Equal(
            (5, false, true, false),
            (labels.U[here], labels.Valid[here], labels.Ambiguous[here], labels.Visible[here])
        );
        Assert.Equal(
            (0, true, false, true),
            (labels.V[there], labels.Valid[there], labels.Ambiguous[there], labels.Visible[there])
        );
    }

    private static bool[] Square(int left, int top, int side)
    {
        var bits = new bool[Size * Size];
        for (int y = top; y < top + side; y++)
            Array.Fill(bits, true, (y * Size) + left, side);
        return bits;
    }
}
