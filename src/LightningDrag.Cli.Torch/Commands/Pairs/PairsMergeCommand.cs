using System.CommandLine;
using LightningDrag.Cli.Output;
using LightningDrag.Data.Shards;

namespace LightningDrag.Cli.Commands.Pairs;

/// <summary><c>pairs merge</c>: one index for what several runs with <c>--shard i/n</c> wrote.</summary>
internal static class PairsMergeCommand
{
    public static Command Create()
    {
        var shards = PairsCommand.Shards();
        var command = new Command(
            "merge",
            "Join the indexes of all runs with --shard i/n in one folder; the shards stay as they are"
        )
        {
            shards,
        };
        command.Run(
            (parse, terminal, _) =>
                Task.Run(
                    () =>
                    {
                        var index = ShardMerge.Run(parse.GetRequiredValue(shards));
                        PairsDisplay.WriteSummary(terminal, index);
                        terminal.WriteJson(index, HeavyReportJson.Default.ShardIndex);
                    },
                    CancellationToken.None
                )
        );
        return command;
    }
}
