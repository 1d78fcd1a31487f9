using LightningDrag.Models.Layers;
using LightningDrag.Runtime;
using LightningDrag.Weights;
using LightningDrag.Weights.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker.Checkpoint;

/// <summary>
/// Loads CoTracker2 from a file that the user has: its licence does not let it come with this project.
/// </summary>
internal static class CoTrackerCheckpoint
{
    /// <summary>What a user must be told once when the network is used.</summary>
    public const string LicenceNotice =
        "CoTracker2's weights are licensed for non-commercial use only (CC BY-NC 4.0, "
        + "https://creativecommons.org/licenses/by-nc/4.0/), and so may be what is made with them.";

    /// <summary>How training saves it: in a dictionary under this name.</summary>
    private const string TrainingPrefix = "model.";

    /// <summary>
    /// Loads the network, in float32: its displacement embedding has angles that shorter formats do not tell apart.
    /// </summary>
    /// <param name="path">The published cotracker2.pth, plain or as {"model": …}, or the same tensors as
    /// safetensors.</param>
    /// <param name="options">Device and threads; its precision is not used.</param>
    /// <param name="heads">Attention heads, which a file does not tell; null for heads of 48 channels as in all
    /// published ones.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.MissingWeights"/>: no such file; <see cref="ErrorCode.InvalidFile"/>: it is corrupt or
    /// another network's: the message names the tensors that are missing, surplus or mis-shaped;
    /// <see cref="ErrorCode.Unsupported"/>: no such device.
    /// </exception>
    public static CoTrackerNetwork Load(string path, ComputeOptions? options = null, int? heads = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        TorchRuntime.EnsureLoaded(options);
        using IWeightSource weights = WeightLoader.Open(path).Renamed(PlainName);
        var config = CoTrackerShapes.Read(weights, heads);
        // Without memory first: a file may claim sizes that it has no tensors for.
        using (
            var shapes = new CoTrackerNetwork(new Placement(new Device(DeviceType.META), ScalarType.Float32), config)
        )
            WeightLoader.RequireFit(shapes.state_dict(), weights);
        var placement = new Placement(
            (options ?? new ComputeOptions()).Device == ComputeDevice.Cuda ? CUDA : CPU,
            ScalarType.Float32
        );
        var network = new CoTrackerNetwork(placement, config);
        try
        {
            WeightLoader.Load(network, weights);
            network.eval();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static string PlainName(string name) =>
        name.StartsWith(TrainingPrefix, StringComparison.Ordinal) ? name[TrainingPrefix.Length..] : name;
}
