using LightningDrag.Models.Layers;
using LightningDrag.Weights;
using LightningDrag.Weights.Lora;
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
        return (FitOf(network.state_dict(), weights), weights.Path, weights.Names.Count());
    }

    /// <summary>Whether the weights are the network's.</summary>
    protected virtual WeightFit FitOf(IReadOnlyDictionary<string, Tensor> state, IWeightSource weights) =>
        ModuleFit.Of(state, weights);
}

/// <inheritdoc cref="ModelPart"/>
/// <typeparam name="T">The network's class.</typeparam>
internal sealed record ModelPart<T>(string Name, Func<Placement, T> Make, Func<IWeightSource> Open)
    : ModelPart(Name, Make, Open)
    where T : nn.Module;

/// <summary>
/// A low-rank adaptation of a model's network: what is fused into its weights, compared with their names and shapes.
/// </summary>
/// <param name="Name">What people call it, such as "lcm".</param>
/// <param name="Create">Makes the network that it adapts.</param>
/// <param name="Open">Opens the adaptation.</param>
internal sealed record LoraPart(string Name, Func<Placement, nn.Module> Create, Func<IWeightSource> Open)
    : ModelPart(Name, Create, Open)
{
    protected override WeightFit FitOf(IReadOnlyDictionary<string, Tensor> state, IWeightSource weights) =>
        LoraFit
            .Of(
                weights,
                state.Select(tensor => KeyValuePair.Create(tensor.Key, (IReadOnlyList<long>)tensor.Value.shape))
            )
            .Faults;
}
