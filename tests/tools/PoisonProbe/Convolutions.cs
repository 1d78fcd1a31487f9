using LightningDrag.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Tools.PoisonProbe;

/// <summary>
/// Convolutions with numbers of channels that fill no block of 16, forward and backward, in both precisions.
/// </summary>
internal static class Convolutions
{
    private const int Block = 16;
    private const int Side = 24;

    private static readonly (int Inputs, int Outputs, int Kernel, int Groups)[] Shapes =
    [
        (40, 4, 3, 1),
        (54, 40, 3, 1),
        (40, 40, 3, 1),
        (56, 48, 3, 1),
        (24, 24, 3, 1),
        (14, 40, 3, 1),
        (240, 240, 5, 240),
        (24, 144, 1, 1),
        (3, 32, 3, 1),
        (24, 1, 1, 1),
    ];

    public static IEnumerable<string> Lines()
    {
        manual_seed(1);
        foreach (var (inputs, outputs, kernel, groups) in Shapes)
        {
            foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
            {
                using var scope = NewDisposeScope();
                string name = $"{inputs}->{outputs} {kernel}x{kernel} {type}";
                using var layer = Conv2d.Trainable(inputs, outputs, kernel, padding: kernel / 2, groups: groups);
                layer.to(type);
                Tensor map = randn([2, inputs, Side, Side]).to(type).requires_grad_(true);
                Tensor output = layer.forward(map);
                output.to(float32).square().sum().backward();
                yield return $"layer {name}: {Hash.Of(output)} {Hash.Of(map.grad!)} {Hash.Of(layer.Weight.grad!)} "
                    + $"{Hash.Of(layer.Bias!.grad!)}";
                if (groups > 1 || inputs % Block == 0)
                    continue;
                using var _ = no_grad();
                yield return $"planted {name}: {Hash.Finite(Planted(map, layer.Weight))}";
                var plain = nn.functional.conv2d(map, layer.Weight.contiguous(), padding: [kernel / 2, kernel / 2]);
                yield return $"plain {name}: {Hash.Finite(plain)}";
            }
        }
    }

    /// <summary>
    /// What oneDNN does on the processors in question: weights copied into whole blocks of input channels whose rest
    /// nobody writes, to be multiplied with zeros.
    /// </summary>
    private static Tensor Planted(Tensor map, Tensor weight)
    {
        long inputs = map.shape[1],
            blocks = (inputs + Block - 1) / Block * Block,
            kernel = weight.shape[2];
        Tensor blocked = empty([weight.shape[0], blocks, kernel, kernel], map.dtype);
        blocked.narrow(1, 0, inputs).copy_(weight);
        Tensor padded = cat([map, zeros([map.shape[0], blocks - inputs, Side, Side], map.dtype)], 1);
        return nn.functional.conv2d(padded, blocked, padding: [kernel / 2, kernel / 2]);
    }
}
