using System.Net;
using System.Text.Json;
using LightningDrag.Imaging;

namespace LightningDrag.Server.Tests.Routes;

public sealed class HelperRoutesTests(RunningServer server)
{
    [Fact]
    public async Task A_selection_comes_with_the_region_that_moves_and_an_edit_takes_it()
    {
        string id = await server.UploadAsync(RunningServer.Cat);
        const string gesture = """
            {"image":"ID","gesture":{"type":"move","offset":[40,0],"region":{"type":"mask",
            "shapes":[{"type":"polygon","points":[[140,80],[200,80],[200,140],[140,140]]}]}}}
            """;
        using var reply = await server.PostAsync("/v1/gestures", gesture.Replace("ID", id, StringComparison.Ordinal));
        string meaning = await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var json = System.Text.Json.JsonDocument.Parse(meaning);
        Assert.Equal(40, json.RootElement.GetProperty("regions")[0].GetProperty("offset")[0].GetDouble());

        using var edited = await server.PostAsync("/v1/edits", $$"""{"image":"{{id}}",""" + meaning[1..]);
        Assert.Equal(HttpStatusCode.OK, edited.StatusCode);
        using var result = System.Text.Json.JsonDocument.Parse(
            await edited.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        var candidate = result.RootElement.GetProperty("result").GetProperty("candidates")[0];
        Assert.InRange(candidate.GetProperty("faults").GetProperty("invented").GetDouble(), 0.2, 0.9);

        const string vanishing = """
            {"image":"ID","points":[{"handle":[10,10],"target":[12,10]}],
            "regions":[{"shapes":[{"type":"rectangle","x":1,"y":1,"width":9,"height":9}],"scale":0}]}
            """;
        using var wrong = await server.PostAsync("/v1/edits", vanishing.Replace("ID", id, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains(
            "scale from 0.05 to 20",
            await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("", "image/jpeg", 451)]
    [InlineData(""","format":"webp","side":128""", "image/webp", 128)]
    public async Task APreviewIsThePatchAndWhereItLies(string more, string type, int side)
    {
        string id = await server.UploadAsync(RunningServer.Cat);
        using var reply = await server.PostAsync("/v1/preview", Preview(id, "patch" + side, 3, more));
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal(type, reply.Content.Headers.ContentType?.MediaType);
        Assert.Equal("3", Assert.Single(reply.Headers.GetValues("X-Sequence")));
        Assert.Matches(
            @"^wait;dur=\d+\.\d, open;dur=\d+\.\d, preview;dur=\d+\.\d, encode;dur=\d+\.\d$",
            Assert.Single(reply.Headers.GetValues("Server-Timing"))
        );
        Assert.Equal("0,-75,451,451", Assert.Single(reply.Headers.GetValues("X-Window")));
        var patch = ImageReader.Read(await reply.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        int[] bounds = [.. Assert.Single(reply.Headers.GetValues("X-Patch")).Split(',').Select(int.Parse)];
        // Around both ends of the drag, and no more of the photo than may change.
        if (side >= 451)
            Assert.Equal([patch.Width, patch.Height], bounds[2..]);
        else
            Assert.InRange((float)patch.Width / bounds[2], 0.9f * side / 451, (float)side / 451);
        Assert.True(bounds[0] <= 165 && 165 < bounds[0] + bounds[2] && bounds[1] <= 95 && 115 < bounds[1] + bounds[3]);
        Assert.InRange(patch.Width * patch.Height, 1, 451 * 300 / 2);
    }

    [Fact]
    public async Task OfASessionOnlyTheNewestPreviewCounts()
    {
        string id = await server.UploadAsync(RunningServer.Cat);
        var replies = await Task.WhenAll(
            Enumerable.Range(1, 12).Select(sequence => server.PostAsync("/v1/preview", Preview(id, "hurry", sequence)))
        );
        int newest = Array.FindLastIndex(replies, reply => reply.StatusCode == HttpStatusCode.OK);
        Assert.Equal(11, newest);
        var stale = replies.Where(reply => reply.StatusCode == HttpStatusCode.Conflict).ToArray();
        Assert.NotEmpty(stale);
        foreach (var reply in stale)
            await RunningServer.AssertProblem(reply, 409, "superseded");
        Assert.Equal(12, stale.Length + replies.Count(reply => reply.StatusCode == HttpStatusCode.OK));

        await RunningServer.AssertProblem(
            await server.PostAsync("/v1/preview", Preview(id, "hurry", 5)),
            409,
            "superseded"
        );
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync("/v1/preview", Preview(id, "another", 5))).StatusCode);
    }

    [Theory]
    [InlineData(""","side":4""", "invalidRequest", "side is 4")]
    [InlineData(""","format":"png2" """, "invalidRequest", "format is 'png2'")]
    [InlineData(""","mask":{"png":""}""", "invalidMask", "empty")]
    public async Task AWrongPreviewIsRefused(string more, string code, string said)
    {
        string id = await server.UploadAsync(RunningServer.Cat);
        using var reply = await server.PostAsync("/v1/preview", Preview(id, "wrong", 1, more));
        Assert.Contains(said, await RunningServer.AssertProblem(reply, 400, code), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASuggestedMaskHoldsTheDrag()
    {
        string id = await server.UploadAsync(RunningServer.Cat);
        using var reply = await server.PostAsync("/v1/mask-suggestion", RunningServer.Edit(id));
        var suggestion = await RunningServer.JsonOf(reply);
        var mask = MaskReader.FromImage(
            ImageReader.Read(suggestion.GetProperty("mask").GetProperty("png").GetBytesFromBase64()),
            ImageReader.Read(RunningServer.Cat)
        );
        Assert.True(mask[165, 115] && mask[165, 95]);
        var bounds = suggestion.GetProperty("bounds");
        Assert.InRange(
            165,
            bounds.GetProperty("x").GetInt32(),
            bounds.GetProperty("x").GetInt32() + bounds.GetProperty("width").GetInt32()
        );
    }

    [Theory]
    [InlineData("""{"type":"rotate","degrees":20,"region":{"type":"circle","center":[165,115],"radius":30}}""")]
    [InlineData(
        """
            {"type":"scale","factor":1.3,"pivot":[165,115],
            "region":{"type":"brush","points":[[150,115],[180,115]],"radius":12}}
            """
    )]
    [InlineData("""{"region":{"center":[165,115],"radius":30,"type":"circle"},"offset":[10,-5],"type":"move"}""")]
    [InlineData(
        """
            {"region":{"type":"mask","shapes":[{"type":"brush","points":[[140,110],[190,110]],"radius":15}]},
            "offset":[10,-5],"type":"move"}
            """
    )]
    [InlineData(
        """
            {"region":{"type":"mask","shapes":[{"type":"polygon","points":[[140,90],[190,90],[165,140]]}]},
            "degrees":15,"type":"rotate"}
            """
    )]
    [InlineData("""{"type":"push","from":[165,115],"to":[165,95]}""")]
    public async Task AGestureBecomesAnEdit(string gesture)
    {
        string id = await server.UploadAsync(RunningServer.Cat);
        using var reply = await server.PostAsync("/v1/gestures", $$"""{"image":"{{id}}","gesture":{{gesture}} }""");
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        var meaning = await RunningServer.JsonOf(reply);
        using var edited = await server.PostAsync(
            "/v1/edits",
            $$"""
            {"image":"{{id}}","points":{{meaning.GetProperty("points")}},
            "mask":{{meaning.GetProperty("mask")}} }
            """
        );
        Assert.Equal(HttpStatusCode.OK, edited.StatusCode);
    }

    [Fact]
    public async Task PinsAloneHaveNoMask()
    {
        string id = await server.UploadAsync(RunningServer.Cat);
        using var reply = await server.PostAsync(
            "/v1/gestures",
            $"{{\"image\":\"{id}\",\"gesture\":{{\"type\":\"pin\",\"points\":[[10,20]]}}}}"
        );
        var meaning = await RunningServer.JsonOf(reply);
        Assert.Equal("""{"handle":[10,20],"target":[10,20]}""", meaning.GetProperty("points")[0].GetRawText());
        Assert.Equal(JsonValueKind.Null, meaning.GetProperty("mask").ValueKind);
    }

    [Theory]
    [InlineData("""{"type":"fold"}""", "give one of rotate, scale, move, pin, push")]
    [InlineData("""{"degrees":20}""", "type")]
    [InlineData(
        """{"type":"rotate","degrees":400,"region":{"type":"circle","center":[165,115],"radius":30}}""",
        "400 degrees"
    )]
    [InlineData(
        """{"type":"rotate","degrees":20,"region":{"type":"circle","center":[165,115],"radius":-1}}""",
        "radius is -1"
    )]
    [InlineData("""{"type":"pin","points":[[10,2000]]}""", "points[0] (10, 2000) lies outside")]
    [InlineData("""{"type":"pin","points":[]}""", "0 pins")]
    public async Task AWrongGestureIsRefused(string gesture, string said)
    {
        string id = await server.UploadAsync(RunningServer.Cat);
        using var reply = await server.PostAsync("/v1/gestures", $$"""{"image":"{{id}}","gesture":{{gesture}} }""");
        Assert.Contains(
            said,
            await RunningServer.AssertProblem(reply, 400, "invalidRequest"),
            StringComparison.Ordinal
        );
    }

    private static string Preview(string image, string session, int sequence, string more = "") =>
        RunningServer.Edit(image, $",\"session\":\"{session}\",\"sequence\":{sequence}{more}");
}
