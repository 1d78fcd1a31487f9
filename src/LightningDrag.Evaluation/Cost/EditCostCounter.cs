using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Appearance;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Checkpoint;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.Preprocessing;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Models.StableDiffusion.Vision;
using LightningDrag.Weights;
using LightningDrag.Weights.Hub;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Evaluation.Cost;

/// <summary>
/// Counts the multiply–adds of an edit in our order of operations and in the published pipeline's, with the same networks. They are built on the meta device from
/// a checkpoint's settings, so nothing is computed and no weights are needed; every layer that a call runs through is counted, not a formula for it.
/// </summary>
internal sealed class EditCostCounter : IDisposable
{
    private const int TextTokens = 77, ImageTokens = 4;
    private static readonly Placement Meta = new(META, ScalarType.Float32);

    private readonly DisposeScope scope = NewDisposeScope();
    private readonly DenoisingUNet denoiser;
    private readonly AppearanceUNet appearance;
    private readonly DragProcessors processors;
    private readonly PointEmbedding points;
    private readonly AutoencoderKL codec;
    private readonly ClipVisionEncoder vision;
    private readonly ImageProjection projection;
    private readonly NetworkSize size;

    /// <param name="folder">A folder of published files.</param>
    /// <param name="size">The size that the networks work at.</param>
    public EditCostCounter(string folder, NetworkSize size)
    {
        this.size = size;
        var files = PublishedModel.Of(folder) ?? throw new LightningDragException(ErrorCode.MissingWeights, $"'{folder}' does not hold the published LightningDrag network.");
        string PathOf(string part) => files.PathOf(part, folder);
        var config = UNetConfig.Read(PathOf("unet config"));
        var visionConfig = ClipVisionConfig.Read(PathOf("image encoder config"));
        int pointWidth = PublishedParts.PointWidth(WeightSource.Open(PathOf("point embedding")));
        denoiser = new DenoisingUNet(Meta, config);
        appearance = new AppearanceUNet(Meta, config);
        processors = PublishedParts.Processors(Meta, config, pointWidth);
        points = new PointEmbedding(Meta, pointWidth);
        codec = new AutoencoderKL(Meta, VaeConfig.Read(PathOf("vae config")));
        vision = new ClipVisionEncoder(Meta, visionConfig);
        projection = new ImageProjection(Meta, visionConfig.ProjectionWidth, ImageTokens, config.CrossAttentionWidth);
    }

    /// <summary>An edit as this program runs it.</summary>
    /// <param name="candidates">Candidates.</param>
    /// <param name="guidance">The guidance weight of each step.</param>
    /// <param name="ranked">Whether arrival is measured, which the published pipeline does not do.</param>
    public EditCost Ours(int candidates, IReadOnlyList<float> guidance, bool ranked)
    {
        long prepare = (2 * Encode(1)) + Look() + Embed();
        long remember = MultiplyAdds.Of(() => Memory(candidates).Dispose());
        long both = Step(candidates, GuidanceBranch.Both), conditional = Step(candidates, GuidanceBranch.Conditional);
        return new EditCost(
            prepare,
            Appear(candidates) + remember + Text(1) + (ranked ? Appear(candidates) : 0),
            guidance.Sum(weight => weight == 1 ? conditional : both),
            candidates * Decode());
    }

    /// <summary>
    /// The same edit in the published pipeline's order: the source encoded once for each candidate, for the starting latent and again for the reference; the
    /// appearance encoder on both guidance halves; reference tokens, points, text and image tokens projected anew at every step, in both halves.
    /// </summary>
    /// <param name="candidates">Candidates.</param>
    /// <param name="steps">Denoising steps.</param>
    public EditCost Published(int candidates, int steps)
    {
        long prepare = Encode(1) + Encode(2 * candidates) + Look() + MultiplyAdds.Of(() => projection.forward(Empty(1, projection.Inputs))) + Embed();
        // What one candidate's memory takes, for both halves of all candidates: its keys serve one half, so the other half's projection comes on top.
        long remember = 2 * MultiplyAdds.Of(() => Memory(candidates).Dispose()) + Text(2 * candidates);
        return new EditCost(prepare, Appear(2 * candidates) + Text(2 * candidates), steps * (Step(candidates, GuidanceBranch.Both) + remember), candidates * Decode());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        IDisposable[] networks = [denoiser, appearance, processors, points, codec, vision, projection];
        foreach (var network in networks) network.Dispose();
        scope.Dispose();
    }

    private static Tensor Empty(params long[] shape) => empty(shape, device: META);

    private (long Height, long Width) Latent => (size.Height / codec.Downscale, size.Width / codec.Downscale);

    private long Encode(int count) => count * MultiplyAdds.Of(() => codec.EncodeMoments(Empty(1, 3, size.Height, size.Width)));

    private long Decode() => MultiplyAdds.Of(() => codec.DecodeUnscaled(Empty(1, codec.LatentChannels, Latent.Height, Latent.Width)));

    private long Look() => MultiplyAdds.Of(() => projection.forward(vision.Embed(Empty(1, 3, ClipPicture.Side, ClipPicture.Side))));

    private long Embed() => MultiplyAdds.Of(() => points.Forward(Empty(1, 2, size.Height, size.Width)));

    private long Text(int count) => count * MultiplyAdds.Of(() => denoiser.RememberText(Empty(1, TextTokens, denoiser.Config.CrossAttentionWidth)));

    private long Appear(int count) => count * MultiplyAdds.Of(() => Bank(1));

    private IReadOnlyList<Tensor> Bank(int count) => appearance.Encode(
        Empty(count, codec.LatentChannels, Latent.Height, Latent.Width), appearance.RememberText(Empty(1, TextTokens, appearance.Config.CrossAttentionWidth)));

    private EditMemory Memory(int candidates)
    {
        var bank = appearance.Sites.Select(site => Empty(candidates, Tokens(site), site.Width)).ToArray();
        var levels = Enumerable.Range(0, 4).Select(level => new PointFeatures(Level(level), Level(level))).ToArray();
        var text = Uncounted(() => denoiser.RememberText(Empty(1, TextTokens, denoiser.Config.CrossAttentionWidth)));
        return EditMemory.Create(denoiser, processors, text, Empty(1, ImageTokens, denoiser.Config.CrossAttentionWidth), bank, levels);

        Tensor Level(int level) => Empty(1, PointEmbedding.ChannelsAt(points.Width, level), Halved(Latent.Height, level), Halved(Latent.Width, level));
    }

    private long Step(int candidates, GuidanceBranch branch)
    {
        using var memory = Memory(candidates);
        int batch = branch == GuidanceBranch.Both ? 2 * candidates : candidates;
        var memories = memory.Of(branch, 0, candidates);
        return MultiplyAdds.Of(() => denoiser.Forward(Empty(batch, denoiser.Config.InChannels, Latent.Height, Latent.Width), 1, memories));
    }

    private long Tokens(TransformerSite site) => Halved(Latent.Height, site.Level) * Halved(Latent.Width, site.Level);

    private static long Halved(long side, int times) => (side + (1L << times) - 1) >> times;

    /// <summary>Text is projected once for all edits, so an edit's memory does not count it.</summary>
    private static T Uncounted<T>(Func<T> make)
    {
        using var pause = MultiplyAdds.Pause();
        return make();
    }
}
