using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace LightningDrag.Cli.Parsing;

/// <summary>
/// An option whose value is a number as programs write it: digits, a sign, a decimal point, an exponent. What people
/// write otherwise (8,5 or 8deg) is refused with the right spelling, for a comma left out of a number makes another
/// number.
/// </summary>
/// <typeparam name="T"><see cref="int"/>, <see cref="long"/>, <see cref="float"/> or <see cref="double"/>, also with a
/// question mark.</typeparam>
internal sealed partial class NumberOption<T> : Option<T>
{
    private static readonly Type Number = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);

    public NumberOption(string name, params string[] aliases)
        : base(name, aliases) => CustomParser = argument => Parse(argument, name);

    private static T? Parse(ArgumentResult argument, string option)
    {
        string text = argument.Tokens[^1].Value;
        if (TryParse(text) is { } value)
            return (T)value;
        // Where nothing stands, the rule about empty arguments has said so.
        if (!string.IsNullOrWhiteSpace(text))
            argument.AddError(Describe(text, option));
        return default;
    }

    private static object? TryParse(string text)
    {
        var invariant = CultureInfo.InvariantCulture;
        if (Number == typeof(int))
        {
            return int.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out int whole) ? whole : null;
        }

        if (Number == typeof(long))
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out long large) ? large : null;
        }

        if (Number == typeof(float))
        {
            return float.TryParse(text, NumberStyles.Float, invariant, out float single) && float.IsFinite(single)
                ? single
                : null;
        }

        return double.TryParse(text, NumberStyles.Float, invariant, out double real) && double.IsFinite(real)
            ? real
            : null;
    }

    private static string Describe(string text, string option)
    {
        bool isWhole = Number == typeof(int) || Number == typeof(long);
        if (DecimalComma().IsMatch(text))
        {
            string point = text.Replace(',', '.');
            return isWhole
                ? $"'{text}' is not a whole number for {option}"
                : $"'{text}' is not a number for {option}: write a decimal point, {point}";
        }

        if (!isWhole)
            return $"'{text}' is not a number for {option}: write it like 2.5";
        return WholeNumber().IsMatch(text)
            ? $"'{text}' is too large a number for {option}: write one from "
                + $"{(Number == typeof(int) ? int.MinValue : long.MinValue)} to "
                + $"{(Number == typeof(int) ? int.MaxValue : long.MaxValue)}"
            : $"'{text}' is not a whole number for {option}: write it like 4";
    }

    [GeneratedRegex(@"^\s*[+-]?\d+,\d+\s*$")]
    private static partial Regex DecimalComma();

    [GeneratedRegex(@"^\s*[+-]?\d+\s*$")]
    private static partial Regex WholeNumber();
}
