namespace LightningDrag.Models.CoTracker.Tracking;

/// <summary>How the network is run.</summary>
internal sealed record TrackingOptions
{
    /// <summary>Corrections of a window, 1 to 64. The reference's predictors take 6, its network alone 4.</summary>
    public int Iterations { get; init; } = 6;

    /// <summary>
    /// Two faults of the reference, for comparing with it: a clip of up to half a window is not tracked at all (places
    /// 0, visibility 0.5), and with as many tracks as virtual tracks the wrong ones are masked. Without, such clips get
    /// a window, and such numbers of tracks are treated like all others.
    /// </summary>
    public bool ReferenceFaults { get; init; }

    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: a value is out of
    /// range.</exception>
    public void Validate()
    {
        if (Iterations is < 1 or > 64)
            throw new LightningDragException(ErrorCode.InvalidRequest, $"iterations is {Iterations}: give 1 to 64.");
    }
}
