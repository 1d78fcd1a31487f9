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
internal sealed record PictureCouple(
    Plane Source,
    Plane Target,
    Plane First,
    Func<Plane> Middle,
    Plane Second,
    float Left,
    float Top,
    float Side
)
{
    /// <summary>Labels by a flow of any size.</summary>
    public MotionLabels Labels(ConsistentFlow flow) => Cut(Source, Target, flow.Forward, flow.ForwardError);

    public MotionLabels ReverseLabels(ConsistentFlow flow) => Cut(Target, Source, flow.Backward, flow.BackwardError);

    private MotionLabels Cut(Plane here, Plane there, FlowMap flow, float[] error) =>
        MotionLabels.Cut(
            here,
            there,
            flow,
            error,
            Left * flow.Width / First.Width,
            Top * flow.Width / First.Width,
            Side * flow.Width / First.Width
        );
}

/// <summary>What the flow filter let through.</summary>
/// <param name="Forward">Motion of the source's pixels.</param>
/// <param name="Backward">Motion of the target's pixels.</param>
/// <param name="Change">Mean grey-level difference around each pixel.</param>
internal sealed record PairMotion(MotionLabels Forward, MotionLabels Backward, Plane Change);

/// <summary>
/// Keeps two frames when something in them moves, enough but not all of it, by a flow that can be trusted: cheap tests
/// on grey levels first, then the flow at a quarter and at half the size, each the start of the next; the flow itself
/// is judged when it is known what of it the pair keeps.
/// </summary>
internal sealed class FlowFilter(FlowFilterOptions options)
{
    private const int BorderBand = 6;

    /// <summary>Mean grey-level difference around a pixel that noise, compression and flicker leave.</summary>
    private const float UnchangedLevels = 10;

    /// <summary>How far the flows at a quarter and at half the size may miss the thresholds.</summary>
    private const double QuarterSlack = 0.5;
    private const double HalfSlack = 0.75;

    /// <summary>What is said of frames that are too near in time.</summary>
    public const string TooLittleMoves = "too little moves",
        MovesTooLittle = "moves too little";

    /// <returns>The motion, or why there is none to use.</returns>
    public (PairMotion? Motion, string? Fault) Judge(PictureCouple couple)
    {
        Plane changeMean = couple.Source.DifferenceTo(couple.Target).BoxMean(3);
        if (Unchanged(changeMean, band: changeMean.Width) < options.MinimumUnchanged)
            return (null, "light or camera changes");
        if (Unchanged(changeMean, BorderBand) < options.MinimumStillBorder)
            return (null, "border moves");

        Plane firstHalf = couple.First.Halve(),
            secondHalf = couple.Second.Halve();
        var quarter = ConsistentFlow.Direct(firstHalf.Halve(), secondHalf.Halve());
        if (Fault(couple, quarter, QuarterSlack) is { } first)
            return (null, first);
        var half = ConsistentFlow.Direct(firstHalf, secondHalf, quarter);
        if (Fault(couple, half, HalfSlack) is { } second)
            return (null, second);

        var flow = ConsistentFlow.Between(couple.First, couple.Middle(), couple.Second, half);
        MotionLabels labels = couple.Labels(flow);
        return (new PairMotion(labels, couple.ReverseLabels(flow), changeMean), null);
    }

    /// <returns>What of a finished pair's motion is not as it must be; null when all is.</returns>
    public string? Fault(MotionScores scores, int size) => Fault(scores, size, slack: 1);

    private string? Fault(PictureCouple couple, ConsistentFlow rough, double slack)
    {
        MotionLabels labels = couple.Labels(rough);
        return Fault(MotionScores.Of(labels, couple.Source, couple.Target), labels.Size, slack);
    }

    private string? Fault(MotionScores scores, int size, double slack) =>
        scores.MovingArea < slack * options.MinimumMovingArea ? TooLittleMoves
        : scores.MovingArea > options.MaximumMovingArea / slack ? "too much moves"
        : scores.MeanMotion < slack * options.MinimumMeanMotion * size / 256 ? MovesTooLittle
        : scores.ValidShare < slack * options.MinimumValidShare ? "flow inconsistent"
        : slack * scores.Unexplained > options.MaximumUnexplained ? "flow explains little"
        : null;

    /// <summary>Share of the pixels within <paramref name="band"/> pixels of the border that look the same.</summary>
    private static double Unchanged(Plane changeMean, int band)
    {
        int same = 0,
            all = 0,
            size = changeMean.Width;
        for (int i = 0; i < changeMean.Data.Length; i++)
        {
            int x = i % size,
                y = i / size;
            if (Math.Min(Math.Min(x, y), Math.Min(size - 1 - x, size - 1 - y)) >= band)
                continue;
            all++;
            if (changeMean.Data[i] < UnchangedLevels)
                same++;
        }

        return (double)same / all;
    }
}
