using System.Globalization;

namespace LightningDrag.Runtime;

/// <summary>What runs the networks.</summary>
public enum ComputeDevice
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>The first CUDA device.</summary>
    Cuda,

    /// <summary>The first graphics card through DirectML, on Windows; the compact model only.</summary>
    DirectMl,

    /// <summary>Apple's Core ML, on macOS; the compact model only.</summary>
    CoreMl,
}

/// <summary>Number format of weights and activations.</summary>
public enum ComputePrecision
{
    /// <summary>32-bit floating point: what every golden is stated in.</summary>
    Float32,

    /// <summary>16-bit brain floating point: faster only where the hardware multiplies it.</summary>
    BFloat16,

    /// <summary><see cref="BFloat16"/> where the processor multiplies it, else <see cref="Float32"/>.</summary>
    Auto,
}

/// <summary>Device, threads and precision; every value has a default that fits the machine.</summary>
public sealed record ComputeOptions
{
    /// <summary>Environment variable with the device: cpu, cuda, directml or coreml.</summary>
    public const string DeviceVariable = "LIGHTNINGDRAG_DEVICE";

    /// <summary>Environment variable with the number of threads.</summary>
    public const string ThreadsVariable = "LIGHTNINGDRAG_THREADS";

    /// <summary>The device; by default <see cref="DeviceVariable"/>, else the processor.</summary>
    public ComputeDevice Device { get; init; } = DeviceFromEnvironment();

    /// <summary>
    /// Threads of one operation, 1…1024; by default <see cref="ThreadsVariable"/>, else the processors that this
    /// process may use.
    /// </summary>
    public int Threads { get; init; } = ThreadsFromEnvironment();

    /// <summary>The precision of the published network. The compact model is small and always in float32.</summary>
    public ComputePrecision Precision { get; init; } = ComputePrecision.Auto;

    /// <summary>
    /// What <see cref="Precision"/> comes to on this machine: bfloat16 convolutions are ten times slower on processors
    /// without it.
    /// </summary>
    public ComputePrecision ChosenPrecision =>
        Precision != ComputePrecision.Auto ? Precision
        : Device == ComputeDevice.Cpu && CpuFeatures.Current.HasBFloat16 ? ComputePrecision.BFloat16
        : ComputePrecision.Float32;

    /// <summary>Checks the values against the machine.</summary>
    /// <exception cref="LightningDragException">Names the option, the value and the range.</exception>
    public void Validate()
    {
        if (Threads is < 1 or > 1024)
        {
            throw new LightningDragException(ErrorCode.InvalidRequest, $"Threads is {Threads}; it must be 1 to 1024.");
        }

        if (Precision == ComputePrecision.BFloat16 && Device == ComputeDevice.Cpu && !CpuFeatures.Current.HasBFloat16)
        {
            throw new LightningDragException(
                ErrorCode.Unsupported,
                "This processor has no bfloat16 arithmetic (AVX512-BF16); use float32, or auto."
            );
        }
    }

    private static ComputeDevice DeviceFromEnvironment()
    {
        string? value = Environment.GetEnvironmentVariable(DeviceVariable);
        if (string.IsNullOrEmpty(value))
            return ComputeDevice.Cpu;
        return Enum.TryParse<ComputeDevice>(value, ignoreCase: true, out var device) && Enum.IsDefined(device)
            ? device
            : throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"{DeviceVariable} is '{value}'; it must be cpu, cuda, directml or coreml."
            );
    }

    private static int ThreadsFromEnvironment()
    {
        string? value = Environment.GetEnvironmentVariable(ThreadsVariable);
        if (string.IsNullOrEmpty(value))
            return Environment.ProcessorCount;
        return
            int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int threads)
            && threads is >= 1 and <= 1024
            ? threads
            : throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"{ThreadsVariable} is '{value}'; it must be 1 to 1024."
            );
    }
}
