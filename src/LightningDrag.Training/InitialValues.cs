using static TorchSharp.torch;

namespace LightningDrag.Training;

/// <summary>What layers start with, from a source of random numbers that nothing else draws from.</summary>
internal static class InitialValues
{
    /// <summary>PyTorch's bound of a layer's values: 1/√(inputs of one output).</summary>
    /// <param name="kernel">// [outputs, …]</param>
    public static double BoundOf(Tensor kernel) => 1 / Math.Sqrt(kernel.numel() / (double)kernel.shape[0]);

    /// <summary>Overwrites values by ones uniform within ±<paramref name="bound"/>.</summary>
    public static void Draw(Tensor values, double bound, Generator generator)
    {
        using var drawn = rand(values.shape, generator: generator);
        values.copy_(drawn.mul_(2 * bound).sub_(bound));
    }
}
