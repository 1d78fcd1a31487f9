using static Microsoft.Playwright.Assertions;

namespace LightningDrag.Page.Tests;

/// <summary>The drag tool: press on the handle, release on the target, and see the picture follow meanwhile.</summary>
public sealed class DragTests(PageFixture fixture)
{
    [Fact]
    public async Task The_picture_follows_while_the_button_is_down()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        long before = await page.FingerprintAsync();

        await page.HoldAsync((0.38f, 0.30f), (0.38f, 0.26f));
        long first = await page.ChangedAsync(before);
        var place = await page.PlacementAsync();
        await page.Tab.Mouse.MoveAsync(place.X(0.38f), place.Y(0.20f), new() { Steps = 4 });
        long second = await page.ChangedAsync(first);

        Assert.NotEqual(before, second);
        await page.Tab.Mouse.UpAsync();
        await Expect(page.Changes).ToHaveCountAsync(1);
        await Expect(page.Tab.Locator("#mask-text")).ToContainTextAsync("yellow area");
    }

    [Fact]
    public async Task The_list_of_changes_follows_without_being_made_anew()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.HoldAsync((0.38f, 0.30f), (0.38f, 0.26f));
        var text = page.Changes.Locator(".change-text");
        string before = await text.InnerTextAsync();
        await page.Tab.EvaluateAsync("() => (window.entry = document.querySelector('#changes li'))");
        var place = await page.PlacementAsync();
        await page.Tab.Mouse.MoveAsync(place.X(0.42f), place.Y(0.20f), new() { Steps = 4 });
        await Expect(text).Not.ToHaveTextAsync(before);
        Assert.True(await page.Tab.EvaluateAsync<bool>("() => window.entry.isConnected"));
        await page.Tab.Mouse.UpAsync();
    }

    [Fact]
    public async Task Points_are_those_pressed_and_released()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.40f, 0.50f), (0.50f, 0.40f));

        // 451 × 300 pixels.
        await Expect(page.Changes)
            .ToHaveTextAsync([
                new System.Text.RegularExpressions.Regex(@"Drag 1(79|80|81), 1(49|50) → 22[4-6], 1(19|20)"),
            ]);
    }

    [Fact]
    public async Task Both_ends_stay_movable()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.40f, 0.50f), (0.50f, 0.40f));
        await page.DragAsync((0.50f, 0.40f), (0.60f, 0.40f));
        await Expect(page.Changes).ToContainTextAsync([new System.Text.RegularExpressions.Regex("→ 27[0-1]")]);

        await page.DragAsync((0.40f, 0.50f), (0.30f, 0.50f));
        await Expect(page.Changes).ToHaveCountAsync(1);
        await Expect(page.Changes).ToContainTextAsync([new System.Text.RegularExpressions.Regex("Drag 13[4-6]")]);
    }

    [Fact]
    public async Task A_click_makes_no_drag_and_Delete_removes_one()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.4f, 0.5f), (0.4f, 0.5f));
        await Expect(page.Changes).ToHaveCountAsync(0);

        long before = await page.FingerprintAsync();
        await page.DragAsync((0.4f, 0.5f), (0.5f, 0.4f));
        await page.ChangedAsync(before);
        await page.Tab.Keyboard.PressAsync("Delete");
        await Expect(page.Changes).ToHaveCountAsync(0);
        await Expect(page.Apply).ToBeDisabledAsync();
        Assert.Equal(before, await page.SettledAsync());
    }

    [Fact]
    public async Task Escape_takes_back_a_drag_under_way()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.HoldAsync((0.4f, 0.5f), (0.5f, 0.4f));
        await page.Tab.Keyboard.PressAsync("Escape");
        await page.Tab.Mouse.UpAsync();
        await Expect(page.Changes).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Everything_goes_by_keyboard()
    {
        await using var page = await fixture.OpenAsync();
        await page.Tab.Locator(".sample", new() { HasText = "Cat" }).FocusAsync();
        await page.Tab.Keyboard.PressAsync("Enter");
        await page.PictureShownAsync();
        await Expect(page.Overlay).ToBeFocusedAsync();

        foreach (
            string key in (string[])
                ["Shift+ArrowLeft", "Shift+ArrowUp", "Enter", "Shift+ArrowUp", "ArrowRight", "Enter"]
        )
            await page.Tab.Keyboard.PressAsync(key);
        await Expect(page.Changes).ToHaveCountAsync(1);
        await Expect(page.Tab.Locator("#spoken")).ToContainTextAsync("Released");

        var text = page.Changes.Locator(".change-text");
        string before = await text.InnerTextAsync();
        await page.Tab.Locator(".change").FocusAsync();
        await page.Tab.Keyboard.PressAsync("Shift+ArrowLeft");
        await Expect(text).Not.ToHaveTextAsync(before);
        await Expect(page.Tab.Locator(".change")).ToBeFocusedAsync();

        await page.Tab.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Rounds).ToHaveCountAsync(2);
    }
}
