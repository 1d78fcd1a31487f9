using System.Reflection;
using LightningDrag.Models;
using LightningDrag.Models.StableDiffusion;
using LightningDrag.Models.StableDiffusion.Checkpoint;
using LightningDrag.Runtime;
using LightningDrag.Weights;
using LightningDrag.Weights.Hub;
using TorchSharp;

namespace LightningDrag.Editing;

/// <summary>What this library does for the editor, which finds it by this name.</summary>
internal sealed class TorchEntry : ITorchLibrary
{
    /// <inheritdoc/>
    public IDragModel Load(
        string folder,
        StableDiffusionOptions? options,
        ComputeOptions compute,
        CancellationToken cancellationToken
    ) => StableDiffusionModel.Load(folder, options, compute, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<CheckedPart> Check(string folder)
    {
        TorchRuntime.EnsureLoaded();
        var parts = new PublishedParts(PublishedModel.In(folder), folder);
        IEnumerable<ModelPart> all = parts.Lcm is { } lcm ? [.. parts.All, lcm] : parts.All;
        return
        [
            .. all.Select(part =>
            {
                (WeightFit fit, string path, int tensors) = part.Compare();
                return CheckedPart.Of(part.Name, path, tensors, fit);
            }),
        ];
    }

    /// <inheritdoc/>
    public int CountTensors(string path)
    {
        using IWeightSource file = WeightSource.Open(path);
        return file.Names.Count();
    }

    /// <inheritdoc/>
    public TorchInfo Describe(ComputeOptions options)
    {
        TorchRuntime.EnsureLoaded(options);
        var device = options.Device == ComputeDevice.Cuda ? DeviceType.CUDA : DeviceType.CPU;
        return new TorchInfo(
            VersionOf(typeof(torch).Assembly),
            torch.__version__,
            CudaSupport.Missing,
            ConvolutionLayouts.On(device) == ConvolutionLayout.ChannelsLast,
            TorchRuntime.UsesNnpack,
            TorchRuntime.CorrectedLibrary
        );
    }

    private static string VersionOf(Assembly assembly) =>
        (
            assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? assembly.GetName().Version?.ToString()
            ?? "unknown"
        ).Split('+')[0];
}
