using System.Security.Cryptography;
using System.Text;
using LightningDrag.Runtime;

namespace LightningDrag.Models.Compact.Network;

/// <summary>
/// The two networks of the compact model on ONNX Runtime, from arrays to arrays. Thread-safe. Nothing is computed in a
/// lower precision than float32.
/// </summary>
internal sealed class CompactNetwork : ICompactNetwork
{
    private readonly OnnxSession encoder;
    private readonly OnnxSession denoiser;

    private CompactNetwork(OnnxSession encoder, OnnxSession denoiser, int window) =>
        (this.encoder, this.denoiser, Window) = (encoder, denoiser, window);

    /// <summary>Side of the window, in pixels.</summary>
    public int Window { get; }

    /// <summary>Side of the motion grid, in cells.</summary>
    public int Grid => Window / MotionLatent.Stride;

    /// <summary>Loads the weights of a model folder.</summary>
    /// <param name="folder">Holds <see cref="CompactModel.EncoderFile"/> and
    /// <see cref="CompactModel.DenoiserFile"/>.</param>
    /// <param name="window">Side of the window, a multiple of 32.</param>
    /// <param name="threads">Threads of one operation.</param>
    /// <param name="cacheFolder">Where optimised graphs are kept; null for the user's cache folder.</param>
    /// <param name="device">What computes.</param>
    /// <exception cref="LightningDragException">A file is missing, corrupt or mis-shaped; the message names file and
    /// tensors.</exception>
    public static CompactNetwork Load(
        string folder,
        int window,
        int threads,
        string? cacheFolder = null,
        ComputeDevice device = ComputeDevice.Cpu
    )
    {
        cacheFolder ??= OptimisedGraph.DefaultFolder;

        // Both at once: their loading is a third of a cold start.
        var encoder = Task.Run(() => Open(CompactGraphs.Encoder));
        var denoiser = Task.Run(() => Open(CompactGraphs.Denoiser));
        try
        {
            return new CompactNetwork(encoder.GetAwaiter().GetResult(), denoiser.GetAwaiter().GetResult(), window);
        }
        catch
        {
            DisposeOf(encoder);
            DisposeOf(denoiser);
            throw;
        }

        static void DisposeOf(Task<OnnxSession> opening)
        {
            Task.WaitAny(opening);
            if (opening.IsCompletedSuccessfully)
                opening.Result.Dispose();
        }

        OnnxSession Open(CompactGraphs part)
        {
            string path = Path.Combine(folder, part.File);
            using var weights = NetworkWeights.Open(path);
            var cache = OptimisedGraph.Of(cacheFolder, part.Name, Identity(path, window), OnnxSession.RuntimeVersion);
            return OnnxSession.Open(cache, () => part.Model(weights, window), threads, device);
        }
    }

    /// <inheritdoc/>
    public AppearanceMaps Encode(float[] planes)
    {
        int count = Whole(planes, 3 * Window * Window, nameof(planes));
        var maps = new AppearanceMaps(count, Window);
        encoder.Run([new NamedTensor(AppearanceEncoderGraph.Image, planes, count, 3, Window, Window)], maps.Tensors());
        return maps;
    }

    /// <inheritdoc/>
    public MotionPrediction Denoise(float[] latent, int timestep, DragInputs drags, AppearanceMaps features)
    {
        int grid = Grid,
            count = Whole(latent, MotionLatent.Channels * grid * grid, nameof(latent));
        if (drags.Count != features.Count || (drags.Count != 1 && drags.Count != count))
        {
            throw new ArgumentException(
                $"{count} candidates go with 1 or {count} drags and as many windows, not with {drags.Count} and "
                    + $"{features.Count}.",
                nameof(drags)
            );
        }

        float[] timesteps = new float[count];
        Array.Fill(timesteps, timestep);
        var prediction = new MotionPrediction(count, grid);
        denoiser.Run(
            [
                new NamedTensor(MotionDenoiserGraph.Latent, latent, count, MotionLatent.Channels, grid, grid),
                new NamedTensor(MotionDenoiserGraph.Timestep, timesteps, count),
                .. drags.Tensors(grid),
                .. features.Tensors(),
            ],
            prediction.Tensors()
        );
        return prediction;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        encoder.Dispose();
        denoiser.Dispose();
    }

    /// <summary>A hash of all that the graph follows from: the weights and the code that writes it.</summary>
    private static byte[] Identity(string path, int window)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (var file = File.OpenRead(path))
            hash.AppendData(SHA256.HashData(file));
        hash.AppendData(Encoding.UTF8.GetBytes($"{typeof(CompactNetwork).Module.ModuleVersionId} {window}"));
        return hash.GetHashAndReset();
    }

    private static int Whole(float[] elements, int each, string name) =>
        elements.Length > 0 && elements.Length % each == 0
            ? elements.Length / each
            : throw new ArgumentException($"{elements.Length} numbers are not a whole number of {each}.", name);
}
