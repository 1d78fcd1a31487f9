using Deque.AxeCore.Playwright;
using LightningDrag.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LightningDrag.Page.Tests;

/// <summary>How the page looks and reads, light and dark, from a phone to 4K.</summary>
public sealed class LooksTests(PageFixture fixture)
{
    public static TheoryData<string, int, int, ColorScheme> Screens =>
        new()
        {
            { "light", 1280, 800, ColorScheme.Light },
            { "dark", 1280, 800, ColorScheme.Dark },
            { "phone", 360, 740, ColorScheme.Light },
        };

    /// <summary>
    /// Every state of the page on every screen: no violation of axe-core's rules, nothing cut off, nothing from
    /// elsewhere, and about the picture expected.
    /// </summary>
    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Every_state_is_accessible_and_looks_right(
        string screen,
        int width,
        int height,
        ColorScheme scheme
    )
    {
        await using var page = await fixture.OpenAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = scheme,
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        await Expect(page.Tab.Locator(".sample")).ToHaveCountAsync(4);
        await page.SamplesShownAsync();
        await CheckAsync(page, $"{screen}-welcome");

        await page.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.22f));
        if (width < 720)
            await page.Tab.Locator("#panel-toggle").ClickAsync();
        await page.Tab.Locator(".more summary").ClickAsync();
        await page.SettledAsync();
        await CheckAsync(page, $"{screen}-drag");

        await page.TakeAsync("brush");
        await CheckAsync(page, null);
        await page.Tab.Locator("#download").ClickAsync();
        await CheckAsync(page, null);
        await page.Tab.Keyboard.PressAsync("Escape");

        await page.ApplyAsync();
        await page.SettledAsync();
        await CheckAsync(page, $"{screen}-edited");
        await page.ReadOtherwiseAsync();
        await page.SettledAsync();
        await CheckAsync(page, $"{screen}-results");
        await page.Tab.Locator("#keep").ClickAsync();
        await page.Tab.Locator("#menu-button").ClickAsync();
        await CheckAsync(page, null);
        await page.Tab.Locator("#menu-stored").ClickAsync();
        await CheckAsync(page, null);
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();
        await page.Tab.Locator("#compare").ClickAsync();
        await CheckAsync(page, null);

        Assert.Empty(page.Complaints);
        Assert.Empty(page.ForeignRequests);
    }

    [Fact]
    public async Task A_4K_screen_is_filled()
    {
        await using var page = await fixture.OpenAsync(
            new()
            {
                ViewportSize = new() { Width = 3840, Height = 2160 },
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        await page.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.22f), steps: 2);
        await page.SettledAsync();
        await CheckAsync(page, "4k-drag");
        Assert.True((await page.PlacementAsync()).Width > 2800);
    }

    [Fact]
    public async Task The_list_of_keys_is_accessible()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.Tab.Keyboard.PressAsync("?");
        await Expect(page.Tab.Locator("#shortcuts")).ToBeVisibleAsync();
        await CheckAsync(page, null);
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(page.Tab.Locator("#shortcuts")).ToBeHiddenAsync();
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Forced_colours_show_what_is_on()
    {
        await using var page = await fixture.OpenAsync(
            new()
            {
                ViewportSize = new() { Width = 1280, Height = 800 },
                ForcedColors = ForcedColors.Active,
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        await page.OpenSampleAsync("Cat");
        Assert.NotEqual(
            await ColourAsync("[data-tool=drag]", "backgroundColor"),
            await ColourAsync("[data-tool=pin]", "backgroundColor")
        );
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await page.ApplyAsync();
        await page.ReadOtherwiseAsync();
        Assert.NotEqual(
            await ColourAsync(".candidate[aria-pressed=true] canvas", "borderColor"),
            await ColourAsync(".candidate[aria-pressed=false] canvas", "borderColor")
        );
        Assert.NotEqual(
            await ColourAsync(".round[aria-current=true]", "backgroundColor"),
            await ColourAsync(".round[aria-current=false]", "backgroundColor")
        );
        await CheckAsync(page, null);

        Task<string> ColourAsync(string selector, string property) =>
            page.Tab.Locator(selector).First.EvaluateAsync<string>($"(one) => getComputedStyle(one).{property}");
    }

    internal static async Task CheckAsync(EditorPage page, string? picture)
    {
        var found = await page.Tab.RunAxe();
        Assert.True(
            found.Violations.Length == 0,
            string.Join(
                '\n',
                found.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}")
            )
        );
        int overflow = await page.Tab.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth");
        Assert.True(overflow <= 0, $"{overflow} pixels are cut off at the right.");
        if (picture is not null)
            ExpectedScreens.Compare(picture, await page.Tab.ScreenshotAsync());
    }
}
