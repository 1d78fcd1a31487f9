using static TorchSharp.torch;

namespace LightningDrag.Models;

/// <summary><see cref="FiniteResults"/> of tensors.</summary>
internal static class FiniteTensors
{
    /// <summary>The result itself, where all of it is finite.</summary>
    /// <param name="result">What a network gave, on any device.</param>
    /// <param name="network">What gave it, to begin the message.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.NotFinite"/>: an element is NaN or
    /// infinite.</exception>
    public static Tensor Require(Tensor result, string network)
    {
        using Tensor each = result.isfinite();
        using Tensor all = each.all();
        return all.item<bool>() ? result : throw FiniteResults.NotFinite(network);
    }
}
