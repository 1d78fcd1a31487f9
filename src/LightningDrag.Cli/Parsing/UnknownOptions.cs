using System.CommandLine;
using System.CommandLine.Parsing;

namespace LightningDrag.Cli.Parsing;

/// <summary>A mistyped option is no file name, unless it stands behind "--": then everything is one.</summary>
internal static class UnknownOptions
{
    /// <summary>The first word that looks like an option and was taken for an argument; null for none.</summary>
    public static string? First(ParseResult parse)
    {
        var arguments = parse
            .CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(result => result.Tokens)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        return parse
            .Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .FirstOrDefault(token => token.Value is ['-', _, ..] && arguments.Contains(token))
            ?.Value;
    }
}
