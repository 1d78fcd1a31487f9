using LightningDrag.Runtime;
using static TorchSharp.torch;

namespace LightningDrag.Models;

/// <summary>The last look at what a network gave, before anything is made of it: NaN would become a wrong picture without a word.</summary>
internal static class FiniteResults
{
    /// <summary>The result itself, where all of it is finite.</summary>
    /// <param name="result">What a network gave, on any device.</param>
    /// <param name="network">What gave it, to begin the message.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.NotFinite"/>: an element is NaN or infinite.</exception>
    public static Tensor Require(Tensor result, string network)
    {
        using Tensor each = result.isfinite();
        using Tensor all = each.all();
        return all.item<bool>() ? result : throw NotFinite(network);
    }

    /// <inheritdoc cref="Require(Tensor, string)"/>
    public static float[] Require(float[] result, string network) => Array.TrueForAll(result, float.IsFinite) ? result : throw NotFinite(network);

    private static LightningDragException NotFinite(string network) => new(
        ErrorCode.NotFinite,
        $"The {network} gave numbers that are not finite on {CpuFeatures.Current}: check the weights with 'lightningdrag models verify', and report the processor if they are whole.");
}
