using LightningDrag.TestSupport;
using LightningDrag.Weights;
using LightningDrag.Weights.Hub;

namespace LightningDrag.Tests.Weights.Hub;

public sealed class ModelDownloadTests : IDisposable
{
    private readonly HubFixture fixture = new();

    private string Models => fixture.Folder["models"];

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task The_folder_is_laid_out_as_the_paper_s_authors_say_and_found_by_name()
    {
        AddAll(PublishedModel.Sd15(), file => file.Alternatives[0]);
        var progress = new List<DownloadProgress>();
        var downloaded = await RunAsync(PublishedModel.Sd15(), progress: new ListProgress(progress));
        Assert.Equal("sd15", downloaded.Name);
        Assert.All(
            [
                "dreamshaper-8-inpainting/unet/diffusion_pytorch_model.fp16.safetensors",
                "dreamshaper-8-inpainting/tokenizer/merges.txt",
                "sd-vae-ft-mse/config.json",
                "IP-Adapter/models/image_encoder/model.fp16.safetensors",
                "IP-Adapter/models/ip-adapter_sd15.safetensors",
                "lightning-drag-sd15/appearance_encoder/diffusion_pytorch_model.fp16.safetensors",
            ],
            file => Assert.True(FileLinks.HasContents(Path.Combine(downloaded.Folder, file)), file)
        );
        Assert.False(Directory.Exists(Path.Combine(downloaded.Folder, "lcm-lora-sdv1-5")));
        Assert.Equal(downloaded.Folder, ModelLocator.Find("sd15", [Models]));
        Assert.Empty(PublishedModel.Of(downloaded.Folder)!.MissingIn(downloaded.Folder));
        Assert.Equal((1, 15), (progress[0].Number, progress[0].Count));
        Assert.Equal((15, progress[^1].Size), (progress[^1].Number, progress[^1].Received));
        Assert.All(
            downloaded.Files,
            file => Assert.Equal(new FileInfo(FileLinks.Target(file.Path)!).Length, file.Bytes)
        );
    }

    [Fact]
    public async Task Whatever_alternative_a_repository_has_is_taken()
    {
        AddAll(PublishedModel.Sd15(withLcm: true), file => file.Alternatives[^1]);
        var downloaded = await RunAsync(PublishedModel.Sd15(withLcm: true));
        Assert.Contains(downloaded.Files, file => file.File == "unet/diffusion_pytorch_model.bin");
        Assert.Contains(downloaded.Files, file => file.File == "pytorch_lora_weights.safetensors");

        // Later the repository has the preferred one too: its link takes the other's place.
        fixture.Hub.Add(PublishedModel.Sd15Base, "unet/diffusion_pytorch_model.safetensors", HubFixture.Bytes(7));
        await RunAsync(PublishedModel.Sd15());
        Assert.Equal(
            ["config.json", "diffusion_pytorch_model.safetensors"],
            Directory
                .GetFiles(Path.Combine(downloaded.Folder, "dreamshaper-8-inpainting/unet"))
                .Select(Path.GetFileName)
                .Order()
        );
    }

    [Fact]
    public async Task Another_base_is_a_model_of_its_own()
    {
        var model = PublishedModel.Sd15("me/my-inpainting");
        AddAll(model, file => file.Alternatives[0]);
        var downloaded = await RunAsync(model);
        Assert.Equal("sd15-my-inpainting", downloaded.Name);
        Assert.True(FileLinks.HasContents(Path.Combine(downloaded.Folder, "my-inpainting/unet/config.json")));
        Assert.Equal(
            "lightningdrag models download sd15 --base me/my-inpainting",
            PublishedModel.Of(downloaded.Folder)!.RepairCommand
        );
    }

    [Fact]
    public async Task A_partial_download_names_files_origin_and_command()
    {
        AddAll(PublishedModel.Sd15(), file => file.Alternatives[0]);
        fixture.Hub.Remove(
            "LightningDrag/lightning-drag-sd15",
            "appearance_encoder/diffusion_pytorch_model.fp16.safetensors"
        );
        var error = await Assert.ThrowsAsync<LightningDragException>(() => RunAsync(PublishedModel.Sd15()));
        Assert.Equal(ErrorCode.MissingWeights, error.Code);
        Assert.All(
            [
                "appearance_encoder/diffusion_pytorch_model.bin",
                "LightningDrag/lightning-drag-sd15",
                fixture.Hub.Hub.Endpoint,
            ],
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal)
        );

