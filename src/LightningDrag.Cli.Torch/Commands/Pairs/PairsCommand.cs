using System.CommandLine;

namespace LightningDrag.Cli.Commands.Pairs;

/// <summary><c>pairs</c>: supervision pairs from videos.</summary>
internal static class PairsCommand
{
    public static Command Create() =>
        new("pairs", "Make supervision pairs from videos, and look after them")
        {
            PairsBuildCommand.Create(),
            PairsReportCommand.Create(),
            PairsVerifyCommand.Create(),
            PairsMergeCommand.Create(),
            PairsStatsCommand.Create(),
        };

    /// <summary>The folder of shards that a command looks at.</summary>
    public static Argument<string> Shards() => new Argument<string>("shards") { Description = "Folder of shards" };
}
