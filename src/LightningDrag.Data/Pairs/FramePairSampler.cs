namespace LightningDrag.Data.Pairs;

/// <summary>
/// Draws two frames by the time between them, never twice about the same two, in both directions of time. How far apart
/// they may be follows the shot's own tempo: a head that turns slowly moves enough in three seconds, arms that wave
/// have gone another way within one.
/// </summary>
internal sealed class FramePairSampler(IReadOnlyList<double> seconds, PairSamplingOptions options, Random random)
{
    /// <summary>Two pairs are alike when both their frames are closer in time than this.</summary>
    private const double Alike = 0.1;

    /// <summary>
    /// How far the frames' distance may be from the one that was drawn, as a share of it: clips of few frames have no
    /// other.
    /// </summary>
    private const double Tolerance = 0.3;

    /// <summary>
    /// What a pair that moves too little adds to the most time between frames, and what one takes off that fails
    /// otherwise.
    /// </summary>
    private const double Longer = 1.2,
        Shorter = 0.94;

    /// <summary>The most time between frames stays so many times the least.</summary>
    private const double LeastReach = 2;

    private readonly List<(double First, double Second)> taken = [];
    private double reach = options.FirstGap;

    /// <summary>
    /// Two frames by index; null when the drawn distance does not fit into the shot or resembles a pair that was taken.
    /// </summary>
    public (int Source, int Target)? Draw()
    {
        double length = seconds[^1] - seconds[0],
            most = Math.Max(options.MinimumGap, Math.Min(reach, length));
        double gap = options.MinimumGap + (random.NextDouble() * (most - options.MinimumGap));
        double begin = random.NextDouble();
        bool backward = random.Next(2) == 1;
        double room = length - gap;
        if (room < 0)
            return null;
        int first = Nearest(seconds[0] + (begin * room)),
            second = Nearest(seconds[first] + gap);
        double found = seconds[second] - seconds[first];
        if (found < options.MinimumGap * (1 - Tolerance) || Math.Abs(found - gap) > Tolerance * gap)
            return null;
        if (
            taken.Exists(pair =>
                Math.Abs(pair.First - seconds[first]) < Alike && Math.Abs(pair.Second - seconds[second]) < Alike
            )
        )
            return null;
        return backward ? (second, first) : (first, second);
    }

    /// <summary>Remembers a pair that was kept.</summary>
    public void Take(int source, int target) =>
        taken.Add((seconds[Math.Min(source, target)], seconds[Math.Max(source, target)]));

    /// <summary>Hears why two frames were no pair.</summary>
    /// <param name="isTooNear">Whether too little moved between them.</param>
    public void Learn(bool isTooNear) =>
        reach = Math.Clamp(
            reach * (isTooNear ? Longer : Shorter),
            Math.Min(LeastReach * options.MinimumGap, options.FirstGap),
            options.MaximumGap
        );

    private int Nearest(double time)
    {
        int low = 0,
            high = seconds.Count - 1;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (seconds[middle] <= time)
                low = middle;
            else
                high = middle;
        }

        return time - seconds[low] <= seconds[high] - time ? low : high;
    }
}
