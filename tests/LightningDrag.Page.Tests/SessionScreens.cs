using LightningDrag.Browser;
using Microsoft.Playwright;

namespace LightningDrag.Page.Tests;

/// <summary>
/// Screens on the way, to be looked at: <c>LIGHTNINGDRAG_SESSION_SCREENS=FOLDER</c> keeps them, in both themes.
/// </summary>
internal static class SessionScreens
{
    private static int taken;

    /// <summary>Waits until everything is there, and checks that nothing is cut off.</summary>
    public static async Task ScreenAsync(this EditorPage page, string name)
    {
        await page.SettledAsync();
        int overflow = await page.Tab.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth");
        Assert.True(overflow <= 0, $"{name}: {overflow} pixels are cut off at the right.");
        if (Environment.GetEnvironmentVariable("LIGHTNINGDRAG_SESSION_SCREENS") is not { Length: > 0 } folder)
            return;
        Directory.CreateDirectory(folder);
        int number = Interlocked.Increment(ref taken);
        foreach (var theme in (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light])
        {
            await page.Tab.EmulateMediaAsync(new() { ColorScheme = theme });
            await page.SettledAsync();
            string path = Path.Combine(folder, $"{number:D2}-{name}-{theme.ToString().ToLowerInvariant()}.png");
            await page.Tab.ScreenshotAsync(new() { Path = path });
        }
    }
}
