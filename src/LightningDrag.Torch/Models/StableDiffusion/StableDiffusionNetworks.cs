using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Attention;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion;

/// <summary>
/// All networks of the published system, loaded, and what each edit needs of the prompt. It owns them.
/// </summary>
internal sealed class StableDiffusionNetworks : DragNetworks
{
    /// <summary>Where everything runs.</summary>
    public required Placement Placement { get; init; }

    /// <summary>The prompt as the denoiser's blocks see it.</summary>
    public required IReadOnlyList<BlockMemory> DenoiserText { get; init; }

    /// <summary>The empty prompt as the appearance encoder's blocks see it.</summary>
    public required IReadOnlyList<BlockMemory> AppearanceText { get; init; }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        foreach (
            var tensor in DenoiserText
                .Concat(AppearanceText)
                .SelectMany(memory => (Tensor?[])[memory.Text.Keys, memory.Text.Values])
        )
            tensor?.Dispose();
    }
}
