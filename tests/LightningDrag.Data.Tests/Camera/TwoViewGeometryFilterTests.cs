using LightningDrag.Data.Camera;
using LightningDrag.Data.Clips;
using LightningDrag.TestSupport;
using LightningDrag.Tools.RenderedClips;
using OpenCvSharp;

namespace LightningDrag.Data.Tests.Camera;

public class TwoViewGeometryFilterTests
{
    private static readonly ExampleClips Examples = new(Path.Combine(SharedData.Repository, "samples"));
    private static readonly double Diagonal = double.Hypot(ExampleClips.Frame.Width, ExampleClips.Frame.Height);

    public static TheoryData<string> Scenes => [.. Examples.Scenes.Keys];

    /// <summary>All but the wall without texture, on which a moving camera leaves no trace.</summary>
    public static MatrixTheoryData<string, string> Moving =>
        new(Examples.Scenes.Keys.Except(["before-wall"]), ExampleClips.Cameras.Keys.Except(["still"]));

    [Theory]
    [MemberData(nameof(Scenes))]
    public void AStillCamera_IsStatic_WhateverMovesBeforeIt(string scene)
    {
        using RenderedClip clip = Examples.Scenes[scene](Motions.Still);

        CameraVerdict verdict = Judge(clip);

        Assert.True(verdict.IsStatic, verdict.Reason);
        Assert.InRange(verdict.Motion, 0, 2);
    }

    [Theory]
    [MemberData(nameof(Moving))]
    public void ACameraThatPansZoomsRollsOrShakes_IsMoving(string scene, string camera)
    {
        using RenderedClip clip = Examples.Scenes[scene](ExampleClips.Cameras[camera]);

        CameraVerdict verdict = Judge(clip);

        Assert.False(verdict.IsStatic, verdict.Reason);
        Assert.True(verdict.Motion >= 5, verdict.Reason);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(2, 0.12)]
    public void NoiseAndFlicker_AreNoMotion(double noise, double flicker)
    {
        using RenderedClip clip = Examples.People(Motions.Still) with { Noise = noise, Flicker = flicker };

        CameraVerdict verdict = Judge(clip);

        Assert.True(verdict.IsStatic, verdict.Reason);
    }

    [Theory]
    [InlineData("still", true)]
    [InlineData("pan", false)]
    public void Compression_ChangesNoVerdict(string camera, bool isStatic)
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".mp4");
        using RenderedClip clip = Examples.People(ExampleClips.Cameras[camera]);
        try
        {
            clip.Write(path);
            List<Mat> frames = [];
            using var capture = new VideoCapture(path);
            using var frame = new Mat();
            while (capture.Read(frame))
                frames.Add(frame.CvtColor(ColorConversionCodes.BGR2GRAY));
            using var shot = new ShotFrames(frames, [.. frames.Select((_, i) => clip.Seconds(i))]);

            CameraVerdict verdict = new TwoViewGeometryFilter().Judge(shot, TestContext.Current.CancellationToken);

            Assert.Equal(clip.Frames, frames.Count);
            Assert.Equal(isStatic, verdict.IsStatic);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(3, 5, true)]
    [InlineData(7, 5, false)]
    [InlineData(7, 10, true)]
    [InlineData(2.5, 1, false)]
    public void ASlowPan_IsMeasured_AndJudgedByTheThreshold(double perMille, double maximumMotion, bool isStatic)
    {
        using RenderedClip still = Examples.People(Motions.Still);
        double seconds = still.Seconds(still.Frames - 1);
        using RenderedClip clip = Examples.People(Motions.Slide(perMille * Diagonal / 1000 / seconds, 0));

        CameraVerdict verdict = Judge(clip, new TwoViewGeometryOptions { MaximumMotion = maximumMotion });

        Assert.True(isStatic == verdict.IsStatic, verdict.Reason);
        Assert.InRange(verdict.Motion, perMille - 1, perMille + 1);
    }

    [Fact]
    public void AMovingPartOfTheShot_IsEnough()
    {
        using RenderedClip clip = Examples.People(seconds => Motions.Slide(60, 0)(Math.Max(0, seconds - 1.1)));

        CameraVerdict verdict = Judge(clip);

        Assert.False(verdict.IsStatic, verdict.Reason);
    }

    [Fact]
    public void TwoFrames_AreEnough_OneIsNot()
    {
        using RenderedClip clip = Examples.People(Motions.Still) with { Frames = 2 };
        using var shot = new ShotFrames(clip.DrawGrey(), [0, 0.5]);
        using var single = new ShotFrames([shot.Gray[0].Clone()], [0]);
        var filter = new TwoViewGeometryFilter();

        Assert.True(filter.Judge(shot, TestContext.Current.CancellationToken).IsStatic);
        Assert.Throws<ArgumentException>(() => filter.Judge(single, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(16, 16)]
    [InlineData(512, 8)]
    [InlineData(2, 300)]
    public void TinyFrames_GetAVerdict(int width, int height)
    {
        using Mat first = new(height, width, MatType.CV_8U),
            second = new(height, width, MatType.CV_8U);
        Cv2.Randu(first, Scalar.Black, Scalar.White);
        Cv2.Randu(second, Scalar.Black, Scalar.White);
        var filter = new TwoViewGeometryFilter();

        Assert.True(
            filter.Judge(new ShotFrames([first, first], [0, 1]), TestContext.Current.CancellationToken).IsStatic
        );
        // Noise against other noise, a few pixels of it: there is no right answer, only one that says why.
        Assert.NotEmpty(
            filter.Judge(new ShotFrames([first, second], [0, 1]), TestContext.Current.CancellationToken).Reason
        );
    }

    [Fact]
    public void AnOptionOutOfRange_IsNamed()
    {
        var error = Assert.Throws<LightningDragException>(() =>
            new TwoViewGeometryFilter(new TwoViewGeometryOptions { StillBorder = 1.5 })
        );

        Assert.Equal(ErrorCode.InvalidRequest, error.Code);
        Assert.Contains(
            "'still border' of the camera filter is 1.5; give 0 to 1.",
            error.Message,
            StringComparison.Ordinal
        );
    }

    private static CameraVerdict Judge(RenderedClip clip, TwoViewGeometryOptions? options = null)
    {
        using var shot = new ShotFrames(clip.DrawGrey(), [.. Enumerable.Range(0, clip.Frames).Select(clip.Seconds)]);
        return new TwoViewGeometryFilter(options).Judge(shot, TestContext.Current.CancellationToken);
    }
}
