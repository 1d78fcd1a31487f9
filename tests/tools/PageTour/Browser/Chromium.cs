using Microsoft.Playwright;

namespace LightningDrag.Browser;

/// <summary>The system's Chromium, driven by Playwright; nothing is downloaded.</summary>
internal static class Chromium
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];

    /// <summary>The program, or null where none is installed.</summary>
    public static string? Program => Places.FirstOrDefault(File.Exists);

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Program,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--enable-precise-memory-info",
                ],
            }
        );
}
