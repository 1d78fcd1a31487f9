namespace LightningDrag.Data.Flow;

/// <summary>The two pictures of a pair before their motion is known, in grey.</summary>
/// <param name="Source">Crop of the first frame. // [size, size]</param>
/// <param name="Target">The same crop of the second. // [size, size]</param>
/// <param name="First">The first frame around the crop, as the filters see it.</param>
/// <param name="Middle">Reads the same of a frame between the two.</param>
/// <param name="Second">The second frame around the crop.</param>
/// <param name="Left">Where the crop begins in <paramref name="First"/>, in its pixels.</param>
/// <param name="Top">Where the crop begins in <paramref name="First"/>, in its pixels.</param>
/// <param name="Side">Side of the crop in pixels of <paramref name="First"/>.</param>
internal sealed record PictureCouple(Plane Source, Plane Target, Plane First, Func<Plane> Middle, Plane Second, float Left, float Top, float Side)
{
    public MotionLabels Labels(ConsistentFlow flow) => Cut(Source, Target, flow.Forward, flow.ForwardError);

    public MotionLabels ReverseLabels(ConsistentFlow flow) => Cut(Target, Source, flow.Backward, flow.BackwardError);

    private MotionLabels Cut(Plane here, Plane there, FlowMap flow, float[] error) =>
        MotionLabels.Cut(here, there, flow, error, Left, Top, Side);
}

/// <summary>What the flow filter let through.</summary>
/// <param name="Forward">Motion of the source's pixels.</param>
/// <param name="Backward">Motion of the target's pixels.</param>
/// <param name="Change">Mean grey-level difference around each pixel.</param>
/// <param name="Scores">The motion in numbers.</param>
internal sealed record PairMotion(MotionLabels Forward, MotionLabels Backward, Plane Change, MotionScores Scores);

/// <summary>
/// Keeps two frames when something in them moves, enough but not all of it, by a flow that can be trusted: cheap tests on grey levels first,
/// then the flow at half size, at last the flow itself.
/// </summary>
internal sealed class FlowFilter(FlowFilterOptions options)
{
    private const int BorderBand = 6;
    private const float StillBorderChange = 10;

    /// <summary>How far a rough flow may miss the thresholds.</summary>
    private const double RoughSlack = 0.6;

    /// <returns>The motion, or why there is none to use.</returns>
    public (PairMotion? Motion, string? Fault) Judge(PictureCouple couple)
    {
        Plane change = couple.Source.DifferenceTo(couple.Target);
        float[] sorted = (float[])change.Data.Clone();
        Array.Sort(sorted);
        if (sorted[sorted.Length / 2] > options.MaximumMedianChange) return (null, "light or camera changes");
        Plane changeMean = change.BoxMean(3);
        if (StillBorder(changeMean) < options.MinimumStillBorder) return (null, "border moves");

        var rough = ConsistentFlow.Direct(couple.First.Halve(), couple.Second.Halve()).Resize(couple.First.Width, couple.First.Height);
        MotionLabels roughLabels = couple.Labels(rough);
        if (Fault(MotionScores.Of(roughLabels, couple.Source, couple.Target), roughLabels.Size, RoughSlack) is { } early) return (null, early);

        var flow = ConsistentFlow.Between(couple.First, couple.Middle(), couple.Second);
        MotionLabels labels = couple.Labels(flow);
        var scores = MotionScores.Of(labels, couple.Source, couple.Target);
        if (Fault(scores, labels.Size, slack: 1) is { } fault) return (null, fault);
        return (new PairMotion(labels, couple.ReverseLabels(flow), changeMean, scores), null);
    }

    private string? Fault(MotionScores scores, int size, double slack) =>
        scores.MovingArea < slack * options.MinimumMovingArea ? "too little moves"
        : scores.MovingArea > options.MaximumMovingArea / slack ? "too much moves"
        : scores.MeanMotion < slack * options.MinimumMeanMotion * size / 256 ? "moves too little"
        : scores.ValidShare < slack * options.MinimumValidShare ? "flow inconsistent"
        : slack * scores.Unexplained > options.MaximumUnexplained ? "flow explains little"
        : null;

    private static double StillBorder(Plane changeMean)
    {
        int still = 0, all = 0, size = changeMean.Width;
        for (int i = 0; i < changeMean.Data.Length; i++)
        {
            int x = i % size, y = i / size;
            if (Math.Min(Math.Min(x, y), Math.Min(size - 1 - x, size - 1 - y)) >= BorderBand) continue;
            all++;
            if (changeMean.Data[i] < StillBorderChange) still++;
        }

        return (double)still / all;
    }
}
