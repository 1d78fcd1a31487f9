using System.CommandLine;
using LightningDrag.Cli.Output;
using LightningDrag.Data.Shards;

namespace LightningDrag.Cli.Commands.Pairs;

/// <summary><c>pairs verify</c>: every byte, every picture, every point.</summary>
internal static class PairsVerifyCommand
{
    public static Command Create()
    {
        var shards = PairsCommand.Shards();
        var command = new Command(
            "verify",
            "Check shards: counts and hashes as the index says, every picture decodable, every handle on its "
                + "mask, every target inside"
        )
        {
            shards,
        };
        command.RunWithExitCode(
            (parse, terminal, cancellationToken) =>
                Task.Run(
                    () =>
                    {
                        string folder = parse.GetRequiredValue(shards);
                        var result = ShardCheck.Run(
                            folder,
                            new Forward<string>(terminal.WriteProgress),
                            cancellationToken
                        );
                        foreach (string fault in result.Faults)
                            terminal.WriteLine(fault);
                        if (result.IsWhole)
                            terminal.WriteLine(
                                $"{folder} is whole: {result.Shards} shards, {result.Pairs} pairs, "
                                    + $"{result.Points} handles."
                            );
                        else if (!terminal.Json)
                            terminal.WriteError(
                                "",
                                $"'{folder}' is not whole: {result.Faults.Count} faults; build the pairs again "
                                    + $"into another folder."
                            );
                        terminal.WriteJson(result, HeavyReportJson.Default.ShardVerification);
                        return result.IsWhole ? ExitCode.Success : ExitCode.BadInput;
                    },
                    CancellationToken.None
                )
        );
        return command;
    }
}
