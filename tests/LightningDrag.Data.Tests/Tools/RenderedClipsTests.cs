using LightningDrag.TestSupport;
using LightningDrag.Tools.RenderedClips;
using OpenCvSharp;

namespace LightningDrag.Data.Tests.Tools;

public class RenderedClipsTests
{
    private static readonly ExampleClips Examples = new(Path.Combine(SharedData.Repository, "samples"));

    [Fact]
    public void TheKnownMotion_CarriesEachVisiblePixelToItsColour_WhateverMoves()
    {
        Motion camera = Motions.Slide(24, 5).Then(Motions.Turn(2)).Then(Motions.Grow(1.05));
        using RenderedClip clip = Examples.Depths(camera) with { Noise = 0 };
        KnownMotion motion = clip.Between(0, 20);
        using Mat source = clip.Draw(0),
            target = clip.Draw(20);

        Assert.InRange(MeanDifference(source, target, motion, followed: true), 0, 3);
        Assert.True(MeanDifference(source, target, motion, followed: false) > 15);
    }

    [Fact]
    public void WhatMoves_IsMarkedInBothFrames_AndNothingElse()
    {
        using RenderedClip clip = Examples.People(Motions.Still) with { Noise = 0 };
        KnownMotion motion = clip.Between(2, 20);
        using Mat source = clip.Draw(2),
            target = clip.Draw(20);
        source.GetArray(out Vec3b[] a);
        target.GetArray(out Vec3b[] b);

        // Edges are blended: a pixel that shows less than half of the moving thing is not its own.
        int changedOutside = Enumerable.Range(0, a.Length).Count(i => !motion.Moving[i] && Difference(a[i], b[i]) > 12);
        Assert.InRange(motion.Moving.Count(m => m), 10_000, 30_000);
        Assert.InRange(changedOutside, 0, motion.Moving.Length / 200);
        Assert.InRange(motion.Visible.Count(v => v), motion.Visible.Length / 2, motion.Visible.Length - 1000);
    }

    [Theory]
    [InlineData(".mp4")]
    [InlineData(".avi")]
    public void WrittenClips_ReadBackNearlyAsDrawn(string extension)
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + extension);
        using RenderedClip clip = Examples.BeforeWall(Motions.Still) with { Frames = 12 };
        try
        {
            clip.Write(path);
            using var capture = new VideoCapture(path);
            using Mat read = new(),
                drawn = clip.Draw(0),
                difference = new();
            Assert.True(capture.Read(read));
            Cv2.Absdiff(read, drawn, difference);
            Assert.InRange(Cv2.Mean(difference).Val0, 0.1, 6);
            Assert.Equal(clip.FramesPerSecond, capture.Fps, 0.1);
            Assert.Equal(clip.Frames, capture.FrameCount);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static double MeanDifference(Mat source, Mat target, KnownMotion motion, bool followed)
    {
        source.GetArray(out Vec3b[] a);
        target.GetArray(out Vec3b[] b);
        return Enumerable
            .Range(0, a.Length)
            .Where(i => motion.Visible[i])
            .Average(i =>
            {
                var (x, y, _) = followed
                    ? motion.Follow(i % motion.Width, i / motion.Width)
                    : (i % motion.Width, i / motion.Width, true);
                return Difference(a[i], b[((int)Math.Round(y) * motion.Width) + (int)Math.Round(x)]);
            });
    }

    private static double Difference(Vec3b a, Vec3b b) =>
        (Math.Abs(a.Item0 - b.Item0) + Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2)) / 3.0;
}
