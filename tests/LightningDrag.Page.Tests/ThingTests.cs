using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace LightningDrag.Page.Tests;

/// <summary>Things selected by a click or a rough circle, where the model knows them.</summary>
public sealed class ThingTests(PageFixture fixture)
{
    [Fact]
    public async Task A_click_gives_an_outline_and_a_pull_inside_moves_it()
    {
        await using var page = await fixture.OpenKnowingAsync("Coffee");
        long photo = await page.FingerprintAsync();
        await page.TakeAsync("select");
        await page.DragAsync((0.45f, 0.25f), (0.45f, 0.25f));
        await Expect(page.Tab.Locator("#mask-text")).ToContainTextAsync("Only what you painted or selected");
        await Expect(page.Hint).ToContainTextAsync("Pull it where it should go");
        await page.ScreenAsync("thing-selected");

        await page.DragAsync((0.45f, 0.25f), (0.50f, 0.25f));
        await Expect(page.Changes).ToHaveTextAsync([new Regex(@"Selection (2[89]|3[0-2]) px")]);
        await page.ChangedAsync(photo);
        await page.ScreenAsync("thing-moved");
        var asked = await page.Tab.RunAndWaitForRequestAsync(
            () => page.Apply.ClickAsync(),
            request => request.Url.EndsWith("/v1/edits", StringComparison.Ordinal)
        );
        using var body = System.Text.Json.JsonDocument.Parse(asked.PostData!);
        Assert.True(
            body.RootElement.GetProperty("regions")[0].GetProperty("shapes")[0].GetProperty("points").GetArrayLength()
                > 12
        );
        await Expect(page.Rounds).ToHaveCountAsync(2);
        for (int i = 0; i < 3; i++)
            await page.Tab.Keyboard.PressAsync("Control+z");
        await Expect(page.Tab.Locator("#mask-text")).ToContainTextAsync("Found by itself");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_rough_circle_and_the_keyboard_select_too()
    {
        await using var page = await fixture.OpenKnowingAsync("Coffee");
        await page.Tab.Keyboard.PressAsync("w");
        await Expect(page.Tab.Locator("[data-tool=select]")).ToHaveAttributeAsync("aria-pressed", "true");
        var place = await page.PlacementAsync();
        (float X, float Y)[] circle =
        [
            .. Enumerable
                .Range(0, 17)
                .Select(i =>
                    (0.475f + (0.24f * MathF.Cos(i * MathF.Tau / 16)), 0.29f + (0.28f * MathF.Sin(i * MathF.Tau / 16)))
                ),
        ];
        await page.Tab.Mouse.MoveAsync(place.X(circle[0].X), place.Y(circle[0].Y));
        await page.Tab.Mouse.DownAsync();
        foreach (var (x, y) in circle[1..])
            await page.Tab.Mouse.MoveAsync(place.X(x), place.Y(y), new() { Steps = 2 });
        var asked = await page.Tab.RunAndWaitForRequestAsync(
            () => page.Tab.Mouse.UpAsync(),
            request => request.Url.EndsWith("/v1/selections", StringComparison.Ordinal)
        );
        Assert.Contains("\"area\":{\"shapes\":[{\"type\":\"polygon\"", asked.PostData, StringComparison.Ordinal);
        await Expect(page.Hint).ToContainTextAsync("Pull it where it should go");
        await page.ScreenAsync("thing-circled");
        await page.Tab.Keyboard.PressAsync("Control+z");

        // The crosshair begins in the middle of the picture.
        await page.Overlay.FocusAsync();
        foreach (string key in (string[])["ArrowUp", "Enter", "Enter"])
            await page.Tab.Keyboard.PressAsync(key);
        await Expect(page.Hint).ToContainTextAsync("Pull it where it should go");
    }

    [Fact]
    public async Task A_finger_selects_and_the_tool_fits_on_a_phone()
    {
        await using var page = await fixture.OpenKnowingAsync(
            "Coffee",
            new()
            {
                ViewportSize = new() { Width = 320, Height = 640 },
                HasTouch = true,
                IsMobile = true,
                DeviceScaleFactor = 2,
            }
        );
        await ResultTests.SmallTargetsAsync(page);
        await page.Tab.Locator("[data-tool=select]").TapAsync();
        var place = await page.PlacementAsync();
        await page.Tab.Touchscreen.TapAsync(place.X(0.45f), place.Y(0.25f));
        await Expect(page.Hint).ToContainTextAsync("Pull it where it should go");
        await page.ScreenAsync("phone-thing");
        await page.Tab.Locator("[data-tool=drag]").TapAsync();
        await page.DragAsync((0.45f, 0.25f), (0.48f, 0.20f));
        await page.Tab.Locator("#panel-toggle").TapAsync();
        await page.Tab.Locator("label:has(#scope-thing)").TapAsync();
        await Expect(page.Tab.Locator("#scope-thing")).ToBeCheckedAsync();
        await ResultTests.SmallTargetsAsync(page);
        await page.ScreenAsync("phone-meaning");
    }

    [Fact]
    public async Task A_model_that_knows_no_things_offers_neither_tool_nor_meaning()
    {
        await using var page = await fixture.OpenAsync();
        await page.Tab.RouteAsync(
            "**/v1/models",
            async route =>
            {
                var reply = await route.FetchAsync();
                string models = (await reply.TextAsync()).Replace(
                    "\"knowsThings\":true",
                    "\"knowsThings\":false",
                    StringComparison.Ordinal
                );
                await route.FulfillAsync(new() { Response = reply, Body = models });
            }
        );
        await page.VisitAsync();
        await page.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await Expect(page.Tab.Locator("#strength")).ToBeVisibleAsync();
        await Expect(page.Tab.Locator("#scope-options")).ToBeHiddenAsync();
        await Expect(page.Tab.Locator("[data-tool=select]")).ToBeHiddenAsync();
        await page.Tab.Keyboard.PressAsync("w");
        await Expect(page.Tab.Locator("[data-tool=drag]")).ToHaveAttributeAsync("aria-pressed", "true");
    }
}
