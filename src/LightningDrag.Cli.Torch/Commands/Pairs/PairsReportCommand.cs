using System.CommandLine;
using LightningDrag.Cli.Output;
using LightningDrag.Data.Reports;

namespace LightningDrag.Cli.Commands.Pairs;

/// <summary><c>pairs report</c>: a page to judge pairs by eye.</summary>
internal static class PairsReportCommand
{
    public static Command Create()
    {
        var shards = PairsCommand.Shards();
        var output = new Option<string>("--output", "-o") { Description = "The page", HelpName = "FILE", DefaultValueFactory = _ => "pairs.html" };
        var count = new Option<int>("--pairs") { Description = "How many pairs, drawn at random; 0 shows all", HelpName = "N", DefaultValueFactory = _ => 100 };
        var seed = new Option<long>("--seed") { Description = "Draws them", HelpName = "N" };
        var command = new Command("report", "Write one HTML page with a contact sheet: sources with handles, targets and masks, target pictures, flow as colour") { shards, output, count, seed };
        command.Run((parse, terminal, cancellationToken) => Task.Run(
            () =>
            {
                string file = parse.GetRequiredValue(output);
                int shown = ContactSheet.Write(parse.GetRequiredValue(shards), file, parse.GetValue(count), parse.GetValue(seed), cancellationToken);
                terminal.WriteLine($"{file} shows {shown} pairs");
                terminal.WriteJson(new PairsPageReport(file, shown), HeavyReportJson.Default.PairsPageReport);
            },
            CancellationToken.None));
        return command;
    }
}
