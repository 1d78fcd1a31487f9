using LightningDrag.Models.Compact;

namespace LightningDrag.Tests.Models.Compact;

public class BorderContinuityTests
{
    private const int Size = 64;

    [Fact]
    public void Motion_that_reaches_the_border_fades_there_without_folding()
    {
        var result = BorderContinuity.Apply(Moving((x, y) => true, 6), Disc(24));
        for (int x = 32; x < 55; x++)
        {
            float here = result.FlowX[(32 * Size) + x],
                next = result.FlowX[(32 * Size) + x + 1];
            Assert.True(here - next < 1, $"the motion folds at {x}: {here} then {next}");
        }

        Assert.Equal(0, result.FlowX[(32 * Size) + 55], 1e-4f);
        Assert.InRange(result.FlowX[(32 * Size) + 32], 4, 6);
    }

    [Fact]
    public void A_whole_object_inside_the_mask_moves_as_it_did()
    {
        var motion = Moving((x, y) => Math.Abs(x - 32) < 10 && Math.Abs(y - 32) < 10, 6);
        var result = BorderContinuity.Apply(motion, Disc(24));
        Assert.Equal(motion.FlowX, result.FlowX);
    }

    [Fact]
    public void A_mask_without_a_border_changes_nothing()
    {
        var motion = Moving((x, y) => true, 6);
        Assert.Equal(motion.FlowX, BorderContinuity.Apply(motion, Enumerable.Repeat(1f, Size * Size).ToArray()).FlowX);
    }

    private static MotionField Moving(Func<int, int, bool> where, float flow)
    {
        float[] x = [.. Enumerable.Range(0, Size * Size).Select(p => where(p % Size, p / Size) ? flow : 0)];
        var ones = Enumerable.Repeat(1f, Size * Size).ToArray();
        return new MotionField(Size, x, new float[Size * Size], ones, ones);
    }

    private static float[] Disc(int radius) =>
        [
            .. Enumerable
                .Range(0, Size * Size)
                .Select(p =>
                    (((p % Size) - 32) * ((p % Size) - 32)) + (((p / Size) - 32) * ((p / Size) - 32)) < radius * radius
                        ? 1f
                        : 0
                ),
        ];
}
