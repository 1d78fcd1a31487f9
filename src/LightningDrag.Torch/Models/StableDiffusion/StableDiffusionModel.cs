using LightningDrag.Imaging;
using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Checkpoint;
using LightningDrag.Runtime;
using LightningDrag.Weights.Hub;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion;

/// <summary>
/// The published LightningDrag network (Shi et al., ICML 2025) on Stable Diffusion 1.5, with its published weights: a
/// denoising U-Net that sees the source through an appearance encoder and the points through a point embedding.
/// </summary>
public sealed class StableDiffusionModel : IDragModel
{
    /// <summary>Its name in requests and on the command line.</summary>
    public const string Name = PublishedModel.Sd15Name;

    /// <summary>Steps and guidance of section 4.1.</summary>
    private const int DdimSteps = 25,
        LcmSteps = 8;

    private const float DdimGuidance = 4,
        LcmGuidance = 3;

    private readonly StableDiffusionNetworks networks;
    private readonly StableDiffusionOptions options;

    private StableDiffusionModel(string name, StableDiffusionNetworks networks, StableDiffusionOptions options)
    {
        (this.networks, this.options) = (networks, options);
        bool lcm = options.Sampler == SamplerKind.Lcm;
        Info = new DragModelInfo(name, (int)Math.Sqrt(options.Area), lcm ? LcmSteps : DdimSteps, ArrivesExactly: false)
        {
            Sampler = options.Sampler,
            DefaultGuidance = lcm ? LcmGuidance : DdimGuidance,
            SquareWindow = false,
            JointCandidates = true,
        };
    }

    /// <inheritdoc/>
    public DragModelInfo Info { get; }

    /// <summary>The networks, for tests and tools.</summary>
    internal StableDiffusionNetworks Networks => networks;

    /// <summary>Whether a folder holds a published network, complete or not.</summary>
    public static bool IsIn(string folder) => PublishedModel.Of(folder) is not null;

    /// <summary>Loads the weights of a folder laid out as they are published.</summary>
    /// <param name="folder">Holds a folder for each repository: the base checkpoint, the VAE, IP-Adapter,
    /// LightningDrag's own and, for LCM, the LoRA.</param>
    /// <param name="options">Sampler, prompt, autoencoder, noise prior.</param>
    /// <param name="compute">Device, threads and precision.</param>
    /// <param name="cancellationToken">Stops between two networks.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.MissingWeights"/>: a file is missing; the message says which, where it comes from and which
    /// command fetches it. <see cref="ErrorCode.InvalidFile"/>: a file is damaged or belongs to another network.
    /// <see cref="ErrorCode.InvalidRequest"/>: an option is out of range.
    /// </exception>
    public static StableDiffusionModel Load(
        string folder,
        StableDiffusionOptions? options = null,
        ComputeOptions? compute = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(folder);
        options ??= new StableDiffusionOptions();
        options.Validate();
        compute ??= new ComputeOptions();
        TorchRuntime.EnsureLoaded(compute);
        var placement = new Placement(
            compute.Device == ComputeDevice.Cuda ? CUDA : CPU,
            compute.ChosenPrecision == ComputePrecision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32
        );
        return Load(folder, options, placement, cancellationToken);
    }

    /// <summary>The same wherever and in whatever precision the weights shall lie.</summary>
    internal static StableDiffusionModel Load(
        string folder,
        StableDiffusionOptions options,
        Placement placement,
        CancellationToken cancellationToken
    ) => new(Name, new NetworkLoader(folder, placement).Load(options, cancellationToken), options);

    /// <inheritdoc/>
    public IEncodedSource Encode(RasterImage source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        cancellationToken.ThrowIfCancellationRequested();
        return EncodedLatentSource.Create(networks, options, source, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => networks.Dispose();
}
