using LightningDrag.Evaluation.DragBench;
using LightningDrag.Evaluation.Speed;
using LightningDrag.Geometry;

namespace LightningDrag.Evaluation.Tests.DragBench;

public sealed class DragBenchTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("dragbench-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("numpy.core.multiarray")]
    [InlineData("numpy._core.multiarray")]
    public void A_sample_is_read_as_it_was_written(string module)
    {
        var scene = SpeedScene.Create(96, 64);
        DragBenchWriter.Write(
            Path.Combine(folder, "art_work", "a"),
            scene.Image,
            scene.Request.Points,
            scene.Request.Mask!,
            module
        );
        DragBenchWriter.Write(
            Path.Combine(folder, "animals", "b"),
            scene.Image,
            scene.Request.Points,
            scene.Request.Mask!,
            module
        );
        DragBenchSample[] samples = [.. DragBenchFolder.Read(folder)];
        Assert.Equal([Path.Combine("animals", "b"), Path.Combine("art_work", "a")], samples.Select(s => s.Key));
        Assert.Equal(scene.Image.Pixels, samples[0].Image.Pixels);
        Assert.Equal(scene.Request.Mask!.Editable, samples[0].Mask.Editable);
        Assert.Equal(
            scene.Request.Points.Select(p => (MathF.Truncate(p.Handle.X), p.Handle.Y)),
            samples[0].Points.Select(p => (p.Handle.X, p.Handle.Y))
        );
    }

    [Fact]
    public async Task The_model_comes_nearer_than_nothing_and_nothing_is_most_faithful()
    {
        var scene = SpeedScene.Create(240, 160);
        DragBenchWriter.Write(
            Path.Combine(folder, "shapes", "disc"),
            scene.Image,
            scene.Request.Points,
            scene.Request.Mask!
        );
        DragBenchWriter.Write(
            Path.Combine(folder, "shapes", "outside"),
            scene.Image,
            [new PointPair(new PixelPoint(900, 5), new PixelPoint(9, 9))],
            scene.Request.Mask!
        );
        string output = Path.Combine(folder, "report");
        var report = await DragBenchEvaluation.RunAsync(
            new DragBenchOptions { Folder = folder, Output = output },
            null,
            Token
        );
        Assert.Equal(1, report.Count);
        Assert.Equal(Path.Combine("shapes", "outside"), Assert.Single(report.Skipped).Key);
        var (nothing, model) = (report.Methods[0], report.Methods[^1]);
        Assert.Equal("compact", model.Name);
        Assert.Equal(1, nothing.Fidelity.Value, 1e-4);
        Assert.True(
            model.MeanDistance.Value < nothing.MeanDistance.Value / 2,
            $"{model.MeanDistance.Value} px against {nothing.MeanDistance.Value} px of the unchanged picture"
        );
        Assert.InRange(model.Fidelity.Value, 0.3, 0.999);
        string page = await File.ReadAllTextAsync(Path.Combine(output, "index.html"), Token);
        Assert.Contains("shapes", page, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(output, "report.json")));
    }

    /// <summary>
    /// Whatever a hostile pickle asks for, nothing is executed: one error that names the file and the reason.
    /// </summary>
    [Theory]
    [InlineData("cos\nsystem\n(X\u0002\u0000\u0000\u0000lstR.", "os.system")]
    [InlineData("cnumpy.core.multiarray\n_reconstruct\n)R.", "NumPy")]
    [InlineData("i.", "INST")]
    [InlineData("", "breaks off")]
    [InlineData("N.", "dictionary")]
    [InlineData("}.", "points")]
    public void A_pickle_that_is_not_metadata_is_refused(string operations, string reason)
    {
        var scene = SpeedScene.Create(64, 64);
        string sample = Path.Combine(folder, "x", "y");
        DragBenchWriter.Write(sample, scene.Image, scene.Request.Points, scene.Request.Mask!);
        File.WriteAllBytes(Path.Combine(sample, "meta_data.pkl"), [0x80, 2, .. operations.Select(c => (byte)c)]);
        var error = Assert.Throws<LightningDragException>(() => DragBenchFolder.Read(folder).ToList());
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.Contains("meta_data.pkl", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_pickles_give_one_clear_error_or_are_read()
    {
        var scene = SpeedScene.Create(16, 16);
        string sample = Path.Combine(folder, "x", "y"),
            path = Path.Combine(sample, "meta_data.pkl");
        DragBenchWriter.Write(sample, scene.Image, scene.Request.Points, scene.Request.Mask!);
        byte[] sound = File.ReadAllBytes(path);
        var random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 2000; i++)
        {
            byte[] mutated = [.. sound];
            for (int k = random.Next(1, 4); k > 0; k--)
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(path, mutated);
            try
            {
                _ = DragBenchFolder.Read(folder).ToList();
            }
            catch (LightningDragException error)
            {
                Assert.Equal(ErrorCode.InvalidFile, error.Code);
                refused++;
            }
        }

        Assert.InRange(refused, 500, 1999);
    }

    [Fact]
    public void A_mask_of_another_size_is_refused_with_both_sizes()
    {
        var (scene, other) = (SpeedScene.Create(64, 48), SpeedScene.Create(32, 32));
        DragBenchWriter.Write(Path.Combine(folder, "x", "y"), scene.Image, scene.Request.Points, other.Request.Mask!);
        var error = Assert.Throws<LightningDragException>(() => DragBenchFolder.Read(folder).ToList());
        Assert.Contains("[32, 32]", error.Message, StringComparison.Ordinal);
        Assert.Contains("[48, 64]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_samples_says_what_they_look_like() =>
        Assert.Contains(
            "meta_data.pkl",
            Assert.Throws<LightningDragException>(() => DragBenchFolder.Read(folder)).Message,
            StringComparison.Ordinal
        );
}
