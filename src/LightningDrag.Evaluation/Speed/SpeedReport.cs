namespace LightningDrag.Evaluation.Speed;

/// <summary>How fast this machine edits.</summary>
/// <param name="Processor">The processor and what it can.</param>
/// <param name="Threads">Threads of the networks.</param>
/// <param name="Rows">One for each thing timed.</param>
/// <param name="PeakMegabytes">Largest resident memory of this process after the edits of small photos, MiB.</param>
/// <param name="PeakMegabytesLarge">The same after the edits of a 4000×3000 photo, MiB.</param>
/// <param name="PeakMegabytesCold">Largest resident memory of the command line's own process, MiB; null where it was
/// not run.</param>
public sealed record SpeedReport(
    string Processor,
    int Threads,
    IReadOnlyList<SpeedRow> Rows,
    double PeakMegabytes,
    double PeakMegabytesLarge,
    double? PeakMegabytesCold
);

/// <summary>Times of one thing, in milliseconds.</summary>
/// <param name="Name">What was timed.</param>
/// <param name="Count">How often.</param>
/// <param name="Median">Half of the runs were faster.</param>
/// <param name="P90">Nine of ten runs were faster.</param>
/// <param name="Slowest">The slowest run.</param>
public sealed record SpeedRow(string Name, int Count, double Median, double P90, double Slowest)
{
    internal static SpeedRow Of(string name, IEnumerable<double> milliseconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        return new SpeedRow(name, sorted.Length, At(0.5), At(0.9), sorted[^1]);

        // Linear between the two nearest runs.
        double At(double share)
        {
            double place = share * (sorted.Length - 1);
            int below = (int)place,
                above = Math.Min(below + 1, sorted.Length - 1);
            return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
        }
    }
}
