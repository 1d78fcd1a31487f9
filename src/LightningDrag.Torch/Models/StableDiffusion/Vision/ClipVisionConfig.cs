using LightningDrag.Models.StableDiffusion.Checkpoint;
using LightningDrag.Models.StableDiffusion.Clip;

namespace LightningDrag.Models.StableDiffusion.Vision;

/// <summary>The geometry of a <see cref="ClipVisionEncoder"/>.</summary>
internal sealed record ClipVisionConfig : ClipConfig
{
    /// <summary>Side of the square picture, in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Side of a square patch, in pixels.</summary>
    public required int PatchSize { get; init; }

    /// <summary>One for the whole picture, one for each patch.</summary>
    public int Tokens => (ImageSize / PatchSize * (ImageSize / PatchSize)) + 1;

    /// <summary>
    /// Reads the <c>config.json</c> of a CLIP image encoder; missing settings are those of CLIP ViT-B/32, as in the
    /// library transformers.
    /// </summary>
    public static ClipVisionConfig Read(string path)
    {
        const int maxSide = 4096;
        var file = ConfigFile.Read(path);
        _ = file.Integer("num_channels", 3, 3, 3);
        var config = new ClipVisionConfig
        {
            Width = Size(file, "hidden_size", 768),
            InnerWidth = Size(file, "intermediate_size", 3072),
            Layers = LayerCount(file, 12),
            Heads = Size(file, "num_attention_heads", 12),
            Activation = ActivationOf(file),
            Epsilon = file.Number("layer_norm_eps", 1e-5, 0, 1),
            ProjectionWidth = Size(file, "projection_dim", 512),
            ImageSize = file.Integer("image_size", 224, 1, maxSide),
            PatchSize = file.Integer("patch_size", 32, 1, maxSide),
        };
        CheckHeads(file, config);
        if (config.PatchSize > config.ImageSize)
            throw file.Fault("patch_size", $"at most the image's side {config.ImageSize}");
        return config;
    }
}
