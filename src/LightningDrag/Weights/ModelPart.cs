using static TorchSharp.torch;

namespace LightningDrag.Weights;

/// <summary>A network of a model, with where its weights are: enough to compare them.</summary>
/// <param name="Name">What people call it, such as "unet".</param>
/// <param name="Create">Makes the network, whose state dictionary says which tensors it wants; its values are not looked at.</param>
/// <param name="Open">Opens its weights with the names that the network uses.</param>
internal sealed record ModelPart(string Name, Func<nn.Module> Create, Func<IWeightSource> Open)
{
    /// <summary>Compares names, shapes and types.</summary>
    /// <exception cref="LightningDragException">A file is missing or damaged.</exception>
    public (WeightFit Fit, string Path, int Tensors) Compare()
    {
        using nn.Module network = Create();
        using IWeightSource weights = Open();
        return (WeightFit.Of(network, weights), weights.Path, weights.Names.Count());
    }
}
