using static TorchSharp.torch;

namespace LightningDrag.Training.Motion.Network;

/// <summary>Maps of vectors.</summary>
internal static class Vectors
{
    /// <summary>
    /// The length of each vector. libtorch's own norm over a dimension that is not the last one sets up a loop for
    /// every pixel: it took a fifth of a training step.
    /// </summary>
    /// <param name="vectors">// [N, C, h, w]</param>
    /// <returns>// [N, 1, h, w]; without a gradient at 0</returns>
    public static Tensor Lengths(Tensor vectors)
    {
        using var squares = vectors.square();
        using var sum = squares.sum(1, keepdim: true);
        return sum.sqrt();
    }
}
