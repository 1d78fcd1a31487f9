using System.Runtime.InteropServices;
using TorchSharp;

namespace LightningDrag.Runtime;

/// <summary>
/// Makes libtorch ready once per process: loads it, tunes the allocator, sets the threads. All three settings are the
/// whole process's; an allocator option or OpenMP variable that the user has set stays as it is.
/// </summary>
public static partial class TorchRuntime
{
    private static readonly Lock Gate = new();
    private static bool loaded;

    /// <summary>
    /// The corrected copy of TorchSharp's native library that was loaded; null where the machine needs none.
    /// </summary>
    public static string? CorrectedLibrary { get; private set; }

    /// <summary>
    /// Whether libtorch may use NNPACK; null where it does not say, which is the case of a build without it.
    /// </summary>
    public static bool? UsesNnpack { get; private set; }

    /// <summary>
    /// Loads libtorch on the first call and applies <paramref name="options"/>; later calls without options do nothing.
    /// </summary>
    /// <param name="options">Device and threads; null for the defaults on the first call.</param>
    /// <exception cref="LightningDragException">libtorch does not load, an option is out of range, or there is no such
    /// device.</exception>
    public static void EnsureLoaded(ComputeOptions? options = null)
    {
        options?.Validate();
        lock (Gate)
        {
            if (!loaded)
            {
                ProcessLimits.Require();
                TuneAllocator();
                LetIdleThreadsSleep();
                CorrectedLibrary = NativeLibraries.Load();
                UsesNnpack = Nnpack.SwitchOff();
                options ??= new ComputeOptions();
                options.Validate();
                loaded = true;
            }

            if (options is null)
                return;
            if (options.Device is not (ComputeDevice.Cpu or ComputeDevice.Cuda))
            {
                throw new LightningDragException(
                    ErrorCode.Unsupported,
                    $"The published network does not run on {options.Device}: use the device cpu or cuda."
                );
            }

            torch.set_num_threads(options.Threads);
            if (options.Device == ComputeDevice.Cuda && !torch.cuda.is_available())
            {
                throw new LightningDragException(
                    ErrorCode.Unsupported,
                    $"No CUDA device can be used: {CudaSupport.Missing}. Or use the device cpu."
                );
            }
        }
    }

    /// <summary>
    /// Keeps freed blocks of up to a gigabyte with glibc's allocator: tensors come and go by the hundred megabytes, and
    /// a fifth of a training step went to page faults without.
    /// </summary>
    private static void TuneAllocator()
    {
        const int trimThreshold = -1,
            mmapThreshold = -3,
            gibibyte = 1 << 30,
            largestInOlderVersions = 1 << 25;
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            // glibc before 2.35 refuses an mmap threshold beyond half of its heap size.
            if (SetAllocatorOption(mmapThreshold, gibibyte) == 0)
                _ = SetAllocatorOption(mmapThreshold, largestInOlderVersions);
            _ = SetAllocatorOption(trimThreshold, gibibyte);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc has no mallopt and no such thresholds.
        }
    }

    /// <summary>
    /// Idle OpenMP threads spin by default. Where other work shares the cores (a second edit, another process) they
    /// spin in its way: two threads on two busy cores took 100 times as long over a convolution as with sleeping
    /// threads. libgomp reads the variable when it is loaded, from the C environment, which
    /// Environment.SetEnvironmentVariable does not reach.
    /// </summary>
    private static void LetIdleThreadsSleep()
    {
        const string policy = "OMP_WAIT_POLICY",
            spins = "GOMP_SPINCOUNT";
        if (
            !OperatingSystem.IsLinux()
            || Environment.GetEnvironmentVariable(policy) is not null
            || Environment.GetEnvironmentVariable(spins) is not null
        )
            return;
        _ = SetCEnvironment(policy, "PASSIVE", 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetCEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetAllocatorOption(int parameter, int value);
}
