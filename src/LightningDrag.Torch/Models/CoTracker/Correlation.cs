using LightningDrag.Models.CoTracker.Features;
using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker;

/// <summary>
/// How well a track's feature fits the cells around it (CoTracker, section 3.2): ⟨feature, map(x/2^k + δ)⟩/√L for the
/// 7×7 offsets δ at each of the four levels k, x the slow index. All 49 places of a level share one fraction of a cell,
/// so the products with the 8×8 cells around are made first and blended after: no volume is ever made.
/// </summary>
internal static class Correlation
{
    private const int Radius = 3,
        Side = (2 * Radius) + 1,
        Cells = Side + 1;

    /// <summary>Tracks whose cells are in memory at once: at the published size a track takes 256 KiB.</summary>
    private const int TracksAtOnce = 128;

    /// <summary>Numbers per track and frame.</summary>
    public const int Width = FeaturePyramid.LevelCount * Side * Side;

    /// <summary>All correlations of all tracks.</summary>
    /// <param name="pyramid">S frames.</param>
    /// <param name="features">What each track looks like at each frame. // [S, N, L]</param>
    /// <param name="places">x, y in cells of the finest level. // [S, N, 2]</param>
    /// <returns>// [S, N, 196]</returns>
    public static Tensor Of(FeaturePyramid pyramid, Tensor features, Tensor places)
    {
        using var scope = NewDisposeScope();
        Tensor scaled = features / Math.Sqrt(features.shape[2]);
        var parts = new List<Tensor>();
        for (long first = 0; first < features.shape[1]; first += TracksAtOnce)
        {
            long count = Math.Min(TracksAtOnce, features.shape[1] - first);
            Tensor feature = scaled.narrow(1, first, count),
                place = places.narrow(1, first, count);
            parts.Add(cat([.. pyramid.Levels.Select((level, k) => AtLevel(level, feature, place / (1 << k)))], -1));
        }

        return cat(parts, 1).MoveToOuterDisposeScope();
    }

    /// <summary>// [S, h, w, L], [S, n, L], [S, n, 2] → [S, n, 49]</summary>
    private static Tensor AtLevel(Tensor level, Tensor features, Tensor places)
    {
        using var scope = NewDisposeScope();
        (long frames, long height, long width) = (level.shape[0], level.shape[1], level.shape[2]);
        // Far outside, all cells are the edge's; the bound only keeps whole numbers exact.
        Tensor x = places.select(-1, 0).clamp(-Cells, width + Cells),
            y = places.select(-1, 1).clamp(-Cells, height + Cells);
        // 8 cells: 7 places and the next one
        Tensor around = arange(-Radius, Radius + 2, dtype: places.dtype, device: places.device);
        // [S, n, 8, 1]
        Tensor columns = BorderSampling.CellNumbers(x.floor().unsqueeze(-1) + around, width).unsqueeze(-1);
        // [S, n, 1, 8]
        Tensor rows = BorderSampling.CellNumbers(y.floor().unsqueeze(-1) + around, height).unsqueeze(-2);
        Tensor frame = arange(frames, device: places.device).view(-1, 1, 1, 1);
        Tensor cells = (((frame * height) + rows) * width) + columns; // [S, n, 8, 8], x the slow index

        Tensor vectors = level.flatten(0, 2).index_select(0, cells.flatten()); // [S·n·64, L]
        Tensor products = matmul(
                vectors.view(-1, Cells * Cells, level.shape[3]),
                features.reshape(-1, level.shape[3], 1)
            )
            .view(cells.shape);
        vectors.Dispose();
        Tensor alongX = Between(products, 2, (x - x.floor()).unsqueeze(-1).unsqueeze(-1));
        return Between(alongX, 3, (y - y.floor()).unsqueeze(-1).unsqueeze(-1)).flatten(2).MoveToOuterDisposeScope();
    }

    /// <summary>Each value but the last, moved towards the next one.</summary>
    private static Tensor Between(Tensor values, int axis, Tensor fraction) =>
        values.narrow(axis, 0, Side).lerp(values.narrow(axis, 1, Side), fraction);
}
