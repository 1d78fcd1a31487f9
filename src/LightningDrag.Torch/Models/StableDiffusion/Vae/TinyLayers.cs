using LightningDrag.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = LightningDrag.Models.Layers.Conv2d;

namespace LightningDrag.Models.StableDiffusion.Vae;

/// <summary>
/// Encoder or decoder of <see cref="TinyAutoencoder"/>: layers one after the other, those without weights counted as
/// well.
/// </summary>
internal sealed class TinyHalf : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<nn.Module<Tensor, Tensor>> layers;

    public TinyHalf(nn.Module<Tensor, Tensor>[] steps)
        : base(nameof(TinyHalf))
    {
        layers = new ModuleList<nn.Module<Tensor, Tensor>>(steps);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor h = layers[0].forward(x);
        for (int i = 1; i < layers.Count; i++)
            h = h.Then(layers[i].forward);
        return h.MoveToOuterDisposeScope();
    }
}

/// <summary>ReLU(x + three convolutions with ReLU between). // [N, C, h, w] → the same</summary>
internal sealed class TinyBlock : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<nn.Module<Tensor, Tensor>> conv;

    public TinyBlock(Placement placement, int width)
        : base(nameof(TinyBlock))
    {
        Conv2d Convolution() => new(placement, width, width, kernel: 3, padding: 1);
        conv = new ModuleList<nn.Module<Tensor, Tensor>>(
            Convolution(),
            new TinyRectifier(),
            Convolution(),
            new TinyRectifier(),
            Convolution()
        );
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor h = conv[0].forward(x);
        for (int i = 1; i < conv.Count; i++)
            h = h.Then(conv[i].forward);
        return h.add_(x).clamp_min_(0).MoveToOuterDisposeScope();
    }
}

/// <summary>max(x, 0), which libtorch alone knows on the meta device, unlike relu.</summary>
internal sealed class TinyRectifier() : nn.Module<Tensor, Tensor>(nameof(TinyRectifier))
{
    public override Tensor forward(Tensor x) => x.clamp_min(0);
}

/// <summary>Every element twice in both directions.</summary>
internal sealed class TinyUpsampling() : nn.Module<Tensor, Tensor>(nameof(TinyUpsampling))
{
    public override Tensor forward(Tensor x) =>
        nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
}
