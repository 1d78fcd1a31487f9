using System.CommandLine;
using System.Globalization;
using LightningDrag.Cli.Output;
using LightningDrag.Cli.Parsing;
using LightningDrag.Evaluation.DragBench;
using LightningDrag.Evaluation.Metrics;
using LightningDrag.Models.Compact;

namespace LightningDrag.Cli.Commands;

/// <summary><c>evaluate dragbench</c>: a model and the baselines on a copy of DragBench that the user has.</summary>
internal static class EvaluateDragBenchCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder")
        {
            Description = "DragBench's folder of categories",
            HelpName = "FOLDER",
        };
        var model = new Option<string>("--model")
        {
            Description = "Model name or folder",
            HelpName = "compact|sd15|FOLDER",
            DefaultValueFactory = _ => CompactModel.Name,
        };
        var steps = new NumberOption<int?>("--steps")
        {
            Description = "Denoising steps [default: the model's]",
            HelpName = "N",
        };
        var limit = new NumberOption<int>("--limit")
        {
            Description = "At most so many samples; 0 takes all",
            HelpName = "N",
        };
        var alexNet = new Option<string?>("--alexnet")
        {
            Description = "torchvision's AlexNet, to measure fidelity by LPIPS; with --lpips",
            HelpName = "FILE",
        };
        var channels = new Option<string?>("--lpips")
        {
            Description = "Channel weights of the LPIPS package for AlexNet; with --alexnet",
            HelpName = "FILE",
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Folder for report.json, index.html and its pictures",
            HelpName = "FOLDER",
        };
        var command = new Command(
            "dragbench",
            "Compare a model with baselines on DragBench by mean distance and image fidelity"
        )
        {
            folder,
            model,
            steps,
            limit,
            alexNet,
            channels,
            output,
        };
        command.Run(
            async (parse, terminal, cancellationToken) =>
            {
                var options = new DragBenchOptions
                {
                    Folder = parse.GetRequiredValue(folder),
                    Model = parse.GetRequiredValue(model),
                    Steps = parse.GetValue(steps),
                    Limit = parse.GetValue(limit),
                    Lpips = (parse.GetValue(alexNet), parse.GetValue(channels)) switch
                    {
                        (null, null) => null,
                        ({ } network, { } weights) => (network, weights),
                        _ => throw new UsageException("LPIPS needs both --alexnet and --lpips."),
                    },
                    Output = parse.GetValue(output),
                };
                var report = await StageProgress
                    .RunAsync(
                        terminal.Json,
                        stages =>
                            DragBenchEvaluation.RunAsync(
                                options,
                                new Forward<int>(done => stages.Report($"samples: {done}")),
                                cancellationToken
                            )
                    )
                    .ConfigureAwait(false);
                terminal.WriteLine(
                    $"{report.Count} samples; mean distance by {report.DistanceBy}, fidelity by "
                        + $"{report.FidelityBy}; means and 95 % intervals"
                );
                terminal.WriteLine($"{"method", -26}{"mean distance px", 28}{"fidelity", 28}");
                foreach (var method in report.Methods)
                    terminal.WriteLine(
                        $"{method.Name, -26}{Show(method.MeanDistance, "0.0"), 28}{Show(method.Fidelity, "0.000"), 28}"
                    );
                foreach (var skip in report.Skipped)
                    terminal.WriteLine($"left out: {skip.Key}: {skip.Reason}");
                terminal.WriteJson(report, HeavyReportJson.Default.DragBenchReport);
            }
        );
        return command;
    }

    private static string Show(Interval v, string format)
    {
        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Number(v.Value)} ({Number(v.Low)}…{Number(v.High)})";
    }
}
