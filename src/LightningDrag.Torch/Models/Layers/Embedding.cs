using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LightningDrag.Models.Layers;

/// <summary>A table of vectors. // […] of int64 → […, width]</summary>
internal sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;

    public Embedding(Placement placement, long count, long width)
        : base(nameof(Embedding))
    {
        weight = placement.Parameter(count, width);
        RegisterComponents();
    }

    public Parameter Weight => weight;

    public override Tensor forward(Tensor input)
    {
        long[] shape = [.. input.shape, weight.shape[1]];
        return weight.device_type == DeviceType.META
            ? weight.new_empty(shape) // which libtorch alone does not know
            : weight.index_select(0, input.reshape(-1)).reshape(shape);
    }
}
