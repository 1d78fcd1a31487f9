using LightningDrag.Data.Camera;
using LightningDrag.Data.Clips;
using LightningDrag.Data.Pairs;
using LightningDrag.Data.Points;
using LightningDrag.Data.Shards;
using LightningDrag.Data.Shards.Reading;
using LightningDrag.Tools.RenderedClips;

namespace LightningDrag.Data.Tests.Pairs;

/// <summary>The whole pipeline on clips whose motion is known exactly.</summary>
public class RenderedPairsTests
{
    private const double Tolerance = 1.5,
        FlowTolerance = 2;

    [Fact]
    public void PointsEndWhereTheContentWent_MasksCoverWhatMoved_AndTrustedFlowIsRight()
    {
        using var folder = new TestFolder();
        var examples = new ExampleClips(TestFolder.Photos);
        Dictionary<string, RenderedClip> clips = examples.ForPairs();
        Directory.CreateDirectory(folder["clips"]);
        foreach (var (name, clip) in clips)
            clip.Write(folder["clips/" + name]);
        var options = new PairBuildOptions { Sampling = new PairSamplingOptions { PairsPerClip = 8 } };

        new PairBuild(options, new TwoViewGeometryFilter(), CameraFilters.Geometry, new LucasKanadeTracker()).Run(
            ClipList.Find([folder["clips"]]),
            folder["out"],
            WorkerShare.Whole,
            cancellationToken: TestContext.Current.CancellationToken
        );

        int points = 0,
            right = 0,
            pairs = 0;
        long moved = 0,
            covered = 0,
            editable = 0,
            trusted = 0,
            trustedRight = 0;
        foreach (PairEntry entry in StoredPairs.Open(folder["out"]).Pairs)
        {
            StoredPair pair = entry.Read();
            PairRecord record = pair.Record();
            RenderedClip clip = clips[record.Clip];
            int size = pair.Source().Width;
            double scale = record.Crop[2] / size;
            KnownMotion truth = clip.Between(
                (int)Math.Round(record.Times[0] * clip.FramesPerSecond),
                (int)Math.Round(record.Times[1] * clip.FramesPerSecond)
            );
            foreach (var point in pair.Points(size))
            {
                var (x, y, visible) = truth.Follow(
                    ToClip(point.Handle.X, record.Crop[0]),
                    ToClip(point.Handle.Y, record.Crop[1])
                );
                double miss =
                    double.Hypot(ToClip(point.Target.X, record.Crop[0]) - x, ToClip(point.Target.Y, record.Crop[1]) - y)
                    / scale;
                points++;
                if (visible && miss <= Tolerance)
                    right++;
            }

            var mask = pair.Mask(size);
            StoredMotion motion = pair.Motion(size)!;
            for (int i = 0; i < size * size; i++)
            {
                double clipX = ToClip(i % size, record.Crop[0]),
                    clipY = ToClip(i / size, record.Crop[1]);
                int x = (int)Math.Round(clipX),
                    y = (int)Math.Round(clipY);
                if (mask.Editable[i] != 0)
                {
                    editable++;
                    if (motion.Valid[i])
                    {
                        var (toX, toY, _) = truth.Follow(clipX, clipY);
                        trusted++;
                        if (
                            double.Hypot(
                                toX - clipX - (motion.FlowX[i] * scale),
                                toY - clipY - (motion.FlowY[i] * scale)
                            )
                            <= FlowTolerance * scale
                        )
                            trustedRight++;
                    }
                }

                if (!truth.Moving[(y * truth.Width) + x])
                    continue;
                moved++;
                if (mask.Editable[i] != 0)
                    covered++;
            }

            pairs++;

            double ToClip(double place, double start) => start + ((place + 0.5) * scale) - 0.5;
        }

        foreach (RenderedClip clip in clips.Values)
            clip.Dispose();
        Assert.True(pairs >= 8, $"only {pairs} pairs");
        Assert.True(right >= 0.95 * points, $"{right} of {points} points within {Tolerance} px of the truth");
        Assert.True(trusted >= 0.6 * editable, $"{trusted} of {editable} editable pixels have a flow that is trusted");
        Assert.True(trustedRight >= 0.93 * trusted, $"{trustedRight} of {trusted} of those are right");
        Assert.True(covered >= 0.98 * moved, $"masks cover {covered} of {moved} pixels that move");
    }
}
