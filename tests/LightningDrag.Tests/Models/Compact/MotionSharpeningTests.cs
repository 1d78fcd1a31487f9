using System.Numerics;
using LightningDrag.Geometry;
using LightningDrag.Models.Compact;
using LightningDrag.Models.Compact.Rendering;

namespace LightningDrag.Tests.Models.Compact;

public class MotionSharpeningTests
{
    private const int Size = 64;

    [Fact]
    public void A_ramp_snaps_to_the_border_of_the_object()
    {
        // The object ends at column 32; the flow runs over from 10 to 0 between columns 26 and 40.
        MotionField sharp = MotionSharpening.Sharpen(Ramp(), Picture(x => x < 32 ? 200 : 40), [], Everywhere());
        for (int y = 10; y < 54; y++)
        {
            for (int x = 20; x < 31; x++)
                Assert.InRange(sharp.FlowX[(y * Size) + x], 9, 10.1f);
            for (int x = 33; x < 46; x++)
                Assert.InRange(sharp.FlowX[(y * Size) + x], -0.1f, 2.2f);
        }
    }

    [Fact]
    public void Without_a_border_in_the_picture_the_ramp_stays_continuous()
    {
        MotionField sharp = MotionSharpening.Sharpen(Ramp(), Picture(_ => 100), [], Everywhere());
        for (int x = 1; x < Size; x++)
            Assert.InRange(Math.Abs(sharp.FlowX[(32 * Size) + x] - sharp.FlowX[(32 * Size) + x - 1]), 0, 2.5f);
    }

    [Fact]
    public void Flow_around_handles_and_outside_the_mask_is_kept()
    {
        float[] mask = Everywhere();
        Array.Clear(mask, 0, 20 * Size);
        PointPair[] points = [new(new PixelPoint(34.5f, 40.2f), new PixelPoint(38, 40))];
        MotionField ramp = Ramp();
        MotionField sharp = MotionSharpening.Sharpen(ramp, Picture(x => x < 32 ? 200 : 40), points, mask);
        Assert.Equal(ramp.FlowX[..(20 * Size)], sharp.FlowX[..(20 * Size)]);
        for (int y = 40; y <= 41; y++)
            Assert.Equal(
                ramp.FlowX[((y * Size) + 34)..((y * Size) + 36)],
                sharp.FlowX[((y * Size) + 34)..((y * Size) + 36)]
            );
    }

    [Fact]
    public void Gentle_motion_is_left_alone()
    {
        var flow = new float[Size * Size];
        for (int p = 0; p < flow.Length; p++)
            flow[p] = p % Size * 0.3f;
        var motion = new MotionField(
            Size,
            flow,
            new float[Size * Size],
            new float[Size * Size],
            new float[Size * Size]
        );
        Assert.Equal(flow, MotionSharpening.Sharpen(motion, Picture(x => x * 4), [], Everywhere()).FlowX);
    }

    private static MotionField Ramp()
    {
        var flow = new float[Size * Size];
        for (int p = 0; p < flow.Length; p++)
            flow[p] = 10 * Math.Clamp((40 - (p % Size)) / 14f, 0, 1);
        return new MotionField(Size, flow, new float[Size * Size], new float[Size * Size], new float[Size * Size]);
    }

    private static GridImage Picture(Func<int, float> grey)
    {
        var pixels = new Vector4[Size * Size];
        for (int p = 0; p < pixels.Length; p++)
            pixels[p] = new Vector4(new Vector3(grey(p % Size)), 255);
        return new GridImage(Size, pixels);
    }

    private static float[] Everywhere()
    {
        var mask = new float[Size * Size];
        Array.Fill(mask, 1);
        return mask;
    }
}
