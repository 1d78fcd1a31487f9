using LightningDrag.Data.Camera;
using LightningDrag.TestSupport;
using LightningDrag.Tools.RenderedClips;
using OpenCvSharp;

namespace LightningDrag.Data.Tests.Camera;

public class LetterboxTests
{
    private static readonly ExampleClips Examples = new(Path.Combine(SharedData.Repository, "samples"));

    [Fact]
    public void Bars_AreCutOff()
    {
        using RenderedClip clip = Examples.Letterboxed(Motions.Still) with { Frames = 3 };

        Rect inside = Letterbox.Inside(clip.DrawGrey());

        Assert.InRange(inside.Top, 34, 38);
        Assert.InRange(inside.Bottom, ExampleClips.Frame.Height - 38, ExampleClips.Frame.Height - 34);
        Assert.Equal((0, ExampleClips.Frame.Width), (inside.Left, inside.Width));
    }

    [Fact]
    public void ADarkScene_HasNoBars()
    {
        using var dark = new Mat(180, 320, MatType.CV_8U, new Scalar(12));
        Cv2.Circle(dark, new Point(160, 90), 40, Scalar.White, -1);

        Assert.Equal(new Rect(0, 0, 320, 180), Letterbox.Inside([dark, dark]));
    }
}
