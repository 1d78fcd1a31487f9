using System.CommandLine;
using System.Globalization;
using LightningDrag.Cli.Output;
using LightningDrag.Cli.Parsing;
using LightningDrag.Evaluation;
using LightningDrag.Evaluation.Costs;
using LightningDrag.Evaluation.Metrics;
using LightningDrag.Evaluation.Reports;
using LightningDrag.Evaluation.Speed;
using LightningDrag.Models;
using LightningDrag.Models.Compact;

namespace LightningDrag.Cli.Commands;

/// <summary>
/// <c>evaluate</c> with <c>pairs</c>, <c>things</c>, <c>dragbench</c>, <c>speed</c> and <c>cost</c>: how good and how
/// fast a model is here, and how much it computes.
/// </summary>
internal static class EvaluateCommand
{
    public static Command Create() =>
        new("evaluate", "Measure a model")
        {
            CreatePairs(),
            EvaluateThingsCommand.Create(),
            EvaluateDragBenchCommand.Create(),
            CreateSpeed(),
            CreateCost(),
        };

    private static Command CreatePairs()
    {
        var model = Model();
        var photos = new Option<string?>("--photos")
        {
            Description = "Folder of photographs; synthetic pairs are made from those held back from training",
            HelpName = "FOLDER",
        };
        var synthetic = new NumberOption<int>("--synthetic-pairs")
        {
            Description = "How many synthetic pairs",
            HelpName = "N",
            DefaultValueFactory = _ => 300,
        };
        var data = new Option<string?>("--data")
        {
            Description = "Folder or tar file of real pairs",
            HelpName = "PATH",
        };
        var limit = new NumberOption<int>("--limit")
        {
            Description = "At most so many real pairs; 0 takes all",
            HelpName = "N",
        };
        var steps = new NumberOption<int?>("--steps")
        {
            Description = "Denoising steps [default: what an edit takes]",
            HelpName = "N",
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Folder for report.json, index.html and its pictures",
            HelpName = "FOLDER",
        };
        var command = new Command("pairs", "Compare a model with baselines on pairs whose outcome is known")
        {
            model,
            photos,
            synthetic,
            data,
            limit,
            steps,
            output,
        };
        command.Run(
            async (parse, terminal, cancellationToken) =>
            {
                var options = new PairEvaluationOptions
                {
                    Model = parse.GetRequiredValue(model),
                    Photos = parse.GetValue(photos),
                    SyntheticPairs = parse.GetValue(synthetic),
                    RealPairs = parse.GetValue(data),
                    RealLimit = parse.GetValue(limit),
                    Steps = parse.GetValue(steps),
                    Output = parse.GetValue(output),
                };
                var reports = await StageProgress
                    .RunAsync(
                        terminal.Json,
                        stages =>
                            PairEvaluation.RunAsync(
                                options,
                                new Forward<PairEvaluationProgress>(p => stages.Report($"{p.Pairs} pairs: {p.Done}")),
                                cancellationToken
                            )
                    )
                    .ConfigureAwait(false);
                foreach (var report in reports)
                    WritePairs(terminal, report);
                terminal.WriteJson([.. reports], HeavyReportJson.Default.PairEvaluationReportArray);
            }
        );
        return command;
    }

