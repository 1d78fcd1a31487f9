using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Models;

/// <summary>
/// A conditional diffusion model that edits by dragging. The sampler loop, the request and the paste-back know only
/// these three steps: encode the source once, denoise under a condition, decode. Thread-safe; owns its weights.
/// </summary>
public interface IDragModel : IDisposable
{
    /// <summary>What the model is and which defaults it wants.</summary>
    DragModelInfo Info { get; }

    /// <summary>
    /// Everything that depends only on the source window (not on points, mask or seed); the caller disposes of it.
    /// </summary>
    /// <param name="source">The square window at the source's own resolution.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    IEncodedSource Encode(RasterImage source, CancellationToken cancellationToken = default);
}

/// <summary>A source window as a model sees it, reusable for any number of edits. Thread-safe.</summary>
public interface IEncodedSource : IDisposable
{
    /// <summary>About how much memory it holds, the window's own pixels left out.</summary>
    long Bytes { get; }

    /// <summary>Conditions the denoiser on a drag; the caller disposes of the result before this object.</summary>
    /// <param name="condition">Points and mask in pixels of the encoded window.</param>
    IConditionalDenoiser Condition(DragCondition condition);
}

/// <summary>The denoising network under one condition. Not thread-safe: one sampling run at a time.</summary>
public interface IConditionalDenoiser : IDisposable
{
    /// <summary>The diffusion that the network was trained on.</summary>
    NoiseSchedule Schedule { get; }

    /// <summary>What is wrong with each picture that was decoded last; null where the model cannot tell.</summary>
    IReadOnlyList<ResultFaults>? Faults => null;

    /// <summary>
    /// Begins a sampling run: the starting latent of each candidate. All draws before the first step are made here. //
    /// [N, C, h, w]
    /// </summary>
    /// <param name="noise">The randomness of the run.</param>
    Latents Start(ILatentNoise noise);

    /// <summary>
    /// What the network says of a latent, in the terms of <see cref="NoiseSchedule.Target"/>. // [N, C, h, w]
    /// </summary>
    /// <param name="latent">z_t of every candidate. // [N, C, h, w]</param>
    /// <param name="timestep">t.</param>
    /// <param name="guidance">Weight w of point-following guidance: ε_u + w·(ε_c − ε_u); 1 takes the conditional branch
    /// alone. Models without guidance do not use it.</param>
    Latents Predict(Latents latent, int timestep, float guidance);

    /// <summary>
    /// Turns the latent that sampling ended with into pictures of the encoded window's size, one per candidate. Pixels
    /// outside the condition's mask may differ from the source: paste-back discards them.
    /// </summary>
    IReadOnlyList<RasterImage> Decode(Latents latent, CancellationToken cancellationToken = default);

    /// <summary>
    /// Measures for each candidate how far each handle's content ended from its target, in pixels of the encoded
    /// window; null where the model reaches targets by construction.
    /// </summary>
    IReadOnlyList<IReadOnlyList<float>>? MeasureArrival(
        Latents latent,
        CancellationToken cancellationToken = default
    ) => null;
}

/// <summary>What a drag asks for, in pixels of the encoded window.</summary>
/// <param name="Points">1 to 100 handle–target pairs; pins have both equal.</param>
/// <param name="Mask">The editable mask, of the window's size.</param>
public sealed record DragCondition(IReadOnlyList<PointPair> Points, EditMask Mask)
{
    /// <summary>What the drags mean. Models that do not know scopes do not use it.</summary>
    public DragScope Scope { get; init; }

    /// <summary>
    /// Whether the result is looked at for a moment only, as while dragging: what costs much time and changes little
    /// may be left out.
    /// </summary>
    public bool IsDraft { get; init; }

    /// <summary>
    /// Whether a person said what may change; else the mask was suggested from the drags, and says no more than they.
    /// </summary>
    public bool IsMaskPainted { get; init; }

    /// <summary>Parts whose motion is known; models that do not move pixels follow their points alone.</summary>
    public IReadOnlyList<RigidRegion> Regions { get; init; } = [];
}

/// <summary>How a network's latents are sampled.</summary>
public enum SamplerKind
{
    /// <summary>Deterministic DDIM.</summary>
    Ddim,

    /// <summary>Few steps of a network that was distilled for them (latent consistency).</summary>
    Lcm,
}

/// <summary>A model's name and defaults.</summary>
/// <param name="Name">Its name on the command line and in requests.</param>
/// <param name="WindowSize">Side of the square window that the network works at, in pixels.</param>
/// <param name="DefaultSteps">Denoising steps when the request does not say.</param>
/// <param name="ArrivesExactly">Whether handles reach their targets by construction, so that arrival need not be
/// measured.</param>
public sealed record DragModelInfo(string Name, int WindowSize, int DefaultSteps, bool ArrivesExactly)
{
    /// <summary>
    /// Denoising steps of the first candidate when the request does not say; fewer than <see cref="DefaultSteps"/>
    /// where a short run gives the mean of all answers, the most faithful single one.
    /// </summary>
    public int FirstCandidateSteps { get; init; } = DefaultSteps;

    /// <summary>
    /// Whether the model says where a thing ends: then it suggests what may change, and things can be selected.
    /// </summary>
    public bool KnowsThings { get; init; }

    /// <summary>The sampler that the network was made for.</summary>
    public SamplerKind Sampler { get; init; } = SamplerKind.Ddim;

    /// <summary>
    /// Weight of point-following guidance when the request does not say; null: the model has no guidance.
    /// </summary>
    public float? DefaultGuidance { get; init; }

    /// <summary>Whether the network sees squares only; otherwise a window has the picture's own shape.</summary>
    public bool SquareWindow { get; init; } = true;

    /// <summary>
    /// Whether the candidates of an edit draw from one generator, in the published pipeline's order. A candidate then
    /// comes again only together with the others; otherwise each has a seed of its own.
    /// </summary>
    public bool JointCandidates { get; init; }
}
