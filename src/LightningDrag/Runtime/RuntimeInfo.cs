using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace LightningDrag.Runtime;

/// <summary>What a bug report needs to know of the machine.</summary>
/// <param name="Version">This library's.</param>
/// <param name="TorchSharp">TorchSharp's version.</param>
/// <param name="LibTorch">libtorch's version.</param>
/// <param name="DotNet">The .NET runtime.</param>
/// <param name="OperatingSystem">Its name and version.</param>
/// <param name="Processor">Name and features.</param>
/// <param name="Threads">Threads of one operation.</param>
/// <param name="Device">cpu or cuda.</param>
/// <param name="CudaAvailable">Whether a CUDA device could be used.</param>
/// <param name="Precision">Number format.</param>
/// <param name="CacheFolder">Where files that can be made again are kept.</param>
/// <param name="ConvolutionLayout">How convolutions lie in memory on the device.</param>
/// <param name="UsesNnpack">Whether libtorch may use NNPACK; null where it does not say.</param>
/// <param name="CorrectedLibrary">Path of the corrected native library, where one is in use.</param>
public sealed record RuntimeInfo(
    string Version,
    string TorchSharp,
    string LibTorch,
    string DotNet,
    string OperatingSystem,
    CpuFeatures Processor,
    int Threads,
    ComputeDevice Device,
    bool CudaAvailable,
    ComputePrecision Precision,
    string CacheFolder,
    ConvolutionLayout ConvolutionLayout,
    bool? UsesNnpack,
    string? CorrectedLibrary)
{
    /// <summary>Loads libtorch and asks.</summary>
    /// <param name="options">What would be used; null for the defaults.</param>
    public static RuntimeInfo Collect(ComputeOptions? options = null)
    {
        options ??= new ComputeOptions();
        TorchRuntime.EnsureLoaded(options);
        return new RuntimeInfo(
            VersionOf(typeof(RuntimeInfo).Assembly),
            VersionOf(typeof(torch).Assembly),
            torch.__version__,
            RuntimeInformation.FrameworkDescription,
            RuntimeInformation.OSDescription,
            CpuFeatures.Current,
            torch.get_num_threads(),
            options.Device,
            torch.cuda.is_available(),
            options.Precision,
            Runtime.CacheFolder.Path,
            ConvolutionLayouts.On(options.Device == ComputeDevice.Cuda ? DeviceType.CUDA : DeviceType.CPU),
            TorchRuntime.UsesNnpack,
            TorchRuntime.CorrectedLibrary);
    }

    private static string VersionOf(Assembly assembly) =>
        (assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString() ?? "unknown").Split('+')[0];
}
