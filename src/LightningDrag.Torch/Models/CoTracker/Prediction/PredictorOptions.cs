using LightningDrag.Models.CoTracker.Features;
using LightningDrag.Models.CoTracker.Tracking;

namespace LightningDrag.Models.CoTracker.Prediction;

/// <summary>How points are followed through a clip. The defaults are the reference's.</summary>
internal sealed record PredictorOptions
{
    private const int LargestSide = 2048;

    /// <summary>How the network is run.</summary>
    public TrackingOptions Tracking { get; init; } = new();

    /// <summary>
    /// Whether to follow points backward from their queries as well; without, frames before a query hold by-products of
    /// no meaning.
    /// </summary>
    public bool Backward { get; init; }

    /// <summary>
    /// A point counts as visible where its probability is larger, 0 to 1. The reference takes 0.9, and 0.6 for frames
    /// as they come.
    /// </summary>
    public float VisibilityThreshold { get; init; } = 0.9f;

    /// <summary>
    /// Rows and columns that frames are resized to, 32 to 2048 each; null for what the network was trained at.
    /// </summary>
    public (int Height, int Width)? Size { get; init; }

    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: names the option, the value and
    /// the range.</exception>
    public void Validate()
    {
        Tracking.Validate();
        if (!(VisibilityThreshold is >= 0 and <= 1))
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"visibilityThreshold is {VisibilityThreshold}: give 0 to 1."
            );
        if (
            Size is { } size
            && (
                Math.Min(size.Height, size.Width) < FeaturePyramid.LeastSide
                || Math.Max(size.Height, size.Width) > LargestSide
            )
        )
        {
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"size is {size.Width}x{size.Height}: give {FeaturePyramid.LeastSide} to {LargestSide} pixels "
                    + $"for both sides."
            );
        }
    }
}
