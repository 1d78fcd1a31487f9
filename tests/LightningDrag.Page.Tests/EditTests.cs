using LightningDrag.Browser;
using LightningDrag.Editing;
using LightningDrag.Editing.Recipes;
using LightningDrag.Imaging;
using LightningDrag.Tests.Imaging.Metadata;
using LightningDrag.TestSupport;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LightningDrag.Page.Tests;

/// <summary>From drag to file: results, rounds, downloads.</summary>
public sealed class EditTests(PageFixture fixture)
{
    [Fact]
    public async Task A_photo_is_edited_and_edited_again()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        string photo = await page.ShownAsync();
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await page.ApplyAsync();
        await Expect(page.Rounds).ToHaveCountAsync(2);
        await Expect(page.Changes).ToHaveCountAsync(0);
        await Expect(page.Tab.Locator("#candidates")).ToBeHiddenAsync();
        Assert.NotEqual(photo, await page.ShownAsync());
        long first = await page.SettledAsync();

        await page.DragAsync((0.72f, 0.38f), (0.72f, 0.33f));
        await page.ChangedAsync(first);
        await page.ApplyAsync();
        await Expect(page.Rounds).ToHaveCountAsync(3);

        await page.Rounds.First.ClickAsync();
        await Expect(page.Rounds.First).ToHaveAttributeAsync("aria-current", "true");
        await Expect(page.Rounds).ToHaveCountAsync(3);
        Assert.Equal(photo, await page.ShownAsync());

