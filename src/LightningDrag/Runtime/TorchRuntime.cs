using System.Runtime.InteropServices;
using TorchSharp;

namespace LightningDrag.Runtime;

/// <summary>Makes libtorch ready once per process: loads it, tunes the allocator, sets the threads.</summary>
public static partial class TorchRuntime
{
    private static readonly Lock Gate = new();
    private static bool loaded;

    /// <summary>The corrected copy of TorchSharp's native library that was loaded; null where the machine needs none.</summary>
    public static string? CorrectedLibrary { get; private set; }

    /// <summary>Loads libtorch on the first call and applies <paramref name="options"/>; later calls without options do nothing.</summary>
    /// <param name="options">Device and threads; null for the defaults on the first call.</param>
    /// <exception cref="LightningDragException">libtorch does not load, an option is out of range, or there is no such device.</exception>
    public static void EnsureLoaded(ComputeOptions? options = null)
    {
        options?.Validate();
        lock (Gate)
        {
            if (!loaded)
            {
                TuneAllocator();
                CorrectedLibrary = NativeLibraries.Load();
                options ??= new ComputeOptions();
                options.Validate();
                loaded = true;
            }

            if (options is null) return;
            torch.set_num_threads(options.Threads);
            if (options.Device == ComputeDevice.Cuda && !torch.cuda.is_available())
            {
                throw new LightningDragException(ErrorCode.Unsupported, "No CUDA device can be used (no device, no driver, or libtorch without CUDA); use the device cpu.");
            }
        }
    }

    /// <summary>
    /// Keeps freed blocks of up to a gigabyte with glibc's allocator: tensors come and go by the hundred megabytes, and a fifth of a training
    /// step went to page faults without.
    /// </summary>
    private static void TuneAllocator()
    {
        const int trimThreshold = -1, mmapThreshold = -3, gibibyte = 1 << 30;
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = SetAllocatorOption(mmapThreshold, gibibyte);
            _ = SetAllocatorOption(trimThreshold, gibibyte);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc has no mallopt and no such thresholds.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetAllocatorOption(int parameter, int value);
}
