using System.CommandLine;
using System.Globalization;
using LightningDrag.Cli.Output;
using LightningDrag.Cli.Parsing;
using LightningDrag.Training;
using LightningDrag.Training.Latent;
using LightningDrag.Training.Planning;

namespace LightningDrag.Cli.Commands;

/// <summary><c>train --plan</c>: what a run would take, without starting it.</summary>
internal sealed class TrainingPlanOptions
{
    private static readonly TrainingHardware Defaults = new();

    private readonly Option<bool> plan = new("--plan")
    {
        Description = "Print memory, arithmetic and time of the run, and do nothing; --config may be sdxl too",
    };
    private readonly Option<int> devices = new NumberOption<int>("--devices")
    {
        Description = "Plan: devices, one process each",
        HelpName = "N",
        DefaultValueFactory = _ => Defaults.Devices,
    };
    private readonly Option<double> memory = new NumberOption<double>("--device-memory")
    {
        Description = "Plan: memory of each device in GiB",
        HelpName = "GIB",
        DefaultValueFactory = _ => Defaults.MemoryGiB,
    };
    private readonly Option<double> speed = new NumberOption<double>("--teraflops")
    {
        Description = "Plan: what each device sustains, in 10^12 operations a second",
        HelpName = "X",
        DefaultValueFactory = _ => Defaults.TeraFlops,
    };
    private readonly Option<double> bandwidth = new NumberOption<double>("--bandwidth")
    {
        Description = "Plan: what each device sends to the others, in GB/s",
        HelpName = "X",
        DefaultValueFactory = _ => Defaults.GigabytesPerSecond,
    };

    public void AddTo(Command command)
    {
        Option[] options = [plan, devices, memory, speed, bandwidth];
        foreach (var option in options)
            command.Add(option);
    }

    public bool IsWanted(ParseResult parse) => parse.GetValue(plan);

    /// <summary>Prints the plan.</summary>
    public void Print(ParseResult parse, string config, TrainingLoopOptions options, Terminal terminal)
    {
        var hardware = new TrainingHardware(
            parse.GetValue(devices),
            parse.GetValue(memory),
            parse.GetValue(speed),
            parse.GetValue(bandwidth)
        );
        var result =
            config == TrainingConfiguration.Sdxl
                ? TrainingPlanner.PlanSdxl((LatentTrainingOptions)options, hardware)
                : TrainingPlanner.Plan(options, hardware);
        foreach (string line in Lines(result))
            terminal.WriteLine(line);
        terminal.WriteJson(result, HeavyReportJson.Default.TrainingPlan);
    }

    private static IEnumerable<string> Lines(TrainingPlan plan)
    {
        var (cost, hardware) = (plan.Cost, plan.Hardware);
        string Line(string what, string value) => $"{what, -26}{value}";
        yield return Line(
            "model",
            string.Create(CultureInfo.InvariantCulture, $"{cost.Name} at {cost.Window} x {cost.Window} pixels")
        );
        yield return Line(
            "parameters",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{cost.TrainedParameters / 1e6:0.0} million trained, {cost.FrozenParameters / 1e6:0.0} million frozen"
            )
        );
        yield return Line(
            "arithmetic",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{cost.FlopsPerSample / 1e9:0.#} GFLOP a sample, "
                    + $"{cost.FlopsPerSample / 1e12 * plan.Batch:0.###} TFLOP a step of {plan.Batch}"
            )
        );
        yield return Line(
            "state",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{plan.StateBytes / (double)(1 << 30):0.0} GiB on each device; "
                    + $"{plan.CheckpointBytes / (double)(1 << 30):0.0} GiB a checkpoint"
            )
        );
        yield return Line(
            "activations",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{cost.ActivationBytesPerSample / (double)(1 << 30):0.00} GiB a sample, right to a factor of two"
            )
        );
        yield return plan.Accumulation == 0
            ? Line(
                "does not fit",
                $"{plan.BytesPerDevice / (double)(1 << 30):0.0} GiB are needed for a single sample, a device has "
                    + $"{hardware.MemoryGiB:0.#}: take larger devices, a smaller window, frozenPrecision BFloat16 "
                    + $"or recompute"
            )
            : Line(
                "each device",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{plan.SamplesPerDevice} samples in {plan.Accumulation} parts (accumulation), "
                        + $"{plan.BytesPerDevice / (double)(1 << 30):0.0} of {hardware.MemoryGiB:0.#} GiB"
                )
            );
        yield return Line(
            "time",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{plan.SecondsPerStep:0.000} s a step on {hardware.Devices} devices of "
                    + $"{hardware.TeraFlops:0.###} TFLOP/s; {plan.Duration.TotalHours:0.0} h for {plan.Steps} steps"
            )
        );
    }
}
