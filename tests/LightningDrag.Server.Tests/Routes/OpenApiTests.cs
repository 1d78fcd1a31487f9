using System.Net;
using LightningDrag.TestSupport;

namespace LightningDrag.Server.Tests.Routes;

public sealed class OpenApiTests(RunningServer server)
{
    private static readonly string CheckedIn = Path.Combine(SharedData.Repository, "docs", "openapi.json");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheDocumentIsTheOneThatIsCheckedIn()
    {
        string served =
            (await server.Client.GetStringAsync("/openapi/v1.json", Token)).ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("LIGHTNINGDRAG_UPDATE_OPENAPI") == "1")
            await File.WriteAllTextAsync(CheckedIn, served, Token);
        Assert.True(
            served == await File.ReadAllTextAsync(CheckedIn, Token),
            "The API changed: run eng/update-openapi and look at what it writes."
        );
    }

    [Fact]
    public async Task ThePageThatShowsItTakesNothingFromElsewhere()
    {
        using var reply = await server.Client.GetAsync("/scalar/", Token);
        string page = await reply.Content.ReadAsStringAsync(Token);
        string policy = Assert.Single(reply.Headers.GetValues("Content-Security-Policy"));
        string nonce = policy.Split("'nonce-")[1].Split('\'')[0];
        Assert.Contains($"nonce=\"{nonce}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("//cdn", page, StringComparison.Ordinal);
        string script = page.Split("<script")[1].Split("src=\"")[1].Split('"')[0];
        Assert.Equal(
            HttpStatusCode.OK,
            (await server.Client.GetAsync(new Uri(reply.RequestMessage!.RequestUri!, script), Token)).StatusCode
        );
    }
}
