using LightningDrag.Models.Layers;
using LightningDrag.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Models;

/// <summary>A network of a model, with where its weights are: enough to load or to compare them.</summary>
/// <param name="Name">What people call it, such as "unet".</param>
/// <param name="Create">Makes the network, without values.</param>
/// <param name="Open">Opens its weights with the names that the network uses.</param>
internal record ModelPart(string Name, Func<Placement, nn.Module> Create, Func<IWeightSource> Open)
{
    /// <summary>Compares names, shapes and types; the network is made without memory.</summary>
    /// <exception cref="LightningDragException">A file is missing or damaged.</exception>
    public (WeightFit Fit, string Path, int Tensors) Compare()
    {
        using nn.Module network = Create(new Placement(new Device(DeviceType.META), ScalarType.Float32));
        using IWeightSource weights = Open();
        return (WeightFit.Of(network, weights), weights.Path, weights.Names.Count());
    }
}

/// <inheritdoc cref="ModelPart"/>
/// <typeparam name="T">The network's class.</typeparam>
internal sealed record ModelPart<T>(string Name, Func<Placement, T> Make, Func<IWeightSource> Open) : ModelPart(Name, Make, Open)
    where T : nn.Module;
