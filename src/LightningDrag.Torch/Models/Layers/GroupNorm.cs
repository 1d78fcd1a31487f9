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

    /// <summary>A layer in single precision that can be trained; it begins as the identity after normalising.</summary>
    public static GroupNorm Trainable(long groups, long channels)
    {
        var layer = new GroupNorm(Placement.Default, groups, channels, epsilon: 1e-5);
        using var _ = no_grad();
        layer.weight.fill_(1);
        layer.bias.zero_();
        (layer.weight.requires_grad, layer.bias.requires_grad) = (true, true);
        return layer;
    }

    public override Tensor forward(Tensor input)
    {
        if (weight.device_type == DeviceType.META)
            return input.new_empty(input.shape); // libtorch alone does not know it
        // Channels-last, libtorch takes the variance from the sum of squares, which leaves nothing of it where a map is
        // nearly flat. bfloat16 has nothing of it then either, and training in it need not pay for another layout.
        if (weight.requires_grad && input.dtype == ScalarType.BFloat16)
            return nn.functional.group_norm(input, groups, weight, bias, epsilon);
        using Tensor plain = input.contiguous();
        return nn.functional.group_norm(plain, groups, weight, bias, epsilon);
    }
}
