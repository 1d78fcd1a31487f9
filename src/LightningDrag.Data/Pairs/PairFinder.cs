using LightningDrag.Data.Clips;
using LightningDrag.Data.Flow;
using LightningDrag.Data.Masks;
using LightningDrag.Data.Points;
using LightningDrag.Geometry;
using OpenCvSharp;

namespace LightningDrag.Data.Pairs;

/// <summary>Finds pairs in one shot: two frames some time apart, a crop, and every test that a pair must pass.</summary>
internal sealed class PairFinder(PairBuildOptions options, IPointTracker tracker)
{
    /// <summary>Most steps in which a point is followed from source to target.</summary>
    private const int MostSteps = 16;

    /// <summary>How far around the crop flow and tracks are looked for, as a share of its side: things come in from there.</summary>
    private const double Surroundings = 0.12;

    private readonly FlowFilter flow = new(options.Flow);
    private readonly HandleTracking tracking = new(tracker, options.Points);
    private readonly MaskMaker masks = new(options.Masks);

    /// <summary>The pairs, at most <paramref name="wanted"/>; the caller disposes of each.</summary>
    /// <param name="shot">The shot.</param>
    /// <param name="wanted">How many pairs are wanted.</param>
    /// <param name="random">Draws everything that is drawn.</param>
    /// <param name="rejected">Counts the reasons of every try that failed.</param>
    /// <param name="cancellationToken">Stops between tries.</param>
    public IEnumerable<FoundPair> Find(ShotSegment shot, int wanted, Random random, Tally rejected, CancellationToken cancellationToken)
    {
        var sampler = new FramePairSampler(shot.Analysis.Seconds, options.Sampling, random);
        int found = 0;
        for (int tries = wanted * options.Sampling.TriesPerPair; tries > 0 && found < wanted; tries--)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (sampler.Draw() is not var (source, target))
            {
                rejected.Add("no frames so far apart");
                continue;
            }

            var (pair, fault) = Try(shot, source, target, new Random(random.Next()), cancellationToken);
            if (pair is null)
            {
                rejected.Add(fault!);
                continue;
            }

            sampler.Take(source, target);
            found++;
            yield return pair;
        }
    }

    private (FoundPair? Pair, string? Fault) Try(ShotSegment shot, int source, int target, Random random, CancellationToken cancellationToken)
    {
        var grey = shot.Analysis.Gray;
        int size = options.Sampling.Size;
        if (CropSampler.Draw(grey[source], grey[target], shot.Colour[0].Size(), 0.3 * options.Flow.MinimumMovingArea, options.Sampling, random) is not { } crop)
        {
            return (null, "nothing moves");
        }

        Plane sourceGrey = crop.CutGrey(shot.Colour[source], size), targetGrey = crop.CutGrey(shot.Colour[target], size);
        Rect around = crop.Surroundings(grey[0].Size(), shot.AnalysisScale, Surroundings);
        var couple = new PictureCouple(
            sourceGrey,
            targetGrey,
            Cut(grey[source], around),
            () => Cut(grey[(source + target) / 2], around),
            Cut(grey[target], around),
            (crop.X * shot.AnalysisScale) - around.X,
            (crop.Y * shot.AnalysisScale) - around.Y,
            crop.Side * shot.AnalysisScale);
        var (motion, fault) = flow.Judge(couple);
        if (motion is null) return (null, fault);

        bool[] mask = masks.Make(motion, random);
        if (mask.Count(m => m) > options.Masks.MaximumArea * mask.Length) return (null, "mask too large");
        var handles = new HandleDrawer(options.Points, motion.Forward, sourceGrey, mask, random).Draw();
        if (handles.Count == 0) return (null, "no place for a handle");
        IReadOnlyList<PointPair> points = Follow(shot, source, target, crop, handles, motion.Forward, cancellationToken);
        if (points.Count == 0) return (null, "no handle can be followed");
        if (Unlike(motion.Forward, points) > options.Points.MaximumUnlike) return (null, "a part moves without a handle");
        double unaccounted = UnaccountedChange.Of(motion, points, options.Masks.StrongChange);
        if (unaccounted > options.Points.MaximumUnaccounted) return (null, "a part changes without a handle");
        return (new FoundPair(
            crop.Cut(shot.Colour[source], size),
            crop.Cut(shot.Colour[target], size),
            mask,
            motion.Forward,
            points,
            (shot.Analysis.Seconds[source], shot.Analysis.Seconds[target]),
            (crop.X * shot.SourceScale, crop.Y * shot.SourceScale, crop.Side * shot.SourceScale),
            motion.Scores,
            unaccounted), null);
    }

    // Share of what moves whose motion resembles no handle's.
    private static double Unlike(MotionLabels labels, IReadOnlyList<PointPair> points)
    {
        int moving = 0, unlike = 0;
        for (int i = 0; i < labels.U.Length; i++)
        {
            if (!labels.Moves(i)) continue;
            moving++;
            if (points.All(p => labels.Differs(i, p.Target.X - p.Handle.X, p.Target.Y - p.Handle.Y))) unlike++;
        }

        return (double)unlike / moving;
    }

    private IReadOnlyList<PointPair> Follow(
        ShotSegment shot, int source, int target, CropSquare crop, IReadOnlyList<DrawnHandle> handles, MotionLabels labels, CancellationToken cancellationToken)
    {
        Rect around = crop.Surroundings(shot.Colour[0].Size(), scale: 1, Surroundings);
        Mat[] frames = [.. Between(source, target).Select(frame => new Mat(shot.Colour[frame], around))];
        try
        {
            return tracking.Follow(frames, new CropSquare(crop.X - around.X, crop.Y - around.Y, crop.Side), handles, labels, cancellationToken);
        }
        finally
        {
            foreach (Mat frame in frames) frame.Dispose();
        }
    }

    private static Plane Cut(Mat frame, Rect around)
    {
        using var view = new Mat(frame, around);
        using Mat copy = view.Clone();
        return Plane.Of(copy);
    }

    // From source to target; of many frames between every so manieth.
    private static int[] Between(int source, int target)
    {
        int span = Math.Abs(target - source), steps = Math.Min(span, MostSteps);
        return [.. Enumerable.Range(0, steps + 1).Select(n => source + (Math.Sign(target - source) * (int)Math.Round((double)n * span / steps)))];
    }
}
