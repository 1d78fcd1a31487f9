using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using LightningDrag.Imaging;

namespace LightningDrag.Server.Tests.Routes;

public sealed class ImageRoutesTests(RunningServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnUploadIsNamedByItsContentAndComesBackByteByByte()
    {
        using var body = new ByteArrayContent(RunningServer.Cat) { Headers = { ContentType = new("image/jpeg") } };
        using var reply = await server.Client.PostAsync("/v1/images", body, Token);
        var image = await RunningServer.JsonOf(reply);
        string id = image.GetProperty("id").GetString()!;

        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(RunningServer.Cat)), id);
        Assert.Equal($"/v1/images/{id}", reply.Headers.Location?.OriginalString);
        Assert.Equal(
            (451, 300, "jpeg", RunningServer.Cat.Length),
            (
                image.GetProperty("width").GetInt32(),
                image.GetProperty("height").GetInt32(),
                image.GetProperty("format").GetString(),
                image.GetProperty("bytes").GetInt32()
            )
        );
        Assert.Equal(RunningServer.Cat, await server.Client.GetByteArrayAsync($"/v1/images/{id}", Token));

        var thumbnail = ImageReader.Read(
            await server.Client.GetByteArrayAsync(image.GetProperty("thumbnailUrl").GetString(), Token)
        );
        Assert.Equal((256, 170), (thumbnail.Width, thumbnail.Height));
    }

    [Theory]
    [InlineData("cat.jpg")]
    [InlineData("../../../etc/passwd")]
    [InlineData("C:\\\\windows\\\\system32")]
    public async Task AFormsFileNameIsOfNoConsequence(string fileName)
    {
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent("hello"), "greeting");
        var file = new ByteArrayContent(RunningServer.Cat) { Headers = { ContentType = new("image/jpeg") } };
        file.Headers.ContentDisposition = new("form-data") { Name = "image", FileName = fileName };
        form.Add(file);
        using var reply = await server.Client.PostAsync("/v1/images", form, Token);
        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        Assert.DoesNotContain("passwd", await reply.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFormWithoutTheFieldIsRefused()
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(RunningServer.Cat), "picture", "cat.jpg" },
        };
        using var reply = await server.Client.PostAsync("/v1/images", form, Token);
        Assert.Contains(
            "no field \"image\"",
            await RunningServer.AssertProblem(reply, 400, "invalidRequest"),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("?thumbnail=64")]
    [InlineData("?format=webp&quality=80")]
    public async Task WhoeverHasAnImageIsToldSo(string variant)
    {
        string url = $"/v1/images/{await server.UploadAsync(RunningServer.Cat)}{variant}";
        using var first = await server.Client.GetAsync(url, Token);
        using var again = new HttpRequestMessage(HttpMethod.Get, url)
        {
            Headers = { IfNoneMatch = { first.Headers.ETag! } },
        };
        using var reply = await server.Client.SendAsync(again, Token);
        Assert.Equal(HttpStatusCode.NotModified, reply.StatusCode);
        Assert.Empty(await reply.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(first.Headers.ETag, reply.Headers.ETag);
    }

    [Theory]
    [InlineData("png", "image/png")]
    [InlineData("jpeg", "image/jpeg")]
    [InlineData("webp", "image/webp")]
    public async Task AnImageIsWrittenAnewAtFullResolution(string format, string type)
    {
        string id = await server.UploadAsync(RunningServer.Cat);
        using var reply = await server.Client.GetAsync($"/v1/images/{id}?format={format}", Token);
        Assert.Equal(type, reply.Content.Headers.ContentType?.MediaType);
        var original = ImageReader.Read(RunningServer.Cat);
        var written = ImageReader.Read(await reply.Content.ReadAsByteArrayAsync(Token));
        if (format == "jpeg")
            Assert.Equal((original.Width, original.Height), (written.Width, written.Height));
        else
            Assert.Equal(original.Pixels, written.Pixels);
    }

    [Fact]
    public async Task PartOfAnImageCanBeFetched()
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"/v1/images/{await server.UploadAsync(RunningServer.Cat)}"
        )
        {
            Headers = { Range = new RangeHeaderValue(100, 199) },
        };
        using var reply = await server.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.PartialContent, reply.StatusCode);
        Assert.Equal(RunningServer.Cat[100..200], await reply.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task AForgottenImageIsGone()
    {
        byte[] file = ImageWriter.Encode(new RasterImage(7, 5), ImageFormat.Png);
        string id = await server.UploadAsync(file, "image/png");
        using var forgotten = await server.Client.DeleteAsync($"/v1/images/{id}", Token);
        Assert.Equal(HttpStatusCode.NoContent, forgotten.StatusCode);
        await RunningServer.AssertProblem(await server.Client.GetAsync($"/v1/images/{id}", Token), 404, "notFound");
        await RunningServer.AssertProblem(await server.Client.DeleteAsync($"/v1/images/{id}", Token), 404, "notFound");
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("abc")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    [InlineData("%2e%2e%2f%2e%2e%2fetc%2fpasswd")]
    public async Task AnUnknownIdIsNotFound(string id) =>
        await RunningServer.AssertProblem(await server.Client.GetAsync($"/v1/images/{id}", Token), 404, "notFound");

    [Theory]
    [InlineData("thumbnail=4", "thumbnail is 4")]
    [InlineData("thumbnail=100000", "thumbnail is 100000")]
    [InlineData("thumbnail=abc", "address")]
    [InlineData("format=tiff", "format is 'tiff'")]
    [InlineData("format=jpeg&quality=0", "quality is 0")]
    [InlineData("format=png&thumbnail=64", "leave format out")]
    public async Task AWrongParameterIsNamed(string query, string named)
    {
        using var reply = await server.Client.GetAsync(
            $"/v1/images/{await server.UploadAsync(RunningServer.Cat)}?{query}",
            Token
        );
        Assert.Contains(
            named,
            await RunningServer.AssertProblem(reply, 400, "invalidRequest"),
            StringComparison.Ordinal
        );
    }
}
