using System.Numerics;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;
using LightningDrag.Models.Compact.Rendering;

namespace LightningDrag.Tests.Models.Compact;

public class MotionFaultsTests
{
    private const int Size = 64;

    [Fact]
    public void A_thing_that_leaves_its_background_is_not_torn_but_one_that_parts_is()
    {
        // A square of 24 goes 8 to the right: where its outline is the picture's nothing is torn, in a plain picture
        // all of it is.
        var motion = Motion((x, y) => InSquare(x, y) ? (8, 0) : (0, 0));
        Assert.InRange(Faults(motion, (x, y) => InSquare(x, y) ? 200 : 40).Torn, 0, 0.05);
        Assert.InRange(Faults(motion, (_, _) => 90).Torn, 0.4, 1);
    }

    [Fact]
    public void What_turns_over_counts_as_stretched()
    {
        var motion = Motion((x, y) => InSquare(x, y) ? (2 * (24 - x), 0) : (0, 0));
        Assert.InRange(Faults(motion, (x, _) => 4 * (x % 60)).Stretched, 0.5, 1);
    }

    [Fact]
    public void What_is_pushed_together_covers_and_does_not_tear()
    {
        // The left half of a plain picture goes over the right one: nothing opens but at its other side.
        var motion = Motion((x, y) => x < 32 ? (8, 0) : (0, 0));
        Assert.InRange(Faults(motion, (_, _) => 90).Torn, 0, 0.05);
    }

    [Fact]
    public void What_grows_more_than_twice_is_stretched()
    {
        Assert.Equal(0, Faults(Motion((x, y) => (0.9f * (x - 32), 0.9f * (y - 32))), (_, _) => 90).Stretched);
        Assert.InRange(Faults(Motion((x, y) => (1.3f * (x - 32), 0)), (_, _) => 90).Stretched, 0.8, 1);
        Assert.InRange(Faults(Motion((x, y) => (-0.7f * (x - 32), 0)), (_, _) => 90).Stretched, 0.8, 1);
    }

    [Fact]
    public void Uncovered_background_counts_as_invented()
    {
        // Of a square of 24 that goes 12 to the right half is uncovered: 12 columns filled beside 24 that moved.
        var motion = Motion((x, y) => InSquare(x, y) ? (12, 0) : (0, 0));
        Assert.InRange(Faults(motion, (x, y) => InSquare(x, y) ? 200 : 40).Invented, 0.28, 0.38);
    }

    [Fact]
    public void A_change_that_ends_at_the_masks_border_leaves_a_seam()
    {
        var map = ForwardSplat.Splat(Motion((_, _) => (0, 0)), new ScratchArrays());
        float[] mask =
        [
            .. Enumerable
                .Range(0, Size * Size)
                .Select(p => Math.Abs((p % Size) - 32) < 20 && Math.Abs((p / Size) - 32) < 20 ? 1f : 0f),
        ];
        var source = Picture((_, _) => 90);
        var changed = Picture((x, y) => Math.Abs(x - 32) < 20 && Math.Abs(y - 32) < 20 && x < 32 ? 200 : 90);
        var faults = MotionFaults.Of(Motion((_, _) => (0, 0)), map, Grid(source), changed, mask, []);
        Assert.InRange(faults.Seams, 0.4, 0.6);
        Assert.Equal(0, MotionFaults.Of(Motion((_, _) => (0, 0)), map, Grid(source), source, mask, []).Seams);
    }

    [Fact]
    public void What_is_seen_is_said_in_words()
    {
        Assert.Empty(new LightningDrag.Models.ResultFaults(0.05f, 0.1f, 0.3f, 0.1f).Words);
        Assert.Equal(
            ["a part is torn", "much is invented"],
            new LightningDrag.Models.ResultFaults(0.5f, 0, 0.6f, 0).Words
        );
    }

    private static bool InSquare(int x, int y) => x is >= 12 and < 36 && y is >= 20 and < 44;

    private static LightningDrag.Models.ResultFaults Faults(MotionField motion, Func<int, int, int> colour)
    {
        var picture = Picture(colour);
        float[] mask = [.. Enumerable.Repeat(1f, Size * Size)];
        return MotionFaults.Of(
            motion,
            ForwardSplat.Splat(motion, new ScratchArrays()),
            Grid(picture),
            picture,
            mask,
            []
        );
    }

    private static MotionField Motion(Func<int, int, (float X, float Y)> flow)
    {
        var all = Enumerable.Range(0, Size * Size).Select(p => flow(p % Size, p / Size)).ToArray();
        float[] ones = [.. Enumerable.Repeat(1f, all.Length)];
        return new MotionField(Size, [.. all.Select(u => u.X)], [.. all.Select(u => u.Y)], ones, ones);
    }

    private static RasterImage Picture(Func<int, int, int> colour)
    {
        var image = new RasterImage(Size, Size);
        for (int p = 0; p < Size * Size; p++)
        {
            image.Pixels.AsSpan(4 * p, 3).Fill((byte)colour(p % Size, p / Size));
            image.Pixels[(4 * p) + 3] = 255;
        }

        return image;
    }

    private static GridImage Grid(RasterImage image) =>
        new(
            Size,
            [
                .. Enumerable
                    .Range(0, Size * Size)
                    .Select(p => new Vector4(
                        image.Pixels[4 * p],
                        image.Pixels[(4 * p) + 1],
                        image.Pixels[(4 * p) + 2],
                        255
                    )),
            ]
        );
}
