using LightningDrag.Weights;

namespace LightningDrag.Tests.Weights;

public sealed class ModelLocatorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Places_are_searched_in_order_variable_program_and_above_user_data()
    {
        var folders = ModelLocator.SearchFolders(
            $"{folder["x"]}{Path.PathSeparator}{folder["y"]}",
            "/opt/app/bin",
            "/home/me/.local/share"
        );
        Assert.Equal(
            [
                folder["x"],
                folder["y"],
                "/opt/app/bin/models",
                "/opt/app/models",
                "/opt/models",
                "/models",
                "/home/me/.local/share/lightningdrag/models",
            ],
            folders
        );
    }

    [Fact]
    public void The_first_folder_with_weights_wins()
    {
        Make("a/compact", "README.md");
        string second = Make("b/compact", "net.safetensors");
        Make("c/compact", "net.safetensors");
        Assert.Equal(second, ModelLocator.Find("compact", Folders("none", "a", "b", "c")));
    }

    [Fact]
    public void A_model_of_parts_in_folders_is_found()
    {
        string model = Make("a/published/unet", "weights.safetensors");
        Assert.Equal(Path.GetDirectoryName(model), ModelLocator.Find("published", Folders("a")));
    }

    [Fact]
    public void Weights_lie_three_folders_deep_at_most()
    {
        Make("a/near/IP-Adapter/models/image_encoder", "model.safetensors");
        Make("a/far/1/2/3/4", "model.safetensors");
        Assert.Equal(folder["a/near"], ModelLocator.Find("near", Folders("a")));
        Assert.Throws<LightningDragException>(() => ModelLocator.Find("far", Folders("a")));
    }

    [Fact]
    public void A_download_that_broke_off_is_found_and_one_not_begun_tells_the_command()
    {
        Make("a/sd15/lightning-drag-sd15", "README.md");
        Assert.Equal(folder["a/sd15"], ModelLocator.Find("sd15", Folders("a")));
        var error = Assert.Throws<LightningDragException>(() => ModelLocator.Find("sd15", Folders("b")));
        Assert.Contains("run 'lightningdrag models download sd15'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_tells_where_it_was_searched_and_what_to_do()
    {
        var error = Assert.Throws<LightningDragException>(() => ModelLocator.Find("compcat", Folders("a", "b")));
        Assert.Equal(ErrorCode.MissingWeights, error.Code);
        Assert.Contains("'compcat'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{folder["a"]}, {folder["b"]}", error.Message, StringComparison.Ordinal);
        Assert.Contains("LIGHTNINGDRAG_MODELS", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_existing_folder_is_taken_as_it_is()
    {
        string model = Make("own", "net.safetensors");
        Assert.Equal(model, ModelLocator.Find(model));
        Assert.Equal(model, ModelLocator.Find(model + "/../own", []));
    }

    [Theory]
    [InlineData("../own")]
    [InlineData("b/../../own")]
    [InlineData("a\\own")]
    [InlineData("/nowhere/own")]
    [InlineData("own\0")]
    [InlineData("")]
    public void A_path_is_never_looked_up_among_the_models(string path)
    {
        Make("own", "net.safetensors");
        Make("a/b", "net.safetensors");
        Assert.Equal(
            ErrorCode.MissingWeights,
            Assert.Throws<LightningDragException>(() => ModelLocator.Find(path, Folders("a"))).Code
        );
    }

    [Fact]
    public void The_list_has_every_model_once_by_name()
    {
        Make("a/notes", "README.md");
        string zebra = Make("a/zebra", "net.safetensors"),
            compact = Make("a/compact", "net.safetensors");
        Make("b/compact", "net.safetensors");
        Assert.Equal(
            [new FoundModel("compact", compact), new FoundModel("zebra", zebra)],
            ModelLocator.List(Folders("a", "none", "b"))
        );
    }

    private string[] Folders(params string[] names) => [.. names.Select(name => folder[name])];

    private string Make(string path, string file)
    {
        Directory.CreateDirectory(folder[path]);
        File.WriteAllText(Path.Combine(folder[path], file), string.Empty);
        return folder[path];
    }
}
