using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace LightningDrag.Server.Tests.Http;

/// <summary>The server among monitors, proxies, scripts and clients of other services.</summary>
public sealed class AmongOthersTests(RunningServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HeadIsAnsweredWhereGetIs()
    {
        string image = await server.UploadAsync(RunningServer.Cat);
        using var edited = await server.PostAsync("/v1/edits", RunningServer.Edit(image));
        string edit = (await RunningServer.JsonOf(edited)).GetProperty("id").GetString()!;
        string[] paths =
        [
            "/",
            "/page/main.js",
            "/healthz",
            "/readyz",
            "/metrics",
            "/v1/models",
            "/v1/samples",
            "/v1/samples/cat.jpg",
            "/openapi/v1.json",
            "/scalar/",
            $"/v1/images/{image}",
            $"/v1/images/{image}?thumbnail=64",
            $"/v1/edits/{edit}",
            $"/v1/edits/{edit}/events",
        ];
        foreach (string path in paths)
        {
            using var get = await server.Client.GetAsync(path, Token);
            using var head = await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), Token);
            Assert.True(
                get.StatusCode == head.StatusCode && head.IsSuccessStatusCode,
                $"{path}: {get.StatusCode}, {head.StatusCode}"
            );
            Assert.Equal(get.Content.Headers.ContentType?.MediaType, head.Content.Headers.ContentType?.MediaType);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
        }

        using var whole = await server.Client.SendAsync(
            new HttpRequestMessage(HttpMethod.Head, $"/v1/images/{image}"),
            Token
        );
        Assert.Equal(RunningServer.Cat.Length, whole.Content.Headers.ContentLength);
        using var nothing = await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/nothing"), Token);
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
        using var put = await server.Client.PutAsync("/v1/models", new StringContent(""), Token);
        Assert.Equal(["GET", "HEAD"], put.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task AForeignHostGetsAProblemThatNamesTheSetting()
    {
        using var program = await GetAsync("/v1/models", ("Host", "drag.example.com"));
        Assert.Contains(
            "--host drag.example.com",
            await RunningServer.AssertProblem(program, 400, "unknownHost"),
            StringComparison.Ordinal
        );
        using var person = await GetAsync("/", ("Host", "drag.example.com"), ("Accept", "text/html,*/*"));
        Assert.Equal(
            ("text/plain", HttpStatusCode.BadRequest),
            (person.Content.Headers.ContentType!.MediaType, person.StatusCode)
        );
        Assert.Contains(
            "--host drag.example.com",
            await person.Content.ReadAsStringAsync(Token),
            StringComparison.Ordinal
        );
        await using var known = await RunningServer.StartAsync(
            new ServerOptions { Hosts = ["drag.example.com", "*.ngrok.app", "127.0.0.1"] }
        );
        foreach (string host in (string[])["drag.example.com", "DRAG.example.com:443", "abc.ngrok.app"])
        {
            using var reply = await known.Client.SendAsync(Request("/v1/models", ("Host", host)), Token);
            Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        }
    }

    [Fact]
    public async Task APageBehindAProxyHearsWhichSettingItNeeds()
    {
        string said = await RunningServer.AssertProblem(
            await GetAsync("/v1/models", ("Origin", "https://drag.example.com")),
            403,
            "forbidden"
        );
        Assert.Contains("--cors-origin https://drag.example.com", said, StringComparison.Ordinal);
        using var told = await GetAsync(
            "/v1/models",
            ("Origin", "https://drag.example.com"),
            ("X-Forwarded-Host", "drag.example.com")
        );
        Assert.Equal(HttpStatusCode.OK, told.StatusCode);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400)]
    [InlineData("nonsense\r\n\r\n", 400)]
    [InlineData("GET / HTTP/3.7\r\nHost: localhost\r\n\r\n", 505)]
    [InlineData("GET /LONG HTTP/1.1\r\nHost: localhost\r\n\r\n", 414)]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nX: LONG\r\n\r\n", 431)]
    public async Task WhatTheConnectionItselfRefusesIsAProblemToo(string request, int status)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Server.Address.Host, server.Server.Address.Port, Token);
        await client
            .GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes(request.Replace("LONG", new string('a', 40_000), StringComparison.Ordinal)),
                Token
            );
        using var reader = new StreamReader(client.GetStream());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        string reply = await reader.ReadToEndAsync(limit.Token);
        Assert.StartsWith($"HTTP/1.1 {status} ", reply, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/problem+json", reply, StringComparison.Ordinal);
        string body = reply[(reply.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Assert.Equal(status, JsonDocument.Parse(body).RootElement.GetProperty("status").GetInt32());
        Assert.Contains($"Content-Length: {body.Length}\r\n", reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image/jpg")]
    [InlineData("image/pjpeg")]
    [InlineData("image/png")]
    [InlineData("image/svg+xml")]
    [InlineData("binary/octet-stream")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task AnImageIsOneUnderAnyType(string? type)
    {
        var body = new ByteArrayContent(RunningServer.Cat);
        if (type is not null)
            body.Headers.ContentType = new(type);
        using var reply = await server.Client.PostAsync("/v1/images", body, Token);
        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        Assert.Equal("jpeg", (await RunningServer.JsonOf(reply)).GetProperty("format").GetString());
    }

    [Theory]
    [InlineData("image/heic", "\0\0\0\u0018ftypheic", "is HEIC")]
    [InlineData("image/jpeg", "\0\0\0\u0018ftypavif", "is AVIF")]
    [InlineData("application/octet-stream", "II*\0\b\0\0\0\0\0\0\0", "is TIFF")]
    [InlineData("text/html", "<!doctype html><html></html>", "web page")]
    [InlineData("application/json", "{}", "no image")]
    public async Task AnythingElseIsNamedWithAListOfWhatIsTaken(string type, string begin, string said)
    {
        var body = new ByteArrayContent(Encoding.Latin1.GetBytes(begin + new string(' ', 40)))
        {
            Headers = { ContentType = new(type) },
        };
        string detail = await RunningServer.AssertProblem(
            await server.Client.PostAsync("/v1/images", body, Token),
            415,
            "unsupportedMediaType"
        );
        Assert.Contains(said, detail, StringComparison.Ordinal);
        Assert.Contains("JPEG, PNG, WebP, BMP or GIF", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"image":"ID","pionts":[]}""",
        "has no member \"pionts\" (did you mean \"points\"?): there are image, points, "
    )]
    [InlineData(
        """{"image":"ID","points":[{"handle":[165,115],"tagret":[165,95]}]}""",
        "points[0] has no member \"tagret\" (did you mean \"target\"?): there are handle, target"
    )]
    [InlineData("""{"image":"ID","points":POINTS,"seed":1.5}""", "seed is 1.5: give a whole number")]
    [InlineData(
        """{"image":"ID","points":POINTS,"seed":-1}""",
        "seed is -1: give a whole number from 0 to 9007199254740991"
    )]
    [InlineData(
        """{"image":"ID","points":POINTS,"seed":9007199254740992}""",
        "seed is 9007199254740992: give a whole number from 0 to 9007199254740991"
    )]
    [InlineData("""{"image":"ID","points":POINTS,"candidates":2.5}""", "candidates is 2.5: give a whole number")]
    [InlineData("""{"image":"ID","points":POINTS,"candidates":"2"}""", "candidates is \"2\": give a whole number")]
    [InlineData("""{"image":"ID","points":POINTS,"wholeImage":"yes"}""", "wholeImage is \"yes\": give true or false")]
    [InlineData(
        """{"image":"ID","points":[{"handle":["165","115"],"target":[165,95]}]}""",
        "points[0].handle is [\"165\",\"115\"]: give [x, y], two numbers"
    )]
    [InlineData("""{"image":"ID","points":{}}""", "points is an object: give a list")]
    [InlineData("""{"image":7,"points":POINTS}""", "image is 7: give a text")]
    [InlineData(
        """{"image":"ID","points":POINTS,"guidanceDecay":"Sideways"}""",
        "guidanceDecay is \"Sideways\": give one of "
    )]
    [InlineData(
        """{"image":"ID","points":POINTS,"mask":{"png":"not base64!"}}""",
        "mask.png is \"not base64!\": give a picture in base64, also as a data URL"
    )]
    [InlineData("""{"image":"ID","points":POINTS,"format":"tiff"}""", "give png, jpeg, webp or source")]
    [InlineData("""{"image":"ID","points":POINTS,}""", "The request is no JSON at line 1")]
    [InlineData("""[]""", "The request is []: give an object")]
    public async Task AMistakeInJsonIsNamedWithWhatWasExpected(string json, string said)
    {
        string id = await server.UploadAsync(RunningServer.Cat);
        json = json.Replace("ID", id, StringComparison.Ordinal)
            .Replace("POINTS", """[{"handle":[165,115],"target":[165,95]}]""", StringComparison.Ordinal);
        Assert.Contains(
            said,
            await RunningServer.AssertProblem(await server.PostAsync("/v1/edits", json), 400, "invalidRequest"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData("  \n")]
    public async Task AByteOrderMarkIsPassedOver(string begin)
    {
        string id = await server.UploadAsync(RunningServer.Cat);
        using var reply = await server.PostAsync(
            "/v1/mask-suggestion",
            begin + $$"""{"image":"{{id}}","points":[{"handle":[165,115],"target":[165,95]}]}"""
        );
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    [Fact]
    public async Task AMaskMayBeADataUrl()
    {
        string id = await server.UploadAsync(RunningServer.Cat);
        using var suggested = await server.PostAsync(
            "/v1/mask-suggestion",
            $$"""{"image":"{{id}}","points":[{"handle":[165,115],"target":[165,95]}]}"""
        );
        string png = (await RunningServer.JsonOf(suggested)).GetProperty("mask").GetProperty("png").GetString()!;
        using var reply = await server.PostAsync(
            "/v1/edits",
            RunningServer.Edit(id, $$$""","mask":{"png":"data:image/png;base64,{{{png}}}"}""")
        );
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        using var gesture = await server.PostAsync(
            "/v1/gestures",
            $$$$"""
            {"image":"{{{{id}}}}","gesture":{"type":"move","offset":[5,5],"region":{"type":"mask",
            "png":"data:image/png;base64,{{{{png}}}}"}}}
            """
        );
        Assert.Equal(HttpStatusCode.OK, gesture.StatusCode);
    }

    [Fact]
    public async Task AnUnknownModelIsCalledSoWithTheNearestName()
    {
        string id = await server.UploadAsync(RunningServer.Cat);
        string said = await RunningServer.AssertProblem(
            await server.PostAsync("/v1/edits", RunningServer.Edit(id, ""","model":"compct" """)),
            400,
            "unknownModel"
        );
        Assert.Contains("did you mean 'compact'?", said, StringComparison.Ordinal);
        Assert.Contains("sd15", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.99.99.99", 0, "--bind")]
    public async Task AnAddressThatCannotBeListenedOnIsOneSentence(string address, int port, string option)
    {
        var options = new ServerOptions
        {
            Bind = IPAddress.Parse(address),
            Port = port,
            AllowAnyone = true,
        };
        var error = await Assert.ThrowsAsync<LightningDragException>(() => DragServer.StartAsync(options, Token));
        Assert.Equal(ErrorCode.Unsupported, error.Code);
        Assert.Contains(option, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SocketException", error.Message, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        server.Client.SendAsync(Request(path, headers), Token);

    private static HttpRequestMessage Request(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}
