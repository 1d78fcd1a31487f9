using LightningDrag.Browser;
using static Microsoft.Playwright.Assertions;

namespace LightningDrag.Page.Tests;

/// <summary>The result that is kept is the one that was chosen, whatever the pointer passes on its way.</summary>
public sealed class ResultTests(PageFixture fixture)
{
    [Fact]
    public async Task Pointing_shows_a_result_and_leaving_shows_the_chosen_one_again()
    {
        await using var page = await WithReadingsAsync();
        await AwayAsync(page);
        string best = await page.ShownAsync();

        // They lie under the picture, not on it.
        var (tray, place) = (await page.Tab.Locator("#candidates").BoundingBoxAsync(), await page.PlacementAsync());
        Assert.True(
            place.Top + place.Height <= tray!.Y + 1,
            $"The picture ends at {place.Top + place.Height}, the tray begins at {tray.Y}."
        );
        await page.Candidates.Nth(2).HoverAsync();
        string third = await page.ShownAsync();
        Assert.NotEqual(best, third);
        await AwayAsync(page);
        Assert.Equal(best, await page.ShownAsync());
        await Expect(page.Candidates.First).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Candidates.Nth(2)).ToHaveAttributeAsync("aria-pressed", "false");

        await page.Candidates.Nth(2).ClickAsync();
        await Expect(page.Candidates.Nth(2)).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Candidates).ToHaveCountAsync(4);

        // The way to the button crosses the fourth.
        await page.Candidates.Nth(3).HoverAsync();
        await page.Tab.Locator("#keep").ClickAsync();
        await Expect(page.Tab.Locator("#candidates")).ToBeHiddenAsync();
        Assert.Equal(third, await page.ShownAsync());
        await Expect(page.Rounds).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task The_keyboard_passes_over_results_and_Enter_chooses()
    {
        await using var page = await WithReadingsAsync();
        await AwayAsync(page);
        await page.Tab.Locator("#keep").FocusAsync();
        for (int i = 0; i < 2; i++)
            await page.Tab.Keyboard.PressAsync("Tab");
        await Expect(page.Candidates.Nth(1)).ToBeFocusedAsync();
        await Expect(page.Candidates.First).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Tab.Keyboard.PressAsync("Enter");
        await Expect(page.Candidates.Nth(1)).ToHaveAttributeAsync("aria-pressed", "true");
        string second = await page.ShownAsync();
        for (int i = 0; i < 2; i++)
            await page.Tab.Keyboard.PressAsync("Tab");
        await page.Tab.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Tab.Locator("#candidates")).ToBeHiddenAsync();
        Assert.Equal(second, await page.ShownAsync());
    }

    [Fact]
    public async Task Holding_a_result_shows_what_was_before()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        string photo = await page.ShownAsync();
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.22f));
        await page.ApplyAsync();
        await page.ReadOtherwiseAsync();
        await page.Candidates.First.ClickAsync();
        await page.Candidates.Nth(1).HoverAsync();
        string second = await page.ShownAsync();
        Assert.NotEqual(photo, second);
        await page.Tab.Mouse.DownAsync();
        await Expect(page.Tab.Locator("#picture")).ToHaveAttributeAsync("data-image", photo);
        await page.Tab.Mouse.UpAsync();
        await Expect(page.Tab.Locator("#picture")).ToHaveAttributeAsync("data-image", second);

        // That was a look, not a choice.
        await Expect(page.Candidates.First).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task A_double_click_keeps_and_Back_leaves_everything_as_it_was()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.22f));
        await page.ApplyAsync();
        string before = await page.ShownAsync();
        await page.ReadOtherwiseAsync();
        await page.Tab.Locator("#discard").ClickAsync();
        await Expect(page.Tab.Locator("#candidates")).ToBeHiddenAsync();
        Assert.Equal(before, await page.ShownAsync());

        // Another one than the one that is kept already.
        await page.ReadOtherwiseAsync();
        await page.Tab.Locator(".candidate[aria-pressed=false]").Last.DblClickAsync();
        await Expect(page.Tab.Locator("#candidates")).ToBeHiddenAsync();
        await Expect(page.Rounds).ToHaveCountAsync(2);
        await AwayAsync(page);
        Assert.NotEqual(before, await page.ShownAsync());
    }

    [Fact]
    public async Task What_is_wrong_with_a_result_is_said_in_words()
    {
        await using var page = await fixture.OpenSampleAsync("Coffee");

        // A large thing carried far: what it leaves behind nobody has seen.
        await page.LassoAsync((0.40f, 0.04f), (0.68f, 0.10f), (0.68f, 0.40f), (0.45f, 0.52f), (0.29f, 0.35f));
        await page.TakeAsync("move");
        await page.DragAsync((0.48f, 0.25f), (0.80f, 0.60f));
        await page.ApplyAsync();
        await Expect(page.Tab.Locator("#round-text")).ToContainTextAsync("Look closely: ");
        await Expect(page.Hint).ToContainTextAsync("Done, but ");
        await page.ReadOtherwiseAsync();
        Assert.All(
            await page.Tab.Locator(".candidate-words").AllTextContentsAsync(),
            words => Assert.NotEqual("", words)
        );
    }

    [Fact]
    public async Task On_a_phone_every_result_and_button_is_reached()
    {
        await using var page = await fixture.OpenSampleAsync("Cat", PageFixture.Phone);
        await page.DragAsync((0.38f, 0.35f), (0.40f, 0.25f));
        await page.Apply.TapAsync();
        await Expect(page.Rounds).ToHaveCountAsync(2);
        await page.Readings.TapAsync();
        await Expect(page.Candidates).ToHaveCountAsync(4);
        string fourth = "";
        foreach (var (width, height) in ((int, int)[])[(390, 844), (320, 640)])
        {
            await page.Tab.SetViewportSizeAsync(width, height);
            // The mouse that has dragged would lie over a result, and a phone has none.
            await page.Tab.Mouse.MoveAsync(1, 1);
            await page.Candidates.First.ScrollIntoViewIfNeededAsync();
            await page.Candidates.First.TapAsync();
            string best = await page.ShownAsync();
            await page.Candidates.Nth(3).ScrollIntoViewIfNeededAsync();
            await page.Candidates.Nth(3).TapAsync();
            await Expect(page.Candidates.Nth(3)).ToHaveAttributeAsync("aria-pressed", "true");
            fourth = await page.ShownAsync();
            Assert.NotEqual(best, fourth);
            foreach (string name in (string[])["#discard", "#keep"])
            {
                var box = (await page.Tab.Locator(name).BoundingBoxAsync())!;
                Assert.True(
                    box.X >= 0 && box.X + box.Width <= width && box.Y + box.Height <= height,
                    $"{name} lies at {box.X}, {box.Y}."
                );
            }

            await SmallTargetsAsync(page);
        }

        await page.Tab.Locator("#keep").TapAsync();
        await Expect(page.Tab.Locator("#candidates")).ToBeHiddenAsync();
        Assert.Equal(fourth, await page.ShownAsync());
    }

    /// <summary>Every control that can be seen is at least 44 pixels either way.</summary>
    internal static async Task SmallTargetsAsync(EditorPage page)
    {
        string[] small = await page.Tab.EvaluateAsync<string[]>(
            """
            () => {
              const controls = 'button, select, summary, input:not([type=radio], [type=checkbox]), label:has(> input)';
              return [...document.querySelectorAll(controls)]
                .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('[inert]'))
                .map((one) => ({ one, ...one.getBoundingClientRect().toJSON() }))
                .filter(({ width, height }) => width > 0 && (width < 43.5 || height < 43.5))
                .map(({ one, width, height }) => `${one.id || one.className || one.textContent} ${width}×${height}`);
            }
            """
        );
        Assert.Empty(small);
    }

    private async Task<EditorPage> WithReadingsAsync()
    {
        var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.22f));
        await page.ApplyAsync();
        await page.ReadOtherwiseAsync();
        await page.Candidates.First.ClickAsync();
        await Expect(page.Candidates.First).ToHaveAttributeAsync("aria-pressed", "true");
        return page;
    }

    private static Task AwayAsync(EditorPage page) => page.Tab.Mouse.MoveAsync(400, 20);
}
