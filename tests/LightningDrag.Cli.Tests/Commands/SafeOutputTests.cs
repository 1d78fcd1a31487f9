using System.Diagnostics;
using LightningDrag.Imaging;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests.Commands;

/// <summary>Nothing of the user's is lost, and what can be known before the work is said before it.</summary>
public sealed class SafeOutputTests : IDisposable
{
    private const string Drag = "172,92:172,84",
        A50 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        LongName = A50 + A50 + A50 + A50 + A50 + "aa.png";
    private readonly TemporaryFolder folder = new();

    public SafeOutputTests() => File.Copy(Samples.Cat, folder["a.jpg"]);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("the photo", "suggest-mask", "a.jpg", "--drag", Drag, "-o", "a.jpg")]
    [InlineData("the photo", "edit", "a.jpg", "--drag", Drag, "-o", "a.jpg")]
    [InlineData("the photo", "edit", "a.jpg", "--drag", Drag, "-o", "o.png", "--overview", "a.jpg")]
    [InlineData("the photo", "edit", "a.jpg", "--drag", Drag, "-o", "o.png", "--save-recipe", "a.jpg")]
    [InlineData("the mask", "edit", "a.jpg", "--drag", Drag, "--mask", "m.png", "-o", "m.png")]
    [InlineData(
        "the shapes",
        "edit",
        "a.jpg",
        "--drag",
        Drag,
        "--mask-shapes",
        "s.json",
        "-o",
        "o.png",
        "--save-recipe",
        "s.json"
    )]
    [InlineData("the recipe", "edit", "--recipe", "r.json", "-o", "o.png", "--save-recipe", "r.json")]
    [InlineData("the region's mask", "rotate", "a.jpg", "--region", "mask:m.png", "--angle", "8", "-o", "m.png")]
    [InlineData("both be written", "edit", "a.jpg", "--drag", Drag, "-o", "o.png", "--save-recipe", "o.png")]
    [InlineData("both be written", "edit", "a.jpg", "--drag", Drag, "-o", "o.png", "--overview", "o.png")]
    public async Task An_output_that_is_an_input_is_refused(string said, params string[] line)
    {
        var mask = new EditMask(451, 300, new byte[451 * 300]);
        for (int i = 80 * 451; i < 160 * 451; i++)
            mask.Editable[i] = 1;
        ImageWriter.Write(folder["m.png"], mask.ToImage());
        File.WriteAllText(
            folder["s.json"],
            """[{"type": "rectangle", "x": 100, "y": 60, "width": 200, "height": 100}]"""
        );
        File.WriteAllText(
            folder["r.json"],
            """{ "version": 1, "image": "a.jpg", "points": [ { "handle": [172, 92], "target": [172, 84] } ] }"""
        );
        var before = Contents();
        (await RunAsync(line)).AssertFails(3, said);
        Assert.Equal(before, Contents());
    }

    [Theory]
    [InlineData(3, "unknown extension", "-o", "x.tiff")]
    [InlineData(3, "is a folder", "-o", "sub")]
    [InlineData(3, "unknown extension", "-o", "o.png", "--overview", "ov.gif")]
    [InlineData(3, "does not exist", "-o", "o.png", "--save-recipe", "nodir/r.json")]
    [InlineData(3, "does not exist", "-o", "nodir/o.png")]
    [InlineData(3, "file system takes", "-o", LongName)]
    [InlineData(2, "--json", "-o", "-", "--json")]
    public async Task Bad_outputs_are_found_before_the_work(int exitCode, string said, params string[] options)
    {
        Directory.CreateDirectory(folder["sub"]);
        var before = Contents();
        // A model that is not there: whoever looks for it first has begun the work.
        var run = await RunAsync(["edit", "a.jpg", "--drag", Drag, "--model", "nowhere", .. options]);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(said, run.Error + run.Output, StringComparison.Ordinal);
        Assert.Equal(before, Contents());
    }

    [Fact]
    public async Task A_photo_comes_from_a_pipe_and_a_result_goes_to_one()
    {
        var run = await ShellAsync(
            $"cat a.jpg | $LD edit - --drag {Drag} -o - --format png > o.png && cp a.jpg ./-dash.jpg && $LD edit "
                + $"--drag {Drag} -o p.png -- -dash.jpg"
        );
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("seed 0", run.Error, StringComparison.Ordinal); // the line for people, out of the picture's way
        Assert.Equal(ImageReader.Read(folder["p.png"]).Pixels, ImageReader.Read(folder["o.png"]).Pixels);
    }

    [Fact]
    public async Task Without_a_name_an_input_that_is_no_file_needs_one()
    {
        (await ShellAsync($"cat a.jpg | $LD edit - --drag {Drag}")).AssertFails(3, "give a name with -o");
        (await ShellAsync($"cat a.jpg | $LD suggest-mask /dev/stdin --drag {Drag}")).AssertFails(
            3,
            "give a name with -o"
        );
    }

    [Fact]
    public async Task A_standard_output_that_is_full_or_closed_ends_in_one_line()
    {
        var full = await ShellAsync($"$LD suggest-mask a.jpg --drag {Drag} --json -o o.png > /dev/full");
        full.AssertFails(1, "Standard output cannot be written", "No space left");
        Assert.True(File.Exists(folder["o.png"]));
        (await ShellAsync("$LD --help > /dev/full")).AssertFails(1, "Standard output cannot be written");
        var closed = await ShellAsync($"$LD suggest-mask a.jpg --drag {Drag} -o p.png >&-");
        Assert.Equal((0, ""), (closed.ExitCode, closed.Error));
        Assert.True(File.Exists(folder["p.png"]));
    }

    [Fact]
    public async Task A_limit_of_memory_ends_in_one_line() =>
        (await ShellAsync($"ulimit -v 3500000; $LD edit a.jpg --drag {Drag} -o o.png")).AssertFails(
            1,
            "Memory is limited to 3417 MiB",
            "ulimit -v unlimited"
        );

    [Fact]
    public async Task With_json_it_ends_in_one_object()
    {
        var run = await ShellAsync("ulimit -n 64; $LD info --json");
        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Contains(
            "ulimit -n",
            run.Json.GetProperty("error").GetProperty("message").GetString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("cuda", "CUDA", "-p:OnnxRuntime=cuda")]
    [InlineData("directml", "DirectML", "-p:OnnxRuntime=directml")]
    [InlineData("coreml", "Core ML", "macOS")]
    public async Task A_device_that_this_build_lacks_is_told_with_the_way_to_it(
        string device,
        string name,
        string remedy
    )
    {
        var run = await RunAsync(["edit", "a.jpg", "--drag", Drag, "-o", "o.png", "--device", device]);
        run.AssertFails(1, $"does not compute with {name}", remedy, "device cpu");
        Assert.False(File.Exists(folder["o.png"]));
    }

    private Dictionary<string, string> Contents() =>
        Directory
            .EnumerateFiles(folder["."])
            .ToDictionary(
                file => file,
                file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))
            );

    private Task<CliProcess.Run> RunAsync(string[] line) => FinishAsync(["dotnet", CliProcess.Program, .. line]);

    private Task<CliProcess.Run> ShellAsync(string script) =>
        FinishAsync(["bash", "-c", script.Replace("$LD", $"dotnet '{CliProcess.Program}'", StringComparison.Ordinal)]);

    private async Task<CliProcess.Run> FinishAsync(string[] line)
    {
        using var process = TestProcess.Start(
            ProcessLimit.Command,
            new ProcessStartInfo(line[0], line[1..]) { WorkingDirectory = folder["."] }
        );
        return await CliProcess.FinishAsync(process);
    }
}
