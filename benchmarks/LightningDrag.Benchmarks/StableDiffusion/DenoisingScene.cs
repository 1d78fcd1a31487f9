using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Checkpoint;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.UNet;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Benchmarks.StableDiffusion;

/// <summary>
/// One edit at the point where its steps begin, with random weights and random tensors of the right shapes: what a step
/// costs does not depend on the values. Full size is Stable Diffusion 1.5's.
/// </summary>
internal sealed class DenoisingScene : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly IReadOnlyList<BlockMemory> projectedText;

    /// <param name="config">The network's shape.</param>
    /// <param name="side">Side of the square latent: an eighth of the picture's.</param>
    /// <param name="candidates">n.</param>
    /// <param name="type">float32 or bfloat16.</param>
    public DenoisingScene(UNetConfig config, int side, int candidates, ScalarType type = ScalarType.Float32)
    {
        using var noGradient = no_grad();
        manual_seed(1);
        var placement = new Placement(CPU, type);
        Network = new DenoisingUNet(placement, config);
        Processors = new DragProcessors(
            placement,
            Network.Sites,
            PublishedSizes.PointWidth,
            config.CrossAttentionWidth
        );
        Fill(Network);
        Fill(Processors);
        Input = Random(candidates, config.InChannels, side, side);
        Text = Random(1, PublishedSizes.Text.Tokens, config.CrossAttentionWidth);
        Image = Random(1, PublishedSizes.ImageTokens, config.CrossAttentionWidth);
        Bank = [.. Network.Sites.Select(s => Random(candidates, (side >> s.Level) * (side >> s.Level), s.Width))];
        Points =
        [
            .. Enumerable
                .Range(0, config.Widths.Count)
                .Select(level =>
                {
                    long[] shape =
                    [
                        1,
                        PointEmbedding.ChannelsAt(PublishedSizes.PointWidth, level),
                        side >> level,
                        side >> level,
                    ];
                    return new PointFeatures(Random(shape), Random(shape));
                }),
        ];
        projectedText = Network.RememberText(Text);
        Memory = EditMemory.Create(Network, Processors, projectedText, Image, Bank, Points);

        Tensor Random(params long[] shape) => randn(shape).to(type);
    }

    public DenoisingUNet Network { get; }

    public DragProcessors Processors { get; }

    public EditMemory Memory { get; }

    /// <summary>// [n, 9, side, side]</summary>
    public Tensor Input { get; }

    public Tensor Text { get; }

    public Tensor Image { get; }

    public IReadOnlyList<Tensor> Bank { get; }

    public IReadOnlyList<PointFeatures> Points { get; }

    /// <summary>A step as the library does it. // [n or 2n, 4, side, side]</summary>
    public Tensor Step(GuidanceBranch branch, float timestep = 481)
    {
        using var inner = NewDisposeScope();
        int candidates = (int)Input.shape[0];
        var input = branch == GuidanceBranch.Both ? cat([Input, Input], 0) : Input;
        return Network.Forward(input, timestep, Memory.Of(branch, 0, candidates)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        Memory.Dispose();
        Processors.Dispose();
        Network.Dispose();
        scope.Dispose();
    }

    /// <summary>Gaussians that keep the size of what passes through; norms near 1.</summary>
    private static void Fill(nn.Module module)
    {
        foreach (var (name, values) in module.state_dict())
        {
            bool isNorm = values.dim() == 1 && name.EndsWith("weight", StringComparison.Ordinal);
            double spread = values.dim() > 1 ? 1 / Math.Sqrt(values.numel() / (double)values.shape[0]) : 0.1;
            values.normal_(isNorm ? 1 : 0, spread);
        }
    }
}
