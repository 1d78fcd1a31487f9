using System.CommandLine;
using System.Globalization;
using LightningDrag.Cli.Output;
using LightningDrag.Cli.Parsing;
using LightningDrag.Evaluation.Things;
using LightningDrag.Models.Compact;

namespace LightningDrag.Cli.Commands;

/// <summary><c>evaluate things</c>: whole things moved and selected, in pictures whose outlines are known.</summary>
internal static class EvaluateThingsCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("objects")
        {
            Description = "Folder of pictures with true outlines: manifest.csv, images, masks, alphas",
            HelpName = "FOLDER",
        };
        var photos = new Option<string?>("--photos")
        {
            Description =
                "Folder of photographs: backgrounds of cut-outs, and pictures that only have their outlines in FOLDER",
            HelpName = "FOLDER",
        };
        var model = new Option<string>("--model")
        {
            Description = "Model name or folder",
            HelpName = "compact|sd15|FOLDER",
            DefaultValueFactory = _ => CompactModel.Name,
        };
        var other = new Option<string?>("--beside")
        {
            Description = "A second model to compare with",
            HelpName = "NAME|FOLDER",
        };
        var count = new NumberOption<int>("--count")
        {
            Description = "How many things",
            HelpName = "N",
            DefaultValueFactory = _ => 120,
        };
        var seed = new NumberOption<long>("--seed")
        {
            Description = "Seed of the moves that are drawn",
            HelpName = "N",
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Folder for report.json, index.html and its pictures",
            HelpName = "FOLDER",
        };
        var command = new Command(
            "things",
            "Move and select whole things in pictures with true outlines, held back from training, beside baselines"
        )
        {
            folder,
            photos,
            model,
            other,
            count,
            seed,
            output,
        };
        command.Run(
            async (parse, terminal, cancellationToken) =>
            {
                var options = new ThingEvaluationOptions
                {
                    Objects = parse.GetRequiredValue(folder),
                    Photos = parse.GetValue(photos),
                    Model = parse.GetRequiredValue(model),
                    OtherModel = parse.GetValue(other),
                    Count = parse.GetValue(count),
                    Seed = parse.GetValue(seed),
                    Output = parse.GetValue(output),
                };
                var report = await StageProgress
                    .RunAsync(
                        terminal.Json,
                        stages =>
                            ThingEvaluation.RunAsync(
                                options,
                                new Forward<int>(done => stages.Report($"things: {done}")),
                                cancellationToken
                            )
                    )
                    .ConfigureAwait(false);
                foreach (
                    var group in report.Groups.TakeWhile(group =>
                        group.Name.Contains(' ', StringComparison.Ordinal) || group.Name == "all"
                    )
                )
                    WriteGroup(terminal, group);
                terminal.WriteJson(report, HeavyReportJson.Default.ThingReport);
            }
        );
        return command;
    }

    private static void WriteGroup(Terminal terminal, ThingGroup group)
    {
        terminal.WriteLine(
            $"{group.Name}: {group.Count} things; per cent of a thing's pixels that arrive, of the surroundings "
                + $"that are spoiled"
        );
        terminal.WriteLine(
            $"{"method", -24}{"mask given, 1 handle", 24}{"3 handles", 16}{"suggested, 1 handle", 24}{"3 handles", 16}"
        );
        foreach (var method in group.Moves.GroupBy(row => row.Method))
        {
            string Cell(string mask, int handles) =>
                method.FirstOrDefault(row => row.Mask == mask && row.Handles == handles) is { } row
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"{100 * row.Arrived.Value:0.0}  {100 * row.Spoiled.Value:0.0}"
                    )
                    : "–";
            terminal.WriteLine(
                $"{method.Key, -24}{Cell("given", 1), 24}{Cell("given", 3), 16}{Cell("suggested", 1), 24}"
                    + $"{Cell("suggested", 3), 16}"
            );
        }

        foreach (var row in group.Selections)
        {
            terminal.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"selection by {row.Method}: IoU {row.Click.Value:0.000} for one click, "
                        + $"{row.Circle.Value:0.000} for a rough circle"
                )
            );
        }

        terminal.WriteLine("");
    }
}
