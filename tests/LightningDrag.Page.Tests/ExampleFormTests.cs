using LightningDrag.Browser;
using LightningDrag.Server;
using LightningDrag.TestSupport;
using Microsoft.Playwright;

namespace LightningDrag.Page.Tests;

/// <summary>examples/web-form: a page of one's own, from another address than the server's.</summary>
public sealed class ExampleFormTests
{
    private const string Origin = "http://127.0.0.1:8000";

    [Fact]
    public async Task A_photo_is_chosen_dragged_and_edited()
    {
        Assert.SkipWhen(Chromium.Program is null, "needs Chromium: apt-get install chromium");
        await using var server = await DragServer.StartAsync(
            new ServerOptions { Port = 0, CorsOrigins = [Origin] },
            TestContext.Current.CancellationToken
        );
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        var page = await browser.NewPageAsync();
        page.SetDefaultTimeout(30_000);
        await page.RouteAsync($"{Origin}/**", ServeFolderAsync);
        await page.GotoAsync(Origin);
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

    /// <summary>The folder of the example as a web server would serve it.</summary>
    private static Task ServeFolderAsync(IRoute route)
    {
        string name = new Uri(route.Request.Url).AbsolutePath.TrimStart('/');
        string file = Path.Combine(
            SharedData.Repository,
            "examples",
            "web-form",
            name.Length == 0 ? "index.html" : name
        );
        return File.Exists(file)
            ? route.FulfillAsync(new() { Path = file })
            : route.FulfillAsync(new() { Status = 404 });
    }
}
