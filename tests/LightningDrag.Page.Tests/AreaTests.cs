using LightningDrag.Imaging;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LightningDrag.Page.Tests;

/// <summary>
/// What may change, as a whole: frozen parts, grown, shrunk, inverted, feathered, saved and opened again.
/// </summary>
public sealed class AreaTests(PageFixture fixture)
{
    private static readonly (float X, float Y)[] Square = [(0.3f, 0.25f), (0.5f, 0.25f), (0.5f, 0.55f), (0.3f, 0.55f)];

    [Fact]
    public async Task What_is_frozen_stays_in_this_edit_and_the_next()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.TakeAsync("freeze");
        await page.DragAsync((0.30f, 0.15f), (0.50f, 0.15f));
        await Expect(page.Tab.Locator("#area-thaw")).ToBeVisibleAsync();
        await page.TakeAsync("drag");
        await page.DragAsync((0.38f, 0.32f), (0.38f, 0.26f));
        var asked = await page.Tab.RunAndWaitForRequestAsync(
            () => page.Apply.ClickAsync(),
            request => request.Url.EndsWith("/v1/edits", StringComparison.Ordinal)
        );
        using var body = System.Text.Json.JsonDocument.Parse(asked.PostData!);
        var last = body.RootElement.GetProperty("mask").GetProperty("shapes").EnumerateArray().Last();
        Assert.True(last.GetProperty("subtract").GetBoolean());
        await Expect(page.Rounds).ToHaveCountAsync(2);
        await Expect(page.Tab.Locator("#area-thaw")).ToBeVisibleAsync();
        await page.Tab.Locator("#area-thaw").ClickAsync();
        await Expect(page.Tab.Locator("#area-thaw")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task An_area_is_grown_shrunk_inverted_and_saved()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.LassoAsync(Square);
        await page.Tab.Locator(".more-area summary").ClickAsync();
        int area = await SavedAsync(page);
        Assert.InRange(area, 0.055 * 451 * 300, 0.065 * 451 * 300);

        for (int i = 0; i < 3; i++)
            await page.Tab.Locator("#area-grow").ClickAsync();
        int grown = await SavedAsync(page);
        Assert.InRange(grown - area, 3 * 4 * 300, 3 * 4 * 450); // twelve pixels along a rim of 360
        for (int i = 0; i < 3; i++)
            await page.Tab.Locator("#area-shrink").ClickAsync();
        Assert.InRange(await SavedAsync(page), 0.93 * area, 1.07 * area);

        await page.Tab.Locator("#area-invert").ClickAsync();
        Assert.InRange((451 * 300) - await SavedAsync(page), 0.93 * area, 1.07 * area);

        // A burst of presses is one step.
        for (int i = 0; i < 3; i++)
            await page.Tab.Locator("#undo").ClickAsync();
        Assert.Equal(area, await SavedAsync(page));
    }

    [Fact]
    public async Task A_mask_picture_is_opened_and_one_of_another_shape_refused()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.Tab.Locator(".more-area summary").ClickAsync();
        var mask = new EditMask(451, 300, new byte[451 * 300]);
        for (int y = 60; y < 180; y++)
            mask.Editable.AsSpan((y * 451) + 100, 150).Fill(1);
        for (int y = 100; y < 130; y++)
            mask.Editable.AsSpan((y * 451) + 150, 40).Clear();
        await page.Tab.SetInputFilesAsync(
            "#mask-picker",
            new FilePayload
            {
                Name = "mask.png",
                MimeType = "image/png",
                Buffer = ImageWriter.Encode(mask.ToImage(), ImageFormat.Png),
            }
        );
        await Expect(page.Tab.Locator("#mask-text")).ToContainTextAsync("Only what you painted");
        Assert.InRange(await SavedAsync(page), 0.97 * mask.Count(), 1.03 * mask.Count());

        var square = new EditMask(64, 64, [.. Enumerable.Repeat((byte)1, 64 * 64)]);
        await page.Tab.SetInputFilesAsync(
            "#mask-picker",
            new FilePayload
            {
                Name = "square.png",
                MimeType = "image/png",
                Buffer = ImageWriter.Encode(square.ToImage(), ImageFormat.Png),
            }
        );
        await Expect(page.Alert).ToContainTextAsync("another shape than the photo");
    }

    [Fact]
    public async Task A_feather_goes_along_with_the_edit()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.32f), (0.38f, 0.26f));
        await page.Tab.Locator(".more-area summary").ClickAsync();
        await page.Tab.Locator("#feather").FillAsync("20");
        await Expect(page.Tab.Locator("#feather-text")).ToHaveTextAsync("20 px");
        var asked = await page.Tab.RunAndWaitForRequestAsync(
            () => page.Apply.ClickAsync(),
            request => request.Url.EndsWith("/v1/edits", StringComparison.Ordinal)
        );
        Assert.Contains("\"feather\":20", asked.PostData, StringComparison.Ordinal);
        await Expect(page.Rounds).ToHaveCountAsync(2);
    }

    /// <summary>Bright pixels of the mask picture that the page saves.</summary>
    private static async Task<int> SavedAsync(LightningDrag.Browser.EditorPage page)
    {
        var download = await page.Tab.RunAndWaitForDownloadAsync(() => page.Tab.Locator("#area-save").ClickAsync());
        Assert.Equal("cat-mask.png", download.SuggestedFilename);
        var picture = ImageReader.Read(await download.PathAsync());
        Assert.Equal((451, 300), (picture.Width, picture.Height));
        return Enumerable.Range(0, 451 * 300).Count(i => picture.Pixels[4 * i] >= 128);
    }
}
