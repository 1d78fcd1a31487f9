using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Clip;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = LightningDrag.Models.Layers.Conv2d;
using Embedding = LightningDrag.Models.Layers.Embedding;
using LayerNorm = LightningDrag.Models.Layers.LayerNorm;
using Linear = LightningDrag.Models.Layers.Linear;

namespace LightningDrag.Models.StableDiffusion.Vision;

/// <summary>
/// The image encoder of CLIP (Radford et al., ICML 2021), a vision transformer: patches and a class token with position
/// embeddings, normalised before and the class token after the layers, then projected to the space shared with texts.
/// </summary>
internal sealed class ClipVisionEncoder : nn.Module
{
    private readonly ClipVisionModel vision_model;
    private readonly Linear visual_projection;

    public ClipVisionEncoder(Placement placement, ClipVisionConfig config)
        : base(nameof(ClipVisionEncoder))
    {
        vision_model = new ClipVisionModel(placement, config);
        visual_projection = new Linear(placement, config.Width, config.ProjectionWidth, bias: false);
        RegisterComponents();
    }

    /// <summary>The embedding of pictures. // [N, 3, 224, 224] → [N, projection]</summary>
    public Tensor Embed(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        return visual_projection.forward(vision_model.Pool(vision_model.Forward(pixels))).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The last layer's output, not normalised: first the class token, then the patches by row. // [N, 3, 224, 224] →
    /// [N, tokens, width]
    /// </summary>
    public Tensor LastHidden(Tensor pixels) => vision_model.Forward(pixels);
}

/// <summary>The encoder without its projection.</summary>
internal sealed class ClipVisionModel : nn.Module
{
    private readonly ClipVisionEmbeddings embeddings;
    private readonly LayerNorm pre_layrnorm; // spelt so in the files
    private readonly ClipTransformer encoder;
    private readonly LayerNorm post_layernorm;

    public ClipVisionModel(Placement placement, ClipVisionConfig config)
        : base(nameof(ClipVisionModel))
    {
        embeddings = new ClipVisionEmbeddings(placement, config);
        pre_layrnorm = new LayerNorm(placement, config.Width, config.Epsilon);
        encoder = new ClipTransformer(placement, config);
        post_layernorm = new LayerNorm(placement, config.Width, config.Epsilon);
        RegisterComponents();
    }

    public Tensor Forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        return encoder
            .Forward(pre_layrnorm.forward(embeddings.forward(pixels)), causal: false)[^1]
            .MoveToOuterDisposeScope();
    }

    /// <summary>The class token, normalised. // [N, tokens, width] → [N, width]</summary>
    public Tensor Pool(Tensor hidden)
    {
        using Tensor first = hidden.select(1, 0);
        return post_layernorm.forward(first);
    }
}

/// <summary>The class token and the patches, plus positions. // [N, 3, 224, 224] → [N, tokens, width]</summary>
internal sealed class ClipVisionEmbeddings : nn.Module<Tensor, Tensor>
{
    private readonly Parameter class_embedding;
    private readonly Conv2d patch_embedding;
    private readonly Embedding position_embedding;

    public ClipVisionEmbeddings(Placement placement, ClipVisionConfig config)
        : base(nameof(ClipVisionEmbeddings))
    {
        class_embedding = placement.Parameter(config.Width);
        patch_embedding = new Conv2d(
            placement,
            inputs: 3,
            config.Width,
            config.PatchSize,
            stride: config.PatchSize,
            bias: false
        );
        position_embedding = new Embedding(placement, config.Tokens, config.Width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        Tensor patches = patch_embedding.forward(pixels).flatten(2).transpose(1, 2); // [N, patches, width]
        Tensor whole = class_embedding.expand(patches.shape[0], 1, -1);
        return (cat([whole, patches], 1) + position_embedding.Weight).MoveToOuterDisposeScope();
    }
}
