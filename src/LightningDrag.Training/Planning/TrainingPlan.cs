namespace LightningDrag.Training.Planning;

/// <summary>The machines that a plan is for.</summary>
/// <param name="Devices">Graphics cards, or processors: one process each; at least 1.</param>
/// <param name="MemoryGiB">Memory of each, in GiB.</param>
/// <param name="TeraFlops">What each sustains in training, in 10¹² floating-point operations a second: a third to a
/// half of what its maker states for dense products.</param>
/// <param name="GigabytesPerSecond">What each sends to the others, in 10⁹ bytes a second.</param>
public sealed record TrainingHardware(
    int Devices = 8,
    double MemoryGiB = 80,
    double TeraFlops = 150,
    double GigabytesPerSecond = 25
)
{
    /// <summary>Checks every value.</summary>
    /// <exception cref="LightningDragException">Names the option, the value and the range.</exception>
    public void Validate()
    {
        Require(Devices is >= 1 and <= 65536, "devices", Devices, "1 to 65536");
        Require(MemoryGiB is > 0 and < 1e6, "device memory", MemoryGiB, "above 0 GiB");
        Require(TeraFlops is > 0 and < 1e9, "teraflops", TeraFlops, "above 0");
        Require(GigabytesPerSecond is > 0 and < 1e9, "bandwidth", GigabytesPerSecond, "above 0 GB/s");
    }

    private static void Require(bool valid, string option, object value, string range)
    {
        if (!valid)
        {
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"The plan's option '{MemberWords.Of(option)}' is {value}; it must be {range}."
            );
        }
    }
}

/// <summary>What a step computes and keeps, whatever runs it.</summary>
/// <param name="Name">What is trained.</param>
/// <param name="Window">Side of the pictures in pixels.</param>
/// <param name="TrainedParameters">How many numbers are trained.</param>
/// <param name="FrozenParameters">How many are only used.</param>
/// <param name="FrozenBytes">Memory of the latter.</param>
/// <param name="MultiplyAddsPerSample">Of one forward pass over all networks.</param>
/// <param name="FlopsPerSample">Floating-point operations of a training step for one sample: a multiply–add is two, a
/// backward pass two forward ones, or one where weights are frozen.</param>
/// <param name="ActivationBytesPerSample">About what a sample adds to the memory of a step, right to a factor of
/// two.</param>
public sealed record TrainingCost(
    string Name,
    int Window,
    long TrainedParameters,
    long FrozenParameters,
    long FrozenBytes,
    long MultiplyAddsPerSample,
    long FlopsPerSample,
    long ActivationBytesPerSample
);

/// <summary>
/// Memory, work and time of a training run on given machines, before it is started. Memory of activations is an
/// estimate, right to a factor of two.
/// </summary>
/// <param name="Cost">What a step computes.</param>
/// <param name="Hardware">On what.</param>
/// <param name="Batch">Samples a step over all devices.</param>
/// <param name="Steps">Steps of the run.</param>
public sealed record TrainingPlan(TrainingCost Cost, TrainingHardware Hardware, int Batch, long Steps)
{
    /// <summary>float32: the weight, its gradient, two moments, the average.</summary>
    private const int BytesPerTrainedParameter = 5 * sizeof(float);

    private const double GiB = 1L << 30;

    /// <summary>Memory of weights, gradients, moments and averages on each device, in bytes.</summary>
    public long StateBytes => Cost.FrozenBytes + (Cost.TrainedParameters * BytesPerTrainedParameter);

    /// <summary>Samples of a step that each device computes.</summary>
    public int SamplesPerDevice => (Batch + Hardware.Devices - 1) / Hardware.Devices;

    /// <summary>Samples that fit beside the state at once, at most a device's share; 0: not even one.</summary>
    public int SamplesAtOnce =>
        (int)Math.Clamp(((Hardware.MemoryGiB * GiB) - StateBytes) / Cost.ActivationBytesPerSample, 0, SamplesPerDevice);

    /// <summary>
    /// Parts that each device must cut its share into (the option Accumulation); 0: the networks do not fit at all.
    /// </summary>
    public int Accumulation
    {
        get
        {
            if (SamplesAtOnce == 0)
                return 0;
            // Parts are of one size.
            int parts = (SamplesPerDevice + SamplesAtOnce - 1) / SamplesAtOnce;
            while (SamplesPerDevice % parts != 0)
                parts++;
            return parts;
        }
    }

    /// <summary>Memory used on each device, in bytes.</summary>
    public long BytesPerDevice =>
        StateBytes + (Cost.ActivationBytesPerSample * (Accumulation == 0 ? 1 : SamplesPerDevice / Accumulation));

    /// <summary>
    /// Time of a step in seconds: arithmetic, and what of the exchange of gradients (a ring sends everything twice) the
    /// last part's backward pass does not hide.
    /// </summary>
    public double SecondsPerStep
    {
        get
        {
            double sample = Cost.FlopsPerSample / (Hardware.TeraFlops * 1e12),
                arithmetic = sample * SamplesPerDevice;
            double exchange =
                Hardware.Devices == 1
                    ? 0
                    : 2.0 * sizeof(float) * Cost.TrainedParameters / (Hardware.GigabytesPerSecond * 1e9);
            double hidden = 2.0 / 3 * arithmetic / Math.Max(1, Accumulation);
            return arithmetic + Math.Max(0, exchange - hidden);
        }
    }

    /// <summary>Time of the whole run.</summary>
    public TimeSpan Duration =>
        TimeSpan.FromSeconds(Math.Min(SecondsPerStep * Steps, TimeSpan.MaxValue.TotalSeconds / 2));

    /// <summary>Size of a checkpoint (weights, average, moments), in bytes; two are kept.</summary>
    public long CheckpointBytes => Cost.TrainedParameters * 4 * sizeof(float);
}
