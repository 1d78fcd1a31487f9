using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Clip;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Text;

/// <summary>
/// The text encoder of CLIP (Radford et al., ICML 2021): a causal transformer over token and position embeddings. The
/// padding is not masked: being causal, it cannot reach the text before it, and the diffusion network attends to all
/// positions.
/// </summary>
internal sealed class ClipTextEncoder : nn.Module
{
    private readonly ClipTextConfig config;
    private readonly ClipTextModel text_model;
    private readonly Linear? text_projection;

    public ClipTextEncoder(Placement placement, ClipTextConfig config)
        : base(nameof(ClipTextEncoder))
    {
        this.config = config;
        text_model = new ClipTextModel(placement, config);
        if (config.HasProjection)
            text_projection = new Linear(placement, config.Width, config.ProjectionWidth, bias: false);
        RegisterComponents();
    }

    /// <summary>Encodes texts; the caller disposes of the result.</summary>
    /// <param name="ids">Tokens as <see cref="ClipTokenizer"/> gives them. // [N, tokens] of int64</param>
    public TextEncoding Encode(Tensor ids)
    {
        using var scope = NewDisposeScope();
        IReadOnlyList<Tensor> hidden = text_model.Forward(ids);
        Tensor last = text_model.Normalise(hidden[^1]);
        // The last of the vocabulary is the largest identity, and of several the first ends the text.
        Tensor end = (config.EndToken is { } token ? ids.eq(token).to(int64) : ids).argmax(1); // [N]
        Tensor pooled = last[arange(ids.shape[0], int64, ids.device), end]; // [N, width]
        if (text_projection is not null)
            pooled = text_projection.forward(pooled);
        return new TextEncoding(
            [.. hidden.Select(h => h.DetachFromDisposeScope())],
            last.DetachFromDisposeScope(),
            pooled.DetachFromDisposeScope()
        );
    }
}

/// <summary>What the text encoder gives.</summary>
/// <param name="Hidden">Embeddings, then each layer's output, not normalised; the last but one is SDXL's. // each [N,
/// tokens, width]</param>
/// <param name="Last">The last layer's output, normalised: Stable Diffusion 1.5's. // [N, tokens, width]</param>
/// <param name="Pooled">Of that, the token that ends the text, projected where the encoder has a projection. // [N,
/// width or projection]</param>
internal sealed record TextEncoding(IReadOnlyList<Tensor> Hidden, Tensor Last, Tensor Pooled) : IDisposable
{
    public void Dispose()
    {
        foreach (Tensor hidden in Hidden)
            hidden.Dispose();
        Last.Dispose();
        Pooled.Dispose();
    }
}

/// <summary>The encoder without its projection.</summary>
internal sealed class ClipTextModel : nn.Module
{
    private readonly ClipTextEmbeddings embeddings;
    private readonly ClipTransformer encoder;
    private readonly LayerNorm final_layer_norm;

    public ClipTextModel(Placement placement, ClipTextConfig config)
        : base(nameof(ClipTextModel))
    {
        embeddings = new ClipTextEmbeddings(placement, config);
        encoder = new ClipTransformer(placement, config);
        final_layer_norm = new LayerNorm(placement, config.Width, config.Epsilon);
        RegisterComponents();
    }

    public IReadOnlyList<Tensor> Forward(Tensor ids) => encoder.Forward(embeddings.forward(ids), causal: true);

    public Tensor Normalise(Tensor hidden) => final_layer_norm.forward(hidden);
}

/// <summary>Token plus position. // [N, tokens] of int64 → [N, tokens, width]</summary>
internal sealed class ClipTextEmbeddings : nn.Module<Tensor, Tensor>
{
    private readonly Embedding token_embedding;
    private readonly Embedding position_embedding;

    public ClipTextEmbeddings(Placement placement, ClipTextConfig config)
        : base(nameof(ClipTextEmbeddings))
    {
        token_embedding = new Embedding(placement, config.VocabularySize, config.Width);
        position_embedding = new Embedding(placement, config.Tokens, config.Width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor ids) =>
        token_embedding.forward(ids) + position_embedding.Weight.narrow(0, 0, ids.shape[1]);
}
