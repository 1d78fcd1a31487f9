using LightningDrag.Models.StableDiffusion.Checkpoint;

namespace LightningDrag.Models.StableDiffusion.Vae;

/// <summary>The geometry of an <see cref="AutoencoderKL"/>; the defaults are Stable Diffusion 1.5's.</summary>
internal sealed record VaeConfig
{
    private const int MaxLevels = 8;
    private const int MaxWidth = 8192;

    /// <summary>Channels of each level, the finest first; each further level halves the resolution.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [128, 256, 512, 512];

    /// <summary>Residual blocks of a level in the encoder; the decoder has one more.</summary>
    public int BlocksPerLevel { get; init; } = 2;

    /// <summary>Groups of every group normalisation.</summary>
    public int NormGroups { get; init; } = 32;

    public int ImageChannels { get; init; } = 3;

    public int LatentChannels { get; init; } = 4;

    /// <summary>
    /// What raw latents are multiplied by before diffusion: about one over their standard deviation (Rombach et al.
    /// 2022, appendix G).
    /// </summary>
    public double ScalingFactor { get; init; } = 0.18215;

    /// <summary>Whether a 1×1 convolution stands behind the encoder.</summary>
    public bool HasQuantConvolution { get; init; } = true;

    /// <summary>Whether a 1×1 convolution stands before the decoder.</summary>
    public bool HasPostQuantConvolution { get; init; } = true;

    /// <summary>Pixels of the image along one side of a latent's element.</summary>
    public int Downscale => 1 << (Widths.Count - 1);

    /// <summary>Reads the <c>config.json</c> of a diffusers <c>AutoencoderKL</c>.</summary>
    public static VaeConfig Read(string path)
    {
        var file = ConfigFile.Read(path);
        var defaults = new VaeConfig();
        _ = file.Word("_class_name", nameof(AutoencoderKL), nameof(AutoencoderKL));
        _ = file.Word("act_fn", "silu", "silu", "swish");
        var config = new VaeConfig
        {
            Widths = file.Integers("block_out_channels", defaults.Widths, MaxLevels, 1, MaxWidth),
            BlocksPerLevel = file.Integer("layers_per_block", defaults.BlocksPerLevel, 1, 16),
            NormGroups = file.Integer("norm_num_groups", defaults.NormGroups, 1, MaxWidth),
            ImageChannels = file.Integer("in_channels", defaults.ImageChannels, 3, 3),
            LatentChannels = file.Integer("latent_channels", defaults.LatentChannels, 1, 64),
            ScalingFactor = file.Number("scaling_factor", defaults.ScalingFactor, 1e-6, 1e6),
            HasQuantConvolution = file.Flag("use_quant_conv", true),
            HasPostQuantConvolution = file.Flag("use_post_quant_conv", true),
        };
        if (config.Widths.Any(width => width % config.NormGroups != 0))
            throw file.Fault("norm_num_groups", "a divisor of every width in block_out_channels");
        return config;
    }
}
