using LightningDrag.Models.Layers;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.UNet;

/// <summary>
/// Residual block with time (He et al. 2016; Ho et al. 2020): x + c₂(SiLU(n₂(c₁(SiLU(n₁(x))) + W·time))), the sum's x
/// through a 1×1 convolution where the width changes. // [N, inputs, h, w], [N or 1, T] → [N, outputs, h, w]
/// </summary>
internal sealed class ResnetBlock : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly GroupNorm norm1;
    private readonly Conv2d conv1;
    private readonly Linear time_emb_proj;
    private readonly GroupNorm norm2;
    private readonly Conv2d conv2;
    private readonly Conv2d? conv_shortcut;

    public ResnetBlock(Placement placement, UNetConfig config, int inputs, int outputs)
        : base(nameof(ResnetBlock))
    {
        norm1 = new GroupNorm(placement, config.Groups, inputs, config.Epsilon);
        conv1 = new Conv2d(placement, inputs, outputs, kernel: 3, padding: 1);
        time_emb_proj = new Linear(placement, config.TimeWidth, outputs);
        norm2 = new GroupNorm(placement, config.Groups, outputs, config.Epsilon);
        conv2 = new Conv2d(placement, outputs, outputs, kernel: 3, padding: 1);
        if (inputs != outputs)
            conv_shortcut = new Conv2d(placement, inputs, outputs, kernel: 1);
        RegisterComponents();
    }

    /// <param name="x">// [N, inputs, h, w]</param>
    /// <param name="time">The time embedding after its SiLU, which all blocks share. // [N or 1, T]</param>
    public override Tensor forward(Tensor x, Tensor time)
    {
        using var scope = NewDisposeScope();
        var h = norm1.forward(x).Then(silu).Then(conv1.forward);
        var shift = time_emb_proj.forward(time).unsqueeze(-1).unsqueeze(-1); // [N or 1, outputs, 1, 1]
        h = h.Then(y => y + shift).Then(norm2.forward).Then(silu).Then(conv2.forward);
        return (h + (conv_shortcut is null ? x : conv_shortcut.forward(x))).MoveToOuterDisposeScope();

        static Tensor silu(Tensor y) => nn.functional.silu(y);
    }
}
