using System.CommandLine;
using System.CommandLine.Parsing;
using LightningDrag.Cli.Commands;

namespace LightningDrag.Cli.Parsing;

/// <summary>
/// An empty argument, as a shell gives for a variable that is not set, is a mistake of the command line wherever it
/// stands.
/// </summary>
internal static class EmptyArguments
{
    /// <summary>Makes every argument and option of a command and those below it refuse empty values.</summary>
    public static void Refuse(Command command)
    {
        foreach (var argument in command.Arguments)
        {
            argument.Validators.Add(result =>
            {
                if (HasEmpty(result.Tokens))
                {
                    result.AddError($"The argument {argument.Name} is empty: {WhatToDo(argument.ValueType)}");
                }
            });
        }

        foreach (var option in command.Options.Where(option => option.Name != NetworkOptions.PromptName))
        {
            option.Validators.Add(result =>
            {
                if (HasEmpty(result.Tokens))
                {
                    result.AddError($"{option.Name} is empty: {WhatToDo(option.ValueType, option.HelpName)}");
                }
            });
        }

        foreach (var child in command.Subcommands)
            Refuse(child);
    }

    private static bool HasEmpty(IReadOnlyList<Token> tokens) =>
        tokens.Any(token => string.IsNullOrWhiteSpace(token.Value));

    private static string WhatToDo(Type type, string? helpName = null) =>
        helpName switch
        {
            "FILE" => "give a file name",
            "FOLDER" or "SHARDS" or "RUN" => "give a folder",
            _ => type == typeof(string) && helpName is null ? "give a file name" : "give a value, or leave it out",
        };
}
