using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Attention;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = LightningDrag.Models.Layers.Conv2d;

namespace LightningDrag.Models.StableDiffusion.UNet;

/// <summary>
/// The U-Net of latent diffusion (Rombach et al., CVPR 2022; SDXL: Podell et al., ICLR 2024) up to its last level: what
/// denoiser and appearance encoder have in common. Its tensors have the names of the library diffusers.
/// </summary>
internal abstract class UNetBase : nn.Module
{
    private readonly List<TransformerBlock> blocks = [];
    private readonly Conv2d conv_in;
    private readonly TimeEmbedding time_embedding;
    private readonly TimeEmbedding? add_embedding;
    private readonly ModuleList<DownLevel> down_blocks;
    private readonly ModuleList<UpLevel> up_blocks;
    private readonly MiddleLevel mid_block;

    protected UNetBase(Placement placement, UNetConfig config, bool recordsOnly)
        : base(nameof(UNetBase))
    {
        (Placement, Config) = (placement, config);
        var widths = config.Widths;
        int levels = widths.Count;
        conv_in = new Conv2d(placement, config.InChannels, widths[0], kernel: 3, padding: 1);
        time_embedding = new TimeEmbedding(placement, widths[0], config.TimeWidth);
        if (config.AddedWidth > 0)
            add_embedding = new TimeEmbedding(placement, config.AddedWidth, config.TimeWidth);

        // Built in the order of the published numbering of attentions: down, up, middle. Widths of skip connections as
        // they are pushed on the way down.
        var skips = new Stack<int>([widths[0]]);
        var down = new List<DownLevel>();
        for (int level = 0, width = widths[0]; level < levels; level++)
        {
            var resnets = new List<ResnetBlock>();
            for (int place = 0; place < config.LayersPerBlock; place++)
            {
                resnets.Add(new ResnetBlock(placement, config, width, width = widths[level]));
                skips.Push(width);
            }

            bool last = level == levels - 1;
            if (!last)
                skips.Push(width);
            down.Add(
                new DownLevel(
                    resnets,
                    Transformers($"down_blocks.{level}", level, resnets.Count),
                    last ? null : new Downsampler(placement, width)
                )
            );
        }

        var up = new List<UpLevel>();
        for (int i = 0, width = widths[^1]; i < levels; i++)
        {
            int level = levels - 1 - i;
            var resnets = new List<ResnetBlock>();
            for (int place = 0; place <= config.LayersPerBlock; place++)
                resnets.Add(new ResnetBlock(placement, config, width + skips.Pop(), width = widths[level]));
            up.Add(
                new UpLevel(
                    resnets,
                    Transformers($"up_blocks.{i}", level, resnets.Count, recordsOnly && i == levels - 1),
                    i == levels - 1 ? null : new Upsampler(placement, width)
                )
            );
        }

        int coarsest = widths[^1];
        mid_block = new MiddleLevel(
            new ResnetBlock(placement, config, coarsest, coarsest),
            Transformer("mid_block.attentions.0", levels - 1, Math.Max(1, config.Depths.Max())),
            new ResnetBlock(placement, config, coarsest, coarsest)
        );
        (down_blocks, up_blocks) = (new ModuleList<DownLevel>([.. down]), new ModuleList<UpLevel>([.. up]));
        register_module(nameof(conv_in), conv_in);
        register_module(nameof(time_embedding), time_embedding);
        if (add_embedding is not null)
            register_module(nameof(add_embedding), add_embedding);
        register_module(nameof(down_blocks), down_blocks);
        register_module(nameof(mid_block), mid_block);
        register_module(nameof(up_blocks), up_blocks);

        IReadOnlyList<SpatialTransformer> Transformers(string path, int level, int places, bool recordLast = false) =>
            config.Depths[level] == 0
                ? []
                :
                [
                    .. Enumerable
                        .Range(0, places)
                        .Select(place =>
                            Transformer(
                                $"{path}.attentions.{place}",
                                level,
                                config.Depths[level],
                                recordLast && place == places - 1
                            )
                        ),
                ];

        SpatialTransformer Transformer(string path, int level, int depth, bool recordLast = false)
        {
            var chain = new TransformerBlock[depth];
            for (int i = 0; i < depth; i++)
            {
                var site = new TransformerSite(
                    blocks.Count,
                    $"{path}.transformer_blocks.{i}",
                    widths[level],
                    config.Heads[level],
                    level
                );
                blocks.Add(
                    chain[i] = new TransformerBlock(
                        placement,
                        site,
                        config.CrossAttentionWidth,
                        recordLast && i == depth - 1
                    )
                );
            }

            return new SpatialTransformer(placement, config, widths[level], chain);
        }
    }

