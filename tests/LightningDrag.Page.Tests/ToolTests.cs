using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace LightningDrag.Page.Tests;

/// <summary>Each of the other tools does what it is named for.</summary>
public sealed class ToolTests(PageFixture fixture)
{
    [Fact]
    public async Task Rotate_turns_with_its_knob()
    {
        await using var page = await fixture.OpenSampleAsync("Astronaut");
        await page.TakeAsync("rotate");
        await page.DragAsync((0.44f, 0.21f), (0.44f, 0.41f));
        await Expect(page.Changes).ToContainTextAsync(["pull the knob"]);
        await Expect(page.Apply).ToBeDisabledAsync();

        long before = await page.FingerprintAsync();
        // The knob stands above the middle; a quarter of a turn brings it to the right of it, a part of that here.
        await page.DragAsync((0.44f, 0.01f), (0.512f, 0.023f));
        await Expect(page.Changes).ToHaveTextAsync([new Regex("Rotate (19|2[0-3])°")]);
        await page.ChangedAsync(before);

        await page.Tab.Locator("#angle").FillAsync("-12");
        await Expect(page.Changes).ToHaveTextAsync([new Regex("Rotate -12°")]);
    }

    [Fact]
    public async Task Scale_grows_with_its_knob()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.TakeAsync("scale");
        await page.DragAsync((0.38f, 0.38f), (0.48f, 0.38f));
        long before = await page.FingerprintAsync();
        var place = await page.PlacementAsync();
        float radius = 0.1f * place.Width,
            diagonal = radius * MathF.Sqrt(0.5f);
        await page.Tab.Mouse.MoveAsync(place.X(0.38f) + diagonal, place.Y(0.38f) - diagonal);
        await page.Tab.Mouse.DownAsync();
        await page.Tab.Mouse.MoveAsync(
            place.X(0.38f) + (1.4f * diagonal),
            place.Y(0.38f) - (1.4f * diagonal),
            new() { Steps = 5 }
        );
        await page.Tab.Mouse.UpAsync();
        await Expect(page.Changes).ToHaveTextAsync([new Regex(@"Scale ×\s1\.(38|39|40|41|42)")]);
        await page.ChangedAsync(before);
    }

    [Fact]
    public async Task Move_pulls_a_circle_along()
    {
        await using var page = await fixture.OpenSampleAsync("Coffee");
        await page.TakeAsync("move");
        await page.DragAsync((0.6f, 0.7f), (0.67f, 0.7f));
        long before = await page.FingerprintAsync();
        await page.DragAsync((0.6f, 0.7f), (0.65f, 0.72f));
        await Expect(page.Changes).ToHaveTextAsync([new Regex("Move 3[0-2] px")]);
        await page.ChangedAsync(before);
    }

    [Fact]
    public async Task A_circle_that_does_nothing_yet_is_taken_over_by_a_click_with_another_tool()
    {
        await using var page = await fixture.OpenSampleAsync("Astronaut");
        await page.TakeAsync("rotate");
        await page.DragAsync((0.44f, 0.21f), (0.44f, 0.41f));
        await Expect(page.Changes).ToHaveTextAsync([new Regex("Rotate: pull the knob")]);

        await page.TakeAsync("scale");
        await page.DragAsync((0.42f, 0.25f), (0.42f, 0.25f));
        await Expect(page.Changes).ToHaveTextAsync([new Regex("Scale: pull the knob")]);

        // The circle stayed where it was: its middle is where the first tool put it.
        await page.TakeAsync("move");
        await page.DragAsync((0.44f, 0.25f), (0.44f, 0.25f));
        await page.DragAsync((0.44f, 0.21f), (0.49f, 0.21f));
        await Expect(page.Changes).ToHaveTextAsync([new Regex("Move 2[5-6] px")]);
    }

    [Fact]
    public async Task An_area_is_suggested_from_drags_only()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        var suggestion = page.Tab.Locator("#suggest-row");
        await Expect(suggestion).ToBeVisibleAsync();
        await page.TakeAsync("move");
        await page.DragAsync((0.38f, 0.37f), (0.38f, 0.20f));
        await Expect(page.Changes).ToHaveCountAsync(1);
        await Expect(suggestion).ToBeHiddenAsync();
        await page.TakeAsync("drag");
        await page.DragAsync((0.72f, 0.38f), (0.72f, 0.33f));
        await Expect(page.Changes).ToHaveCountAsync(2);
        await Expect(suggestion).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Pin_holds_a_point()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.20f));
        long unpinned = await page.SettledAsync();
        await page.TakeAsync("pin");
        await page.DragAsync((0.38f, 0.42f), (0.38f, 0.42f));
        await Expect(page.Changes).ToHaveCountAsync(2);
        await Expect(page.Changes.Nth(1)).ToContainTextAsync("Pin at");
        await page.ChangedAsync(unpinned);
    }

    [Fact]
    public async Task Brush_and_erase_correct_the_mask()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.20f));
        long suggested = await page.SettledAsync();

        await page.TakeAsync("erase");
        await Expect(page.Tab.Locator("#seam-text")).ToContainTextAsync("blend in softly");
        await page.DragAsync((0.28f, 0.10f), (0.52f, 0.10f));
        await Expect(page.Tab.Locator("#mask-text")).ToContainTextAsync("with your corrections");
        long erased = await page.ChangedAsync(suggested);

        await page.TakeAsync("brush");
        string size = await page.Tab.Locator("#brush-size-text").InnerTextAsync();
        await page.Tab.Keyboard.PressAsync("]");
        await Expect(page.Tab.Locator("#brush-size-text")).Not.ToHaveTextAsync(size);
        await page.DragAsync((0.28f, 0.10f), (0.52f, 0.10f));
        await page.ChangedAsync(erased);

        await page.Tab.Locator("#clear-strokes").ClickAsync();
        await Expect(page.Tab.Locator("#mask-text")).ToContainTextAsync("Correct it with Brush");
    }

    [Fact]
    public async Task The_lasso_gives_a_mask_of_ones_own()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.TakeAsync("lasso");
        var place = await page.PlacementAsync();
        await page.Tab.Mouse.MoveAsync(place.X(0.25f), place.Y(0.2f));
        await page.Tab.Mouse.DownAsync();
        foreach (var (x, y) in ((float, float)[])[(0.5f, 0.15f), (0.52f, 0.55f), (0.25f, 0.5f)])
            await page.Tab.Mouse.MoveAsync(place.X(x), place.Y(y), new() { Steps = 4 });
        await page.Tab.Mouse.UpAsync();
        await Expect(page.Tab.Locator("#mask-text")).ToContainTextAsync("Only what you painted");

        // Outside of it nothing can be taken hold of, and the page says why.
        await page.TakeAsync("drag");
        await page.DragAsync((0.8f, 0.8f), (0.85f, 0.85f));
        await Expect(page.Hint).ToContainTextAsync(new Regex("^Handle 1 .* outside the mask"));
        await page.Tab.Keyboard.PressAsync("Control+z");

        long before = await page.FingerprintAsync();
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await page.ChangedAsync(before);
    }

    [Fact]
    public async Task The_wheel_zooms_and_the_hand_pans()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        var fitted = await page.PlacementAsync();
        await page.Tab.Mouse.MoveAsync(fitted.X(0.5f), fitted.Y(0.5f));
        await page.Tab.Mouse.WheelAsync(0, 300);
        await page.SettledAsync();
        var small = await page.PlacementAsync();
        Assert.True(small.Width < 0.8f * fitted.Width);

        await page.TakeAsync("hand");
        await page.DragAsync((0.5f, 0.5f), (0.7f, 0.5f));
        await page.SettledAsync();
        var moved = await page.PlacementAsync();
        Assert.InRange(moved.Left - small.Left, (0.2f * small.Width) - 2, (0.2f * small.Width) + 2);

        await page.Tab.Keyboard.PressAsync("0");
        await page.SettledAsync();
        Assert.Equal(fitted.Width, (await page.PlacementAsync()).Width, 1f);
    }
}
