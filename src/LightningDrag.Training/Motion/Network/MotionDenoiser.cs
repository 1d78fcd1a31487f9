using LightningDrag.Models.Compact;
using LightningDrag.Models.Compact.Network;
using LightningDrag.Runtime;
using LightningDrag.Weights;
using LightningDrag.Weights.Views;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = LightningDrag.Models.Layers.Conv2d;
using GroupNorm = LightningDrag.Models.Layers.GroupNorm;

namespace LightningDrag.Training.Motion.Network;

/// <summary>
/// The denoising network of the motion latent as it is trained: a U-Net on 2×2 patches of the motion grid, conditioned
/// on point fields, appearance features, the timestep, the longest drag and the drag's scope. Its head mixes a
/// similarity field with a free residual: flow = σ(gate)·P₂ + r, P₂ by <see cref="HandleMatching"/>. The gate is a
/// segmentation ("moves with the handles"), learned first; the residual is everything non-rigid. What that flow covers
/// tells <see cref="LandingHead"/>. Inputs and outputs are float32, whatever the type of the weights. State-dict names
/// are those of the published prototype.
/// </summary>
internal sealed class MotionDenoiser : nn.Module
{
    private const int TimeWidth = 128;
    private const int Sinusoids = 96;
    private const int TrunkWidth = 16;
    private const int HeadWidth = 40;
    private const int Subpixels = 16;

    /// <summary>Most pixels stay visible: the logit starts at 1.5, not at 0.</summary>
    private const float VisibilityPrior = 1.5f;

    /// <summary>Names by which tensors start that files from before them lack: scopes and transformer blocks.</summary>
    private static readonly string[] Later =
    [
        "scope.",
        MotionDenoiserGraph.MiddleBlocks,
        MotionDenoiserGraph.FineBlocks,
    ];

    private readonly Sequential timeEmbedding;
    private readonly Linear scopeEmbedding;
    private readonly Conv2d input;
    private readonly Conv2d headAppearance;
    private readonly Conv2d patchAppearance;
    private readonly Conv2d[] levelAppearance;
    private readonly Level[] down;
    private readonly Level[] up;
    private readonly ResidualBlock middleIn;
    private readonly SelfAttention middleAttention;
    private readonly ResidualBlock middleOut;
    private readonly TransformerBlock[] middleBlocks;
    private readonly TransformerBlock[] fineBlocks;
    private readonly GroupNorm trunkNorm;
    private readonly Conv2d trunk;
    private readonly Conv2d head1;
    private readonly Conv2d head2;
    private readonly Conv2d headMotion;
    private readonly Sequential headConvex;
    private readonly HandleMatching matching;
    private readonly LandingHead landing;

