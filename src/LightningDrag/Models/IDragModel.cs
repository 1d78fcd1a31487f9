using LightningDrag.Geometry;
using LightningDrag.Imaging;
using TorchSharp;

namespace LightningDrag.Models;

/// <summary>
/// A conditional diffusion model that edits by dragging. The sampler loop, the request and the paste-back know only these three
/// steps: encode the source once, denoise under a condition, decode. Thread-safe; owns its weights.
/// </summary>
public interface IDragModel : IDisposable
{
    /// <summary>What the model is and which defaults it wants.</summary>
    DragModelInfo Info { get; }

    /// <summary>Everything that depends only on the source window (not on points, mask or seed); the caller disposes of it.</summary>
    /// <param name="source">The square window at the source's own resolution.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    IEncodedSource Encode(RasterImage source, CancellationToken cancellationToken = default);
}

/// <summary>A source window as a model sees it, reusable for any number of edits. Thread-safe.</summary>
public interface IEncodedSource : IDisposable
{
    /// <summary>Conditions the denoiser on a drag; the caller disposes of the result before this object.</summary>
    /// <param name="condition">Points and mask in pixels of the encoded window.</param>
    IConditionalDenoiser Condition(DragCondition condition);
}

/// <summary>The denoising network under one condition. Not thread-safe: one sampling run at a time.</summary>
public interface IConditionalDenoiser : IDisposable
{
    /// <summary>Cumulative products ᾱ_t of the noise schedule, index = timestep.</summary>
    ReadOnlySpan<float> AlphasCumprod { get; }

    /// <summary>The starting noise of each candidate, one per seed. // [N, C, h, w]</summary>
    torch.Tensor InitialLatent(ReadOnlySpan<long> seeds);

    /// <summary>The network's estimate of the clean latent x₀ at timestep <paramref name="timestep"/>. // [N, C, h, w]</summary>
    torch.Tensor PredictClean(torch.Tensor latent, int timestep);

    /// <summary>
    /// Turns the clean latent of the last step into pictures of the encoded window's size, one per candidate. Pixels outside the
    /// condition's mask may differ from the source: paste-back discards them.
    /// </summary>
    IReadOnlyList<RasterImage> Decode(torch.Tensor clean, CancellationToken cancellationToken = default);
}

/// <summary>What a drag asks for, in pixels of the encoded window.</summary>
/// <param name="Points">1 to 100 handle–target pairs; pins have both equal.</param>
/// <param name="Mask">The editable mask, of the window's size.</param>
public sealed record DragCondition(IReadOnlyList<PointPair> Points, EditMask Mask);

/// <summary>A model's name and defaults.</summary>
/// <param name="Name">Its name on the command line and in requests.</param>
/// <param name="WindowSize">Side of the square window that the network works at, in pixels.</param>
/// <param name="DefaultSteps">Denoising steps when the request does not say.</param>
/// <param name="ArrivesExactly">Whether handles reach their targets by construction, so that arrival need not be measured.</param>
public sealed record DragModelInfo(string Name, int WindowSize, int DefaultSteps, bool ArrivesExactly)
{
    /// <summary>
    /// Denoising steps of the first candidate when the request does not say; fewer than <see cref="DefaultSteps"/> where a short run gives the
    /// mean of all answers, the most faithful single one.
    /// </summary>
    public int FirstCandidateSteps { get; init; } = DefaultSteps;
}
