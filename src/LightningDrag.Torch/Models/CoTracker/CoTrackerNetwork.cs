using LightningDrag.Models.CoTracker.Features;
using LightningDrag.Models.CoTracker.Transformer;
using LightningDrag.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using LayerNorm = LightningDrag.Models.Layers.LayerNorm;
using Linear = LightningDrag.Models.Layers.Linear;

namespace LightningDrag.Models.CoTracker;

/// <summary>
/// CoTracker2 (Karaev et al., "CoTracker: It is Better to Track Together", ECCV 2024): follows points through a window
/// of frames, all together, by repeated correction. Names of the tensors as published.
/// </summary>
internal sealed class CoTrackerNetwork : nn.Module
{
    private readonly Parameter time_emb;
    private readonly Parameter pos_emb;
    private readonly FeatureEncoder fnet;
    private readonly UpdateTransformer updateformer;
    private readonly LayerNorm norm; // published as a group norm of one group, which is the same for a single vector
    private readonly ModuleList<Linear> track_feat_updater;
    private readonly ModuleList<Linear> vis_predictor;

    public CoTrackerNetwork(Placement placement, CoTrackerConfig config)
        : base(nameof(CoTrackerNetwork))
    {
        Config = config;
        time_emb = placement.Parameter(1, config.WindowLength, config.InputWidth);
        pos_emb = placement.Parameter(1, config.InputWidth, config.MapHeight, config.MapWidth);
        fnet = new FeatureEncoder(placement, config.FeatureWidth);
        updateformer = new UpdateTransformer(placement, config);
        norm = new LayerNorm(placement, config.FeatureWidth);
        track_feat_updater = new ModuleList<Linear>(new Linear(placement, config.FeatureWidth, config.FeatureWidth));
        vis_predictor = new ModuleList<Linear>(new Linear(placement, config.FeatureWidth, 1));
        RegisterComponents();
    }

    public CoTrackerConfig Config { get; }

    public Device Device => time_emb.device;

    /// <summary>Rows and columns of the frames that the network was trained at.</summary>
    public (int Height, int Width) Resolution =>
        (Config.MapHeight * CoTrackerConfig.Stride, Config.MapWidth * CoTrackerConfig.Stride);

    internal FeatureEncoder Encoder => fnet;

    internal UpdateTransformer Transformer => updateformer;

    /// <summary>Features of frames. // [n, 3, H, W], RGB on 0…255</summary>
    public FeaturePyramid Encode(Tensor frames)
    {
        using var scope = NewDisposeScope();
        return FeaturePyramid.Of((frames.to(float32) * 2 / 255 - 1).Then(fnet.forward));
    }

    /// <summary>Corrects the tracks of a window.</summary>
    /// <param name="pyramid">Features of its S frames.</param>
    /// <param name="start">What is assumed of its tracks at first.</param>
    /// <param name="iterations">Corrections, at least 1.</param>
    /// <param name="referenceFaults">See <see cref="SpaceMasks"/>.</param>
    public WindowResult Correct(FeaturePyramid pyramid, WindowStart start, int iterations, bool referenceFaults)
    {
        using var scope = NewDisposeScope();
        Tensor position = PositionAt(start.Places);
        Tensor places = start.Places,
            features = start.Features;
        for (int i = 0; i < iterations; i++)
        {
            Tensor tokens = Tokens(pyramid, start, places, features, position);
            // [S, N, 2 + L]
            Tensor delta = tokens.Then(t => updateformer.Forward(t, start.Active, referenceFaults)).transpose(0, 1);
            places = places + delta.narrow(-1, 0, 2);
            features = features + FeatureCorrection(delta.narrow(-1, 2, Config.FeatureWidth));
            delta.Dispose();
        }

        return new WindowResult(
            places.MoveToOuterDisposeScope(),
            VisibilityLogits(features).MoveToOuterDisposeScope(),
            features.MoveToOuterDisposeScope()
        );
    }

    /// <summary>The embedding of where each track is in the window's first frame. // [S, N, 2] → [N, E]</summary>
    internal Tensor PositionAt(Tensor places)
    {
        using var scope = NewDisposeScope();
        return BorderSampling.Read(pos_emb.squeeze(0).permute(1, 2, 0), places[0]).MoveToOuterDisposeScope();
    }

    /// <summary>What the transformer sees. // [N, S, E]</summary>
    internal Tensor Tokens(FeaturePyramid pyramid, WindowStart start, Tensor places, Tensor features, Tensor position)
    {
        using var scope = NewDisposeScope();
        Tensor tokens = cat(
            [
                DisplacementEmbedding.Embed(places - places.narrow(0, 0, 1)),
                Correlation.Of(pyramid, features, places),
                features,
                start.Known.unsqueeze(-1),
                start.Logits.unsqueeze(-1),
            ],
            -1
        ); // [S, N, E]
        return (tokens.transpose(0, 1) + position.unsqueeze(1) + time_emb).MoveToOuterDisposeScope();
    }

    /// <summary>gelu(W·GN(δ) + b), with the exact gelu. // […, L] → the same</summary>
    internal Tensor FeatureCorrection(Tensor delta)
    {
        using var scope = NewDisposeScope();
        return nn.functional.gelu(track_feat_updater[0].forward(norm.forward(delta))).MoveToOuterDisposeScope();
    }

    /// <summary>// [S, N, L] → [S, N]</summary>
    private Tensor VisibilityLogits(Tensor features) => vis_predictor[0].forward(features).squeeze(-1);
}
