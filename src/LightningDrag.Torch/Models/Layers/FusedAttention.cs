using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Models.Layers;

/// <summary>
/// softmax(q·kᵀ/√d)·v (Vaswani et al. 2017, equation 1), fused: the scores are never in memory all at once.
/// </summary>
internal static class FusedAttention
{
    /// <param name="query">// [N, heads, Q, d]</param>
    /// <param name="key">// [N, heads, K, d]</param>
    /// <param name="value">// [N, heads, K, e]</param>
    /// <param name="causal">Whether a position sees only itself and those before it.</param>
    /// <param name="mask">Added to the scores; it cannot be combined with <paramref name="causal"/>. // what broadcasts
    /// to [N, heads, Q, K]</param>
    /// <returns>// [N, heads, Q, e]</returns>
    public static Tensor Attend(Tensor query, Tensor key, Tensor value, bool causal = false, Tensor? mask = null)
    {
        MultiplyAdds.AddAttention(query, key, value);
        // On the meta device there are only shapes, and libtorch alone has no attention for it.
        if (query.device_type == DeviceType.META)
            return query.new_empty([.. query.shape[..^1], value.shape[^1]]);
        return nn.functional.scaled_dot_product_attention(query, key, value, mask, is_casual: causal);
    }
}
