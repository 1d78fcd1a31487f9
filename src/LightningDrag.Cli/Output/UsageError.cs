using System.CommandLine;
using LightningDrag.Cli.Parsing;

namespace LightningDrag.Cli.Output;

/// <summary>What is wrong with a command line, in one line that ends with where to read more.</summary>
internal static class UsageError
{
    /// <summary>Describes the first error of a command line that does not parse.</summary>
    public static string Describe(ParseResult parse)
    {
        string message =
            parse.UnmatchedTokens is [var token, ..] ? $"Unknown command or option '{token}'"
            : UnknownOptions.First(parse) is { } option
                ? $"Unknown option '{option}' (a file of this name: write ./{option}, or -- before it)"
            : string.Join(' ', parse.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                .TrimEnd('.');
        return $"{message} (see: {NameOf(parse.CommandResult.Command)} --help)";
    }

    private static string NameOf(Symbol command)
    {
        var names = new List<string>();
        for (Symbol? symbol = command; symbol is not null and not RootCommand; symbol = symbol.Parents.FirstOrDefault())
            names.Insert(0, symbol.Name);
        return string.Join(' ', names.Prepend("lightningdrag"));
    }
}
