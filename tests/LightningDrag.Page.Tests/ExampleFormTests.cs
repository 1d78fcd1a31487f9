using LightningDrag.Browser;
using LightningDrag.Server;
using LightningDrag.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace LightningDrag.Page.Tests;

/// <summary>examples/web-form: a page of one's own, from another address than the server's.</summary>
public sealed class ExampleFormTests
{
    [Fact]
    public async Task A_photo_is_chosen_dragged_and_edited()
    {
        Assert.SkipWhen(Chromium.Program is null, "needs Chromium: apt-get install chromium");
        var token = TestContext.Current.CancellationToken;
        await using var form = ServeExample();
        await form.StartAsync(token);
        string origin = form.Urls.Single();
        await using var server = await DragServer.StartAsync(new() { Port = 0, CorsOrigins = [origin] }, token);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        var page = await browser.NewPageAsync();
        page.SetDefaultTimeout(30_000);
        await page.GotoAsync(origin);
        await page.GetByLabel("Server").FillAsync(server.Address.ToString());
        string cat = Path.Combine(SharedData.Repository, "samples", "cat.jpg");
        await page.GetByLabel("Photo").SetInputFilesAsync(cat);
        await Says("Click what shall move");

        var picture = page.Locator("#picture");
        string? source = await picture.GetAttributeAsync("src");
        await picture.ClickAsync(
            new()
            {
                Position = new() { X = 172, Y = 92 },
            }
        );
        await Says("Click where it shall go");
        await picture.ClickAsync(
            new()
            {
                Position = new() { X = 172, Y = 84 },
            }
        );
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();

        await Says("Done");
        Assert.NotEqual(source, await picture.GetAttributeAsync("src"));

        Task Says(string text) =>
            Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync(text, new() { Timeout = 30_000 });
    }

    /// <summary>The folder of the example on a port of its own, as any web server would serve it.</summary>
    private static WebApplication ServeExample()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        string folder = Path.Combine(SharedData.Repository, "examples", "web-form");
        app.UseFileServer(new FileServerOptions { FileProvider = new PhysicalFileProvider(folder) });
        return app;
    }
}
