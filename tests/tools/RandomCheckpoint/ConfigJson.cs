using System.Text.Json.Nodes;

namespace LightningDrag.Tools.RandomCheckpoint;

/// <summary>The settings that come with a checkpoint's networks, by the names of diffusers and transformers.</summary>
internal static class ConfigJson
{
    /// <summary>Spec §7.5.</summary>
    public static JsonObject Scheduler { get; } =
        new()
        {
            ["_class_name"] = "DDIMScheduler",
            ["beta_end"] = 0.012,
            ["beta_schedule"] = "scaled_linear",
            ["beta_start"] = 0.00085,
            ["clip_sample"] = false,
            ["num_train_timesteps"] = 1000,
            ["prediction_type"] = "epsilon",
            ["set_alpha_to_one"] = false,
            ["steps_offset"] = 1,
            ["timestep_spacing"] = "leading",
        };

    public static JsonObject UNet(CheckpointSize size, int inputChannels) =>
        new JsonObject
        {
            ["_class_name"] = "UNet2DConditionModel",
            ["act_fn"] = "silu",
            ["attention_head_dim"] = size.UNetHeads,
            ["block_out_channels"] = Numbers(size.UNetWidths),
            ["center_input_sample"] = false,
            ["cross_attention_dim"] = size.ContextWidth,
            ["down_block_types"] = Words([
                .. Attends(size).Select(attends => attends ? "CrossAttnDownBlock2D" : "DownBlock2D"),
            ]),
            ["downsample_padding"] = 1,
            ["flip_sin_to_cos"] = true,
            ["freq_shift"] = 0,
            ["in_channels"] = inputChannels,
            ["layers_per_block"] = size.LayersPerBlock,
            ["mid_block_scale_factor"] = 1,
            ["norm_eps"] = 1e-5,
            ["norm_num_groups"] = size.UNetGroups,
            ["out_channels"] = 4,
            ["sample_size"] = 64,
            ["up_block_types"] = Words([
                .. Attends(size).Reverse().Select(attends => attends ? "CrossAttnUpBlock2D" : "UpBlock2D"),
            ]),
        }.With(
            size.Sdxl is not { } larger
                ? []
                : new()
                {
                    ["addition_embed_type"] = "text_time",
                    ["addition_time_embed_dim"] = larger.TimeIdWidth,
                    ["projection_class_embeddings_input_dim"] = larger.PooledWidth + (6 * larger.TimeIdWidth),
                    ["transformer_layers_per_block"] = Numbers([.. larger.Depths.Select(depth => Math.Max(depth, 1))]),
                    ["use_linear_projection"] = true,
                }
        );

    public static JsonObject Vae(CheckpointSize size) =>
        new()
        {
            ["_class_name"] = "AutoencoderKL",
            ["act_fn"] = "silu",
            ["block_out_channels"] = Numbers(size.VaeWidths),
            ["down_block_types"] = Words([.. Enumerable.Repeat("DownEncoderBlock2D", size.VaeWidths.Length)]),
            ["in_channels"] = 3,
            ["latent_channels"] = 4,
            ["layers_per_block"] = 2,
            ["norm_num_groups"] = size.VaeGroups,
            ["out_channels"] = 3,
            ["sample_size"] = 512,
            ["up_block_types"] = Words([.. Enumerable.Repeat("UpDecoderBlock2D", size.VaeWidths.Length)]),
        };

    public static JsonObject Text(CheckpointSize size) =>
        Text(Transformer(size.Text, "CLIPTextModel", "clip_text_model", size.Text.Width), size);

    public static JsonObject SecondText(CheckpointSize size, SdxlSize larger) =>
        Text(Transformer(larger.Text, "CLIPTextModelWithProjection", "clip_text_model", larger.PooledWidth), size);

    private static JsonObject Text(JsonObject transformer, CheckpointSize size) =>
        transformer.With(
            new()
            {
                ["bos_token_id"] = 0,
                ["eos_token_id"] = 2,
                ["max_position_embeddings"] = 77,
                ["pad_token_id"] = 1,
                ["vocab_size"] = size.Vocabulary,
            }
        );

    public static JsonObject Image(CheckpointSize size) =>
        Transformer(size.Image, "CLIPVisionModelWithProjection", "clip_vision_model", size.ImageEmbedding)
            .With(
                new()
                {
                    ["image_size"] = 224,
                    ["num_channels"] = 3,
                    ["patch_size"] = 14,
                }
            );

    /// <summary>Which levels of the U-Net have transformers: in Stable Diffusion 1.5 all but the coarsest.</summary>
    private static IEnumerable<bool> Attends(CheckpointSize size) =>
        size.Sdxl?.Depths.Select(depth => depth > 0)
        ?? size.UNetWidths.Select((_, level) => level < size.UNetWidths.Length - 1);

    private static JsonObject Transformer(TransformerSize size, string architecture, string type, int projection) =>
        new()
        {
            ["architectures"] = Words(architecture),
            ["hidden_act"] = size.Activation,
            ["hidden_size"] = size.Width,
            ["intermediate_size"] = size.InnerWidth,
            ["layer_norm_eps"] = 1e-5,
            ["model_type"] = type,
            ["num_attention_heads"] = size.Heads,
            ["num_hidden_layers"] = size.Layers,
            ["projection_dim"] = projection,
        };

    private static JsonObject With(this JsonObject settings, JsonObject more)
    {
        foreach ((string name, JsonNode? value) in more)
            settings[name] = value!.DeepClone();
        return settings;
    }

    private static JsonArray Numbers(int[] numbers) => [.. numbers.Select(number => JsonValue.Create(number))];

    private static JsonArray Words(params string[] words) => [.. words.Select(word => JsonValue.Create(word))];
}
