using LightningDrag.Imaging;
using LightningDrag.Models.Compact.Network;
using LightningDrag.Runtime;
using LightningDrag.Weights;

namespace LightningDrag.Models.Compact;

/// <summary>
/// The model that ships with the project: LightningDrag's system with motion as the latent. The network says where
/// every source pixel goes and whether it stays visible; pixels are then moved at full resolution, not repainted.
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
    /// <param name="network">The network.</param>
    /// <param name="knowsThings">Whether it was trained to tell whole things.</param>
    internal CompactModel(ICompactNetwork network, bool knowsThings)
    {
        this.network = network;
        Info = new DragModelInfo(Name, Window, DefaultSteps: 4, ArrivesExactly: true)
        {
            FirstCandidateSteps = 1,
            KnowsThings = knowsThings,
        };
    }

    /// <inheritdoc/>
    public DragModelInfo Info { get; }

    /// <summary>Loads the weights of a model folder.</summary>
    /// <param name="folder">Holds <see cref="EncoderFile"/> and <see cref="DenoiserFile"/>.</param>
    /// <param name="options">Threads and device. The networks are always in single precision.</param>
    /// <exception cref="LightningDragException">A file is missing, corrupt, mis-shaped or not finite; the message names
    /// file and tensors.</exception>
    public static CompactModel Load(string folder, ComputeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new ComputeOptions();
        options.Validate();
        var network = CompactNetwork.Load(folder, Window, options.Threads, device: options.Device);
        return new CompactModel(network, KnowsThings(folder));
    }

    /// <summary>
    /// Whether a folder holds weights that tell whole things; those from before scopes never saw things either.
    /// </summary>
    internal static bool KnowsThings(string folder)
    {
        try
        {
            string path = Path.Combine(folder, DenoiserFile);
            if (!File.Exists(path))
                return false;
            using var weights = SafetensorsFile.Open(path);
            return weights.Contains(MotionDenoiserGraph.ScopeWeight);
        }
        catch (LightningDragException)
        {
            // A damaged file: whoever loads it is told.
            return false;
        }
    }

    /// <inheritdoc/>
    public IEncodedSource Encode(RasterImage source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        cancellationToken.ThrowIfCancellationRequested();
        float[] planes = Resampling.ToPlanes(source, Window);
        return new EncodedMotionSource(
            network,
            source,
            Features(planes),
            () => Features(MotionMirror.Flipped(planes, Window)),
            Window
        );
    }

    private AppearanceMaps Features(float[] planes)
    {
        var maps = network.Encode(planes);
        foreach (int stride in AppearanceEncoderGraph.Strides)
            FiniteResults.Require(maps[stride], "appearance encoder");
        return maps;
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();
}