        // What is made from an earlier round stands at the end: later ones stay.
        await page.DragAsync((0.55f, 0.15f), (0.60f, 0.15f));
        await page.ApplyAsync();
        await Expect(page.Rounds).ToHaveCountAsync(4);
        await Expect(page.Rounds.Nth(3)).ToContainTextAsync("of photo");
    }

    [Fact]
    public async Task The_recipe_replays_to_the_picture_downloaded()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.TakeAsync("rotate");
        await page.DragAsync((0.38f, 0.37f), (0.38f, 0.20f));
        await page.DragAsync((0.38f, 0.20f), (0.40f, 0.205f));
        await page.TakeAsync("drag");
        await page.DragAsync((0.72f, 0.38f), (0.72f, 0.33f));
        await page.TakeAsync("brush");
        await page.DragAsync((0.70f, 0.50f), (0.76f, 0.50f));
        await page.ApplyAsync();
        await page.ReadOtherwiseAsync();
        await page.Candidates.Nth(1).ClickAsync();
        await page.Tab.Locator("#keep").ClickAsync();
        await Expect(page.Rounds).ToHaveCountAsync(2);

        var recipe = EditRecipe.Parse(
            System.Text.Encoding.UTF8.GetString(await DownloadAsync(page, "#download-recipe"))
        );
        Assert.Equal("cat.jpg", recipe.Image);
        var source = ImageReader.Read(Path.Combine(SharedData.Repository, "samples", recipe.Image!));
        await using var editor = await DragEditor.LoadAsync(recipe.Model!, null, cancellation);
        await using var session = await editor.OpenAsync(source, cancellation);
        var replayed = await session.EditAsync(recipe.ToRequest(source, "."), null, cancellation);

        var downloaded = ImageReader.Read(new MemoryStream(await DownloadAsync(page, "[data-format=png]")));
        Assert.Equal((source.Width, source.Height), (downloaded.Width, downloaded.Height));

        // One candidate alone and several together are summed in another order: some bytes in half a million round to
        // the next level.
        int apart = replayed
            .Candidates[0]
            .Image.Pixels.ToArray()
            .Zip(downloaded.Pixels.ToArray(), (a, b) => Math.Abs(a - b))
            .Max();
        Assert.InRange(apart, 0, 2);
    }

    [Fact]
    public async Task What_is_pending_is_applied_before_it_is_downloaded()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        foreach (var (format, name) in ((string, string)[])[("jpeg", "cat-edit1.jpg"), ("webp", "cat-edit1.webp")])
        {
            await page.Tab.Locator("#download").ClickAsync();
            var download = await page.Tab.RunAndWaitForDownloadAsync(() =>
                page.Tab.Locator($"[data-format={format}]").ClickAsync()
            );
            Assert.Equal(name, download.SuggestedFilename);
            var picture = ImageReader.Read(await download.PathAsync());
            Assert.Equal((451, 300), (picture.Width, picture.Height));
            await Expect(page.Rounds).ToHaveCountAsync(2);
            await page.SettledAsync();
        }
    }

    [Fact]
    public async Task Settings_reach_the_edit()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await page.Tab.Locator(".more summary").ClickAsync();
        await page.Tab.Locator("#candidates-count").FillAsync("2");
        await page.Tab.Locator("#seed").FillAsync("7");
        await page.Tab.Locator("#steps").FillAsync("2");
        await page.Tab.Locator("#steps").BlurAsync();
        var asked = await page.Tab.RunAndWaitForRequestAsync(
            () => page.Apply.ClickAsync(),
            request => request.Url.EndsWith("/v1/edits", StringComparison.Ordinal)
        );
        Assert.Contains("\"seed\":7,\"steps\":2", asked.PostData, StringComparison.Ordinal);
        await Expect(page.Candidates).ToHaveCountAsync(2);

        // Two readings of one drag, each with the seed that was asked for.
        await Expect(page.Tab.Locator(".candidate[title='Seed 7, 2 steps']")).ToHaveCountAsync(2);

        await page.Tab.Locator("#discard").ClickAsync();
        await Expect(page.Changes).ToHaveCountAsync(1);
        await Expect(page.Apply).ToBeEnabledAsync();
    }

    [Fact]
    public async Task The_wipe_shows_before_and_after()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        long photo = await page.FingerprintAsync();
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.22f));
        long after = await page.SettledAsync();
        await page.Tab.Locator("#compare").ClickAsync();
        var wipe = page.Tab.Locator("#wipe");
        await Expect(wipe).ToBeFocusedAsync();

        await page.Tab.Keyboard.PressAsync("End");
        Assert.Equal(photo, await page.SettledAsync());
        await page.Tab.Keyboard.PressAsync("Home");
        Assert.Equal(after, await page.SettledAsync());
        await page.Tab.Keyboard.PressAsync("Escape");
        await Expect(wipe).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_JPEGs_quality_is_ones_own_and_the_picture_goes_on_the_clipboard()
    {
        await using var page = await fixture.OpenAsync(
            new()
            {
                ViewportSize = new() { Width = 1280, Height = 800 },
                Permissions = ["clipboard-read", "clipboard-write"],
            }
        );
        await page.OpenSampleAsync("Cat");
        int large = (await DownloadAsync(page, "[data-format=jpeg]")).Length;
        await page.Tab.Locator("#download").ClickAsync();
        await page.Tab.Locator("#quality").FillAsync("45");
        await Expect(page.Tab.Locator("#quality-text")).ToHaveTextAsync("45");
        await page.Tab.Keyboard.PressAsync("Escape");
        Assert.InRange((await DownloadAsync(page, "[data-format=jpeg]")).Length, 1000, large / 2);

        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await page.Tab.Locator("#download").ClickAsync();
        await page.Tab.Locator("#copy-picture").ClickAsync();
        await Expect(page.Tab.Locator("#notes .notice")).ToContainTextAsync("Copied");
        int[] size = await page.Tab.EvaluateAsync<int[]>(
            "async () => { const [item] = await navigator.clipboard.read(); const picture = await "
                + "createImageBitmap(await item.getType('image/png')); return [picture.width, picture.height]; }"
        );
        Assert.Equal([451, 300], size);
        await Expect(page.Rounds).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task What_the_photo_says_of_itself_goes_along_but_not_where_it_was_taken()
    {
        var cat = ImageReader.Read(Path.Combine(SharedData.Repository, "samples", "cat.jpg"));
        var photo = new RasterImage(cat.Width, cat.Height, cat.Pixels)
        {
            Metadata = new ImageMetadata { Exif = ExifFile.Build(isBig: true) },
        };
        byte[] file = ImageWriter.Encode(
            photo,
            ImageFormat.Jpeg,
            new ImageWriteOptions { KeepLocation = true, Provenance = false }
        );
        Assert.Contains(
            ExifFile.Read(ImageReader.Read(new MemoryStream(file)).Metadata!.Exif!).Keys,
            tag => tag.Directory == "gps"
        );

        await using var page = await fixture.OpenAsync();
        await page.Tab.SetInputFilesAsync(
            "#picker",
            new FilePayload
            {
                Name = "phone.jpg",
                MimeType = "image/jpeg",
                Buffer = file,
            }
        );
        await page.PictureShownAsync();
        await page.SettledAsync();
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await page.ApplyAsync();
        foreach (string format in (string[])["jpeg", "png"])
        {
            var kept = ExifFile.Read(
                ImageReader.Read(new MemoryStream(await DownloadAsync(page, $"[data-format={format}]"))).Metadata!.Exif!
            );
            Assert.Equal(ExifFile.Maker, kept[("0", 0x10F)]);
            Assert.Equal(ExifFile.Taken, kept[("exif", 0x9003)]);
            Assert.StartsWith("LightningDrag", kept[("0", 0x131)], StringComparison.Ordinal);
            Assert.DoesNotContain(kept.Keys, tag => tag.Directory is "gps" or "1");
        }
    }

    /// <summary>The system's own sheet is none of the page's: what it is handed counts.</summary>
    [Fact]
    public async Task Where_the_system_shares_it_gets_the_picture()
    {
        await using var page = await fixture.OpenAsync();
        await Expect(page.Tab.Locator("#share-picture")).ToBeHiddenAsync();
        await page.Tab.AddInitScriptAsync(
            "navigator.canShare = () => true; navigator.share = async ({ files }) => { window.shared = files[0]; };"
        );
        await page.VisitAsync();
        await page.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await page.Tab.Locator("#download").ClickAsync();
        await page.Tab.Locator("#share-picture").ClickAsync();
        await page.Tab.WaitForFunctionAsync("() => window.shared");
        Assert.Equal(
            "cat-edit1.jpg image/jpeg",
            await page.Tab.EvaluateAsync<string>("() => `${window.shared.name} ${window.shared.type}`")
        );
        await Expect(page.Rounds).ToHaveCountAsync(2);
    }

    private static async Task<byte[]> DownloadAsync(EditorPage page, string entry)
    {
        await page.Tab.Locator("#download").ClickAsync();
        var download = await page.Tab.RunAndWaitForDownloadAsync(() => page.Tab.Locator(entry).ClickAsync());
        return await File.ReadAllBytesAsync(await download.PathAsync());
    }
}
