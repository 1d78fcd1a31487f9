using TorchSharp;

namespace LightningDrag.Runtime;

/// <summary>What a graphics card lacks here.</summary>
internal static class CudaSupport
{
    /// <summary>The command that builds the program with libtorch for graphics cards.</summary>
    public const string BuildCommand = "LIGHTNINGDRAG_TORCH=cuda ./lightningdrag info";

    /// <summary>What is missing, and the command that brings it; null where a CUDA device can be used.</summary>
    public static string? Missing => torch.cuda.is_available() ? null : Describe(HasDriver, NativeLibraries.HasCuda);

    private static bool HasDriver =>
        OperatingSystem.IsWindows()
            ? File.Exists(Path.Combine(Environment.SystemDirectory, "nvcuda.dll"))
            : File.Exists("/proc/driver/nvidia/version");

    /// <summary>The same by what there is.</summary>
    /// <param name="hasDriver">A driver of an NVIDIA card.</param>
    /// <param name="hasLibrary">libtorch for graphics cards.</param>
    internal static string Describe(bool hasDriver, bool hasLibrary) =>
        (hasDriver, hasLibrary) switch
        {
            (false, false) =>
                $"no NVIDIA driver was found; with one, run '{BuildCommand}', which builds with libtorch for "
                    + $"graphics cards",
            (false, true) => "no NVIDIA driver was found: install it",
            (true, false) => $"libtorch is the one for processors: run '{BuildCommand}', which builds with the one for "
                + $"graphics cards",
            (true, true) =>
                "the driver is older than CUDA 12.8 asks for, or no card may be used (CUDA_VISIBLE_DEVICES): "
                    + "bring the driver up to date",
        };
}