    public MotionDenoiser()
        : base(nameof(MotionDenoiser))
    {
        int[] widths = [48, 96, 144];
        int[] appearance = [40, 112, 320];
        const int stride4 = 24;
        int inputs = PointFields.Channels + 3;

        timeEmbedding = nn.Sequential(
            nn.Linear(Sinusoids + 1, TimeWidth),
            nn.SiLU(),
            nn.Linear(TimeWidth, TimeWidth),
            nn.SiLU()
        );
        scopeEmbedding = nn.Linear(ScopeCondition.Width, TimeWidth, hasBias: false);
        using (no_grad())
            scopeEmbedding.weight!.zero_();
        input = Conv2d.Trainable(inputs * 4, widths[0], 3, padding: 1);
        headAppearance = Conv2d.Trainable(stride4, stride4, 1);
        patchAppearance = Conv2d.Trainable(stride4 * 4, widths[0], 1);
        levelAppearance = [.. widths.Select((width, level) => Conv2d.Trainable(appearance[level], width, 1))];
        down =
        [
            .. widths.Select(
                (width, level) =>
                    new Level(
                        new Stage(width, width, TimeWidth, attends: level > 0),
                        level + 1 < widths.Length
                            ? Conv2d.Trainable(width, widths[level + 1], 3, stride: 2, padding: 1)
                            : null
                    )
            ),
        ];
        middleIn = new ResidualBlock(widths[2], widths[2], TimeWidth);
        middleAttention = new SelfAttention(widths[2]);
        middleOut = new ResidualBlock(widths[2], widths[2], TimeWidth);
        middleBlocks = Blocks(MotionDenoiserGraph.MiddleBlockCount, widths[2]);
        fineBlocks = Blocks(MotionDenoiserGraph.FineBlockCount, widths[1]);
        up =
        [
            .. widths
                .Select((_, k) => widths.Length - 1 - k)
                .Select(level => new Level(
                    new Stage(widths[level] * 2, widths[level], TimeWidth, attends: level > 0),
                    level > 0 ? Conv2d.Trainable(widths[level], widths[level - 1], 3, padding: 1) : null
                )),
        ];
        trunkNorm = Normalisation.Create(widths[0]);
        trunk = Conv2d.Trainable(widths[0], TrunkWidth * 4, 1);
        head1 = Conv2d.Trainable(TrunkWidth + stride4 + inputs, HeadWidth, 3, padding: 1);
        head2 = Conv2d.Trainable(HeadWidth, HeadWidth, 3, padding: 1);
        headMotion = Conv2d.Trainable(HeadWidth, 4, 3, padding: 1);
        headConvex = nn.Sequential(
            Conv2d.Trainable(HeadWidth + stride4, 48, 1),
            nn.SiLU(),
            Conv2d.Trainable(48, 9 * Subpixels, 1)
        );
        matching = new HandleMatching(HeadWidth + stride4);
        landing = new LandingHead(HeadWidth + stride4);

        register_module("te", timeEmbedding);
        register_module("scope", scopeEmbedding);
        register_module("inp", input);
        register_module("f4", headAppearance);
        register_module("f4d", patchAppearance);
        register_module("fp", nn.ModuleList<nn.Module>(levelAppearance));
        register_module("down", nn.ModuleList<nn.Module>(down));
        register_module("m1", middleIn);
        register_module("ma", middleAttention);
        register_module("m2", middleOut);
        register_module(MotionDenoiserGraph.MiddleBlocks, nn.ModuleList<nn.Module>(middleBlocks));
        register_module(MotionDenoiserGraph.FineBlocks, nn.ModuleList<nn.Module>(fineBlocks));
        register_module("up", nn.ModuleList<nn.Module>(up));
        register_module("on", trunkNorm);
        register_module("oc", trunk);
        register_module("h1", head1);
        register_module("h2", head2);
        register_module("h3", headMotion);
        register_module("hm", headConvex);
        register_module("match", matching);
        register_module("land", landing);

        static TransformerBlock[] Blocks(int count, int width) =>
            [.. Enumerable.Range(0, count).Select(_ => new TransformerBlock(width))];
    }

    /// <summary>
    /// A network that has learned nothing. Its values follow from the seed alone: libtorch's own source of random
    /// numbers, from which layers draw when they are made, belongs to everything that runs in the process.
    /// </summary>
    /// <param name="seed">Decides what each layer starts with: values uniform within ±1/√(inputs of one output), as
    /// PyTorch's do. Layers that start at zero stay there.</param>
    public static MotionDenoiser Untrained(ulong seed)
    {
        var denoiser = new MotionDenoiser();
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var generator = new Generator(seed);
        var parameters = denoiser.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (var (name, weight) in parameters.Where(p => p.Value.dim() > 1 && p.Value.any().item<bool>()))
        {
            double bound = InitialValues.BoundOf(weight);
            InitialValues.Draw(weight, bound, generator);
            if (parameters.TryGetValue(Path.ChangeExtension(name, "bias"), out var bias))
                InitialValues.Draw(bias, bound, generator);
        }

        return denoiser;
    }

