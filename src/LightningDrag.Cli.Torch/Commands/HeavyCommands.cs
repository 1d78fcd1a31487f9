using LightningDrag.Cli.Commands.Pairs;

namespace LightningDrag.Cli.Commands;

/// <summary>The commands that need libtorch.</summary>
internal static class HeavyCommands
{
    public static IReadOnlyList<HeavyCommand> All() =>
        [
            new(PairsCommand.Create()),
            new(TrainCommand.Create(), TrainCommand.TimeToSave),
            new(EvaluateCommand.Create()),
        ];
}
