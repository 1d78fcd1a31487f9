using System.CommandLine;

namespace LightningDrag.Cli.Parsing;

/// <summary>An option whose value is one of a few names, in capitals or not; numbers are none.</summary>
/// <typeparam name="T">An enumeration, also with a question mark.</typeparam>
internal sealed class NameOption<T> : Option<T>
{
    private static readonly Type Names = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);

    public NameOption(string name, params string[] aliases)
        : base(name, aliases)
    {
        CustomParser = argument =>
        {
            string text = argument.Tokens[^1].Value;
            if (
                Enum.GetNames(Names).FirstOrDefault(known => known.Equals(text, StringComparison.OrdinalIgnoreCase)) is
                { } found
            )
            {
                return (T)Enum.Parse(Names, found);
            }

            if (!string.IsNullOrWhiteSpace(text))
            {
                argument.AddError($"'{text}' is not a value for {name}: write {List}");
            }

            return default;
        };
    }

    /// <summary>The names as a sentence has them.</summary>
    private static string List =>
        string.Join(", ", Enum.GetNames(Names)[..^1]) is { Length: > 0 } first
            ? $"{first} or {Enum.GetNames(Names)[^1]}"
            : Enum.GetNames(Names)[^1];
}
