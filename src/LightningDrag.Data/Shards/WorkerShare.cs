using System.Globalization;

namespace LightningDrag.Data.Shards;

/// <summary>
/// Which of the clips a run works on: those whose number leaves <see cref="Index"/> when divided by
/// <see cref="Count"/>.
/// </summary>
/// <param name="Index">From 0.</param>
/// <param name="Count">How many runs share the work.</param>
public readonly record struct WorkerShare(int Index, int Count)
{
    private const int MostWorkers = 100_000;

    /// <summary>All clips.</summary>
    public static WorkerShare Whole { get; } = new(0, 1);

    /// <summary>What tells this run's files from the others'; nothing when it is the only one.</summary>
    internal string FileMark => Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Index}of{Count}-");

    /// <summary>Reads <c>i/n</c>.</summary>
    public static bool TryParse(string text, out WorkerShare share)
    {
        share = Whole;
        string[] parts = text.Split('/');
        if (
            parts.Length != 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
        )
            return false;
        if (
            !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            || count is < 1 or > MostWorkers
            || index >= count
        )
            return false;
        share = new WorkerShare(index, count);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
