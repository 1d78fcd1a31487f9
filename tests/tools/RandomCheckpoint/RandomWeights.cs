using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Tools.RandomCheckpoint;

/// <summary>
/// Draws weights under which a network's values stay of order one: matrices and kernels from N(0, 1/fan-in), so that
/// sums keep their inputs' spread; embeddings from N(0, 0.02²), as CLIP starts; norms near 1; biases small but not
/// zero, so that a forgotten one shows.
/// </summary>
internal sealed class RandomWeights(long seed)
{
    private const double Small = 0.02;

    /// <summary>The only single numbers in a checkpoint.</summary>
    private const double LoraAlpha = 1;

    private long drawn;

    /// <summary>Draws the tensor; the same seed and order of calls give the same weights.</summary>
    public Tensor Draw(TensorInfo info)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)(seed + drawn++), CPU);
        (double mean, double deviation) = SpreadOf(info);
        Tensor normal = randn([.. info.Shape], ScalarType.Float32, CPU, generator: generator);
        return normal.mul_(deviation).add_(mean).to(info.Type.ToScalarType()).MoveToOuterDisposeScope();
    }

    private static (double Mean, double Deviation) SpreadOf(TensorInfo info)
    {
        if (info.Shape.Count == 0)
            return (LoraAlpha, 0);
        if (
            info.Name.Contains("embedding.weight", StringComparison.Ordinal)
            && !info.Name.Contains("patch", StringComparison.Ordinal)
        )
            return (0, Small);
        if (info.Shape.Count > 1)
            return (0, 1 / Math.Sqrt(info.Shape.Skip(1).Aggregate(1L, (product, size) => product * size)));
        return (info.Name.EndsWith(".weight", StringComparison.Ordinal) ? 1 : 0, Small);
    }
}
