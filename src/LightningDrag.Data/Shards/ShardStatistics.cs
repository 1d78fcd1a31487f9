using LightningDrag.Data.Shards.Reading;

namespace LightningDrag.Data.Shards;

/// <summary>How the pairs of a folder are spread: numbers to judge a set by.</summary>
/// <param name="Pairs">Pairs.</param>
/// <param name="Scenes">Scenes, with how many pairs each has, most first.</param>
/// <param name="Values">Minimum, quartiles and maximum of what the pairs' records hold.</param>
public sealed record ShardStatistics(
    int Pairs,
    IReadOnlyList<SceneCount> Scenes,
    IReadOnlyDictionary<string, Spread> Values
)
{
    /// <summary>Reads the records of all pairs.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: no pairs, or a broken
    /// record.</exception>
    public static ShardStatistics Of(string path, CancellationToken cancellationToken = default)
    {
        var stored = StoredPairs.Open(path);
        Tally scenes = new();
        SortedDictionary<string, List<double>> values = new(StringComparer.Ordinal);
        foreach (PairEntry entry in stored.Pairs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            PairRecord record = entry.Read().Record();
            scenes.Add(record.Scene);
            Note("handles", record.Points.Count);
            foreach (float[] point in record.Points)
                Note("drag length", Math.Sqrt(Math.Pow(point[2] - point[0], 2) + Math.Pow(point[3] - point[1], 2)));
            Note("gap in seconds", Math.Abs(record.Times[1] - record.Times[0]));
            foreach (var (name, value) in record.Scores)
                Note(name, value);
        }

        return new ShardStatistics(
            stored.Pairs.Count,
            [
                .. scenes
                    .Counts.OrderByDescending(s => s.Value)
                    .ThenBy(s => s.Key, StringComparer.Ordinal)
                    .Select(s => new SceneCount(s.Key, s.Value)),
            ],
            values.ToDictionary(v => v.Key, v => Spread.Of(v.Value))
        );

        void Note(string name, double value)
        {
            if (!values.TryGetValue(name, out var list))
                values[name] = list = [];
            list.Add(value);
        }
    }
}

/// <summary>A scene and how many pairs show it.</summary>
/// <param name="Scene">Its name.</param>
/// <param name="Pairs">Its pairs.</param>
public sealed record SceneCount(string Scene, int Pairs);

/// <summary>A distribution in five numbers.</summary>
/// <param name="Minimum">The smallest value.</param>
/// <param name="Quartile1">A quarter is below.</param>
/// <param name="Median">Half are below.</param>
/// <param name="Quartile3">Three quarters are below.</param>
/// <param name="Maximum">The largest value.</param>
public sealed record Spread(double Minimum, double Quartile1, double Median, double Quartile3, double Maximum)
{
    internal static Spread Of(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        double At(double share) => Math.Round(sorted[(int)Math.Round(share * (sorted.Length - 1))], 4);
        return new Spread(At(0), At(0.25), At(0.5), At(0.75), At(1));
    }
}
