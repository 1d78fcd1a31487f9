using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace LightningDrag.Runtime;

/// <summary>What a bug report needs to know of the machine.</summary>
/// <param name="Version">This library's.</param>
/// <param name="OnnxRuntime">Version of ONNX Runtime, which computes the compact model.</param>
/// <param name="DotNet">The .NET runtime.</param>
/// <param name="OperatingSystem">Its name and version.</param>
/// <param name="Processor">Name and features.</param>
/// <param name="Threads">Threads of one operation.</param>
/// <param name="Device">What runs the networks.</param>
/// <param name="Precision">Number format of the published network.</param>
/// <param name="CacheFolder">Where files that can be made again are kept.</param>
public sealed record RuntimeInfo(
    string Version,
    string OnnxRuntime,
    string DotNet,
    string OperatingSystem,
    CpuFeatures Processor,
    int Threads,
    ComputeDevice Device,
    ComputePrecision Precision,
    string CacheFolder
)
{
    /// <summary>Asks the machine.</summary>
    /// <param name="options">What would be used; null for the defaults.</param>
    public static RuntimeInfo Collect(ComputeOptions? options = null)
    {
        options ??= new ComputeOptions();
        return new RuntimeInfo(
            VersionOf(typeof(RuntimeInfo).Assembly),
            OnnxRuntimeVersion(),
            RuntimeInformation.FrameworkDescription,
            RuntimeInformation.OSDescription,
            CpuFeatures.Current,
            options.Threads,
            options.Device,
            options.ChosenPrecision,
            Runtime.CacheFolder.Path
        );
    }

    /// <summary>Whoever asks may do so because it does not load.</summary>
    private static string OnnxRuntimeVersion()
    {
        try
        {
            return OrtEnv.Instance().GetVersionString();
        }
        catch (Exception exception)
            when (exception
                    is DllNotFoundException
                        or BadImageFormatException
                        or EntryPointNotFoundException
                        or TypeInitializationException
            )
        {
            return $"does not load ({exception.GetBaseException().Message})";
        }
    }

    private static string VersionOf(Assembly assembly) =>
        (
            assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? assembly.GetName().Version?.ToString()
            ?? "unknown"
        ).Split('+')[0];
}
