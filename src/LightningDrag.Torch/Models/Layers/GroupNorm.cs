using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LightningDrag.Models.Layers;

/// <summary>Group normalisation (Wu &amp; He 2018). // [N, C, H, W] → the same</summary>
internal sealed class GroupNorm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly long groups;
    private readonly double epsilon;

    public GroupNorm(Placement placement, long groups, long channels, double epsilon)
        : base(nameof(GroupNorm))
    {
        (this.groups, this.epsilon) = (groups, epsilon);
        weight = placement.Parameter(channels);
        bias = placement.Parameter(channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => weight.device_type == DeviceType.META
        ? input.new_empty(input.shape) // which libtorch alone does not know
        : nn.functional.group_norm(input, groups, weight, bias, epsilon);
}
