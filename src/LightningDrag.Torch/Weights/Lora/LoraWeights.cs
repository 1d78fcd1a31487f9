using LightningDrag.Runtime;
using static TorchSharp.torch;

namespace LightningDrag.Weights.Lora;

/// <summary>
/// A U-Net's weights with a low-rank adaptation fused in: W + scale·(α / r)·B·A (Hu et al. 2021, "LoRA", §4.1),
/// computed when a tensor is read, so that neither the plain nor the fused weights ever lie in memory as a whole. Fused
/// tensors are in single precision, the others as the base has them. It owns both sources.
/// </summary>
internal sealed class LoraWeights : IWeightSource
{
    private const int NamesShown = 10;

    private readonly IWeightSource plain;
    private readonly IWeightSource lora;
    private readonly double scale;
    private readonly IReadOnlyDictionary<string, LoraLayer> layers;

    /// <summary>Finds the weights that the file's layers belong to.</summary>
    /// <param name="plain">The weights without it, named as the layers are; disposed of with this view.</param>
    /// <param name="lora">The adaptation; disposed of with this view.</param>
    /// <param name="scale">Its strength: 1 as it was trained.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidFile"/>: it has a tensor that is no part of such a layer, or layers that the weights
    /// do not have or have in other shapes, or lacks one of two factors; the message names them.
    /// </exception>
    public LoraWeights(IWeightSource plain, IWeightSource lora, double scale = 1)
    {
        (this.plain, this.lora, this.scale) = (plain, lora, scale);
        (layers, WeightFit faults) = LoraFit.Of(
            lora,
            plain.Names.Select(name => KeyValuePair.Create(name, plain.Info(name).Shape))
        );
        if (!faults.IsExact)
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"The LoRA '{lora.Path}' does not fit '{plain.Path}': {faults.Describe(NamesShown)}; give one "
                    + $"for this network."
            );
    }

    public string Path => $"{plain.Path}' with '{lora.Path}";

    public IEnumerable<string> Names => plain.Names;

    public bool Contains(string name) => plain.Contains(name);

    public TensorInfo Info(string name)
    {
        TensorInfo info = plain.Info(name);
        return layers.ContainsKey(name) ? info with { Type = ElementType.Float32 } : info;
    }

    public Tensor Read(string name)
    {
        if (!layers.ContainsKey(name))
            return plain.Read(name);
        TorchRuntime.EnsureLoaded();
        Tensor fused = empty([.. plain.Info(name).Shape], ScalarType.Float32, CPU);
        CopyTo(name, fused);
        return fused;
    }

    public void CopyTo(string name, Tensor destination)
    {
        bool isFused = layers.TryGetValue(name, out LoraLayer? layer);
        if (isFused && destination.dtype != ScalarType.Float32)
        {
            // Rounded once, after the sum.
            using Tensor fused = Read(name);
            destination.copy_(fused);
            return;
        }

        plain.CopyTo(name, destination);
        layer?.AddTo(destination, lora, scale);
    }

    public void Dispose()
    {
        plain.Dispose();
        lora.Dispose();
    }
}