    /// <summary>Loads saved weights, to denoise and not to train.</summary>
    /// <exception cref="LightningDragException">The file is missing, corrupt, or another network's.</exception>
    public static MotionDenoiser Load(string path)
    {
        TorchRuntime.EnsureLoaded();
        var denoiser = new MotionDenoiser();
        try
        {
            denoiser.Take(WeightLoader.Open(path));
            denoiser.eval();
            return denoiser;
        }
        catch
        {
            denoiser.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes saved weights; those of networks that did not know scopes or had no transformer blocks yet count as zeros
    /// there, which changes nothing.
    /// </summary>
    /// <param name="weights">Disposed of here.</param>
    /// <exception cref="LightningDragException">They are corrupt, or another network's.</exception>
    public void Take(IWeightSource weights) => Take(weights, own => zeros_like(own));

    /// <summary>
    /// Takes saved weights to train on: what they lack keeps its fresh values, for nothing is learned where all is
    /// zero.
    /// </summary>
    /// <param name="weights">Disposed of here.</param>
    /// <exception cref="LightningDragException">They are corrupt, or another network's.</exception>
    public void StartFrom(IWeightSource weights) => Take(weights, own => own);

    private void Take(IWeightSource weights, Func<Tensor, Tensor> filling)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var fillings = named_parameters()
            .Where(p => Later.Any(prefix => p.name.StartsWith(prefix, StringComparison.Ordinal)))
            .ToDictionary(p => p.name, p => filling(p.parameter));
        using var filled = new FilledWeights(weights, fillings);
        WeightLoader.Load(this, filled);
    }

    /// <summary>One denoising step.</summary>
    /// <param name="latent">Noisy motion latent z_t. // [N, 3, h, w], h and w multiples of 8</param>
    /// <param name="fields">Point fields. // [N, 11, h, w]</param>
    /// <param name="features">Appearance features of the source; a batch of 1 serves all candidates.</param>
    /// <param name="timestep">t on 0…999. // [N]</param>
    /// <param name="longestDrag">L in window pixels. // [N]</param>
    /// <param name="handles">The point pairs themselves; a batch of 1 serves all candidates.</param>
    /// <param name="scope">What the drag means, as <see cref="ScopeCondition"/> has it; null: unknown. // [N,
    /// 2]</param>
    public DenoiserOutput Forward(
        Tensor latent,
        Tensor fields,
        AppearanceFeatures features,
        Tensor timestep,
        Tensor longestDrag,
        HandleSet handles,
        Tensor? scope = null
    )
    {
        using var disposal = NewDisposeScope();
        long batch = latent.shape[0];
        var type = input.Weight.dtype;
        var time = EmbedTime(timestep, longestDrag, type); // [N, 128]
        if (scope is not null)
            time += scopeEmbedding.call(scope.to(type));
        var x = cat([latent, fields], 1).to(type); // [N, 14, h, w]

        var stride4 = headAppearance.call(features.Stride4.to(type)); // [1 or N, 24, h, w]
        var h =
            input.call(nn.functional.pixel_unshuffle(x, 2))
            + patchAppearance.call(nn.functional.pixel_unshuffle(stride4, 2));
        Tensor[] pyramid = [features.Stride8, features.Stride16, features.Stride32];
        var skips = new Stack<Tensor>();
        for (int level = 0; level < down.Length; level++)
        {
            h = h + levelAppearance[level].call(pyramid[level].to(type));
            h = down[level].Stage.Forward(h, time);
            skips.Push(h);
            if (down[level].Resample is { } shrink)
                h = shrink.call(h);
        }

        h = middleOut.Forward(middleAttention.call(middleIn.Forward(h, time)), time);
        foreach (var block in middleBlocks)
            h = block.call(h);
        foreach (var (number, level) in up.Index())
        {
            h = level.Stage.Forward(cat([h, skips.Pop()], 1), time);
            foreach (var block in number == 1 ? fineBlocks : [])
                h = block.call(h);
            if (level.Resample is { } grow)
                h = grow.call(nn.functional.interpolate(h, scale_factor: [2, 2], mode: InterpolationMode.Nearest));
        }

        h = nn.functional.pixel_shuffle(trunk.call(nn.functional.silu(trunkNorm.call(h))), 2); // [N, 16, h, w]
        stride4 = stride4.expand(batch, -1, -1, -1);
        h = nn.functional.silu(head1.call(cat([h, stride4, x], 1)));
        h = nn.functional.silu(head2.call(h));
        var motion = headMotion.call(h).to(float32); // [N, 4, h, w]
        h = cat([h, stride4], 1); // [N, 64, h, w]
        var convex = headConvex.call(h).to(float32); // [N, 144, h, w]

        var (similarity, affinity) = matching.Forward(h, handles);
        var gate = motion.narrow(1, 0, 1) + affinity;
        var flow = (sigmoid(gate) * similarity) + motion.narrow(1, 1, 2);
        var visibility = motion.narrow(1, 3, 1) + VisibilityPrior + landing.Forward(flow, gate, longestDrag, h);
        return new DenoiserOutput(flow, gate, visibility, convex).MoveTo(disposal);
    }

    private Tensor EmbedTime(Tensor timestep, Tensor longestDrag, ScalarType type)
    {
        var frequencies = exp(arange(Sinusoids / 2, float32) * (-Math.Log(10000) / (Sinusoids / 2)));
        var angles = timestep.to(float32).unsqueeze(1) * frequencies.unsqueeze(0);
        return timeEmbedding.call(cat([sin(angles), cos(angles), log(longestDrag / 64f).unsqueeze(1)], 1).to(type));
    }

    /// <summary>
    /// One resolution of the U-Net: a stage and, between levels, a convolution that changes the resolution.
    /// </summary>
    /// <remarks>
    /// A list, not fields: TorchSharp names a list's children "0", "1", … which the state dict asks for.
    /// </remarks>
    private sealed class Level : ModuleList<nn.Module>
    {
        public Level(Stage stage, Conv2d? resample)
        {
            Add(nn.ModuleList<nn.Module>(stage));
            if (resample is not null)
                Add(resample);
        }

        public Stage Stage => (Stage)((ModuleList<nn.Module>)this[0])[0];

        public Conv2d? Resample => Count > 1 ? (Conv2d)this[1] : null;
    }

    /// <summary>A residual block and, at the coarser levels, self-attention.</summary>
    private sealed class Stage : ModuleList<nn.Module>
    {
        public Stage(int input, int output, int timeWidth, bool attends)
        {
            Add(new ResidualBlock(input, output, timeWidth));
            if (attends)
                Add(new SelfAttention(output));
        }

        public Tensor Forward(Tensor h, Tensor time)
        {
            h = ((ResidualBlock)this[0]).Forward(h, time);
            return Count > 1 ? ((SelfAttention)this[1]).call(h) : h;
        }
    }
}

/// <summary>What one denoising step predicts, on the motion grid.</summary>
/// <param name="Flow">Forward flow in units of L. // [N, 2, h, w]</param>
/// <param name="GateLogit">Logit of "moves with the handles". // [N, 1, h, w]</param>
/// <param name="VisibilityLogit">Logit of "stays visible". // [N, 1, h, w]</param>
/// <param name="Convex">Logits of the convex upsampling. // [N, 144, h, w]</param>
internal sealed record DenoiserOutput(Tensor Flow, Tensor GateLogit, Tensor VisibilityLogit, Tensor Convex)
    : IDisposable
{
    /// <summary>Hands the tensors to the scope outside <paramref name="scope"/>.</summary>
    public DenoiserOutput MoveTo(DisposeScope scope)
    {
        scope.MoveToOuter(Flow, GateLogit, VisibilityLogit, Convex);
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flow.Dispose();
        GateLogit.Dispose();
        VisibilityLogit.Dispose();
        Convex.Dispose();
    }
}
