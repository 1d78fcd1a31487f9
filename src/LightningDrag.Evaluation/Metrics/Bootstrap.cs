namespace LightningDrag.Evaluation.Metrics;

/// <summary>A figure and the interval that holds it with 95 % confidence.</summary>
/// <param name="Value">The figure over all pairs.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public sealed record Interval(double Value, double Low, double High);

/// <summary>
/// Percentile bootstrap (Efron 1979): the figure is taken again over pairs drawn with replacement; the seed is fixed,
/// so a report repeats.
/// </summary>
internal static class Bootstrap
{
    private const int Resamples = 1000;
    private const int Seed = 20240604;

    /// <summary>Mean over <paramref name="values"/>; null where there are none.</summary>
    public static Interval? Mean(IReadOnlyList<double> values) =>
        Of(
            values.Count,
            indices =>
            {
                double sum = 0;
                foreach (int i in indices)
                    sum += values[i];
                return sum / indices.Length;
            }
        );

    /// <summary>Σ numerator / Σ denominator, both drawn pair by pair; null where the denominator is 0.</summary>
    public static Interval? Ratio(IReadOnlyList<double> numerators, IReadOnlyList<double> denominators) =>
        denominators.Sum() == 0
            ? null
            : Of(
                numerators.Count,
                indices =>
                {
                    double above = 0,
                        below = 0;
                    foreach (int i in indices)
                        (above, below) = (above + numerators[i], below + denominators[i]);
                    return above / below;
                }
            );

    private static Interval? Of(int count, Func<int[], double> figure)
    {
        if (count == 0)
            return null;
        var random = new Random(Seed);
        var drawn = new int[count];
        var figures = new List<double>(Resamples);
        for (int n = 0; n < Resamples; n++)
        {
            for (int i = 0; i < count; i++)
                drawn[i] = random.Next(count);
            double value = figure(drawn);
            if (double.IsFinite(value))
                figures.Add(value);
        }

        figures.Sort();
        double all = figure([.. Enumerable.Range(0, count)]);
        return figures.Count == 0
            ? new Interval(all, all, all)
            : new Interval(all, figures[(int)(0.025 * figures.Count)], figures[(int)(0.975 * figures.Count)]);
    }
}
