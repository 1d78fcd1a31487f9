using LightningDrag.Weights;

namespace LightningDrag.Tools.RandomCheckpoint;

/// <summary>
/// A low-rank change of every linear layer and convolution of a U-Net but the first, the last and those of the time: W
/// += (α/r)·B·A.
/// </summary>
internal static class Lora
{
    private static readonly string[] Untouched = ["conv_in.", "conv_out.", "time_embedding."];

    /// <summary>The tensors of the file: down is A, up is B.</summary>
    /// <param name="network">The U-Net's.</param>
    /// <param name="rank">r.</param>
    public static TensorInfo[] TensorsOf(IEnumerable<TensorInfo> network, long rank) =>
        [
            .. network
                .Where(weight =>
                    weight.Shape.Count > 1
                    && !Untouched.Any(name => weight.Name.StartsWith(name, StringComparison.Ordinal))
                )
                .SelectMany(weight =>
                {
                    string layer = "lora_unet_" + weight.Name[..^".weight".Length].Replace('.', '_');
                    long[] ones = [.. Enumerable.Repeat(1L, weight.Shape.Count - 2)];
                    return new[]
                    {
                        SafetensorsWriter.Describe(layer + ".alpha", weight.Type, []),
                        SafetensorsWriter.Describe(
                            layer + ".lora_down.weight",
                            weight.Type,
                            [rank, .. weight.Shape.Skip(1)]
                        ),
                        SafetensorsWriter.Describe(
                            layer + ".lora_up.weight",
                            weight.Type,
                            [weight.Shape[0], rank, .. ones]
                        ),
                    };
                }),
        ];
}
