using LightningDrag.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = LightningDrag.Models.Layers.Conv2d;
using GroupNorm = LightningDrag.Models.Layers.GroupNorm;
using Linear = LightningDrag.Models.Layers.Linear;

namespace LightningDrag.Models.StableDiffusion.Vae;

/// <summary>
/// Residual block without time: x + c₂(SiLU(n₂(c₁(SiLU(n₁(x)))))), the sum's x through a 1×1 convolution where the
/// width changes. // [N, inputs, h, w] → [N, outputs, h, w]
/// </summary>
internal sealed class VaeResnetBlock : nn.Module<Tensor, Tensor>
{
    /// <summary>Of all normalisations of the autoencoder.</summary>
    public const double Epsilon = 1e-6;

    private readonly GroupNorm norm1;
    private readonly Conv2d conv1;
    private readonly GroupNorm norm2;
    private readonly Conv2d conv2;
    private readonly Conv2d? conv_shortcut;

    public VaeResnetBlock(Placement placement, int groups, int inputs, int outputs)
        : base(nameof(VaeResnetBlock))
    {
        norm1 = new GroupNorm(placement, groups, inputs, Epsilon);
        conv1 = new Conv2d(placement, inputs, outputs, kernel: 3, padding: 1);
        norm2 = new GroupNorm(placement, groups, outputs, Epsilon);
        conv2 = new Conv2d(placement, outputs, outputs, kernel: 3, padding: 1);
        if (inputs != outputs)
            conv_shortcut = new Conv2d(placement, inputs, outputs, kernel: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor h = norm1.forward(x).ThenSilu().Then(conv1.forward).Then(norm2.forward).ThenSilu().Then(conv2.forward);
        return h.add_(conv_shortcut is null ? x : conv_shortcut.forward(x)).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// Self-attention of one head over all positions, with a residual connection. // [N, C, h, w] → the same
/// </summary>
internal sealed class VaeAttention : nn.Module<Tensor, Tensor>
{
    private readonly GroupNorm group_norm;
    private readonly Linear to_q;
    private readonly Linear to_k;
    private readonly Linear to_v;
    private readonly ModuleList<Linear> to_out;

    public VaeAttention(Placement placement, int groups, int width)
        : base(nameof(VaeAttention))
    {
        group_norm = new GroupNorm(placement, groups, width, VaeResnetBlock.Epsilon);
        to_q = new Linear(placement, width, width);
        to_k = new Linear(placement, width, width);
        to_v = new Linear(placement, width, width);
        to_out = new ModuleList<Linear>(new Linear(placement, width, width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor tokens = group_norm.forward(x).flatten(2).transpose(1, 2).unsqueeze(1); // [N, 1, h·w, C]
        Tensor attended = FusedAttention.Attend(to_q.forward(tokens), to_k.forward(tokens), to_v.forward(tokens));
        Tensor result = to_out[0].forward(attended).squeeze(1).transpose(1, 2).reshape(x.shape);
        return (x + result).MoveToOuterDisposeScope();
    }
}

/// <summary>Residual block, attention, residual block at the coarsest level. // [N, C, h, w] → the same</summary>
internal sealed class VaeMiddleBlock : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<VaeResnetBlock> resnets;
    private readonly ModuleList<VaeAttention> attentions;

    public VaeMiddleBlock(Placement placement, int groups, int width)
        : base(nameof(VaeMiddleBlock))
    {
        resnets = new ModuleList<VaeResnetBlock>(
            new(placement, groups, width, width),
            new(placement, groups, width, width)
        );
        attentions = new ModuleList<VaeAttention>(new VaeAttention(placement, groups, width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return resnets[0].forward(x).Then(attentions[0].forward).Then(resnets[1].forward).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// Residual blocks of one level, then its change of resolution, if any. // [N, inputs, h, w] → [N, outputs, h/2 or h or
/// 2·h, …]
/// </summary>
internal abstract class VaeLevel : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<VaeResnetBlock> resnets;

    protected VaeLevel(Placement placement, int groups, int inputs, int outputs, int blocks)
        : base(nameof(VaeLevel))
    {
        resnets = new ModuleList<VaeResnetBlock>([
            .. Enumerable
                .Range(0, blocks)
                .Select(i => new VaeResnetBlock(placement, groups, i == 0 ? inputs : outputs, outputs)),
        ]);
        register_module(nameof(resnets), resnets);
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor h = resnets[0].forward(x);
        for (int i = 1; i < resnets.Count; i++)
            h = h.Then(resnets[i].forward);
        return Resample(h).MoveToOuterDisposeScope();
    }

    /// <summary>May free its input.</summary>
    protected abstract Tensor Resample(Tensor x);
}

/// <summary>A level of the encoder.</summary>
internal sealed class VaeDownLevel : VaeLevel
{
    private readonly ModuleList<VaeResample>? downsamplers;

    public VaeDownLevel(Placement placement, int groups, int inputs, int outputs, int blocks, bool last)
        : base(placement, groups, inputs, outputs, blocks)
    {
        if (last)
            return;
        downsamplers = new ModuleList<VaeResample>(new VaeResample(placement, outputs, stride: 2, padding: 0));
        register_module(nameof(downsamplers), downsamplers);
    }

    /// <summary>
    /// The convolution's window starts at even pixels, so one row and one column are missing at the far ends.
    /// </summary>
    protected override Tensor Resample(Tensor x) =>
        downsamplers is null ? x : x.Then(h => nn.functional.pad(h, [0, 1, 0, 1])).Then(downsamplers[0].forward);
}

/// <summary>A level of the decoder.</summary>
internal sealed class VaeUpLevel : VaeLevel
{
    private readonly ModuleList<VaeResample>? upsamplers;

    public VaeUpLevel(Placement placement, int groups, int inputs, int outputs, int blocks, bool last)
        : base(placement, groups, inputs, outputs, blocks)
    {
        if (last)
            return;
        upsamplers = new ModuleList<VaeResample>(new VaeResample(placement, outputs, stride: 1, padding: 1));
        register_module(nameof(upsamplers), upsamplers);
    }

    protected override Tensor Resample(Tensor x) =>
        upsamplers is null
            ? x
            : x.Then(h => nn.functional.interpolate(h, scale_factor: [2, 2], mode: InterpolationMode.Nearest))
                .Then(upsamplers[0].forward);
}

/// <summary>The 3×3 convolution of a change of resolution.</summary>
internal sealed class VaeResample : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv;

    public VaeResample(Placement placement, int width, int stride, int padding)
        : base(nameof(VaeResample))
    {
        conv = new Conv2d(placement, width, width, kernel: 3, stride, padding);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => conv.forward(x);
}
