using LightningDrag.Imaging;
using LightningDrag.Models.Compact.Network;
using LightningDrag.Models.Compact.Rendering;

namespace LightningDrag.Models.Compact;

/// <summary>A source window with its appearance features, kept for any number of drags.</summary>
/// <param name="network">The caller's.</param>
/// <param name="source">The window.</param>
/// <param name="features">Of the window.</param>
/// <param name="encodeMirrored">Encodes the mirrored window; called once at most, when the first drag is more than a
/// draft.</param>
/// <param name="windowSize">Side of the window grid.</param>
internal sealed class EncodedMotionSource(
    ICompactNetwork network,
    RasterImage source,
    AppearanceMaps features,
    Func<AppearanceMaps> encodeMirrored,
    int windowSize
) : IEncodedSource
{
    private readonly Lazy<AppearanceMaps> mirrored = new(encodeMirrored);
    private readonly WindowPicture picture = new(source, windowSize);

    /// <inheritdoc/>
    // the second look's features, too: most views come to have them
    public long Bytes { get; } = (2 * features.Bytes) + GridImage.BytesOf(windowSize);

    /// <inheritdoc/>
    public IConditionalDenoiser Condition(DragCondition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        if (condition.Mask.Width != source.Width || condition.Mask.Height != source.Height)
        {
            throw new LightningDragException(
                ErrorCode.InvalidMask,
                $"The mask is {condition.Mask.Width}x{condition.Mask.Height}, the window "
                    + $"{source.Width}x{source.Height}; they must match."
            );
        }

        return new MotionSampling(
            network,
            picture,
            features,
            condition.IsDraft ? null : mirrored.Value,
            condition,
            windowSize
        );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Arrays only.
    }
}
