using LightningDrag.Models.StableDiffusion;
using LightningDrag.Runtime;

namespace LightningDrag.Editing;

/// <summary>How an editor works on this machine.</summary>
public sealed record DragEditorOptions
{
    /// <summary>Device, precision and threads.</summary>
    public ComputeOptions Compute { get; init; } = new();

    /// <summary>
    /// Sampler, prompt, autoencoder and noise prior of the published network; null for its defaults. Other models
    /// refuse them.
    /// </summary>
    public StableDiffusionOptions? StableDiffusion { get; init; }
}
