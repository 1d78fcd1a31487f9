using LightningDrag.Models.Compact;
using LightningDrag.Models.Compact.Rendering;

namespace LightningDrag.Tests.Models.Compact.Rendering;

public class ForwardSplatTests
{
    /// <summary>
    /// Fewer than 0.1 % of the pixels may differ by more than 0.02 px: ties in the z-order, and cracks where the
    /// prototype mixed layers.
    /// </summary>
    [Fact]
    public void Gives_the_prototypes_map_and_holes()
    {
        GoldenEdit golden = GoldenEdit.Load();
        BackwardMap map = ForwardSplat.Splat(golden.ExactMotion(), new ScratchArrays());

        float[] x = golden.Component("backward_map", 0),
            y = golden.Component("backward_map", 1);
        int wrong = Enumerable
            .Range(0, x.Length)
            .Count(i => Math.Max(Math.Abs(map.OffsetX[i] - x[i]), Math.Abs(map.OffsetY[i] - y[i])) > 0.02f);
        Assert.True(wrong < x.Length / 1000, $"{wrong} pixels differ");
        Assert.Equal(golden.Bytes("disocclusion").ToArray().Select(value => value != 0), map.Hole);
    }

    [Fact]
    public void A_moved_square_uncovers_what_it_left_and_covers_where_it_lands()
    {
        MotionField motion = MovedRectangle(size: 32, left: 8, top: 8, side: 6, dx: 10, dy: 0);
        BackwardMap map = ForwardSplat.Splat(motion, new ScratchArrays());
        for (int y = 0; y < 32; y++)
        {
            for (int x = 0; x < 32; x++)
            {
                int p = (y * 32) + x;
                bool inRows = y is >= 8 and < 14;
                Assert.Equal(inRows && x is >= 8 and < 14, map.Hole[p]);
                Assert.Equal(inRows && x is >= 18 and < 24 ? -10 : 0, map.OffsetX[p]);
            }
        }
    }

    [Fact]
    public void Layers_that_meet_without_a_depth_are_not_averaged()
    {
        // Visibility says nothing (all visible): the moved square still shows whole where it lands.
        MotionField motion = MovedRectangle(size: 32, left: 8, top: 8, side: 6, dx: 10, dy: 0);
        Array.Fill(motion.Visibility, 1);
        BackwardMap map = ForwardSplat.Splat(motion, new ScratchArrays());
        Assert.All(map.OffsetX, offset => Assert.True(offset is 0 or -10));
    }

    [Fact]
    public void Stretching_leaves_no_holes()
    {
        const int size = 48;
        var flow = new float[size * size];
        for (int i = 0; i < flow.Length; i++)
            flow[i] = Math.Clamp((i % size) - 16, 0, 16) * 0.9f;
        var motion = new MotionField(size, flow, new float[size * size], Ones(size), Ones(size));
        Assert.DoesNotContain(true, ForwardSplat.Splat(motion, new ScratchArrays()).Hole);
    }

    internal static MotionField MovedRectangle(int size, int left, int top, int side, float dx, float dy)
    {
        float[] x = new float[size * size],
            y = new float[size * size],
            visible = Ones(size);
        for (int i = 0; i < x.Length; i++)
        {
            int column = i % size,
                row = i / size;
            bool inside = column >= left && column < left + side && row >= top && row < top + side;
            if (inside)
                (x[i], y[i]) = (dx, dy);
            else if (column >= left + dx && column < left + side + dx && row >= top + dy && row < top + side + dy)
                visible[i] = 0;
        }

        return new MotionField(size, x, y, visible, Ones(size));
    }

    private static float[] Ones(int size)
    {
        var ones = new float[size * size];
        Array.Fill(ones, 1);
        return ones;
    }
}
