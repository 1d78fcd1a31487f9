using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker;

/// <summary>
/// Reads maps between their cells: bilinear, (0, 0) is the first cell's centre, a place outside reads the edge.
/// </summary>
internal static class BorderSampling
{
    /// <summary>The values at some places of one map.</summary>
    /// <param name="map">// [h, w, C]</param>
    /// <param name="places">x, y in cells. // [N, 2]</param>
    /// <returns>// [N, C]</returns>
    public static Tensor Read(Tensor map, Tensor places)
    {
        using var scope = NewDisposeScope();
        long height = map.shape[0],
            width = map.shape[1];
        Tensor cells = map.flatten(0, 1);
        var (left, right, a) = Neighbours(places.select(-1, 0), width);
        var (top, bottom, b) = Neighbours(places.select(-1, 1), height);
        Tensor Values(Tensor row, Tensor column) => cells.index_select(0, (row * width) + column);
        Tensor upper = Values(top, left).lerp(Values(top, right), a.unsqueeze(-1));
        Tensor lower = Values(bottom, left).lerp(Values(bottom, right), a.unsqueeze(-1));
        return upper.lerp(lower, b.unsqueeze(-1)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Cell numbers within a map; those outside become the edge's. One that is no number (a track that ran away)
    /// becomes some cell: only what is read from memory matters.
    /// </summary>
    public static Tensor CellNumbers(Tensor places, long size) =>
        places.clamp(0, size - 1).to(int64).clamp(0, size - 1);

    private static (Tensor Before, Tensor After, Tensor Fraction) Neighbours(Tensor places, long size)
    {
        Tensor inside = places.clamp(0, size - 1);
        Tensor before = inside.floor();
        return (CellNumbers(before, size), CellNumbers(before + 1, size), inside - before);
    }
}
