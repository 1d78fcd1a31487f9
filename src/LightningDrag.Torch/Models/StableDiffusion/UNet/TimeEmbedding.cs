using LightningDrag.Models.Layers;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.UNet;

/// <summary>
/// Time as a vector (Ho et al. 2020, after Vaswani et al. 2017): sinusoids of t with frequencies 10000^(−i/(d/2 −
/// shift)), then linear, SiLU, linear.
/// </summary>
internal sealed class TimeEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly Linear linear_1;
    private readonly Linear linear_2;

    public TimeEmbedding(Placement placement, int inputs, int width)
        : base(nameof(TimeEmbedding))
    {
        linear_1 = new Linear(placement, inputs, width);
        linear_2 = new Linear(placement, width, width);
        RegisterComponents();
    }

    /// <summary>
    /// Sinusoids of some numbers, always in single precision: half precision cannot tell large timesteps apart. // [K]
    /// → [K, width]
    /// </summary>
    public static Tensor Sinusoids(Tensor values, int width, bool cosineFirst, int shift)
    {
        using var scope = NewDisposeScope();
        int half = width / 2;
        var exponent =
            arange(half, dtype: ScalarType.Float32, device: values.device) * (-MathF.Log(10000)) / (half - shift);
        var angles = values.to(ScalarType.Float32).unsqueeze(1) * exp(exponent).unsqueeze(0); // [K, half]
        return cat(cosineFirst ? [cos(angles), sin(angles)] : [sin(angles), cos(angles)], 1).MoveToOuterDisposeScope();
    }

    /// <summary>// [K, inputs] → [K, width]</summary>
    public override Tensor forward(Tensor sinusoids)
    {
        using var scope = NewDisposeScope();
        return linear_2.forward(nn.functional.silu(linear_1.forward(sinusoids))).MoveToOuterDisposeScope();
    }
}
