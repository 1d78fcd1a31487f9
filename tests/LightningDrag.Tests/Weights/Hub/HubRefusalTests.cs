using LightningDrag.TestSupport.Hub;
using LightningDrag.Weights.Hub;

namespace LightningDrag.Tests.Weights.Hub;

public sealed class HubRefusalTests : IDisposable
{
    private readonly HubFixture fixture = new();

    public HubRefusalTests()
    {
        fixture.Hub.Add(HubFixture.Repository, "weights.bin", HubFixture.Bytes(1000));
        fixture.Hub.Add(HubFixture.Repository, "config.json", HubFixture.Bytes(10), isBig: false);
    }

    public void Dispose() => fixture.Dispose();

    [Theory]
    [InlineData(401, "RepoNotFound", "HF_TOKEN")]
    [InlineData(401, "", "HF_TOKEN")]
    [InlineData(403, "", "HF_TOKEN")]
    [InlineData(403, "GatedRepo", "accept them on")]
    [InlineData(404, "RepoNotFound", "There is no repository someone/some-model")]
    [InlineData(404, "RevisionNotFound", "no revision 'main'")]
    [InlineData(451, "", "451")]
    public async Task Says_what_to_do(int status, string reason, string part)
    {
        fixture.Hub.ChangeHub = (_, _) => Reply.Empty(status, ("X-Error-Code", reason));
        var error = await fixture.FailAsync(settings: fixture.Settings with { Token = null });
        Assert.Equal(ErrorCode.MissingWeights, error.Code);
        Assert.All(
            [part, HubFixture.Repository],
            text => Assert.Contains(text, error.Message, StringComparison.Ordinal)
        );
        Assert.Single(fixture.Hub.Hub.Requests); // asking again would not help
    }

    [Fact]
    public async Task A_token_that_does_not_suffice_is_not_asked_for_again()
    {
        fixture.Hub.ChangeHub = (_, _) => Reply.Empty(403);
        var error = await fixture.FailAsync();
        Assert.Contains("the token given is not allowed", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_busy_hub_is_asked_again(int status)
    {
        int requests = 0;
        fixture.Hub.ChangeHub = (_, reply) => requests++ < 4 ? Reply.Empty(status) : reply;
        Assert.NotNull(await fixture.GetAsync());
        Assert.Equal([1, 2, 4, 8], fixture.Time.Waits.Select(wait => (int)wait.TotalSeconds));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_no_error_yet() => Assert.Null(await fixture.GetAsync("none.bin"));

    [Fact]
    public async Task The_token_goes_to_the_hub_and_nowhere_else()
    {
        Assert.NotNull(await fixture.GetAsync());
        Assert.All(
            fixture.Hub.Hub.Requests,
            request => Assert.Equal("Bearer hf_secret", request.Header("authorization"))
        );
        Assert.Null(Assert.Single(fixture.Hub.Store.Requests).Header("authorization"));
    }

    [Fact]
    public async Task A_renamed_repository_is_followed_with_the_token()
    {
        fixture.Hub.Add("new/name", "config.json", HubFixture.Bytes(10), isBig: false);
        fixture.Hub.ChangeHub = (request, reply) =>
            request.Path.StartsWith("/someone/", StringComparison.Ordinal)
                ? Reply.Empty(
                    307,
                    ("Location", request.Path.Replace("/someone/some-model/", "/new/name/", StringComparison.Ordinal))
                )
                : reply;
        Assert.NotNull(await fixture.GetAsync("config.json"));
        Assert.All(
            fixture.Hub.Hub.Requests,
            request => Assert.Equal("Bearer hf_secret", request.Header("authorization"))
        );
    }

    [Fact]
    public async Task Endless_redirects_end()
    {
        fixture.Hub.ChangeHub = (request, _) => Reply.Empty(302, ("Location", request.Path));
        Assert.Contains("astray", (await fixture.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Repo-Commit", "../../../../etc")]
    [InlineData("X-Repo-Commit", "main")]
    [InlineData("X-Linked-Etag", "\"../../escape\"")]
    [InlineData("X-Linked-Etag", "")]
    [InlineData("X-Linked-Size", "-5")]
    [InlineData("X-Linked-Size", "many")]
    public async Task Odd_headers_are_those_of_no_hub(string name, string value)
    {
        fixture.Hub.ChangeHub = (_, reply) => reply with { Headers = new(reply.Headers) { [name] = value } };
        Assert.Contains(
            "does not answer like a Hugging Face hub",
            (await fixture.FailAsync()).Message,
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(fixture.Folder["hub"]));
    }

    [Fact]
    public async Task Without_a_connection_the_cache_serves_what_it_has()
    {
        string path = (await fixture.GetAsync())!;
        HubSettings nowhere = fixture.Settings with { Endpoint = "http://127.0.0.1:1" },
            offline = fixture.Settings with { IsOffline = true };
        Assert.Equal(path, await fixture.GetAsync(settings: nowhere));
        Assert.Equal(ErrorCode.MissingWeights, (await fixture.FailAsync("config.json", nowhere)).Code);

        int before = fixture.Hub.Hub.Requests.Count;
        Assert.Equal(path, await fixture.GetAsync(settings: offline));
        Assert.Null(await fixture.GetAsync("config.json", offline));
        Assert.Equal(before, fixture.Hub.Hub.Requests.Count);
    }
}
