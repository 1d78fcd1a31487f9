using LightningDrag.Imaging;
using LightningDrag.Runtime;
using LightningDrag.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Models.Compact;

/// <summary>
/// The model that ships with the project: LightningDrag's system with motion as the latent. The network says where every source pixel
/// goes and whether it stays visible; pixels are then moved at full resolution, not repainted.
/// </summary>
public sealed class CompactModel : IDragModel
{
    /// <summary>Its name in requests and on the command line.</summary>
    public const string Name = "compact";

    /// <summary>File of the motion denoiser's weights in a model folder.</summary>
    public const string DenoiserFile = "motion-denoiser.safetensors";

    /// <summary>File of the appearance encoder's weights in a model folder.</summary>
    public const string EncoderFile = "appearance-encoder.safetensors";

    private readonly AppearanceEncoder encoder;
    private readonly MotionDenoiser denoiser;

    /// <summary>The network for drafts: in bfloat16 where the processor multiplies it, which differs from float32 less than a draft does from its edit.</summary>
    private readonly Lazy<MotionDenoiser> drafts;

    private CompactModel(AppearanceEncoder encoder, MotionDenoiser denoiser, bool knowsThings)
    {
        (this.encoder, this.denoiser) = (encoder, denoiser);
        Info = new DragModelInfo(Name, WindowSize: 256, DefaultSteps: 4, ArrivesExactly: true) { FirstCandidateSteps = 1, KnowsThings = knowsThings };
        drafts = new Lazy<MotionDenoiser>(() => CpuFeatures.Current.HasBFloat16 ? Rounded(denoiser) : denoiser);
    }

    /// <inheritdoc/>
    public DragModelInfo Info { get; }

    /// <summary>Loads the weights of a model folder.</summary>
    /// <param name="folder">Holds <see cref="EncoderFile"/> and <see cref="DenoiserFile"/>.</param>
    /// <param name="options">Threads. The networks are so small that they always run on the processor, in single precision but for drafts.</param>
    /// <exception cref="LightningDragException">A file is missing, corrupt or mis-shaped; the message names file and tensors.</exception>
    public static CompactModel Load(string folder, ComputeOptions? options = null)
    {
        TorchRuntime.EnsureLoaded(options);
        var encoder = new AppearanceEncoder();
        var denoiser = new MotionDenoiser();
        try
        {
            WeightLoader.Load(encoder, Path.Combine(folder, EncoderFile));
            var saved = WeightLoader.Open(Path.Combine(folder, DenoiserFile));
            bool knowsThings = saved.Contains(MotionDenoiser.ScopeWeight); // weights from before scopes never saw things either
            using (var weights = MotionDenoiser.WithScope(saved)) WeightLoader.Load(denoiser, weights);
            encoder.eval();
            denoiser.eval();
            return new CompactModel(encoder, denoiser, knowsThings);
        }
        catch
        {
            encoder.Dispose();
            denoiser.Dispose();
            throw;
        }
    }

    /// <summary>Its networks, to compare with the weights of a folder.</summary>
    internal static IReadOnlyList<ModelPart> Parts(string folder) =>
    [
        new("appearance encoder", _ => new AppearanceEncoder(), () => WeightLoader.Open(Path.Combine(folder, EncoderFile))),
        new("motion denoiser", _ => new MotionDenoiser(), () => MotionDenoiser.OpenWeights(Path.Combine(folder, DenoiserFile))),
    ];

    /// <inheritdoc/>
    public IEncodedSource Encode(RasterImage source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        cancellationToken.ThrowIfCancellationRequested();
        float[] planes = Resampling.ToPlanes(source, Info.WindowSize);
        return new EncodedMotionSource(denoiser, drafts, source, Features(planes, isMirrored: false), () => Features(planes, isMirrored: true), Info.WindowSize);
    }

    private static MotionDenoiser Rounded(MotionDenoiser denoiser)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var rounded = new MotionDenoiser();
        rounded.to(bfloat16);
        foreach (var (from, to) in denoiser.parameters().Zip(rounded.parameters())) to.copy_(from);
        foreach (var parameter in rounded.parameters()) parameter.DetachFromDisposeScope();
        rounded.eval();
        return rounded;
    }

    private AppearanceFeatures Features(float[] planes, bool isMirrored)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        int size = Info.WindowSize;
        var window = tensor(planes, [1, 3, size, size]);
        return encoder.Encode(isMirrored ? window.flip(3) : window).Detach();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        encoder.Dispose();
        if (drafts.IsValueCreated && drafts.Value != denoiser) drafts.Value.Dispose();
        denoiser.Dispose();
    }
}