    private static Command CreateCost()
    {
        var candidates = new NumberOption<int>("--candidates")
        {
            Description = "Candidates of the edit",
            HelpName = "N",
            DefaultValueFactory = _ => 4,
        };
        var sampler = new NameOption<SamplerKind>("--sampler")
        {
            Description = "Ddim or Lcm",
            DefaultValueFactory = _ => SamplerKind.Ddim,
        };
        var steps = new NumberOption<int>("--steps")
        {
            Description = "Denoising steps",
            HelpName = "N",
            DefaultValueFactory = _ => 25,
        };
        var guidance = new NumberOption<float>("--guidance")
        {
            Description = "Guidance scale of the first step",
            HelpName = "W",
            DefaultValueFactory = _ => 4,
        };
        var hold = new NumberOption<int?>("--guidance-hold")
        {
            Description = "Steps after which guidance repeats its last correction [default: never]",
            HelpName = "STEPS",
        };
        var command = new Command(
            "cost",
            "Count the multiply-adds of a 512x512 edit with the published network, as it runs here and in its "
                + "authors' order of operations"
        )
        {
            candidates,
            sampler,
            steps,
            guidance,
            hold,
        };
        command.Run(
            (parse, terminal, _) =>
            {
                const int side = 512;
                var cost = EditCost.Count(
                    side,
                    side,
                    parse.GetValue(candidates),
                    parse.GetValue(sampler),
                    parse.GetValue(steps),
                    parse.GetValue(guidance),
                    parse.GetValue(hold)
                );
                terminal.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{cost.Edit / 1e12:0.00}e12 multiply-adds, {cost.Ratio:0.000} of the published order's "
                            + $"{cost.Reference / 1e12:0.00}e12; measuring arrival takes "
                            + $"{cost.Ranking / 1e12:0.00}e12 more"
                    )
                );
                terminal.WriteJson(cost, HeavyReportJson.Default.EditCost);
                return Task.CompletedTask;
            }
        );
        return command;
    }

    private static Command CreateSpeed()
    {
        var model = Model();
        var repeats = new NumberOption<int>("--repeats")
        {
            Description = "How often each edit is timed",
            HelpName = "N",
            DefaultValueFactory = _ => 20,
        };
        var command = new Command("speed", "Time edits, warm and cold, by stage, and measure memory")
        {
            model,
            repeats,
        };
        command.Run(
            async (parse, terminal, cancellationToken) =>
            {
                var options = new SpeedEvaluationOptions
                {
                    Model = parse.GetRequiredValue(model),
                    Repeats = parse.GetValue(repeats),
                    Program =
                    [
                        Environment.ProcessPath!,
                        .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
                            ? new[] { typeof(Application).Assembly.Location }
                            : [],
                    ],
                };
                var report = await StageProgress
                    .RunAsync(
                        terminal.Json,
                        stages =>
                            SpeedEvaluation.RunAsync(options, new Forward<string>(stages.Report), cancellationToken)
                    )
                    .ConfigureAwait(false);
                terminal.WriteLine($"{report.Processor}, {report.Threads} threads");
                terminal.WriteLine($"{"milliseconds", -34}{"runs", 5}{"median", 10}{"p90", 10}{"slowest", 10}");
                foreach (var row in report.Rows)
                {
                    terminal.WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{row.Name, -34}{row.Count, 5}{row.Median, 10:0.0}{row.P90, 10:0.0}{row.Slowest, 10:0.0}"
                        )
                    );
                }

                terminal.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"peak memory: {report.PeakMegabytes:0} MiB after edits of 512², "
                            + $"{report.PeakMegabytesLarge:0} MiB after 4000×3000, {report.PeakMegabytesCold:0} "
                            + $"MiB for one edit from the shell"
                    )
                );
                terminal.WriteJson(report, HeavyReportJson.Default.SpeedReport);
            }
        );
        return command;
    }

    private static Option<string> Model() =>
        new("--model")
        {
            Description = "Model name or folder",
            HelpName = "compact|FOLDER",
            DefaultValueFactory = _ => CompactModel.Name,
        };

    private static void WritePairs(Terminal terminal, PairEvaluationReport report)
    {
        terminal.WriteLine($"{report.Count} {report.Pairs} pairs; means, 95 % intervals in the report");
        terminal.WriteLine(
            $"{"method", -26}{"PSNR in mask", 14}{"SSIM in mask", 14}{"PSNR in holes", 15}{"texture", 10}"
                + $"{"arrival px", 12}{"features", 10}{"EPE px", 9}{"hidden IoU", 12}"
        );
        foreach (var method in report.Methods.Concat(report.Renderings))
        {
            terminal.WriteLine(
                $"{method.Name, -26}{Show(method.PsnrInMask, "0.00"), 14}"
                    + $"{Show(method.SsimInMask, "0.000"), 14}{Show(method.PsnrInHoles, "0.00"), 15}"
                    + $"{Show(method.TextureInHoles, "0.00"), 10}{Show(method.Arrival, "0.0"), 12}"
                    + $"{Show(method.FeaturesInMask, "0.000"), 10}{Show(method.EndPointError, "0.00"), 9}"
                    + $"{Show(method.VisibilityIou, "0.000"), 12}"
            );
        }

        foreach (var method in report.Methods.Where(method => method.RealDrag is not null))
        {
            var figures = method.RealDrag!;
            terminal.WriteLine(
                $"{method.Name, -26}after RealDrag, by compact's encoder: semantic distance "
                    + $"{Show(figures.SemanticDistance, "0.0")} px, outer mask {Show(figures.OuterMask, "0.000")}, "
                    + $"inner patch {Show(figures.InnerPatch, "0.000")}, direction "
                    + $"{Show(figures.Direction, "0.000")}"
            );
        }

        var compared = report.Comparison;
        foreach (var gain in compared.Each)
        {
            terminal.WriteLine(
                $"over {gain.Baseline}: {Show(gain.Gain, "+0.00;-0.00")} dB, better on "
                    + $"{100 * gain.BetterShare.Value:0} %"
            );
        }

        terminal.WriteLine(
            $"over the best of each pair: {Show(compared.GainOverEachBest, "+0.00;-0.00")} dB, better on "
                + $"{100 * compared.BetterThanAllShare.Value:0} %"
        );
        if (compared.EndPointRatio is { } ratio)
            terminal.WriteLine($"end-point error relative to the anchored Shepard field: {Show(ratio, "0.000")}");
        terminal.WriteLine("");
    }

    private static string Show(Interval? value, string format) =>
        value is { } known ? known.Value.ToString(format, CultureInfo.InvariantCulture) : "–";
}
