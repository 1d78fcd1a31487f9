using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker.Transformer;

/// <summary>
/// What the attentions between points and virtual tracks leave out. A token with nothing to attend to takes the mean of
/// all values, which is what the reference's bias of −3.4·10³⁸ on a whole row amounts to.
/// </summary>
/// <param name="Choosing">1 for tokens that attend, 0 for those that take the mean. // [B, Q] or [B, 1]</param>
/// <param name="Bias">Added to the scores: 0, or −∞ for what is not read. // [B, 1, 1, K]</param>
internal sealed record AttentionMask(Tensor? Choosing, Tensor? Bias)
{
    /// <summary>Virtual tracks read only active points; all of them where none is active.</summary>
    /// <param name="active">1 or 0 per frame and point. // [S, N]</param>
    public static AttentionMask ReadActive(Tensor active)
    {
        Tensor any = active.amax([1], keepdim: true); // [S, 1]
        Tensor hidden = (1 - active) * any;
        return new AttentionMask(
            any,
            zeros_like(hidden)
                .masked_fill(hidden.to(ScalarType.Bool), double.NegativeInfinity)
                .unsqueeze(1)
                .unsqueeze(1)
        );
    }

    /// <summary>Inactive tokens take the mean, and nothing is left out.</summary>
    /// <param name="active">1 or 0 per frame and token. // [S, Q]</param>
    public static AttentionMask ChooseActive(Tensor active) => new(active, null);
}
