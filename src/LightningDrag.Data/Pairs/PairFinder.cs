using LightningDrag.Data.Clips;
using LightningDrag.Data.Flow;
using LightningDrag.Data.Masks;
using LightningDrag.Data.Points;
using LightningDrag.Geometry;
using OpenCvSharp;

namespace LightningDrag.Data.Pairs;

/// <summary>
/// Finds pairs in one shot: two frames some time apart, a crop, and every test that a pair must pass.
/// </summary>
internal sealed class PairFinder(PairBuildOptions options, IPointTracker tracker)
{
    /// <summary>Most steps in which a point is followed from source to target.</summary>
    private const int MostSteps = 16;

    /// <summary>
    /// How far around the crop flow and tracks are looked for, as a share of its side: things come in from there.
    /// </summary>
    private const double Surroundings = 0.12;

    private const string NothingMoves = "nothing moves";

    private readonly FlowFilter flow = new(options.Flow);
    private readonly HandleTracking tracking = new(tracker, options.Points);
    private readonly MaskMaker masks = new(options.Masks);

    /// <summary>The pairs, at most <paramref name="wanted"/>; the caller disposes of each.</summary>
    /// <param name="shot">The shot.</param>
    /// <param name="wanted">How many pairs are wanted.</param>
    /// <param name="random">Draws everything that is drawn.</param>
    /// <param name="rejected">Counts the reasons of every try that failed.</param>
    /// <param name="cancellationToken">Stops between tries.</param>
    public IEnumerable<FoundPair> Find(
        ShotSegment shot,
        int wanted,
        Random random,
        Tally rejected,
        CancellationToken cancellationToken
    )
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
                sampler.Learn(fault is NothingMoves or FlowFilter.TooLittleMoves or FlowFilter.MovesTooLittle);
                continue;
            }

            sampler.Take(source, target);
            found++;
            yield return pair;
        }
    }

    private (FoundPair? Pair, string? Fault) Try(
        ShotSegment shot,
        int source,
        int target,
        Random random,
        CancellationToken cancellationToken
    )
    {
        var grey = shot.Analysis.Gray;
        int size = options.Sampling.Size;
        if (
            CropSampler.Draw(
                grey[source],
                grey[target],
                shot.Colour[0].Size(),
                0.3 * options.Flow.MinimumMovingArea,
                options.Sampling,
                random
            )
            is not { } crop
        )
        {
            return (null, NothingMoves);
        }

        Plane sourceGrey = crop.CutGrey(shot.Colour[source], size),
            targetGrey = crop.CutGrey(shot.Colour[target], size);
        Rect around = crop.Surroundings(grey[0].Size(), shot.AnalysisScale, Surroundings);
        var couple = new PictureCouple(
            sourceGrey,
            targetGrey,
            Cut(grey[source], around),
            () => Cut(grey[(source + target) / 2], around),
            Cut(grey[target], around),
            (crop.X * shot.AnalysisScale) - around.X,
            (crop.Y * shot.AnalysisScale) - around.Y,
            crop.Side * shot.AnalysisScale
        );
        var (motion, fault) = flow.Judge(couple);
        if (motion is null)
            return (null, fault);

        var handles = new HandleDrawer(options.Points, motion.Forward, sourceGrey, random).Draw();
        if (handles.Count == 0)
            return (null, "no place for a handle");
        IReadOnlyList<PointPair> points = Follow(
            shot,
            source,
            target,
            crop,
            handles,
            motion.Forward,
            cancellationToken
        );
        if (points.Count == 0)
            return (null, "no handle can be followed");
        var changed = new ChangedParts(motion, options.Masks.StrongChange);
        ToldParts parts = changed.Tell(points, options.Points.MaximumUnaccounted);

        // People paint over what is to stay, too: a part without a handle is in the mask and does not move.
        bool[] mask = masks.Make(changed.Moving(), size, random);
        points = [.. parts.Points.Where(p => mask[((int)p.Handle.Y * size) + (int)p.Handle.X])];
        if (!points.Any(p => p.Handle != p.Target))
            return (null, "what changes is told by no handle");
        if (mask.Count(m => m) > options.Masks.MaximumArea * mask.Length)
            return (null, "mask too large");

        Mat sourceCut = crop.Cut(shot.Colour[source], size);
        using Mat seen = crop.Cut(shot.Colour[target], size);
        var (targetCut, changing) = StillRest.Keep(sourceCut, seen, mask, parts.Untold);
        MotionLabels labels = motion.Forward.Within(changing);
        var scores = MotionScores.Of(labels, sourceGrey, Grey(targetCut));
        var pair = new FoundPair(
            sourceCut,
            targetCut,
            mask,
            labels,
            points,
            (shot.Analysis.Seconds[source], shot.Analysis.Seconds[target]),
            (crop.X * shot.SourceScale, crop.Y * shot.SourceScale, crop.Side * shot.SourceScale),
            scores,
            parts.Unaccounted
        );
        if (flow.Fault(scores, size) is not { } left)
            return (pair, null);
        pair.Dispose();
        return (null, left);
    }

    private static Plane Grey(Mat colour)
    {
        using Mat grey = colour.CvtColor(ColorConversionCodes.BGR2GRAY);
        return Plane.Of(grey);
    }

    private IReadOnlyList<PointPair> Follow(
        ShotSegment shot,
        int source,
        int target,
        CropSquare crop,
        IReadOnlyList<DrawnHandle> handles,
        MotionLabels labels,
        CancellationToken cancellationToken
    )
    {
        Rect around = crop.Surroundings(shot.Colour[0].Size(), scale: 1, Surroundings);
        Mat[] frames = [.. Between(source, target).Select(frame => new Mat(shot.Colour[frame], around))];
        try
        {
            return tracking.Follow(
                frames,
                new CropSquare(crop.X - around.X, crop.Y - around.Y, crop.Side),
                handles,
                labels,
                cancellationToken
            );
        }
        finally
        {
            foreach (Mat frame in frames)
                frame.Dispose();
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
        int span = Math.Abs(target - source),
            steps = Math.Min(span, MostSteps);
        return
        [
            .. Enumerable
                .Range(0, steps + 1)
                .Select(n => source + (Math.Sign(target - source) * (int)Math.Round((double)n * span / steps))),
        ];
    }
}
