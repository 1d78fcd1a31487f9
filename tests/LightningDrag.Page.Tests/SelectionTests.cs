using System.Text.RegularExpressions;
using LightningDrag.Browser;
using static Microsoft.Playwright.Assertions;

namespace LightningDrag.Page.Tests;

/// <summary>What was painted moves, turns and grows as a whole.</summary>
public sealed class SelectionTests(PageFixture fixture)
{
    private static readonly (float X, float Y)[] Eye = [(0.32f, 0.28f), (0.44f, 0.28f), (0.44f, 0.46f), (0.32f, 0.46f)];

    [Fact]
    public async Task A_pull_inside_a_lasso_moves_it_and_apply_is_ready()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.LassoAsync(Eye);
        long before = await page.FingerprintAsync();
        await page.TakeAsync("move");
        await Expect(page.Hint).ToHaveTextAsync("Pull what you painted.");
        await page.DragAsync((0.38f, 0.37f), (0.48f, 0.37f));
        await Expect(page.Changes).ToHaveTextAsync([new Regex("Selection 4[4-6] px")]);
        await Expect(page.Apply).ToBeEnabledAsync();
        await Expect(page.Hint).ToContainTextAsync("Pull it, turn it");
        long moved = await page.ChangedAsync(before);

        // Once more from where it lies now.
        await page.DragAsync((0.48f, 0.37f), (0.48f, 0.31f));
        await Expect(page.Changes).ToHaveTextAsync([new Regex("Selection (4[7-9]|50) px")]);
        await page.ChangedAsync(moved);
        await page.ApplyAsync();
    }

    [Fact]
    public async Task A_click_takes_hold_and_draws_no_circle()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.LassoAsync(Eye);
        await page.TakeAsync("rotate");
        await page.DragAsync((0.38f, 0.37f), (0.38f, 0.37f));
        await Expect(page.Changes).ToHaveTextAsync(["1Selection: pull it, or a knob"]);
        await Expect(page.Apply).ToBeDisabledAsync();
        await Expect(page.Hint).ToContainTextAsync("round knob");

        // With another tool the same selection goes on.
        await page.TakeAsync("scale");
        await page.DragAsync((0.42f, 0.37f), (0.44f, 0.37f));
        await Expect(page.Changes).ToHaveTextAsync([new Regex(@"Selection ×\s1\.\d+")]);
        await page.TakeAsync("rotate");
        await page.DragAsync((0.42f, 0.37f), (0.42f, 0.41f));
        await Expect(page.Changes).ToHaveTextAsync([new Regex(@"Selection \d+°, ×\s1\.\d+")]);

        for (int i = 0; i < 3; i++)
            await page.Tab.Keyboard.PressAsync("Control+z");
        await Expect(page.Changes).ToHaveCountAsync(0);
        await Expect(page.Tab.Locator("#mask-text")).ToContainTextAsync("Only what you painted");
    }

    [Fact]
    public async Task Its_box_has_knobs_that_turn_and_resize()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.LassoAsync(Eye);
        await page.TakeAsync("move");
        await page.DragAsync((0.38f, 0.37f), (0.38f, 0.37f));
        var place = await page.PlacementAsync();

        // The round knob stands above the middle of the box's upper side; pulled to the right of the middle it turns by
        // a quarter.
        float top = place.Y(0.28f) - 34,
            away = place.Y(0.37f) - top;
        await PullAsync(page, (place.X(0.38f), top), (place.X(0.38f) + away, place.Y(0.37f)));
        await Expect(page.Changes).ToHaveTextAsync([new Regex("Selection (8[89]|9[0-2])°")]);
        await page.Tab.Keyboard.PressAsync("Control+z");

        // The square one stands at the lower right corner.
        await PullAsync(page, (place.X(0.44f), place.Y(0.46f)), (place.X(0.44f + 0.03f), place.Y(0.46f + 0.045f)));
        await Expect(page.Changes).ToHaveTextAsync([new Regex(@"Selection ×\s1\.(4[89]|5[0-2])")]);
        await page.Tab.Locator("#angle").FillAsync("-30");
        await Expect(page.Changes).ToHaveTextAsync([new Regex(@"Selection -30°, ×\s1\.\d+")]);
        await page.Tab.Locator("#size").FillAsync("0.8");
        await Expect(page.Changes).ToHaveTextAsync([new Regex(@"Selection -30°, ×\s0\.80")]);
    }

    [Fact]
    public async Task A_brush_stroke_is_a_selection_too_and_undo_gives_the_paint_back()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.TakeAsync("brush");
        await page.DragAsync((0.34f, 0.32f), (0.42f, 0.32f));
        await page.TakeAsync("move");
        await page.DragAsync((0.38f, 0.32f), (0.38f, 0.24f));
        await Expect(page.Changes).ToHaveTextAsync([new Regex(@"Selection 2\d px")]);
        await page.Tab.Keyboard.PressAsync("Control+z");
        await Expect(page.Changes).ToHaveCountAsync(0);
        await Expect(page.Tab.Locator("#mask-text")).ToContainTextAsync("Only what you painted");
    }

    [Fact]
    public async Task The_request_says_what_moves_exactly()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.LassoAsync(Eye);
        await page.TakeAsync("move");
        await page.DragAsync((0.38f, 0.37f), (0.48f, 0.37f));
        var asked = await page.Tab.RunAndWaitForRequestAsync(
            () => page.Apply.ClickAsync(),
            request => request.Url.EndsWith("/v1/edits", StringComparison.Ordinal)
        );
        using var body = System.Text.Json.JsonDocument.Parse(asked.PostData!);
        var region = body.RootElement.GetProperty("regions")[0];
        Assert.InRange(region.GetProperty("offset")[0].GetDouble(), 44, 46);
        Assert.Equal("polygon", region.GetProperty("shapes")[0].GetProperty("type").GetString());
        Assert.Equal(1, region.GetProperty("scale").GetDouble());
        await Expect(page.Rounds).ToHaveCountAsync(2);
    }

    private static async Task PullAsync(EditorPage page, (float X, float Y) from, (float X, float Y) to)
    {
        await page.Tab.Mouse.MoveAsync(from.X, from.Y);
        await page.Tab.Mouse.DownAsync();
        await page.Tab.Mouse.MoveAsync(to.X, to.Y, new() { Steps = 6 });
        await page.Tab.Mouse.UpAsync();
    }
}
