using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Attention;

/// <summary>Tokens as attention heads see them, and back.</summary>
internal static class TokenHeads
{
    /// <summary>// [N, tokens, heads·d] → [N, heads, tokens, d], without a copy</summary>
    public static Tensor Split(Tensor tokens, int heads) =>
        tokens.view(tokens.shape[0], tokens.shape[1], heads, -1).transpose(1, 2);

    /// <summary>// [N, heads, tokens, d] → [N, tokens, heads·d]</summary>
    public static Tensor Join(Tensor heads) => heads.transpose(1, 2).flatten(2);
}
