using LightningDrag.Imaging;
using LightningDrag.Models.Compact.Network;
using LightningDrag.Runtime;

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

    private const int Window = 256;

    private readonly ICompactNetwork network;

    /// <summary>Takes a network over, whatever computes it; windows are of 256².</summary>
    internal CompactModel(ICompactNetwork network) => this.network = network;

    /// <inheritdoc/>
    public DragModelInfo Info { get; } = new(Name, Window, DefaultSteps: 4, ArrivesExactly: true) { FirstCandidateSteps = 1 };

    /// <summary>Loads the weights of a model folder.</summary>
    /// <param name="folder">Holds <see cref="EncoderFile"/> and <see cref="DenoiserFile"/>.</param>
    /// <param name="options">Threads. The networks are so small that they always run on the processor, in single precision.</param>
    /// <exception cref="LightningDragException">A file is missing, corrupt or mis-shaped; the message names file and tensors.</exception>
    public static CompactModel Load(string folder, ComputeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new ComputeOptions();
        options.Validate();
        return new CompactModel(CompactNetwork.Load(folder, Window, options.Threads));
    }

    /// <inheritdoc/>
    public IEncodedSource Encode(RasterImage source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        cancellationToken.ThrowIfCancellationRequested();
        float[] planes = Resampling.ToPlanes(source, Window);
        return new EncodedMotionSource(network, source, network.Encode(planes), () => network.Encode(MotionMirror.Flipped(planes, Window)), Window);
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();
}
