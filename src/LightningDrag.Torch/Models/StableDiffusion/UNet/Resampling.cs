using LightningDrag.Models.Layers;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.UNet;

/// <summary>Half the size: 3×3 convolution with stride 2. // [N, C, h, w] → [N, C, ⌈h/2⌉, ⌈w/2⌉]</summary>
internal sealed class Downsampler : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv;

    public Downsampler(Placement placement, int width)
        : base(nameof(Downsampler))
    {
        conv = new Conv2d(placement, width, width, kernel: 3, stride: 2, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => conv.forward(x);
}

/// <summary>
/// The size of the skip connection that comes next: nearest neighbours, then a 3×3 convolution. // [N, C, h, w] → [N,
/// C, H, W]
/// </summary>
internal sealed class Upsampler : nn.Module
{
    private readonly Conv2d conv;

    public Upsampler(Placement placement, int width)
        : base(nameof(Upsampler))
    {
        conv = new Conv2d(placement, width, width, kernel: 3, padding: 1);
        RegisterComponents();
    }

    public Tensor Forward(Tensor x, long height, long width)
    {
        using var larger = nn.functional.interpolate(x, size: [height, width], mode: InterpolationMode.Nearest);
        return conv.forward(larger);
    }
}
