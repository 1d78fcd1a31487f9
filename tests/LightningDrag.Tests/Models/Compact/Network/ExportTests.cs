using System.Diagnostics;
using System.Runtime.InteropServices;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;
using LightningDrag.Models.Compact.Network;
using LightningDrag.TestSupport;
using Microsoft.ML.OnnxRuntime;

namespace LightningDrag.Tests.Models.Compact.Network;

/// <summary>The files that programs in other languages run.</summary>
public sealed class ExportTests : IDisposable
{
    private const int Size = CompactExport.Window;
    private static readonly string Model = Path.Combine(SharedData.Repository, "models", CompactModel.Name);
    private static readonly string Example = Path.Combine(SharedData.Repository, "examples", "onnx");
    private readonly string folder = Directory.CreateTempSubdirectory("lightningdrag-").FullName;

    [Fact]
    public void Files_say_what_they_take_and_give()
    {
        string[] files = [.. CompactExport.Write(Model, Path.Combine(folder, "new", "folder"))];
        Assert.Equal(["encoder.onnx", "denoiser.onnx"], files.Select(Path.GetFileName));
        Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(files[0])!).Length);
        using var encoder = new InferenceSession(files[0]);
        using var denoiser = new InferenceSession(files[1]);
        Assert.Equal([-1, 3, Size, Size], encoder.InputMetadata["image"].Dimensions);
        Assert.Equal("batch", encoder.InputMetadata["image"].SymbolicDimensions[0]);
        Assert.Equal([-1, 320, 8, 8], encoder.OutputMetadata["stride32"].Dimensions);
        Assert.Equal(["drags", "handles", ""], denoiser.InputMetadata["handle_position"].SymbolicDimensions);
        Assert.Equal(
            ["convex", "flow", "gate", "visibility"],
            denoiser.OutputMetadata.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal("256", denoiser.ModelMetadata.CustomMetadataMap["window"]);
        Assert.Contains("Motion denoiser", denoiser.ModelMetadata.Description, StringComparison.Ordinal);
        Assert.Equal("LightningDrag.NET", denoiser.ModelMetadata.ProducerName);
    }

    [Fact]
    public void The_page_of_the_docs_names_every_input_and_output()
    {
        string page = File.ReadAllText(Path.Combine(SharedData.Repository, "docs", "onnx.md"));
        foreach (string file in CompactExport.Write(Model, folder))
        {
            using var session = new InferenceSession(file);
            Assert.All(
                session
                    .InputMetadata.Keys.Concat(session.OutputMetadata.Keys)
                    .Where(name => !name.StartsWith("stride", StringComparison.Ordinal)),
                name => Assert.Contains($"| `{name}` ", page, StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public void A_folder_that_is_no_compact_model_is_refused()
    {
        var error = Assert.Throws<LightningDragException>(() => CompactExport.Write(folder, folder));
        Assert.Equal(ErrorCode.MissingWeights, error.Code);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task The_JavaScript_example_finds_the_editors_motion()
    {
        await RequirePackagesAsync();
        await FindsTheEditorsMotionAsync("node", "motion.mjs");
    }

    [Fact]
    public async Task The_Python_example_finds_the_editors_motion()
    {
        var (code, _) = await RunAsync("python3", TimeSpan.FromMinutes(1), "-c", "import numpy, onnxruntime");
        Assert.SkipUnless(code == 0, "needs python3 with numpy and onnxruntime: pip install numpy onnxruntime");
        await FindsTheEditorsMotionAsync("python3", "motion.py");
    }

    private async Task FindsTheEditorsMotionAsync(string program, string script)
    {
        CompactExport.Write(Model, folder);
        var photo = ImageReader.Read(Path.Combine(SharedData.Repository, "samples", "cat.jpg"));
        float[] planes = [.. Resampling.ToPlanes(photo, Size).Select(value => MathF.Round(value))],
            noise = Noise();
        byte[] pixels = new byte[planes.Length];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)planes[(i % 3 * Size * Size) + (i / 3)];
        string picture = Path.Combine(folder, "cat.ppm"),
            motion = Path.Combine(folder, "motion.f32"),
            start = Path.Combine(folder, "noise.f32");
        await File.WriteAllBytesAsync(
            picture,
            [.. "P6\n256 256\n255\n"u8, .. pixels],
            TestContext.Current.CancellationToken
        );
        await File.WriteAllBytesAsync(
            start,
            MemoryMarshal.AsBytes(noise.AsSpan()).ToArray(),
            TestContext.Current.CancellationToken
        );
        var (code, error) = await RunAsync(
            program,
            TimeSpan.FromMinutes(2),
            script,
            folder,
            picture,
            "88,52:88,40;88,82:93.5,90",
            motion,
            start
        );
        Assert.True(code == 0, error);

        using var network = CompactNetwork.Load(Model, Size, threads: 2);
        PointPair[] points =
        [
            new(new PixelPoint(88, 52), new PixelPoint(88, 40)),
            new(new PixelPoint(88, 82), new PixelPoint(93.5f, 90)),
        ];
        byte[] mask = new byte[Size * Size];
        Array.Fill(mask, (byte)1);
        var drag = DragInputs.Of(points, mask, Size);
        var step = network.Denoise(noise, 999, drag, network.Encode(planes));
        float[] expected =
        [
            .. step.Flow.Select(flow => flow * drag.LongestDrag[0]),
            .. step.Visibility.Select(logit => 1 / (1 + MathF.Exp(-logit))),
        ];
        float[] found = MemoryMarshal
            .Cast<byte, float>(await File.ReadAllBytesAsync(motion, TestContext.Current.CancellationToken))
            .ToArray();

        // A hundredth of a pixel: the fields are computed in double precision there.
        Assert.Equal(expected.Length, found.Length);
        Assert.InRange(expected.Zip(found, (one, other) => Math.Abs(one - other)).Max(), 0, 0.01);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static float[] Noise()
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, 3 * 64 * 64).Select(_ => (random.NextSingle() * 4) - 2)];
    }

    /// <summary>The example's packages, fetched once; skips where npm cannot.</summary>
    private static async Task RequirePackagesAsync()
    {
        if (Directory.Exists(Path.Combine(Example, "node_modules", "onnxruntime-node", "bin")))
            return;
        var (code, error) = await RunAsync(
            "npm",
            TimeSpan.FromMinutes(5),
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund"
        );
        Assert.SkipUnless(code == 0, $"npm cannot fetch onnxruntime-node: {error.ReplaceLineEndings(" ")}");
    }

    private static async Task<(int Code, string Error)> RunAsync(
        string program,
        TimeSpan limit,
        params string[] arguments
    )
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        cancellation.CancelAfter(limit);
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Example,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process? process = null;
        try
        {
            process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(cancellation.Token);
            var error = process.StandardError.ReadToEndAsync(cancellation.Token);
            await process.WaitForExitAsync(cancellation.Token);
            return (process.ExitCode, await error + await output);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return (-1, exception.Message);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return (-1, $"{program} took more than {limit}");
        }
        finally
        {
            if (process is { HasExited: false })
                process.Kill(entireProcessTree: true);
            process?.Dispose();
        }
    }
}
