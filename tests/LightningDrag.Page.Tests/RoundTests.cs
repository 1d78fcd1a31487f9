using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace LightningDrag.Page.Tests;

/// <summary>A finished edit can be made stronger or weaker, and opened again; steps are as people count them.</summary>
public sealed class RoundTests(PageFixture fixture)
{
    [Fact]
    public async Task A_finished_edit_gets_another_strength_as_one_step()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.22f));
        await page.ApplyAsync();
        string full = await page.ShownAsync();
        await page.Tab.Locator("#strength").FillAsync("50");
        await Expect(page.Tab.Locator("#picture")).Not.ToHaveAttributeAsync("data-image", full);
        await Expect(page.Rounds).ToHaveCountAsync(2);
        await Expect(page.Tab.Locator("#round-title")).ToHaveTextAsync("Edit 1");
        await Expect(page.Tab.Locator("#strength-text")).ToHaveTextAsync("50 %");
        string half = await page.ShownAsync();
        Assert.NotEqual(full, half);

        await page.Tab.Locator("#undo").ClickAsync();
        await Expect(page.Tab.Locator("#strength-text")).ToHaveTextAsync("100 %");
        Assert.Equal(full, await page.ShownAsync());
        await page.Tab.Locator("#redo").ClickAsync();
        Assert.Equal(half, await page.ShownAsync());

        // Back at full strength it is the edit as it was made.
        await page.Tab.Locator("#strength").FillAsync("100");
        await Expect(page.Tab.Locator("#picture")).ToHaveAttributeAsync("data-image", full);
    }

    [Fact]
    public async Task An_earlier_round_is_opened_again_and_later_ones_stay()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await page.ApplyAsync();
        await page.DragAsync((0.72f, 0.38f), (0.72f, 0.33f));
        await page.ApplyAsync();
        await Expect(page.Rounds).ToHaveCountAsync(3);
        await page.Rounds.Nth(1).ClickAsync();
        await page.Tab.Locator("#reopen").ClickAsync();
        await Expect(page.Changes).ToHaveCountAsync(1);
        await Expect(page.Changes).ToHaveTextAsync([new Regex(@"Drag 17[01], (89|90) → 17[01], 7[12]")]);
        await page.DragAsync((0.38f, 0.24f), (0.38f, 0.20f));
        await page.ApplyAsync();

        // The second round was made from the first, so both stay and the new version stands at the end.
        await Expect(page.Rounds).ToHaveCountAsync(4);
        await Expect(page.Rounds.Nth(3)).ToHaveAttributeAsync("aria-current", "true");
        await Expect(page.Rounds.Nth(3)).ToContainTextAsync("of photo");

        // The last one has none after it: its new version takes its place.
        await page.Tab.Locator("#reopen").ClickAsync();
        await page.DragAsync((0.38f, 0.20f), (0.38f, 0.22f));
        string before = await page.ShownAsync();
        await page.Apply.ClickAsync();
        await Expect(page.Changes).ToHaveCountAsync(0);
        await Expect(page.Rounds).ToHaveCountAsync(4);
        Assert.NotEqual(before, await page.ShownAsync());
    }

    [Fact]
    public async Task A_burst_of_arrow_keys_and_a_slider_are_one_step_each()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        var text = page.Changes.Locator(".change-text");
        string dragged = await text.InnerTextAsync();
        await page.Tab.Locator(".change").FocusAsync();
        for (int i = 0; i < 6; i++)
            await page.Tab.Keyboard.PressAsync("ArrowRight");
        await Expect(text).Not.ToHaveTextAsync(dragged);
        await page.Tab.Keyboard.PressAsync("Control+z");
        await Expect(text).ToHaveTextAsync(dragged);

        await page.TakeAsync("rotate");
        await page.DragAsync((0.72f, 0.38f), (0.72f, 0.50f));
        await page.Tab.Locator("#angle").FocusAsync();
        for (int i = 0; i < 5; i++)
            await page.Tab.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Changes.Nth(1)).ToContainTextAsync("Rotate 5°");
        await page.Tab.Keyboard.PressAsync("Control+z");
        await Expect(page.Changes.Nth(1)).ToContainTextAsync("pull the knob");
    }

    [Fact]
    public async Task Holding_the_eye_shows_the_photo_as_it_was()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        string photo = await page.ShownAsync();
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await page.ApplyAsync();
        string edited = await page.ShownAsync();
        var picture = page.Tab.Locator("#picture");
        await page.Tab.Locator("#original").HoverAsync();
        await page.Tab.Mouse.DownAsync();
        await Expect(picture).ToHaveAttributeAsync("data-image", photo);
        await page.Tab.Mouse.UpAsync();
        await Expect(picture).ToHaveAttributeAsync("data-image", edited);

        await page.Overlay.FocusAsync();
        await page.Tab.Keyboard.DownAsync("o");
        await Expect(picture).ToHaveAttributeAsync("data-image", photo);
        await page.Tab.Keyboard.UpAsync("o");
        await Expect(picture).ToHaveAttributeAsync("data-image", edited);
    }

    [Fact]
    public async Task The_wipe_compares_with_the_round_before_too()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        for (int i = 0; i < 2; i++)
        {
            await page.DragAsync((0.38f, 0.32f - (0.03f * i)), (0.38f, 0.28f - (0.03f * i)));
            await page.ApplyAsync();
        }

        await page.Tab.Locator("#compare").ClickAsync();
        await page.Tab.Keyboard.PressAsync("End");
        long photo = await page.SettledAsync();
        await page.Tab.Locator("label:has(#wipe-round)").ClickAsync();
        await page.ChangedAsync(photo);
        long before = await page.SettledAsync();
        await page.Tab.Keyboard.PressAsync("c");
        await page.Rounds.Nth(1).ClickAsync();
        Assert.Equal(before, await page.SettledAsync());
    }
}
