using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LightningDrag.Models.Layers;

/// <summary>Layer normalisation over the last dimension (Ba et al. 2016). // […, C] → the same</summary>
internal sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly long[] shape;
    private readonly double epsilon;

    public LayerNorm(Placement placement, long channels, double epsilon = 1e-5)
        : base(nameof(LayerNorm))
    {
        (shape, this.epsilon) = ([channels], epsilon);
        weight = placement.Parameter(channels);
        bias = placement.Parameter(channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) =>
        weight.device_type == DeviceType.META
            ? input.new_empty(input.shape) // which libtorch alone does not know
            : nn.functional.layer_norm(input, shape, weight, bias, epsilon);
}
