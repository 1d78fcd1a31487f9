using LightningDrag.Server;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LightningDrag.Page.Tests;

/// <summary>What a person sees when something goes wrong, and that work is kept.</summary>
public sealed class ErrorTests(PageFixture fixture)
{
    [Fact]
    public async Task A_server_that_does_not_answer_is_said_so_and_tried_again()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await page.SettledAsync();
        await page.Tab.RouteAsync("**/v1/edits", route => route.AbortAsync());
        await page.Apply.ClickAsync();
        await Expect(page.Alert).ToContainTextAsync("The server does not answer");
        await Expect(page.Changes).ToHaveCountAsync(1);

        await page.Tab.UnrouteAsync("**/v1/edits");
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(page.Rounds).ToHaveCountAsync(2);
        await Expect(page.Alert).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_busy_server_says_when_to_come_back()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await page.Tab.RouteAsync(
            "**/v1/edits",
            route =>
                route.FulfillAsync(
                    new()
                    {
                        Status = 429,
                        Headers = new Dictionary<string, string>
                        {
                            ["Retry-After"] = "7",
                            ["Content-Type"] = "application/problem+json",
                        },
                        Body = """{"title":"Too Many Requests","status":429,"code":"tooManyRequests"}""",
                    }
                )
        );
        await page.Apply.ClickAsync();
        await Expect(page.Alert).ToContainTextAsync("busy with other edits. Try again in 7 seconds.");
    }

    [Fact]
    public async Task A_broken_event_stream_does_not_lose_the_edit()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await page.Tab.RouteAsync("**/v1/edits/*/events", route => route.AbortAsync());
        await page.Apply.ClickAsync();
        await Expect(page.Rounds).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task An_edit_under_way_can_be_cancelled()
    {
        await using var page = await fixture.OpenSampleAsync("Astronaut");
        await page.DragAsync((0.44f, 0.20f), (0.46f, 0.17f));
        await page.SettledAsync();
        await page.Tab.Locator(".more summary").ClickAsync();
        await page.Tab.Locator("#candidates-count").FillAsync("8");
        await page.Tab.Locator("#steps").FillAsync("50");
        await page.Tab.Locator("#steps").BlurAsync();
        await page.Apply.ClickAsync();
        await Expect(page.Tab.Locator("#progress-text")).Not.ToBeEmptyAsync();
        await page.Tab.RunAndWaitForRequestAsync(
            () => page.Tab.Locator("#cancel").ClickAsync(),
            request => request.Method == "DELETE"
        );
        await Expect(page.Apply).ToBeEnabledAsync();
        await Expect(page.Changes).ToHaveCountAsync(1);
        await Expect(page.Alert).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_server_with_keys_asks_for_one()
    {
        const string key = "0123456789abcdef";
        Assert.SkipWhen(LightningDrag.Browser.Chromium.Program is null, "needs Chromium: apt-get install chromium");
        await using var server = await DragServer.StartAsync(
            new ServerOptions { Port = 0, ApiKeys = [key] },
            TestContext.Current.CancellationToken
        );
        await using var page = await fixture.OpenAsync(address: server.Address);
        await page.Tab.Locator("#key").FillAsync(key);
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await page.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await page.Apply.ClickAsync();
        await Expect(page.Rounds).ToHaveCountAsync(2);
    }
}
