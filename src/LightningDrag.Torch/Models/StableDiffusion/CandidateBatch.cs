using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Preprocessing;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion;

/// <summary>
/// How many candidates are denoised in one batch: as many as memory allows. Their draws do not depend on it.
/// </summary>
internal static class CandidateBatch
{
    /// <summary>
    /// Activations of one candidate's two branches, in bytes of single precision per pixel of the picture; measured at
    /// 512² and rounded up.
    /// </summary>
    private const long BytesPerPixel = 8 << 10;

    /// <summary>Of the memory that is free; the rest is for everybody else.</summary>
    private const double Share = 0.5;

    /// <summary>Candidates at once, at least one.</summary>
    public static int Size(StableDiffusionOptions options, NetworkSize size, Placement placement, int candidates)
    {
        if (options.CandidatesPerBatch is { } asked)
            return Math.Min(asked, candidates);
        // A graphics card's free memory is not known here; as the published pipeline does, all candidates then run
        // together.
        if (placement.Device.type == DeviceType.CUDA)
            return candidates;
        long needed = BytesPerPixel * size.Width * size.Height * (placement.Type == ScalarType.Float32 ? 2 : 1) / 2;
        var memory = GC.GetGCMemoryInfo();
        long free = memory.TotalAvailableMemoryBytes - Math.Max(memory.MemoryLoadBytes, 0);
        return (int)Math.Clamp(free * Share / needed, 1, candidates);
    }
}
