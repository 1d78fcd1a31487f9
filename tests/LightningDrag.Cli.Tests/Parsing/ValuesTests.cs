using System.CommandLine;
using System.CommandLine.Invocation;
using LightningDrag.Cli.Commands;
using LightningDrag.Cli.Output;
using LightningDrag.Cli.Parsing;

namespace LightningDrag.Cli.Tests.Parsing;

/// <summary>Numbers and names as people write them, on every command.</summary>
public class ValuesTests
{
    private static readonly string[] Edit = ["edit", "cat.jpg", "--drag", "1,2:3,4"];

    [Theory]
    [InlineData(
        "'-8,5' is not a number for --angle: write a decimal point, -8.5",
        "rotate",
        "cat.jpg",
        "--region",
        "circle:1,2,3",
        "--angle=-8,5"
    )]
    [InlineData("write a decimal point, 1.3", "scale", "cat.jpg", "--region", "circle:1,2,3", "--factor", "1,3")]
    [InlineData("write a decimal point, 0.0002", "train", "--learning-rate", "0,0002")]
    [InlineData("write a decimal point, 0.5", "pairs", "build", "a.mp4", "-o", "s", "--validation", "0,5")]
    [InlineData(
        "'8deg' is not a number for --angle",
        "rotate",
        "cat.jpg",
        "--region",
        "circle:1,2,3",
        "--angle",
        "8deg"
    )]
    [InlineData("'NaN' is not a number for --angle", "rotate", "cat.jpg", "--region", "circle:1,2,3", "--angle", "NaN")]
    [InlineData("'http' is not a whole number for --port", "serve", "--port", "http")]
    [InlineData("'1,000' is not a whole number for --steps", "train", "--steps", "1,000")]
    public void A_number_is_refused_with_its_right_spelling(string said, params string[] line) =>
        AssertUsage(line, said);

    [Theory]
    [InlineData("--guidance", "1,5", "write a decimal point, 1.5")]
    [InlineData("--candidates", "2.5", "'2.5' is not a whole number for --candidates: write it like 4")]
    [InlineData(
        "--seed",
        "99999999999999999999",
        "too large a number for --seed: write one from -9223372036854775808 to 9223372036854775807"
    )]
    [InlineData("--candidates", "0x4", "not a whole number")]
    [InlineData("--format", "7", "'7' is not a value for --format: write Png, Jpeg or Webp")]
    [InlineData("--device", "5", "is not a value for --device")]
    [InlineData("--precision", "9", "is not a value for --precision")]
    [InlineData("--precision", "fp16", "'fp16' is not a value for --precision: write Float32, BFloat16 or Auto")]
    [InlineData("--guidance-decay", "99", "is not a value for --guidance-decay")]
    [InlineData("--sampler", "1", "is not a value for --sampler: write Ddim or Lcm")]
    public void An_option_of_edit_too(string option, string value, string said) =>
        AssertUsage([.. Edit, option, value], said);

    [Theory]
    [InlineData("1e-3")]
    [InlineData("-8.5")]
    [InlineData("+8")]
    [InlineData(".5")]
    public void What_programs_write_is_read(string angle) =>
        Assert.Empty(
            CommandTree
                .Create(HeavyCommands.All())
                .Parse(["rotate", "cat.jpg", "--region", "circle:1,2,3", "--angle", angle])
                .Errors
        );

    [Fact]
    public void Names_are_read_in_capitals_or_not() =>
        Assert.Empty(
            CommandTree
                .Create(HeavyCommands.All())
                .Parse([.. Edit, "--format", "JPEG", "--precision", "bfloat16", "--sampler", "lcm"])
                .Errors
        );