    /// <summary>Shape of the network.</summary>
    public UNetConfig Config { get; }

    /// <summary>Where the weights live.</summary>
    public Placement Placement { get; }

    /// <summary>The places of all transformer blocks, in the published order: down, up, middle.</summary>
    public IReadOnlyList<TransformerSite> Sites => [.. blocks.Select(block => block.Site)];

    /// <summary>
    /// Whether training keeps only what goes into each place of the network and computes the place once more in the
    /// backward pass.
    /// </summary>
    public bool Recomputes { get; set; }

    /// <summary>The transformer blocks, in the same order.</summary>
    protected IReadOnlyList<TransformerBlock> Blocks => blocks;

    /// <summary>
    /// Keys and values of text for every block, which then attends to nothing else beside its own tokens.
    /// </summary>
    /// <param name="text">// [1, tokens, width]</param>
    public IReadOnlyList<BlockMemory> RememberText(Tensor text) =>
        [
            .. blocks.Select(block =>
                block.RecordsOnly
                    ? new BlockMemory { Text = default }
                    : new BlockMemory { Text = block.CrossAttention.RememberText(text) }
            ),
        ];

    /// <summary>From input to the features before the last norm. // [N, InChannels, h, w] → [N, C, h, w]</summary>
    /// <param name="input">The latent and what is stacked on it.</param>
    /// <param name="timesteps">t, of the whole batch or of each sample. // [1] or [N]</param>
    /// <param name="memories">What each block attends to.</param>
    /// <param name="added">Pooled text and size ids; null for networks without.</param>
    /// <param name="recorder">Gets each transformer block's normalised input.</param>
    protected Tensor Features(
        Tensor input,
        Tensor timesteps,
        IReadOnlyList<BlockMemory> memories,
        AddedCondition? added,
        Action<TransformerSite, Tensor>? recorder
    )
    {
        using var scope = NewDisposeScope();
        var pass = new ForwardPass(nn.functional.silu(Time(timesteps, added)), memories, recorder, Recomputes);
        var skips = new Stack<Tensor>();
        var h = conv_in.forward(input);
        skips.Push(h);
        foreach (var level in down_blocks)
            h = level.Forward(h, pass, skips);
        h = mid_block.Forward(h, pass);
        foreach (var level in up_blocks)
            h = level.Forward(h, pass, skips);
        return h.MoveToOuterDisposeScope();
    }

    private Tensor Time(Tensor timesteps, AddedCondition? added)
    {
        var sinusoids = TimeEmbedding.Sinusoids(timesteps, Config.Widths[0], Config.CosineFirst, Config.FrequencyShift);
        var time = time_embedding.forward(sinusoids.to(Placement.Type)); // [1 or N, T]
        if (add_embedding is null)
            return time;
        if (added is null)
            throw new InvalidOperationException("This network is conditioned on pooled text and size ids.");
        var ids = TimeEmbedding.Sinusoids(
            added.TimeIds.flatten(),
            Config.TimeIdWidth,
            Config.CosineFirst,
            Config.FrequencyShift
        );
        var embedded = ids.reshape(added.TimeIds.shape[0], -1).to(Placement.Type); // [1, 6·width]
        return time + add_embedding.forward(cat([added.PooledText.to(Placement.Type), embedded], 1));
    }
}

/// <summary>What larger backbones see beside the timestep (Podell et al., ICLR 2024, section 2.2).</summary>
/// <param name="PooledText">The second text encoder's pooled output. // [1, width]</param>
/// <param name="TimeIds">Original height and width, top and left of the crop, target height and width. // [1,
/// 6]</param>
internal sealed record AddedCondition(Tensor PooledText, Tensor TimeIds);
