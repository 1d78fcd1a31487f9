using static TorchSharp.torch;

namespace LightningDrag.Models.Layers;

/// <summary>
/// Chains of layers whose intermediate results do not outlive the next layer: a scope alone would keep all of them to
/// its end.
/// </summary>
internal static class TensorSteps
{
    /// <summary>Applies a step to a tensor that nothing else needs, and frees it.</summary>
    public static Tensor Then(this Tensor input, Func<Tensor, Tensor> step)
    {
        Tensor output = step(input);
        if (!ReferenceEquals(input, output))
            input.Dispose();
        return output;
    }

    /// <summary>x·σ(x), written over a tensor that nothing else needs.</summary>
    public static Tensor ThenSilu(this Tensor input) => input.Then(x => nn.functional.silu(x, inplace: true));
}
