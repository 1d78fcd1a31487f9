using LightningDrag.Browser;
using LightningDrag.Page.Tests;
using LightningDrag.Server;
using LightningDrag.TestSupport;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(PageFixture))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace LightningDrag.Page.Tests;

/// <summary>A real server with the real compact model, and a real browser, for all tests of the page.</summary>
public sealed class PageFixture : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? browser;
    private DragServer? server;

    /// <summary>Where the tests' own files lie.</summary>
    internal static string ProjectFolder => Path.Combine(SharedData.Repository, "tests", "LightningDrag.Page.Tests");

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Program is null) return;
        server = await DragServer.StartAsync(new ServerOptions { Port = 0 });
        // The browser inherits it and draws with the tests' own font, so that a screen looks the same whatever the machine has installed.
        Environment.SetEnvironmentVariable("FONTCONFIG_FILE", Path.Combine(ProjectFolder, "Fonts", "fonts.conf"));
        playwright = await Playwright.CreateAsync();
        browser = await Chromium.LaunchAsync(playwright);
        // Other test programs may be busy on the same processors.
        Assertions.SetDefaultExpectTimeout(30_000);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        if (server is not null) await server.DisposeAsync();
    }

    /// <summary>The page in a fresh tab; skips the test where there is no browser.</summary>
    internal async Task<EditorPage> OpenAsync(BrowserNewContextOptions? options = null, Uri? address = null)
    {
        Assert.SkipWhen(browser is null, "needs Chromium: apt-get install chromium");
        return await EditorPage.OpenAsync(browser, address ?? Address, options);
    }

    /// <summary>The page with a sample picture open.</summary>
    internal async Task<EditorPage> OpenSampleAsync(string title, BrowserNewContextOptions? options = null)
    {
        var page = await OpenAsync(options);
        await page.OpenSampleAsync(title);
        return page;
    }

    internal Uri Address => server?.Address ?? throw new InvalidOperationException("No server runs.");

    internal static BrowserNewContextOptions Phone => new() { ViewportSize = new() { Width = 360, Height = 740 }, HasTouch = true, IsMobile = true, DeviceScaleFactor = 2 };
}