    /// <summary>
    /// Whoever adds an option of a number or of names cannot fall back on what the parser makes of them.
    /// </summary>
    [Fact]
    public void Every_number_and_every_name_is_read_by_these_rules()
    {
        foreach (var (command, option) in Options(CommandTree.Create(HeavyCommands.All())))
        {
            var type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
            if (type == typeof(bool) || (!type.IsPrimitive && !type.IsEnum))
                continue;
            var wanted = type.IsEnum ? typeof(NameOption<>) : typeof(NumberOption<>);
            Assert.True(
                option.GetType().IsGenericType && option.GetType().GetGenericTypeDefinition() == wanted,
                $"{command.Name} {option.Name}"
            );
        }
    }

    /// <summary>An unset variable of the shell, in place of every argument and every option.</summary>
    [Fact]
    public void An_empty_argument_is_named_wherever_it_stands()
    {
        foreach (
            var (command, option) in Options(CommandTree.Create(HeavyCommands.All()))
                .Where(o =>
                    o.Option.ValueType != typeof(bool) && o.Option.Name is not ("--prompt" or "--version" or "--help")
                )
        )
        {
            var parse = CommandTree.Create(HeavyCommands.All()).Parse([.. PathOf(command), option.Name, ""]);
            Assert.Contains(
                parse.Errors,
                error => error.Message.StartsWith($"{option.Name} is empty: ", StringComparison.Ordinal)
            );
            Assert.All(
                parse.Errors,
                error => Assert.DoesNotContain("System.", error.Message, StringComparison.Ordinal)
            );
        }

        AssertUsage([.. Edit, "-o", ""], "--output is empty: give a file name");
        AssertUsage(["edit", "", "--drag", "1,2:3,4"], "The argument image is empty");
        AssertUsage(["pairs", "build", "a.mp4", "-o", ""], "--output is empty: give a folder");
        AssertUsage(["evaluate", "dragbench", ""], "The argument folder is empty");
    }

    [Fact]
    public void Behind_two_dashes_everything_is_a_name()
    {
        var parse = CommandTree.Create(HeavyCommands.All()).Parse(["edit", "--drag", "1,2:3,4", "--", "-dash.jpg"]);
        Assert.Empty(parse.Errors);
        Assert.Null(UnknownOptions.First(parse));
        Assert.Null(
            UnknownOptions.First(
                CommandTree.Create(HeavyCommands.All()).Parse(["edit", "-", "--drag", "1,2:3,4", "-o", "-"])
            )
        );
        Assert.Null(
            UnknownOptions.First(
                CommandTree
                    .Create(HeavyCommands.All())
                    .Parse(["rotate", "cat.jpg", "--region", "circle:1,2,3", "--angle", "-8"])
            )
        );
        foreach (
            string[] line in (string[][])
                [
                    ["edit", "-dash.jpg", "--drag", "1,2:3,4"],
                    ["edit", "--frobnicate", "--drag", "1,2:3,4"],
                ]
        )
        {
            Assert.Contains(
                $"Unknown option '{line[1]}' (a file of this name: write ./{line[1]}",
                UsageError.Describe(CommandTree.Create(HeavyCommands.All()).Parse(line)),
                StringComparison.Ordinal
            );
        }
    }

    private static void AssertUsage(string[] line, string said)
    {
        var parse = CommandTree.Create(HeavyCommands.All()).Parse(line);
        Assert.IsType<ParseErrorAction>(parse.Action, exactMatch: false);
        string message = UsageError.Describe(parse);
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", message, StringComparison.Ordinal);
        Assert.DoesNotContain("LightningDrag.", message, StringComparison.Ordinal);
    }

    private static IEnumerable<(Command Command, Option Option)> Options(Command command) =>
        command.Options.Select(option => (command, option)).Concat(command.Subcommands.SelectMany(Options));

    private static string[] PathOf(Command command)
    {
        var names = new List<string>();
        for (Symbol? symbol = command; symbol is not null and not RootCommand; symbol = symbol.Parents.FirstOrDefault())
            names.Insert(0, symbol.Name);
        return [.. names];
    }
}