        string folder = ModelLocator.Find("sd15", [Models]);
        var partial = Assert.Throws<LightningDragException>(() => PublishedModel.Of(folder)!.RequireIn(folder));
        Assert.Equal(ErrorCode.MissingWeights, partial.Code);
        Assert.All(
            [
                "lightning-drag-sd15/appearance_encoder/",
                "IP-Adapter/models/image_encoder/",
                "https://huggingface.co/h94/IP-Adapter",
                "'lightningdrag models download sd15'",
            ],
            part => Assert.Contains(part, partial.Message, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("unet/", partial.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cache_that_was_cleared_leaves_links_that_count_as_missing()
    {
        AddAll(PublishedModel.Sd15(), file => file.Alternatives[0]);
        var downloaded = await RunAsync(PublishedModel.Sd15());
        Directory.Delete(fixture.Folder["hub/models--h94--IP-Adapter"], recursive: true);
        Assert.Equal(
            ["image encoder config", "image prompt", "image encoder"],
            PublishedModel.Sd15().MissingIn(downloaded.Folder).Select(file => file.Part)
        );
        await RunAsync(PublishedModel.Sd15());
        Assert.Empty(PublishedModel.Sd15().MissingIn(downloaded.Folder));
    }

    [Fact]
    public async Task Offline_it_is_made_of_the_cache_or_says_what_lacks()
    {
        var offline = fixture.Settings with { IsOffline = true };
        var error = await Assert.ThrowsAsync<LightningDragException>(() => RunAsync(PublishedModel.Sd15(), offline));
        Assert.Equal(ErrorCode.MissingWeights, error.Code);
        Assert.All(
            [
                "'unet/config.json'",
                PublishedModel.Sd15Base,
                offline.CacheFolder,
                "'lightningdrag models download sd15'",
            ],
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal)
        );

        AddAll(PublishedModel.Sd15(), file => file.Alternatives[0]);
        var downloaded = await RunAsync(PublishedModel.Sd15());
        Directory.Delete(downloaded.Folder, recursive: true);
        Assert.Equal(15, (await RunAsync(PublishedModel.Sd15(), offline)).Files.Count);
    }

    [Fact]
    public async Task A_file_that_a_person_put_there_stays()
    {
        AddAll(PublishedModel.Sd15(), file => file.Alternatives[0]);
        string own = fixture.Folder["models/sd15/dreamshaper-8-inpainting/unet/diffusion_pytorch_model.safetensors"];
        Directory.CreateDirectory(Path.GetDirectoryName(own)!);
        File.WriteAllText(own, "mine");
        var downloaded = await RunAsync(PublishedModel.Sd15());
        Assert.Equal("mine", File.ReadAllText(own));
        Assert.Contains(downloaded.Files, file => file.Path == own);
        Assert.False(
            File.Exists(Path.Combine(Path.GetDirectoryName(own)!, "diffusion_pytorch_model.fp16.safetensors"))
        );
    }

    [Theory]
    [InlineData("sd16", null)]
    [InlineData("sd15", "../../etc")]
    public async Task Unknown_names_are_refused(string model, string? repository) =>
        await Assert.ThrowsAsync<LightningDragException>(() =>
            ModelDownload.RunAsync(
                model,
                new DownloadOptions { Base = repository, Offline = true },
                cancellationToken: TestContext.Current.CancellationToken
            )
        );

    [Fact]
    public void The_tiny_checkpoint_has_every_file()
    {
        string folder = SharedData.Require("goldens/lightningdrag/tiny-checkpoint");
        Assert.Empty(PublishedModel.Of(folder)!.MissingIn(folder));
        Assert.Equal(folder, ModelLocator.Find("tiny-checkpoint", [Path.GetDirectoryName(folder)!]));
    }

    private void AddAll(PublishedModel model, Func<PublishedFile, string> choose)
    {
        foreach ((int index, var file) in model.Files.Index())
        {
            string path = choose(file);
            fixture.Hub.Add(
                file.Repository,
                path,
                HubFixture.Bytes(1000 + index, index),
                isBig: !path.EndsWith(".json", StringComparison.Ordinal)
                    && !path.EndsWith(".txt", StringComparison.Ordinal)
            );
        }
    }

    private async Task<DownloadedModel> RunAsync(
        PublishedModel model,
        HubSettings? settings = null,
        IProgress<DownloadProgress>? progress = null
    )
    {
        using var downloader = new HubDownloader(settings ?? fixture.Settings, fixture.Time);
        return await ModelDownload.RunAsync(
            model,
            new DownloadOptions(),
            downloader,
            Path.Combine(Models, model.Name),
            progress,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>Unlike Progress&lt;T&gt;, at once and in order.</summary>
    private sealed class ListProgress(List<DownloadProgress> list) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => list.Add(value);
    }
}
