namespace LightningDrag.Models.StableDiffusion;

/// <summary>
/// How the published network is loaded and started; these choices hold for all edits of a loaded model.
/// </summary>
public sealed record StableDiffusionOptions
{
    /// <summary>Most pixels that the network may work at: 1024².</summary>
    public const int LargestArea = 1024 * 1024;

    private const int SmallestArea = 64 * 64;
    private const int MostSteps = 50;
    private const int LongestPrompt = 1000;

    /// <summary>
    /// DDIM (25 steps, guidance 4), or LCM (8 steps, guidance 3), for which the checkpoint's consistency LoRA is fused
    /// into the weights (LightningDrag, section 4.1).
    /// </summary>
    public SamplerKind Sampler { get; init; } = SamplerKind.Ddim;

    /// <summary>
    /// Text that the text encoder sees. The network was trained on the empty one; another one may help a hard edit or
    /// spoil it.
    /// </summary>
    public string Prompt { get; init; } = string.Empty;

    /// <summary>
    /// Folder of a small autoencoder (TAESD, diffusers layout) in place of the checkpoint's: faster and coarser; null
    /// for the checkpoint's.
    /// </summary>
    public string? TinyVae { get; init; }

    /// <summary>What the starting latent is made of.</summary>
    public NoisePrior NoisePrior { get; init; } = NoisePrior.NoisedSource;

    /// <summary>Pixels that a window is scaled to, 64² to 1024²; the network was trained at 512².</summary>
    public int Area { get; init; } = 512 * 512;

    /// <summary>
    /// Candidates that are denoised in one batch, 1 to 8; null: as many as memory allows. It does not change the
    /// pictures.
    /// </summary>
    public int? CandidatesPerBatch { get; init; }

    /// <summary>
    /// Steps, 1 to 50, after which the guidance's difference of both branches is held and only one branch is computed:
    /// late steps cost half, and since the guidance has faded by then the picture hardly changes. Null: never, as the
    /// published pipeline does it.
    /// </summary>
    public int? GuidanceHold { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: names the option, the value and
    /// the range.</exception>
    public void Validate()
    {
        if (!Enum.IsDefined(Sampler))
            throw Invalid($"sampler is {(int)Sampler}: give one of {string.Join(", ", Enum.GetNames<SamplerKind>())}.");
        if (!Enum.IsDefined(NoisePrior))
            throw Invalid(
                $"noisePrior is {(int)NoisePrior}: give one of {string.Join(", ", Enum.GetNames<NoisePrior>())}."
            );
        if (Prompt is null || Prompt.Length > LongestPrompt)
            throw Invalid($"prompt has {Prompt?.Length ?? 0} characters: at most {LongestPrompt} are allowed.");
        if (CandidatesPerBatch is < 1 or > 8)
            throw Invalid($"candidatesPerBatch is {CandidatesPerBatch}: give 1 to 8.");
        if (GuidanceHold is < 1 or > MostSteps)
            throw Invalid($"guidanceHold is {GuidanceHold}: give 1 to {MostSteps} steps.");
        if (Area is < SmallestArea or > LargestArea)
            throw Invalid($"area is {Area} pixels: give {SmallestArea} to {LargestArea}.");
    }

    private static LightningDragException Invalid(string message) => new(ErrorCode.InvalidRequest, message);
}
