using System.Text.Json;
using System.Text.RegularExpressions;
using LightningDrag.Browser;
using static Microsoft.Playwright.Assertions;

namespace LightningDrag.Page.Tests;

/// <summary>What a drag means: the part under the handle, the whole thing, or what the model makes of it.</summary>
public sealed class MeaningTests(PageFixture fixture)
{
    [Fact]
    public async Task The_preview_follows_what_the_drag_means_and_reload_and_undo_keep_it()
    {
        await using var page = await fixture.OpenKnowingAsync("Coffee");
        var meaning = page.Tab.Locator("#scope-options");
        await Expect(meaning).ToBeHiddenAsync();
        long photo = await page.FingerprintAsync();
        await page.DragAsync((0.40f, 0.30f), (0.46f, 0.24f));
        await page.ChangedAsync(photo);
        await Expect(meaning).ToBeVisibleAsync();
        await Expect(page.Tab.Locator("#scope-auto")).ToBeCheckedAsync();
        long guessed = await page.SettledAsync();
        await page.ScreenAsync("drag-automatic");

        await page.Tab.Locator("#scope-thing").CheckAsync();
        await page.ChangedAsync(guessed);
        long thing = await page.SettledAsync();
        await page.ScreenAsync("drag-whole-thing");
        await LooksTests.CheckAsync(page, null);
        await page.Tab.Locator("#scope-part").CheckAsync();
        await page.ChangedAsync(thing);

        await page.Tab.Keyboard.PressAsync("Control+z");
        await Expect(page.Tab.Locator("#scope-thing")).ToBeCheckedAsync();
        await page.ReloadAsync();
        await page.PictureShownAsync();
        await Expect(page.Tab.Locator("#scope-thing")).ToBeCheckedAsync();
        Assert.Equal("thing", await AskedScopeAsync(page, () => page.Apply.ClickAsync()));
        await Expect(page.Rounds).ToHaveCountAsync(2);

        // A finished edit is made anew in its place, as one step.
        string whole = await page.ShownAsync();
        await Expect(page.Tab.Locator("#scope-thing")).ToBeCheckedAsync();
        Assert.Equal("part", await AskedScopeAsync(page, () => page.Tab.Locator("#scope-part").CheckAsync()));
        await Expect(page.Tab.Locator("#picture")).Not.ToHaveAttributeAsync("data-image", whole);
        await page.SettledAsync();
        await Expect(page.Rounds).ToHaveCountAsync(2);
        await page.Tab.Locator("#undo").ClickAsync();
        Assert.Equal(whole, await page.ShownAsync());
        await Expect(page.Tab.Locator("#scope-thing")).ToBeCheckedAsync();

        await page.Tab.Locator("#reopen").ClickAsync();
        await Expect(page.Changes).ToHaveCountAsync(1);
        await Expect(page.Tab.Locator("#scope-thing")).ToBeCheckedAsync();
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Other_readings_differ_by_meaning_and_say_which()
    {
        await using var page = await fixture.OpenKnowingAsync("Coffee");
        await page.DragAsync((0.40f, 0.30f), (0.46f, 0.24f));
        await page.ApplyAsync();
        await page.ReadOtherwiseAsync();
        await Expect(page.Candidates.First).ToContainTextAsync("Most likely");
        await Expect(page.Candidates.First).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Candidates.Filter(new() { HasText = "The whole thing" })).ToHaveCountAsync(1);
        await Expect(page.Candidates.Filter(new() { HasText = "Only this part" })).ToHaveCountAsync(1);
        await Expect(page.Candidates.Last).ToContainTextAsync("Another try");
        await page.ScreenAsync("readings-by-meaning");
        double words = await page.Tab.EvaluateAsync<double>(
            """
            () => {
              const card = document.querySelector('.candidate');
              card.lastElementChild.textContent = 'a part is torn, much is invented';
              return card.lastElementChild.clientWidth / card.querySelector('canvas').clientWidth;
            }
            """
        );
        Assert.True(words > 0.9, "What is wrong with a result is not written beneath it, as wide as its picture.");

        await page.Candidates.Filter(new() { HasText = "The whole thing" }).ClickAsync();
        await page.Tab.Locator("#keep").ClickAsync();
        await Expect(page.Tab.Locator("#scope-thing")).ToBeCheckedAsync();
        await page.Tab.Locator("#download").ClickAsync();
        var download = await page.Tab.RunAndWaitForDownloadAsync(() =>
            page.Tab.Locator("#download-recipe").ClickAsync()
        );
        using var recipe = JsonDocument.Parse(
            await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken)
        );
        Assert.Equal("thing", recipe.RootElement.GetProperty("scope").GetString());
    }

    [Fact]
    public async Task An_area_that_cuts_a_thing_says_so_and_a_larger_one_is_one_step()
    {
        await using var page = await fixture.OpenKnowingAsync("Cat");
        await page.LassoAsync((0.29f, 0.20f), (0.73f, 0.20f), (0.73f, 0.80f), (0.29f, 0.80f));
        await page.TakeAsync("drag");
        await page.DragAsync((0.51f, 0.50f), (0.555f, 0.50f));
        await page.Tab.Locator("#scope-thing").CheckAsync();
        await page.ApplyAsync();
        var cut = page.Tab.Locator("#cut");
        await Expect(page.Tab.Locator("#cut-text"))
            .ToHaveTextAsync(
                new Regex(@"^The area cuts through the thing that you pulled: \d+ % of it stayed behind\.$")
            );
        await LooksTests.CheckAsync(page, null);
        await page.ScreenAsync("area-cuts");
        string narrow = await page.ShownAsync();

        await page.Tab.Locator("#larger").ClickAsync();
        await Expect(page.Tab.Locator("#picture")).Not.ToHaveAttributeAsync("data-image", narrow);
        await Expect(cut).ToBeHiddenAsync();
        await Expect(page.Rounds).ToHaveCountAsync(2);
        string wide = await page.ShownAsync();
        await page.ScreenAsync("area-larger");
        await page.Tab.Locator("#undo").ClickAsync();
        Assert.Equal(narrow, await page.ShownAsync());
        await Expect(cut).ToBeVisibleAsync();

        // The keyboard does the same, and reloading forgets nothing.
        await page.ReloadAsync();
        await page.PictureShownAsync();
        await page.Tab.Locator("#larger").FocusAsync();
        await page.Tab.Keyboard.PressAsync("Enter");
        await Expect(page.Tab.Locator("#picture")).ToHaveAttributeAsync("data-image", wide);
        await page.Tab.Keyboard.PressAsync("Control+z");
        Assert.Equal(narrow, await page.ShownAsync());
        Assert.Empty(page.Complaints);
    }

    private static async Task<string?> AskedScopeAsync(EditorPage page, Func<Task> act)
    {
        var asked = await page.Tab.RunAndWaitForRequestAsync(
            act,
            request => request.Url.EndsWith("/v1/edits", StringComparison.Ordinal)
        );
        using var body = JsonDocument.Parse(asked.PostData!);
        return body.RootElement.TryGetProperty("scope", out var scope) ? scope.GetString() : null;
    }
}
