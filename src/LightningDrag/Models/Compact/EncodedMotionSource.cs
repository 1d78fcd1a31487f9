using LightningDrag.Imaging;
using LightningDrag.Models.Compact.Rendering;

namespace LightningDrag.Models.Compact;

/// <summary>A source window with its appearance features, kept for any number of drags.</summary>
internal sealed class EncodedMotionSource(MotionDenoiser denoiser, RasterImage source, AppearanceFeatures features, int windowSize) : IEncodedSource
{
    private readonly WindowPicture picture = new(source, windowSize);

    /// <inheritdoc/>
    public IConditionalDenoiser Condition(DragCondition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        if (condition.Mask.Width != source.Width || condition.Mask.Height != source.Height)
        {
            throw new LightningDragException(
                ErrorCode.InvalidMask, $"The mask is {condition.Mask.Width}x{condition.Mask.Height}, the window {source.Width}x{source.Height}; they must match.");
        }

        return new MotionSampling(denoiser, picture, features, condition, windowSize);
    }

    /// <inheritdoc/>
    public void Dispose() => features.Dispose();
}
