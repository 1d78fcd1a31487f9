using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker;

/// <summary>
/// The embeddings of CoTracker's times and positions: sin(p·ω) for all ω, then cos(p·ω), with ω_i = 10000^(−i/(E/2))
/// (Vaswani et al. 2017, section 3.5). Checkpoints hold them, and those are used; this is what makes a network without
/// a file.
/// </summary>
internal static class Sinusoids
{
    private const double Base = 10000;

    /// <summary>Of the times 0…count − 1. // [1, count, width]</summary>
    public static Tensor Times(int count, int width)
    {
        using var scope = NewDisposeScope();
        return Embed(count, width).to(float32).unsqueeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Of every cell of a map: the first half of the channels tells the column, the second half the row. // [1, width,
    /// rows, columns]
    /// </summary>
    public static Tensor Cells(int rows, int columns, int width)
    {
        using var scope = NewDisposeScope();
        Tensor ofColumns = Embed(columns, width / 2).T.unsqueeze(1).expand(-1, rows, -1);
        Tensor ofRows = Embed(rows, width / 2).T.unsqueeze(2).expand(-1, -1, columns);
        return cat([ofColumns, ofRows], 0).to(float32).unsqueeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>In double precision. // [count, width]</summary>
    private static Tensor Embed(int count, int width)
    {
        Tensor frequencies = pow(Base, arange(width / 2, dtype: float64) / (-width / 2.0));
        Tensor angles = outer(arange(count, dtype: float64), frequencies);
        return cat([angles.sin(), angles.cos()], 1);
    }
}
