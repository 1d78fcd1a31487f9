using System.CommandLine;
using System.CommandLine.Parsing;
using LightningDrag.Cli.Parsing;
using LightningDrag.Geometry;
using LightningDrag.Models;

namespace LightningDrag.Cli.Commands;

/// <summary>Arguments and options that several commands share. Each command gets instances of its own.</summary>
internal static class SharedOptions
{
    private delegate bool Parser<T>(ReadOnlySpan<char> text, out T value);

    public static Argument<string> Source() =>
        new("image") { Description = "The photo: JPEG, PNG, WebP, BMP or GIF, or - for standard input" };

    public static Option<PointPair[]> Drags() =>
        new("--drag")
        {
            Description =
                "Handle and target in pixels, x,y:x,y; (0, 0) is the centre of the top-left pixel; may be repeated",
            HelpName = "x,y:x,y",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = argument =>
                ParseAll<PointPair>(argument, CoordinateParser.TryDrag, "--drag", "x,y:x,y, for example 120,80:150,85"),
        };

    public static Option<PixelPoint[]> Pins() => Points("--pin", "A point that stays, x,y; may be repeated");

    public static Option<PixelPoint[]> Points(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "x,y",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = argument =>
                ParseAll<PixelPoint>(argument, CoordinateParser.TryPoint, name, "x,y, for example 120,80"),
        };

    public static Option<DragScope?> Scope() =>
        new NameOption<DragScope?>("--scope")
        {
            Description =
                "What the drags mean: a part bends, or the whole thing moves [default: auto, the model guesses]",
            HelpName = "auto|part|thing",
        };

    public static Option<PixelPoint?> Point(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "x,y",
            CustomParser = argument =>
                ParseAll<PixelPoint>(argument, CoordinateParser.TryPoint, name, "x,y, for example 120,80")
                    is [var point]
                    ? point
                    : null,
        };

    public static Option<RegionArgument> Region() =>
        new("--region")
        {
            Description = "What to take hold of",
            HelpName = RegionArgument.Syntax,
            Required = true,
            CustomParser = argument =>
            {
                if (RegionArgument.Parse(argument.Tokens[0].Value) is { } region)
                    return region;
                argument.AddError(
                    $"'{argument.Tokens[0].Value}' is not a value for --region: write {RegionArgument.Syntax}"
                );
                return null;
            },
        };

    private static T[] ParseAll<T>(ArgumentResult argument, Parser<T> parser, string option, string syntax)
    {
        var values = new List<T>();
        foreach (var token in argument.Tokens)
        {
            if (parser(token.Value, out var value))
                values.Add(value);
            else
                argument.AddError($"'{token.Value}' is not a value for {option}: write {syntax}");
        }

        return [.. values];
    }
}
