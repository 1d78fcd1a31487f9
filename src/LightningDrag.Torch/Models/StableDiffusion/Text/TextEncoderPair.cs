using LightningDrag.Models.StableDiffusion.UNet;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Text;

/// <summary>
/// The text condition of SDXL (Podell et al., ICLR 2024, section 2.1): the last but one hidden states of OpenAI's and
/// OpenCLIP's encoders side by side for cross-attention, and the second one's pooled, projected output beside the
/// timestep.
/// </summary>
/// <param name="first">CLIP ViT-L/14.</param>
/// <param name="second">OpenCLIP ViT-bigG/14, with projection.</param>
internal sealed class TextEncoderPair(ClipTextEncoder first, ClipTextEncoder second) : IDisposable
{
    /// <summary>Encodes one text.</summary>
    /// <param name="firstIds">Tokens by the first encoder's tokenizer. // [1, 77] of int64</param>
    /// <param name="secondIds">Tokens by the second one's, which pads otherwise. // [1, 77] of int64</param>
    /// <returns>What blocks attend to, // [1, 77, 2048]; and what is pooled, // [1, 1280].</returns>
    public (Tensor Tokens, Tensor Pooled) Encode(Tensor firstIds, Tensor secondIds)
    {
        using TextEncoding one = first.Encode(firstIds),
            two = second.Encode(secondIds);
        return (cat([one.Hidden[^2], two.Hidden[^2]], 2), two.Pooled.alias());
    }

    /// <summary>
    /// What the network sees beside the timestep: the pooled text, and the picture's sizes (section 2.2).
    /// </summary>
    /// <param name="pooled">// [1, 1280]</param>
    /// <param name="height">Rows of the picture, uncropped, that is edited.</param>
    /// <param name="width">Columns of it.</param>
    public static AddedCondition Condition(Tensor pooled, int height, int width) =>
        new(pooled, tensor(new float[] { height, width, 0, 0, height, width }, [1, 6], device: pooled.device));

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }
}
