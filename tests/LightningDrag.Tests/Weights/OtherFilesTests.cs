using LightningDrag.Weights;

namespace LightningDrag.Tests.Weights;

/// <summary>What people have in place of weights is named.</summary>
public class OtherFilesTests
{
    [Theory]
    [InlineData(
        "weights.safetensors",
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n",
        "git lfs pull"
    )]
    [InlineData("weights.safetensors", "<!DOCTYPE html><html><head><title>404</title></head></html>", "web page")]
    [InlineData(
        "weights.safetensors",
        "{\"error\": \"Invalid username or password.\", \"more\": 1}",
        "error message of a server"
    )]
    [InlineData(
        "weights.bin",
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n",
        "git lfs pull"
    )]
    [InlineData("weights.pth", "<html>Sign in</html>", "web page")]
    public void Pointers_and_pages_are_named(string name, string content, string said)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder[name], content);
        var error = Assert.Throws<LightningDragException>(() => SafetensorsFile.Open(folder[name]).Dispose());
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_weights_as_a_model_is_answered_with_its_folder()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["model.safetensors"], "");
        string message = Assert
            .Throws<LightningDragException>(() => ModelLocator.Find(folder["model.safetensors"]))
            .Message;
        Assert.Contains(
            $"give its folder, '{Path.GetDirectoryName(folder["model.safetensors"])}'",
            message,
            StringComparison.Ordinal
        );
    }
}
