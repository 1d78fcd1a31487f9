using LightningDrag.Models.StableDiffusion.Checkpoint;

namespace LightningDrag.Models.StableDiffusion.UNet;

/// <summary>
/// Shape of a denoising U-Net, from the <c>unet/config.json</c> of a checkpoint: SD 1.5, larger backbones (SDXL) and
/// tiny test networks are the same classes.
/// </summary>
internal sealed record UNetConfig
{
    private const string DownWithAttention = "CrossAttnDownBlock2D",
        UpWithAttention = "CrossAttnUpBlock2D";

    /// <summary>Channels of the input: latent, and for inpainting the mask and the masked image's latent.</summary>
    public int InChannels { get; init; } = 4;

    /// <summary>Channels of the output.</summary>
    public int OutChannels { get; init; } = 4;

    /// <summary>Channels of each level, finest first.</summary>
    public required IReadOnlyList<int> Widths { get; init; }

    /// <summary>Transformer blocks at each place of a level; 0: the level has none.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>Attention heads of each level.</summary>
    public required IReadOnlyList<int> Heads { get; init; }

    /// <summary>Residual blocks of a level on the way down; one more on the way up.</summary>
    public int LayersPerBlock { get; init; } = 2;

    /// <summary>Width of text and image tokens.</summary>
    public int CrossAttentionWidth { get; init; } = 768;

    /// <summary>Groups of the group normalisations.</summary>
    public int Groups { get; init; } = 32;

    /// <summary>ε of the residual blocks' normalisations.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>
    /// Whether the transformers' projections are linear layers or 1×1 convolutions: the same arithmetic, other shapes
    /// in the file.
    /// </summary>
    public bool UsesLinearProjection { get; init; }

    /// <summary>Whether the sinusoids of the time embedding begin with the cosines.</summary>
    public bool CosineFirst { get; init; } = true;

    /// <summary>Shift in the frequencies of the time embedding.</summary>
    public int FrequencyShift { get; init; }

    /// <summary>Width of the sinusoids of each time id (SDXL); 0: there are none.</summary>
    public int TimeIdWidth { get; init; }

    /// <summary>Width of pooled text and time ids together (SDXL).</summary>
    public int AddedWidth { get; init; }

    /// <summary>Width of the time embedding.</summary>
    public int TimeWidth => 4 * Widths[0];

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="LightningDragException">Missing, not JSON, or a setting that this program does not know or that
    /// does not fit the others.</exception>
    public static UNetConfig Read(string path)
    {
        var file = ConfigFile.Read(path);
        var widths = file.Integers("block_out_channels", [320, 640, 1280, 1280], maxCount: 8, 1, 8192);
        int levels = widths.Count;
        var attention = Blocks(file, "down_block_types", DownWithAttention, "DownBlock2D", levels);
        var up = Blocks(file, "up_block_types", UpWithAttention, "UpBlock2D", levels);
        if (!up.Reverse().SequenceEqual(attention))
            throw file.Fault("up_block_types", "the mirror image of down_block_types");
        // The setting with this name counts heads; the width of a head follows (a name that its own library calls a
        // mistake).
        var heads =
            file.PerLevel("num_attention_heads", null, levels, 1, 1024)
            ?? file.PerLevel("attention_head_dim", 8, levels, 1, 1024)!;
        var depths = file.PerLevel("transformer_layers_per_block", 1, levels, 0, 64)!;
        string added = file.Word("addition_embed_type", "none", "none", "text_time");
        int groups = file.Integer("norm_num_groups", 32, 1, 1024);
        for (int i = 0; i < levels; i++)
        {
            if (widths[i] % groups != 0)
                throw file.Fault("block_out_channels", $"multiples of norm_num_groups ({groups})");
            if (attention[i] && widths[i] % heads[i] != 0)
                throw file.Fault("attention_head_dim", "numbers of heads that divide block_out_channels");
        }

        RefuseOtherKinds(file);
        return new UNetConfig
        {
            InChannels = file.Integer("in_channels", 4, 1, 64),
            OutChannels = file.Integer("out_channels", 4, 1, 64),
            Widths = widths,
            Depths = [.. Enumerable.Range(0, levels).Select(i => attention[i] ? Math.Max(depths[i], 1) : 0)],
            Heads = heads,
            LayersPerBlock = file.Integer("layers_per_block", 2, 1, 16),
            CrossAttentionWidth = file.Integer("cross_attention_dim", 1280, 1, 16384),
            Groups = groups,
            Epsilon = file.Number("norm_eps", 1e-5, 0, 1),
            UsesLinearProjection = file.Flag("use_linear_projection", false),
            CosineFirst = file.Flag("flip_sin_to_cos", true),
            FrequencyShift = file.Integer("freq_shift", 0, 0, 1),
            TimeIdWidth = added == "text_time" ? file.Integer("addition_time_embed_dim", 256, 2, 4096) : 0,
            AddedWidth =
                added == "text_time" ? file.Integer("projection_class_embeddings_input_dim", 2816, 2, 65536) : 0,
        };
    }

    /// <summary>Settings of other networks, whose weights might fit and would then compute something else.</summary>
    private static void RefuseOtherKinds(ConfigFile file)
    {
        const string none = "none";
        _ = file.Word("mid_block_type", "UNetMidBlock2DCrossAttn", "UNetMidBlock2DCrossAttn");
        _ = file.Word("act_fn", "silu", "silu", "swish");
        _ = file.Word("resnet_time_scale_shift", "default", "default");
        _ = file.Word("time_embedding_type", "positional", "positional");
        _ = file.Word("attention_type", "default", "default");
        foreach (
            string extra in new[]
            {
                "class_embed_type",
                "encoder_hid_dim_type",
                "time_embedding_act_fn",
                "timestep_post_act",
                "cross_attention_norm",
            }
        )
            _ = file.Word(extra, none, none);
        foreach (string kernel in new[] { "conv_in_kernel", "conv_out_kernel" })
            _ = file.Integer(kernel, 3, 3, 3);
        foreach (string one in new[] { "downsample_padding", "mid_block_scale_factor", "resnet_out_scale_factor" })
            _ = file.Number(one, 1, 1, 1);
        foreach (
            string flag in new[]
            {
                "center_input_sample",
                "dual_cross_attention",
                "only_cross_attention",
                "resnet_skip_time_act",
            }
        )
        {
            if (file.Flag(flag, false))
                throw file.Fault(flag, "false");
        }
    }

    /// <summary>Which levels have transformers, in the order of the list.</summary>
    private static bool[] Blocks(ConfigFile file, string name, string with, string without, int levels)
    {
        var types = file.Words(name, maxCount: 8, with, without);
        if (types is null)
        {
            // SD 1.5: all but the coarsest.
            bool[] usual = [.. Enumerable.Range(0, levels).Select(i => i < levels - 1)];
            return name.StartsWith("up", StringComparison.Ordinal) ? [.. usual.Reverse()] : usual;
        }

        return types.Count == levels
            ? [.. types.Select(type => type == with)]
            : throw file.Fault(name, $"{levels} names, as many as block_out_channels has,");
    }
}
