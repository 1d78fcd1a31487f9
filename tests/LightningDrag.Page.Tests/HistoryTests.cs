using static Microsoft.Playwright.Assertions;

namespace LightningDrag.Page.Tests;

/// <summary>Nothing is lost: undo and redo over every action and round, and reloading.</summary>
public sealed class HistoryTests(PageFixture fixture)
{
    [Fact]
    public async Task Undo_and_redo_go_over_actions_and_rounds()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        long photo = await page.FingerprintAsync();
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await page.ApplyAsync();
        await page.ReadOtherwiseAsync();
        await page.Candidates.Nth(1).DblClickAsync();
        await Expect(page.Tab.Locator("#candidates")).ToBeHiddenAsync();
        await Expect(page.Rounds).ToHaveCountAsync(2);
        long edited = await page.SettledAsync();

        var undo = page.Tab.Locator("#undo");
        await undo.ClickAsync();
        await Expect(page.Candidates).ToHaveCountAsync(4);
        await undo.ClickAsync();
        await Expect(page.Candidates).ToHaveCountAsync(0);
        await Expect(page.Rounds).ToHaveCountAsync(2);
        await undo.ClickAsync();
        await Expect(page.Changes).ToHaveCountAsync(1);
        await undo.ClickAsync();
        await Expect(page.Changes).ToHaveCountAsync(0);
        Assert.Equal(photo, await page.SettledAsync());
        await undo.ClickAsync();
        await Expect(page.Tab.Locator("#welcome")).ToBeVisibleAsync();
        await Expect(undo).ToBeDisabledAsync();

        for (int i = 0; i < 5; i++)
            await page.Tab.Keyboard.PressAsync("Control+y");
        await Expect(page.Rounds).ToHaveCountAsync(2);
        Assert.Equal(edited, await page.SettledAsync());
        await Expect(page.Tab.Locator("#redo")).ToBeDisabledAsync();
    }

    [Fact]
    public async Task A_reload_keeps_pictures_points_mask_and_history()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await page.ApplyAsync();
        await page.DragAsync((0.72f, 0.38f), (0.72f, 0.33f));
        await page.TakeAsync("erase");
        await page.DragAsync((0.70f, 0.20f), (0.76f, 0.20f));
        long before = await page.SettledAsync();

        await page.ReloadAsync();
        await page.PictureShownAsync();
        await Expect(page.Changes).ToHaveCountAsync(1);
        await Expect(page.Rounds).ToHaveCountAsync(2);
        await Expect(page.Tab.Locator("[data-tool=erase]")).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Equal(before, await page.SettledAsync());
        for (int i = 0; i < 3; i++)
            await page.Tab.Keyboard.PressAsync("Control+z");
        await Expect(page.Changes).ToHaveCountAsync(1);
        await Expect(page.Tab.Locator("#strip")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_picture_that_the_server_forgot_is_sent_again()
    {
        await using var page = await fixture.OpenSampleAsync("Coffee");
        string? image = null;
        page.Tab.Request += (_, request) =>
            image = request.Url.EndsWith("/v1/preview", StringComparison.Ordinal)
                ? System.Text.Json.JsonDocument.Parse(request.PostData!).RootElement.GetProperty("image").GetString()
                : image;
        await page.DragAsync((0.5f, 0.4f), (0.55f, 0.4f));
        await page.SettledAsync();
        using (var client = new HttpClient())
            (
                await client.DeleteAsync(
                    new Uri(fixture.Address, $"/v1/images/{image}"),
                    TestContext.Current.CancellationToken
                )
            ).EnsureSuccessStatusCode();

        await page.ApplyAsync();
    }
}
