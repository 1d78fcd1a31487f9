using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion;

/// <summary>
/// Seeded values for networks without a file: Gaussians that keep the size of activations, no bias zero.
/// </summary>
internal static class RandomWeights
{
    public static void Fill(nn.Module network, long seed)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var generator = new Generator((ulong)seed);
        foreach ((string name, Tensor values) in network.state_dict())
        {
            double scale = values.dim() > 1 ? 1 / Math.Sqrt(values.numel() / (double)values.shape[0]) : 0.1;
            Tensor drawn = randn(values.shape, generator: generator) * scale;
            bool isNorm = values.dim() == 1 && name.EndsWith("weight", StringComparison.Ordinal);
            values.copy_(isNorm ? drawn + 1 : drawn);
        }
    }
}
