using System.Collections;
using Microsoft.Playwright;

namespace LightningDrag.Browser;

/// <summary>The system's Chromium, driven by Playwright; nothing is downloaded.</summary>
internal static class Chromium
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>The program, or null where none is installed.</summary>
    public static string? Program => Places.FirstOrDefault(File.Exists);

    /// <param name="playwright">What drives it.</param>
    /// <param name="fonts">A fontconfig file with the only fonts to draw with; null for the machine's own.</param>
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright, string? fonts = null) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Program,
        Env = fonts is null ? null : Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(e => KeyValuePair.Create((string)e.Key, (string)e.Value!))
            .Where(e => e.Key != "FONTCONFIG_FILE").Append(new("FONTCONFIG_FILE", fonts)),
        Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--enable-precise-memory-info"],
    });
}
