using LightningDrag.Imaging;
using LightningDrag.Models;
using LightningDrag.Models.Layers;
using LightningDrag.Weights;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace LightningDrag.Evaluation.Metrics;

/// <summary>
/// LPIPS (Zhang et al., CVPR 2018, equation 1) with AlexNet: after each of its five rectifiers every position's
/// features are scaled to unit length, squared differences weighted by channel, averaged over positions and summed over
/// layers. 0 for equal pictures. The weights are the user's: AlexNet's with torchvision's names and the learned channel
/// weights with those of the authors' package.
/// </summary>
internal sealed class Lpips : IDisposable
{
    private const double Epsilon = 1e-10;

    // Number in torchvision's AlexNet, stride and padding of its convolutions, and whether 3×3 maxima at stride 2 come
    // first.
    private static readonly (int Number, int Stride, int Padding, bool Pooled)[] Layers =
    [
        (0, 4, 2, false),
        (3, 1, 2, true),
        (6, 1, 1, true),
        (8, 1, 1, false),
        (10, 1, 1, false),
    ];

    private readonly (Conv2d Convolution, Tensor Channels)[] layers;

    private Lpips((Conv2d, Tensor)[] layers) => this.layers = layers;

    /// <summary>Reads the weights.</summary>
    /// <param name="alexNet">torchvision's AlexNet (safetensors or torch archive).</param>
    /// <param name="channels">The package's weights of the channels, lin0.model.1.weight to
    /// lin4.model.1.weight.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: a file is missing or not sound, or
    /// lacks a tensor.</exception>
    public static Lpips Load(string alexNet, string channels)
    {
        using var features = WeightSource.Open(alexNet);
        using var learned = WeightSource.Open(channels);
        return new Lpips([
            .. Layers.Select((layer, i) => (Convolution(layer), Read(learned, channels, $"lin{i}.model.1.weight", 4))),
        ]);

        Conv2d Convolution((int Number, int Stride, int Padding, bool) layer)
        {
            using Tensor weight = Read(features, alexNet, $"features.{layer.Number}.weight", 4);
            using Tensor bias = Read(features, alexNet, $"features.{layer.Number}.bias", 1);
            return Conv2d.Of(weight, bias, layer.Stride, layer.Padding);
        }
    }

    /// <summary>The distance of two pictures of one size.</summary>
    public double Between(RasterImage a, RasterImage b)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var x = cat([Scaled(a), Scaled(b)], 0); // [2, 3, H, W]
        double sum = 0;
        for (int i = 0; i < layers.Length; i++)
        {
            var (convolution, channels) = layers[i]; // channels: [1, C, 1, 1]
            if (Layers[i].Pooled)
                x = max_pool2d(x, [3, 3], [2, 2]);
            x = FiniteTensors.Require(relu(convolution.call(x)), "AlexNet of LPIPS");
            var unit = x / (x.square().sum(1, keepdim: true).sqrt() + Epsilon);
            sum += ((unit[0] - unit[1]).square().unsqueeze(0) * channels).sum(1).mean().ToDouble();
        }

        return sum;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (convolution, channels) in layers)
        {
            convolution.Dispose();
            channels.Dispose();
        }
    }

    /// <summary>−1…1, then the package's shift and scale.</summary>
    private static Tensor Scaled(RasterImage image)
    {
        var planes = tensor(Resampling.ToPlanes(image, image.Width, image.Height), [1, 3, image.Height, image.Width]);
        Tensor shift = tensor([-0.030f, -0.088f, -0.188f]).view(1, 3, 1, 1),
            scale = tensor([0.458f, 0.448f, 0.450f]).view(1, 3, 1, 1);
        return ((planes / 127.5f) - 1 - shift) / scale;
    }

    private static Tensor Read(IWeightSource source, string path, string name, int rank)
    {
        if (!source.Names.Contains(name) || source.Info(name).Shape.Count != rank)
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"'{path}' lacks the tensor {name} of {rank} dimensions: LPIPS needs torchvision's AlexNet and "
                    + $"the channel weights of version 0.1."
            );
        }

        return source.Read(name).to(float32).DetachFromDisposeScope();
    }
}
