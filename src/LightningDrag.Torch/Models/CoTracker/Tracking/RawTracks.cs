using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker.Tracking;

/// <summary>
/// What the network says of every track at every frame, before its query as well, where it means nothing.
/// </summary>
/// <param name="Places">x, y in pixels of the frames that the network saw. // [T, N, 2]</param>
/// <param name="Visibility">Probability of being visible. // [T, N]</param>
internal sealed record RawTracks(Tensor Places, Tensor Visibility) : IDisposable
{
    /// <summary>With the frames in the opposite order.</summary>
    public RawTracks Reversed() => new(Places.flip(0), Visibility.flip(0));

    /// <inheritdoc/>
    public void Dispose()
    {
        Places.Dispose();
        Visibility.Dispose();
    }
}
