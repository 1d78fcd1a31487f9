using LightningDrag.Models.StableDiffusion.Checkpoint;
using LightningDrag.Models.StableDiffusion.Clip;

namespace LightningDrag.Models.StableDiffusion.Text;

/// <summary>The geometry of a <see cref="ClipTextEncoder"/>.</summary>
internal sealed record ClipTextConfig : ClipConfig
{
    /// <summary>What old configurations say in place of the end token's true identity.</summary>
    private const int WrongEndToken = 2;

    public required int VocabularySize { get; init; }

    /// <summary>Tokens of a text, its end and padding included.</summary>
    public required int Tokens { get; init; }

    /// <summary>
    /// The identity of the token that ends a text; null where the configuration does not know it: then it is the
    /// vocabulary's last.
    /// </summary>
    public int? EndToken { get; init; }

    /// <summary>Whether the pooled output passes a projection: SDXL's second encoder.</summary>
    public bool HasProjection { get; init; }

    /// <summary>
    /// Reads the <c>config.json</c> of a CLIP text encoder; missing settings are those of CLIP ViT-B/32, as in the
    /// library transformers.
    /// </summary>
    public static ClipTextConfig Read(string path)
    {
        var file = ConfigFile.Read(path);
        int end = file.Integer("eos_token_id", WrongEndToken, 0, MaxSize);
        var config = new ClipTextConfig
        {
            Width = Size(file, "hidden_size", 512),
            InnerWidth = Size(file, "intermediate_size", 2048),
            Layers = LayerCount(file, 12),
            Heads = Size(file, "num_attention_heads", 8),
            Activation = ActivationOf(file),
            Epsilon = file.Number("layer_norm_eps", 1e-5, 0, 1),
            ProjectionWidth = Size(file, "projection_dim", 512),
            VocabularySize = Size(file, "vocab_size", 49408),
            Tokens = Size(file, "max_position_embeddings", 77),
            EndToken = end == WrongEndToken ? null : end,
            HasProjection = file.Lists("architectures", "CLIPTextModelWithProjection"),
        };
        CheckHeads(file, config);
        return config;
    }
}
