using System.Net.Http.Json;
using System.Text.Json;
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
    private string? knowing;

    /// <summary>Where the tests' own files lie.</summary>
    internal static string ProjectFolder => Path.Combine(SharedData.Repository, "tests", "LightningDrag.Page.Tests");

    internal Uri Address => server?.Address ?? throw new InvalidOperationException("No server runs.");

    internal static BrowserNewContextOptions Phone =>
        new()
        {
            ViewportSize = new() { Width = 360, Height = 740 },
            HasTouch = true,
            IsMobile = true,
            DeviceScaleFactor = 2,
        };

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Program is null)
            return;
        server = await DragServer.StartAsync(new ServerOptions { Port = 0 });
        // The browser inherits it and draws with the tests' own font, so that a screen looks the same whatever the
        // machine has installed.
        Environment.SetEnvironmentVariable("FONTCONFIG_FILE", Path.Combine(ProjectFolder, "Fonts", "fonts.conf"));
        playwright = await Playwright.CreateAsync();
        // Other test programs may be busy on the same processors.
        Assertions.SetDefaultExpectTimeout(EditorPage.PatienceMilliseconds);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        if (server is not null)
            await server.DisposeAsync();
    }

    /// <summary>The page in a fresh tab; skips the test where there is no browser.</summary>
    internal async Task<EditorPage> OpenAsync(BrowserNewContextOptions? options = null, Uri? address = null)
    {
        Assert.SkipWhen(playwright is null, "needs Chromium: apt-get install chromium");
        for (bool isLast = false; ; isLast = true)
        {
            // A browser that died takes the test down that it dies in, and no other.
            if (browser is not { IsConnected: true })
                browser = await Chromium.LaunchAsync(playwright);
            try
            {
                return await EditorPage.OpenAsync(browser, address ?? Address, options);
            }
            catch (PlaywrightException) when (!isLast && !browser.IsConnected)
            {
                // Once more, with a new one.
            }
        }
    }

    /// <summary>The page with a sample picture open.</summary>
    internal async Task<EditorPage> OpenSampleAsync(string title, BrowserNewContextOptions? options = null)
    {
        var page = await OpenAsync(options);
        await page.OpenSampleAsync(title);
        return page;
    }

    /// <summary>The same with a model chosen that tells whole things from parts.</summary>
    internal async Task<EditorPage> OpenKnowingAsync(string title, BrowserNewContextOptions? options = null)
    {
        string settings = JsonSerializer.Serialize(JsonSerializer.Serialize(new { model = await KnowingModelAsync() }));
        options ??= new()
        {
            ViewportSize = new() { Width = 1280, Height = 800 },
        };
        options.StorageState = $$"""
            {"origins":[{"origin":"{{Address.GetLeftPart(UriPartial.Authority)}}",
            "localStorage":[{"name":"lightningdrag.settings","value":{{settings}}}]}]}
            """;
        return await OpenSampleAsync(title, options);
    }

    private async Task<string> KnowingModelAsync()
    {
        Assert.SkipWhen(playwright is null, "needs Chromium: apt-get install chromium");
        if (knowing is not null)
            return knowing;
        using var client = new HttpClient { BaseAddress = Address };
        var known = await client.GetFromJsonAsync<JsonElement>("/v1/models", TestContext.Current.CancellationToken);
        return knowing = known
            .GetProperty("models")
            .EnumerateArray()
            .First(model => model.GetProperty("knowsThings").GetBoolean())
            .GetProperty("name")
            .GetString()!;
    }
}
