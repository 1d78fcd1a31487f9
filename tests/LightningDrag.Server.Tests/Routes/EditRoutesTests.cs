using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using LightningDrag.Imaging;

namespace LightningDrag.Server.Tests.Routes;

public sealed class EditRoutesTests(RunningServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnEditAnswersWithCandidatesThatKeepWhatMustNotChange()
    {
        string id = await server.UploadAsync(RunningServer.Cat);
        using var reply = await server.PostAsync(
            "/v1/edits",
            RunningServer.Edit(id, ""","candidates":2,"seed":7,"scope":"part" """)
        );
        var edit = await RunningServer.JsonOf(reply);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal("completed", edit.GetProperty("state").GetString());
        var result = edit.GetProperty("result");
        var candidates = result.GetProperty("candidates").EnumerateArray().ToArray();
        // Best first, whichever that is.
        Assert.Equal([7L, 8L], candidates.Select(candidate => candidate.GetProperty("seed").GetInt64()).Order());
        Assert.All(candidates, candidate => Assert.Equal(0, candidate.GetProperty("arrival")[0].GetSingle()));
        Assert.All(
            candidates,
            candidate => Assert.True(candidate.GetProperty("timings").GetProperty("denoise").GetDouble() > 0)
        );

        var source = ImageReader.Read(RunningServer.Cat);
        var mask = MaskReader.FromImage(
            ImageReader.Read(await server.Client.GetByteArrayAsync(result.GetProperty("maskUrl").GetString(), Token)),
            source
        );
        foreach (var candidate in candidates)
        {
            var picture = ImageReader.Read(
                await server.Client.GetByteArrayAsync(candidate.GetProperty("url").GetString(), Token)
            );
            int changed = 0;
            for (int i = 0; i < mask.Editable.Length; i++)
            {
                bool same = source.Pixels.AsSpan(i * 4, 4).SequenceEqual(picture.Pixels.AsSpan(i * 4, 4));
                if (mask.Editable[i] == 0)
                    Assert.True(same);
                else if (!same)
                    changed++;
            }

            Assert.True(changed > 500, $"only {changed} pixels changed");
        }
    }

    [Fact]
    public async Task ACandidateIsEditedFurtherAndTheSameRequestGivesTheSamePicture()
    {
        string id = await server.UploadAsync(RunningServer.Cat);
        string first = await FirstCandidateAsync(RunningServer.Edit(id));
        Assert.Equal(first, await FirstCandidateAsync(RunningServer.Edit(id)));
        Assert.NotEqual(first, await FirstCandidateAsync(RunningServer.Edit(first)));
    }

    [Theory]
    [InlineData("""{"shapes":[{"type":"ellipse","center":[165,105],"radiusX":40,"radiusY":40}]}""")]
    [InlineData("""{"shapes":[{"type":"rectangle","x":120,"y":60,"width":90,"height":90}]}""")]
    public async Task AMaskMayBeGivenAsShapes(string mask)
    {
        string id = await server.UploadAsync(RunningServer.Cat);
        Assert.NotEqual(id, await FirstCandidateAsync(RunningServer.Edit(id, $",\"mask\":{mask}")));
    }

    [Theory]
    [InlineData("jpeg", "jpeg")]
    [InlineData("webp", "webp")]
    [InlineData("source", "jpeg")]
    public async Task TheResultComesInTheKindAskedFor(string format, string kind)
    {
        string candidate = await FirstCandidateAsync(
            RunningServer.Edit(await server.UploadAsync(RunningServer.Cat), $",\"format\":\"{format}\"")
        );
        using var reply = await server.Client.GetAsync($"/v1/images/{candidate}", Token);
        Assert.Equal($"image/{kind}", reply.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task AnEditThatIsDoneLaterTellsHowFarItIs()
    {
        string image = await server.UploadAsync(RunningServer.Cat);
        using var accepted = await server.PostAsync(
            "/v1/edits",
            RunningServer.Edit(image, ""","candidates":4"""),
            ("Prefer", "respond-async")
        );
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        string url = accepted.Headers.Location!.OriginalString;

        using var events = await server.Client.GetAsync(
            $"{url}/events",
            HttpCompletionOption.ResponseHeadersRead,
            Token
        );
        Assert.Equal("text/event-stream", events.Content.Headers.ContentType?.MediaType);
        var seen = new List<(string Event, JsonElement Edit)>();
        await foreach (
            var item in SseParser.Create(await events.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token)
        )
            seen.Add((item.EventType, JsonDocument.Parse(item.Data).RootElement));

        Assert.Equal("completed", seen[^1].Event);
        Assert.Equal(4, seen[^1].Edit.GetProperty("result").GetProperty("candidates").GetArrayLength());
        Assert.All(seen[..^1], item => Assert.Equal("progress", item.Event));
        Assert.Contains(
            seen,
            item =>
                item.Edit.GetProperty("progress") is { ValueKind: JsonValueKind.Object } progress
                && progress.GetProperty("stage").GetString() == "denoising"
                && progress.GetProperty("total").GetInt32() > 1
        );
        Assert.Equal(
            "completed",
            (await server.Client.GetFromJsonAsync<JsonElement>(url, Token)).GetProperty("state").GetString()
        );
    }

    [Fact]
    public async Task AnEditCanBeGivenUpWhileItWaitsAndWhileItRuns()
    {
        string image = await server.UploadAsync(RunningServer.Cat);
        string slow = RunningServer.Edit(image, ""","candidates":8,"steps":50""");
        string[] ids =
        [
            await server.EditLaterAsync(slow),
            await server.EditLaterAsync(slow),
            await server.EditLaterAsync(slow),
        ];
        foreach (string id in ids.Reverse())
            Assert.Equal(
                HttpStatusCode.NoContent,
                (await server.Client.DeleteAsync($"/v1/edits/{id}", Token)).StatusCode
            );
        foreach (string id in ids)
            Assert.Equal("cancelled", (await server.EndOfAsync(id)).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("""{"image":"ID","points":[]}""", "invalidRequest", "No points")]
    [InlineData(
        """{"image":"ID","points":[{"handle":[165,115],"target":[9165,95]}]}""",
        "invalidRequest",
        "points[0].target (9165, 95)"
    )]
    [InlineData(
        """{"image":"ID","points":[{"handle":[165,115],"target":[165,115]}]}""",
        "invalidRequest",
        "nothing would move"
    )]
    [InlineData("""{"image":"ID","points":[{"handle":[165,115],"target":[1e99,95]}]}""", "invalidRequest", "points[0]")]
    [InlineData(
        """{"image":"ID","points":[{"handle":[165],"target":[165,95]}]}""",
        "invalidRequest",
        "points[0].handle is [165]: give [x, y]"
    )]
    [InlineData("""{"image":"ID","points":[null]}""", "invalidRequest", "points[0] is null")]
    [InlineData(
        """{"image":"ID","points":[{"handle":[165,115],"target":[165,95]}],"colour":1}""",
        "invalidRequest",
        "has no member \"colour\""
    )]
    [InlineData(
        """{"image":"ID","points":[{"handle":[165,115],"target":[165,95]}],"candidates":9}""",
        "invalidRequest",
        "candidates is 9"
    )]
    [InlineData(
        """{"image":"ID","points":[{"handle":[165,115],"target":[165,95]}],"format":"tiff"}""",
        "invalidRequest",
        "format is 'tiff'"
    )]
    [InlineData(
        """{"image":"ID","points":[{"handle":[165,115],"target":[165,95]}],"version":2}""",
        "invalidRequest",
        "version is 2"
    )]
    [InlineData(
        """{"image":"ID","points":[{"handle":[165,115],"target":[165,95]}],"model":"../compact"}""",
        "unknownModel",
        "no model '../compact'"
    )]
    [InlineData(
        """{"image":"ID","points":[{"handle":[165,115],"target":[165,95]}],"mask":{}}""",
        "invalidMask",
        "one of \"png\" and \"shapes\""
    )]
    [InlineData(
        """{"image":"ID","points":[{"handle":[165,115],"target":[165,95]}],"mask":{"file":"/etc/passwd"}}""",
        "invalidRequest",
        "mask has no member \"file\""
    )]
    [InlineData(
        """{"image":"ID","points":[{"handle":[165,115],"target":[165,95]}],"mask":{"png":"aGVsbG8="}}""",
        "invalidMask",
        "not a JPEG, PNG"
    )]
    [InlineData(
        """
            {"image":"ID","points":[{"handle":[165,115],"target":[165,95]}],
            "mask":{"shapes":[{"type":"rectangle","x":0,"y":0,"width":5,"height":5}]}}
            """,
        "invalidMask",
        "points[0].handle (165, 115) lies outside the mask"
    )]
    [InlineData("""{"points":[{"handle":[165,115],"target":[165,95]}]}""", "invalidRequest", "lacks \"image\"")]
    [InlineData("""[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]""", "invalidRequest", "nested too deeply")]
    [InlineData("null", "invalidRequest", "null")]
    [InlineData("{", "invalidRequest", "JSON")]
    public async Task AWrongEditIsRefusedBeforeItIsAccepted(string json, string code, string said)
    {
        string id = await server.UploadAsync(RunningServer.Cat);
        using var reply = await server.PostAsync(
            "/v1/edits",
            json.Replace("ID", id, StringComparison.Ordinal),
            ("Prefer", "respond-async")
        );
        Assert.Contains(said, await RunningServer.AssertProblem(reply, 400, code), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownImagesAndEditsAreNotFound()
    {
        await RunningServer.AssertProblem(
            await server.PostAsync("/v1/edits", RunningServer.Edit(new string('0', 64))),
            404,
            "notFound"
        );
        await RunningServer.AssertProblem(await server.Client.GetAsync("/v1/edits/none", Token), 404, "notFound");
        await RunningServer.AssertProblem(
            await server.Client.GetAsync("/v1/edits/none/events", Token),
            404,
            "notFound"
        );
        await RunningServer.AssertProblem(await server.Client.DeleteAsync("/v1/edits/none", Token), 404, "notFound");
    }

    private async Task<string> FirstCandidateAsync(string json)
    {
        using var reply = await server.PostAsync("/v1/edits", json);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        return (await RunningServer.JsonOf(reply))
            .GetProperty("result")
            .GetProperty("candidates")[0]
            .GetProperty("image")
            .GetString()!;
    }
}
