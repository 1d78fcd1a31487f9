using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LightningDrag.Imaging;
using LightningDrag.TestSupport;

namespace LightningDrag.Server.Tests.Routes;

/// <summary>What drags mean, and things that are selected, with a model that knows both.</summary>
public sealed class MeaningTests(RunningServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Candidates_differ_by_meaning_and_say_which()
    {
        string model = await KnowingModelAsync(),
            id = await CoffeeAsync();
        var candidates = await EditAsync($$"""{{Drag(id)}},"model":"{{model}}","candidates":3}""");
        Assert.Equal("auto", candidates[0].GetProperty("scope").GetString());
        Assert.Equal(["auto", "part", "thing"], candidates.Select(one => one.GetProperty("scope").GetString()).Order());
        var whole = candidates.Single(one => one.GetProperty("scope").GetString() == "thing");

        // With its scope, seed and steps it comes again, to the byte.
        var again = Assert.Single(
            await EditAsync(
                $$"""
                {{Drag(id)}},"model":"{{model}}","scope":"thing","seed":{{whole.GetProperty("seed")}},
                "steps":{{whole.GetProperty("steps")}}}
                """
            )
        );
        Assert.Equal(whole.GetProperty("image").GetString(), again.GetProperty("image").GetString());
        Assert.NotEqual(whole.GetProperty("image").GetString(), candidates[0].GetProperty("image").GetString());

        // One result is the likeliest reading.
        var plain = Assert.Single(await EditAsync(Drag(id) + "}"));
        Assert.Equal(candidates[0].GetProperty("image").GetString(), plain.GetProperty("image").GetString());
    }

    [Fact]
    public async Task Suggestions_and_previews_follow_the_scope()
    {
        string model = await KnowingModelAsync(),
            id = await CoffeeAsync();
        var seen = new List<string>();
        foreach (string scope in (string[])["part", "thing"])
        {
            using var suggestion = await server.PostAsync(
                "/v1/mask-suggestion",
                $$"""{{Drag(id)}},"model":"{{model}}","scope":"{{scope}}"}"""
            );
            Assert.Equal(HttpStatusCode.OK, suggestion.StatusCode);
            seen.Add((await RunningServer.JsonOf(suggestion)).GetProperty("mask").GetProperty("png").GetString()!);
            using var preview = await server.PostAsync(
                "/v1/preview",
                $$"""
                {{Drag(id)}},"model":"{{model}}","scope":"{{scope}}","session":"{{scope}}","sequence":1,
                "side":256}
                """
            );
            Assert.Equal(HttpStatusCode.OK, preview.StatusCode);
            seen.Add(Convert.ToBase64String(await preview.Content.ReadAsByteArrayAsync(Token)));
        }

        Assert.Equal(4, seen.Distinct().Count());
        using var unknown = await server.PostAsync(
            "/v1/preview",
            $$"""{{Drag(id)}},"model":"nobody","session":"x","sequence":1}"""
        );
        Assert.Contains(
            "nobody",
            await RunningServer.AssertProblem(unknown, 400, "unknownModel"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(""" "points":[[260,95]] """)]
    [InlineData(""" "area":{"shapes":[{"type":"ellipse","center":[280,115],"radiusX":140,"radiusY":115}]} """)]
    public async Task A_click_or_a_rough_circle_gives_an_outline(string where)
    {
        string model = await KnowingModelAsync(),
            id = await CoffeeAsync();
        using var reply = await server.PostAsync(
            "/v1/selections",
            $$"""{"image":"{{id}}","model":"{{model}}",{{where}}}"""
        );
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        var json = await RunningServer.JsonOf(reply);
        var mask = ImageReader.Read(json.GetProperty("mask").GetProperty("png").GetBytesFromBase64());
        Assert.Equal(255, mask.Pixels[4 * ((115 * mask.Width) + 280)]);
        Assert.Equal(0, mask.Pixels[4 * ((390 * mask.Width) + 590)]);
        Assert.InRange(json.GetProperty("bounds").GetProperty("width").GetInt32(), 60, 450);
    }

    [Fact]
    public async Task A_model_that_knows_no_things_says_so()
    {
        var known = await server.Client.GetFromJsonAsync<JsonElement>("/v1/models", Token);
        var compact = known
            .GetProperty("models")
            .EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == "compact");
        Assert.SkipWhen(compact.GetProperty("knowsThings").GetBoolean(), "the model that ships knows things");
        string id = await CoffeeAsync();
        using var reply = await server.PostAsync("/v1/selections", $$"""{"image":"{{id}}","points":[[260,95]]}""");
        string detail = await RunningServer.AssertProblem(reply, 400, "invalidRequest");
        Assert.Contains("does not know where things end", detail, StringComparison.Ordinal);
    }

    private static string Drag(string id) =>
        $$"""{"image":"{{id}}","points":[{"handle":[240,120],"target":[276,96]}]""";

    private Task<string> CoffeeAsync() =>
        server.UploadAsync(File.ReadAllBytes(Path.Combine(SharedData.Repository, "samples", "coffee.jpg")));

    private async Task<IReadOnlyList<JsonElement>> EditAsync(string body)
    {
        using var reply = await server.PostAsync("/v1/edits", body);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        return
        [
            .. (await RunningServer.JsonOf(reply)).GetProperty("result").GetProperty("candidates").EnumerateArray(),
        ];
    }

    private async Task<string> KnowingModelAsync()
    {
        var known = await server.Client.GetFromJsonAsync<JsonElement>("/v1/models", Token);
        return known
            .GetProperty("models")
            .EnumerateArray()
            .First(model => model.GetProperty("knowsThings").GetBoolean())
            .GetProperty("name")
            .GetString()!;
    }
}
