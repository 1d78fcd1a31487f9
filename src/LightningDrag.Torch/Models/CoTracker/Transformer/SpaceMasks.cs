using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker.Transformer;

/// <summary>
/// How inactive points (whose query frame has not come yet) are kept from the attention among tracks: virtual tracks do
/// not read them, and they take a mean.
/// </summary>
/// <param name="VirtualReadsPoints">Of virtual tracks to points.</param>
/// <param name="PointsReadVirtual">Of points to virtual tracks.</param>
internal sealed record SpaceMasks(AttentionMask? VirtualReadsPoints, AttentionMask? PointsReadVirtual)
{
    /// <param name="active">1 or 0; null: all are active. // [S, N]</param>
    /// <param name="virtuals">Number of virtual tracks.</param>
    /// <param name="referenceFaults">
    /// With as many points as virtual tracks the reference takes points for virtual tracks: virtual track i takes a
    /// mean where point i is inactive, and inactive points are read. True repeats that; false treats them as for any
    /// other number.
    /// </param>
    public static SpaceMasks Of(Tensor? active, long virtuals, bool referenceFaults)
    {
        if (active is null)
            return new SpaceMasks(null, null);
        var choose = AttentionMask.ChooseActive(active);
        return new SpaceMasks(
            referenceFaults && active.shape[1] == virtuals ? choose : AttentionMask.ReadActive(active),
            choose
        );
    }
}
