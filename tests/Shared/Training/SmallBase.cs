using LightningDrag.Tools.RandomCheckpoint;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.TestSupport;

/// <summary>
/// A base checkpoint with random weights, laid out as the published one, without what drag editing adds.
/// </summary>
internal static class SmallBase
{
    /// <summary>
    /// The published network's blocks at two levels of few channels: seconds of training on a processor.
    /// </summary>
    public static CheckpointSize Size { get; } =
        CheckpointSize.Tiny with
        {
            UNetWidths = [32, 64],
            UNetHeads = 4,
            UNetGroups = 8,
            LayersPerBlock = 1,
        };

    /// <summary>Writes the checkpoint.</summary>
    public static string Write(string folder, CheckpointSize? size = null)
    {
        new CheckpointWriter(folder, size ?? Size, ScalarType.Float32, seed: 1).Write();
        Directory.Delete(Path.Combine(folder, "lightning-drag-sd15"), recursive: true);
        NarrowPosterior(Path.Combine(folder, "sd-vae-ft-mse", "diffusion_pytorch_model.safetensors"));
        return folder;
    }

    /// <summary>A trained autoencoder is sure of its latents; a random one draws them almost anew each time.</summary>
    private static void NarrowPosterior(string path)
    {
        const int means = 4;
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors;
        using (var file = SafetensorsFile.Open(path))
            tensors = file.Names.ToDictionary(name => name, file.Read);
        tensors["quant_conv.weight"].narrow(0, means, means).zero_();
        tensors["quant_conv.bias"].narrow(0, means, means).fill_(-20);
        SafetensorsWriter.Write(path, tensors);
    }
}
