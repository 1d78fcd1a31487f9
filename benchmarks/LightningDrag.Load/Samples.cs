using System.Collections.Concurrent;
using System.Globalization;

namespace LightningDrag.Load;

/// <summary>How long requests took and how they were answered, by kind.</summary>
internal sealed class Samples
{
    private readonly ConcurrentQueue<(string Kind, int Status, double Seconds)> all = [];

    public void Add(string kind, int status, TimeSpan time) => all.Enqueue((kind, status, time.TotalSeconds));

    public void Print(int seconds)
    {
        Console.WriteLine(
            $"{"request", -12}{"answered", 10}{"per s", 8}{"p50 s", 9}{"p95 s", 9}{"max s", 9}  statuses"
        );
        foreach (var kind in all.GroupBy(sample => sample.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            double[] good =
            [
                .. kind.Where(sample => sample.Status is >= 200 and < 300).Select(sample => sample.Seconds).Order(),
            ];
            string statuses = string.Join(
                ", ",
                kind.GroupBy(sample => sample.Status)
                    .OrderBy(status => status.Key)
                    .Select(status => $"{(status.Key == 0 ? "broken" : status.Key)}: {status.Count()}")
            );
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{kind.Key, -12}{good.Length, 10}{(double)good.Length / seconds, 8:0.00}"
                        + $"{At(good, 0.5), 9:0.000}{At(good, 0.95), 9:0.000}{At(good, 1), 9:0.000}  {statuses}"
                )
            );
        }
    }

    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
}
