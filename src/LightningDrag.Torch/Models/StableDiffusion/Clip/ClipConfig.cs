using LightningDrag.Models.StableDiffusion.Checkpoint;

namespace LightningDrag.Models.StableDiffusion.Clip;

/// <summary>The geometry that CLIP's text and image encoders have in common.</summary>
internal abstract record ClipConfig
{
    /// <summary>Bound of every width and count in a configuration.</summary>
    protected const int MaxSize = 1 << 20;

    private const int MaxLayers = 256;

    /// <summary>Width of a token.</summary>
    public required int Width { get; init; }

    /// <summary>Width inside the feed-forward parts.</summary>
    public required int InnerWidth { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required ClipActivation Activation { get; init; }

    /// <summary>ε of the layer normalisations.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>
    /// Width of the space that both encoders project to; read but unused where an encoder has no projection.
    /// </summary>
    public required int ProjectionWidth { get; init; }

    protected static int Size(ConfigFile file, string name, int fallback) => file.Integer(name, fallback, 1, MaxSize);

    protected static int LayerCount(ConfigFile file, int fallback) =>
        file.Integer("num_hidden_layers", fallback, 1, MaxLayers);

    /// <summary>CLIP's default, which configurations may leave out.</summary>
    protected static ClipActivation ActivationOf(ConfigFile file) =>
        file.Word("hidden_act", "quick_gelu", "quick_gelu", "gelu") == "gelu"
            ? ClipActivation.Gelu
            : ClipActivation.QuickGelu;

    protected static void CheckHeads(ConfigFile file, ClipConfig config)
    {
        if (config.Width % config.Heads != 0)
            throw file.Fault("num_attention_heads", $"a divisor of the width {config.Width}");
    }
}

/// <summary>The function between the two layers of a feed-forward part.</summary>
internal enum ClipActivation
{
    /// <summary>x·σ(1.702·x): OpenAI's CLIP.</summary>
    QuickGelu,

    /// <summary>x·Φ(x), exact (Hendrycks &amp; Gimpel 2016): OpenCLIP.</summary>
    Gelu,
}
