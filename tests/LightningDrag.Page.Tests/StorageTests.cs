using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LightningDrag.Page.Tests;

/// <summary>What this browser keeps: nothing goes but what a person deletes.</summary>
public sealed class StorageTests(PageFixture fixture)
{
    [Fact]
    public async Task Work_in_an_open_tab_stays_however_many_others_open()
    {
        await using var first = await fixture.OpenSampleAsync("Cat");
        await first.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await first.ApplyAsync();
        long edited = await first.SettledAsync();
        foreach (string title in (string[])["Coffee", "Rocket", "Astronaut", "Coffee"])
        {
            var other = await first.AnotherTabAsync();
            await Expect(other.Tab.Locator("#welcome")).ToBeVisibleAsync();
            await other.OpenSampleAsync(title);
            await other.Tab.WaitForTimeoutAsync(500);
        }

        await first.Tab.BringToFrontAsync();
        await first.ReloadAsync();
        await first.PictureShownAsync();
        await Expect(first.Rounds).ToHaveCountAsync(2);
        Assert.Equal(edited, await first.SettledAsync());
    }

    [Fact]
    public async Task A_photo_is_closed_found_again_and_deleted_on_request()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await page.ApplyAsync();
        await page.Tab.Locator("#menu-button").ClickAsync();
        await page.Tab.Locator("#close-photo").ClickAsync();
        await Expect(page.Tab.Locator("#welcome")).ToBeVisibleAsync();
        await Expect(page.Tab.Locator("#undo")).ToBeDisabledAsync();

        await page.OpenSampleAsync("Coffee");
        await page.Tab.WaitForTimeoutAsync(500);
        await page.Tab.Locator("#menu-button").ClickAsync();
        await page.Tab.Locator("#menu-stored").ClickAsync();
        var photos = page.Tab.Locator("#stored-list li");
        await Expect(photos).ToHaveCountAsync(2);
        await Expect(photos.Nth(0)).ToContainTextAsync("open here");
        await Expect(photos.Nth(1)).ToContainTextAsync("cat.jpg");
        await Expect(photos.Nth(1)).ToContainTextAsync("1 edit");
        await photos.Nth(1).Locator(".stored-photo").ClickAsync();
        await Expect(page.Rounds).ToHaveCountAsync(2);

        await page.Tab.Locator("#menu-button").ClickAsync();
        await page.Tab.Locator("#menu-stored").ClickAsync();
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Delete coffee.jpg" }).ClickAsync();
        await Expect(page.Tab.Locator("#question")).ToContainTextAsync("coffee.jpg");
        await page.Tab.Locator("#question").GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(photos).ToHaveCountAsync(2);
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Delete coffee.jpg" }).ClickAsync();
        await page.Tab.Locator("#question-yes").ClickAsync();
        await Expect(photos).ToHaveCountAsync(1);
        await Expect(photos).ToContainTextAsync(["open here"]);
    }

    [Fact]
    public async Task A_new_tab_goes_on_with_what_was_closed()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await page.Tab.WaitForTimeoutAsync(500);
        var other = await page.AnotherTabAsync();
        await Expect(other.Tab.Locator("#welcome")).ToBeVisibleAsync();
        await page.Tab.CloseAsync();
        await other.Tab.CloseAsync();
        var third = await page.AnotherTabAsync();
        await Expect(third.Changes).ToHaveCountAsync(1);
    }
}
