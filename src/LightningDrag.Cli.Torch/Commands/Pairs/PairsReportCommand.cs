using System.CommandLine;
using LightningDrag.Cli.Files;
using LightningDrag.Cli.Output;
using LightningDrag.Cli.Parsing;
using LightningDrag.Data.Reports;

namespace LightningDrag.Cli.Commands.Pairs;

/// <summary><c>pairs report</c>: a page to judge pairs by eye.</summary>
internal static class PairsReportCommand
{
    public static Command Create()
    {
        var shards = PairsCommand.Shards();
        var output = new Option<string>("--output", "-o")
        {
            Description = "The page",
            HelpName = "FILE",
            DefaultValueFactory = _ => "pairs.html",
        };
        var count = new NumberOption<int>("--pairs")
        {
            Description = "How many pairs, drawn at random; 0 shows all",
            HelpName = "N",
            DefaultValueFactory = _ => 100,
        };
        var seed = new NumberOption<long>("--seed") { Description = "Draws them", HelpName = "N" };
        var command = new Command(
            "report",
            "Write one HTML page with a contact sheet: sources with handles, targets and masks, target pictures, "
                + "flow as colour"
        )
        {
            shards,
            output,
            count,
            seed,
        };
        command.Run(
            (parse, terminal, cancellationToken) =>
                Task.Run(
                    () =>
                    {
                        string file = parse.GetRequiredValue(output),
                            source = parse.GetRequiredValue(shards);
                        if (StandardStreams.IsOutput(file))
                        {
                            throw new UsageException("The page is written to a file: give its name with -o.");
                        }

                        var plan = File.Exists(source)
                            ? new FilePlan().Reads("the shard", source)
                            : new FilePlan().ReadsFolder("the shards' file", source, "*.tar", "*.json", "*.jsonl");
                        plan.Writes("the page", file, "-o").Check();
                        int shown = ContactSheet.Write(
                            source,
                            file,
                            parse.GetValue(count),
                            parse.GetValue(seed),
                            cancellationToken
                        );
                        terminal.WriteLine($"{file} shows {shown} pairs");
                        terminal.WriteJson(new PairsPageReport(file, shown), HeavyReportJson.Default.PairsPageReport);
                    },
                    CancellationToken.None
                )
        );
        return command;
    }
}
