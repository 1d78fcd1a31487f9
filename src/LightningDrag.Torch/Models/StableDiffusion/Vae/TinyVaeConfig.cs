using LightningDrag.Models.StableDiffusion.Checkpoint;

namespace LightningDrag.Models.StableDiffusion.Vae;

/// <summary>
/// The geometry of a <see cref="TinyAutoencoder"/>; the defaults are TAESD's, whose own files come without a
/// configuration.
/// </summary>
internal sealed record TinyVaeConfig
{
    private const int MaxLevels = 8;

    /// <summary>Channels of every level.</summary>
    public int Width { get; init; } = 64;

    /// <summary>
    /// Blocks of each level of the encoder, the finest first; each further level halves the resolution.
    /// </summary>
    public IReadOnlyList<int> EncoderBlocks { get; init; } = [1, 3, 3, 3];

    /// <summary>Blocks of each level of the decoder, the coarsest first.</summary>
    public IReadOnlyList<int> DecoderBlocks { get; init; } = [3, 3, 3, 1];

    public int LatentChannels { get; init; } = 4;

    /// <summary>
    /// What the encoder's latents are multiplied by before diffusion: they are learnt as the large autoencoder's
    /// already scaled ones.
    /// </summary>
    public double ScalingFactor { get; init; } = 1;

    /// <summary>Pixels of the image along one side of a latent's element.</summary>
    public int Downscale => 1 << (EncoderBlocks.Count - 1);

    /// <summary>Reads the <c>config.json</c> of a diffusers <c>AutoencoderTiny</c>.</summary>
    public static TinyVaeConfig Read(string path)
    {
        var file = ConfigFile.Read(path);
        var defaults = new TinyVaeConfig();
        _ = file.Word("_class_name", "AutoencoderTiny", "AutoencoderTiny");
        _ = file.Word("act_fn", "relu", "relu");
        _ = file.Integer("in_channels", 3, 3, 3);
        _ = file.Integer("upsampling_scaling_factor", 2, 2, 2);
        var config = new TinyVaeConfig
        {
            Width = file.Integers("encoder_block_out_channels", [defaults.Width], MaxLevels, 1, 8192)[0],
            EncoderBlocks = file.Integers("num_encoder_blocks", defaults.EncoderBlocks, MaxLevels, 1, 64),
            DecoderBlocks = file.Integers("num_decoder_blocks", defaults.DecoderBlocks, MaxLevels, 1, 64),
            LatentChannels = file.Integer("latent_channels", defaults.LatentChannels, 1, 64),
            ScalingFactor = file.Number("scaling_factor", defaults.ScalingFactor, 1e-6, 1e6),
        };
        if (config.DecoderBlocks.Count != config.EncoderBlocks.Count)
            throw file.Fault("num_decoder_blocks", "as many levels as num_encoder_blocks has");
        foreach (string name in new[] { "encoder_block_out_channels", "decoder_block_out_channels" })
        {
            if (file.Integers(name, [config.Width], MaxLevels, 1, 8192).Any(width => width != config.Width))
                throw file.Fault(name, $"{config.Width} for every level");
        }

        return config;
    }
}
