namespace LightningDrag.Training.Tests;

/// <summary>A run is begun in a folder of its own, and an earlier one is not begun anew by mistake.</summary>
public sealed class RunFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lightningdrag-run-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_new_an_empty_and_an_unfinished_folder_are_taken()
    {
        Require(Path.Combine(folder, "new"));
        Require(folder);
        File.WriteAllText(Path.Combine(folder, RunFolder.Sign), "{}");
        File.WriteAllText(Path.Combine(folder, "log.jsonl"), "");
        Require(folder);
    }

    [Theory]
    [InlineData("checkpoint-000000500.safetensors")]
    [InlineData("finished")]
    public void A_run_goes_on_only_where_that_is_wanted(string file)
    {
        File.WriteAllText(Path.Combine(folder, RunFolder.Sign), "{}");
        File.WriteAllText(Path.Combine(folder, file), "");
        Require(folder, resume: true);
        var error = Assert.Throws<LightningDragException>(() => Require(folder));
        Assert.Equal(ErrorCode.InvalidRequest, error.Code);
        Assert.Contains("--resume", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("motion-denoiser.safetensors")]
    [InlineData("options.json")]
    [InlineData("pictures")]
    public void Files_of_others_are_not_replaced(string file)
    {
        File.WriteAllText(Path.Combine(folder, file), "mine");
        foreach (bool resume in (bool[])[false, true])
        {
            Assert.Contains(
                $"'{file}'",
                Assert.Throws<LightningDragException>(() => Require(folder, resume)).Message,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void A_file_is_no_folder()
    {
        string file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");
        Assert.Contains(
            "is a file",
            Assert.Throws<LightningDragException>(() => Require(file)).Message,
            StringComparison.Ordinal
        );
    }

    private static void Require(string output, bool resume = false) =>
        RunFolder.Require(
            new TrainingOptions
            {
                Photos = "photos",
                Encoder = "encoder",
                Output = output,
                Resume = resume,
            }
        );
}
