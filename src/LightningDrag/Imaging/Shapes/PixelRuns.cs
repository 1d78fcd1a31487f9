namespace LightningDrag.Imaging.Shapes;

/// <summary>Runs of pixels of one row, and scratch memory for finding them; one object a thread.</summary>
internal sealed class PixelRuns
{
    /// <summary>
    /// How far outside a curved edge a pixel's centre may lie and still count as on it: rounding must not decide.
    /// </summary>
    private const double Tolerance = 1e-6;

    private readonly List<(int First, int Last)> _runs = [];

    /// <summary>Where a polygon's edges cross the row, and in which direction.</summary>
    public List<(double X, int Direction)> Crossings { get; } = [];

    /// <summary>
    /// Sets the pixels of all runs to <paramref name="value"/>, each one once however often strokes overlap.
    /// </summary>
    public void Fill(Span<byte> row, byte value)
    {
        _runs.Sort();
        int next = 0;
        foreach ((int first, int last) in _runs)
        {
            int start = Math.Max(next, first),
                end = Math.Min(row.Length, last + 1);
            if (start >= end)
                continue;
            row[start..end].Fill(value);
            next = end;
        }
    }

    /// <summary>Forgets all runs.</summary>
    public void Clear() => _runs.Clear();

    /// <summary>Pixels whose centres lie in start ≤ x &lt; end: neighbours that share an edge share no pixel.</summary>
    public void AddHalfOpen(double start, double end) => Add(Math.Ceiling(start), Math.Ceiling(end) - 1);

    /// <summary>Pixels whose centres lie in start ≤ x ≤ end, the edge included.</summary>
    public void AddClosed(double start, double end) =>
        Add(Math.Ceiling(start - Tolerance), Math.Floor(end + Tolerance));

    private void Add(double first, double last)
    {
        if (first <= last)
            _runs.Add(((int)first, (int)last));
    }
}
