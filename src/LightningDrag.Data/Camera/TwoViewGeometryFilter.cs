using System.Globalization;
using LightningDrag.Data.Clips;
using OpenCvSharp;

namespace LightningDrag.Data.Camera;

/// <summary>
/// Judges a camera from pairs of frames at several distances in time. In each pair three explanations compete for the
/// tracks of corners (identity, homography, fundamental matrix: <see cref="MotionExplanation"/>), and a map of what
/// stands still (<see cref="StillnessMap"/>) says how far identity reaches, also where there are no corners. The camera
/// is static when identity explains the background in every pair but one (a flash, a hand before the lens), or in a
/// third of them while the same places all over the frame stand still throughout (<see cref="LastingStillness"/>).
/// </summary>
public sealed class TwoViewGeometryFilter : ICameraFilter
{
    /// <summary>With this many pairs one may look as if the camera moved.</summary>
    private const int PairsForAnException = 6;

    /// <summary>
    /// Pairs farther apart than this part of the farthest say what stands still throughout; in nearer ones a slow
    /// camera seems to.
    /// </summary>
    private const double FarPart = 0.3;

    private readonly TwoViewGeometryOptions options;

    /// <summary>Creates the filter.</summary>
    /// <param name="options">What counts as static; the defaults where none are given.</param>
    /// <exception cref="LightningDragException">An option is out of range.</exception>
    public TwoViewGeometryFilter(TwoViewGeometryOptions? options = null)
    {
        this.options = options ?? new TwoViewGeometryOptions();
        this.options.Validate();
    }

    /// <inheritdoc/>
    public CameraVerdict Judge(ShotFrames shot, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(shot);
        if (shot.Gray.Count < 2)
            throw new ArgumentException("A shot needs at least two frames.", nameof(shot));
        int[] anchors =
        [
            .. Enumerable
                .Range(0, options.Anchors)
                .Select(k => (int)((long)k * (shot.Gray.Count - 1) / Math.Max(1, options.Anchors - 1)))
                .Distinct(),
        ];
        Rect picture = Letterbox.Inside([.. anchors.Select(a => shot.Gray[a])]);
        var pairs = anchors.SelectMany(a => Partners(shot.Seconds, a).Select(b => (First: a, Second: b))).ToArray();
        int mayMove = pairs.Length >= PairsForAnException ? 1 : 0;
        List<(PairJudgement Judgement, double Seconds)> still = [],
            moving = [];
        var lasting = new LastingStillness();
        double farthest = 0;
        var frames = new Dictionary<int, AnalysisFrame>();
        try
        {
            // The farthest first: they tell a moving camera soonest, and when too few can be still the rest need not be
            // looked at.
            foreach (var (first, second) in pairs.OrderByDescending(pair => Gap(pair.First, pair.Second)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                StillnessMap map = StillnessMap.Compare(
                    Frame(first),
                    Frame(second),
                    options.MaximumMotion * Frame(first).Diagonal / 1000
                );
                PairJudgement judgement = JudgePair(Frame(first), Frame(second), map);
                (judgement.IsStill ? still : moving).Add((judgement, Gap(first, second)));
                farthest = Math.Max(farthest, Gap(first, second));
                if (Gap(first, second) >= FarPart * farthest)
                    lasting.Add(map);
                if (moving.Count > Math.Max(mayMove, (1 - options.LastingPairs) * pairs.Length))
                    break;
            }
        }
        finally
        {
            foreach (AnalysisFrame frame in frames.Values)
                frame.Dispose();
        }

        bool lasts =
            moving.Count > mayMove
            && moving.Count(pair => pair.Judgement.IsDisplaced) <= mayMove
            && still.Count >= options.LastingPairs * pairs.Length
            && lasting.Share >= options.LastingTexture
            && lasting.Parts >= options.LastingParts;
        bool isStatic = moving.Count <= mayMove || lasts;
        var (told, seconds) = (isStatic ? still : moving).MaxBy(pair => pair.Judgement.Motion);
        string count = isStatic
            ? $"still in {still.Count} of {pairs.Length} pairs of "
                + $"frames{(lasts ? $" and throughout in {lasting.Parts} parts of the frame" : "")}"
            : $"moving in {moving.Count} of the {moving.Count + still.Count} pairs of frames looked at";
        return new CameraVerdict(
            isStatic,
            told.Motion,
            string.Create(CultureInfo.InvariantCulture, $"{count}; over {seconds:0.0} s {told.Reason}")
        );

        double Gap(int a, int b) => Math.Abs(shot.Seconds[a] - shot.Seconds[b]);

        AnalysisFrame Frame(int index) =>
            frames.TryGetValue(index, out AnalysisFrame? frame)
                ? frame
                : frames[index] = new AnalysisFrame(shot.Gray[index], picture);
    }

    /// <summary>
    /// Frames to compare with one: later by each distance, or earlier where the shot ends before, or the farther end.
    /// </summary>
    private IEnumerable<int> Partners(IReadOnlyList<double> seconds, int anchor) =>
        options
            .Distances.Select(distance =>
            {
                double later = seconds[anchor] + distance,
                    earlier = seconds[anchor] - distance;
                if (later <= seconds[^1])
                    return Enumerable.Range(anchor, seconds.Count - anchor).First(i => seconds[i] >= later);
                if (earlier >= seconds[0])
                    return Enumerable.Range(0, anchor + 1).Last(i => seconds[i] <= earlier);
                return seconds[^1] - seconds[anchor] >= seconds[anchor] - seconds[0] ? seconds.Count - 1 : 0;
            })
            .Where(i => i != anchor)
            .Distinct();

    private PairJudgement JudgePair(AnalysisFrame first, AnalysisFrame second, StillnessMap map)
    {
        Track[] tracks =
        [
            .. SparseTracks.Follow(first.Pixels, second.Pixels, first.Corners, options.RoundTrip).OfType<Track>(),
        ];
        return PairJudgement.Of(options, map, tracks, first.Corners.Length, first.Diagonal);
    }
}
