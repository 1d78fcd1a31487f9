using System.Buffers.Binary;
using System.IO.Hashing;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LightningDrag.Imaging;

namespace LightningDrag.Server.Tests.Http;

/// <summary>Requests that mean harm, or come from programs that are broken.</summary>
public sealed class HostileRequestTests(RunningServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(10_000, 10_000, "100 megapixels")]
    [InlineData(40_000, 10, "at most 30000")]
    [InlineData(2_000_000_000, 2_000_000_000, "invalidImage")]
    public async Task PicturesTooLargeAreRefusedByTheirHeader(int width, int height, string said)
    {
        long before = GC.GetTotalAllocatedBytes();
        using var reply = await UploadAsync(PngHeader(width, height), "image/png");
        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Contains(said, await reply.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 100_000_000, "the picture was decoded");
    }

    [Theory]
    [InlineData("hello", "image/png")]
    [InlineData("", "image/jpeg")]
    public async Task WhatIsNoImageIsRefused(string body, string type) =>
        await RunningServer.AssertProblem(await UploadAsync(Encoding.UTF8.GetBytes(body), type), 400, "invalidImage");

    [Fact]
    public async Task ACutImageIsRefused() =>
        await RunningServer.AssertProblem(
            await UploadAsync(RunningServer.Cat[..20_000], "image/jpeg"),
            400,
            "invalidImage"
        );

    [Fact]
    public async Task AnUploadBeyondTheLimitIsRefusedWhileItComesIn()
    {
        await using var small = await RunningServer.StartAsync(
            new ServerOptions { ImageLimits = new ImageLimits { MaxFileBytes = 1 << 20 } }
        );
        using var announced = await small.Client.PostAsync(
            "/v1/images",
            new ByteArrayContent(new byte[9 << 20]) { Headers = { ContentType = new("image/png") } },
            Token
        );
        await RunningServer.AssertProblem(announced, 413, "payloadTooLarge");

        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/v1/images")
        {
            Content = new StreamContent(new MemoryStream(new byte[2 << 20]))
            {
                Headers = { ContentType = new("image/png") },
            },
        };
        chunked.Headers.TransferEncodingChunked = true;
        await RunningServer.AssertProblem(await small.Client.SendAsync(chunked, Token), 413, "payloadTooLarge");
    }

    [Fact]
    public async Task OversizedJsonIsRefused()
    {
        using var reply = await server.PostAsync("/v1/edits", new string(' ', (8 << 20) + 1));
        await RunningServer.AssertProblem(reply, 413, "payloadTooLarge");
    }

    [Fact]
    public async Task ASlowUploadIsCutOff()
    {
        using var client = await ConnectAsync(
            "POST /v1/images HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: "
                + "100000\r\n\r\nabc"
        );
        string reply = await ReadAsync(client);
        Assert.StartsWith("HTTP/1.1 408", reply, StringComparison.Ordinal);
        Assert.Contains("requestTimeout", reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: -5")]
    [InlineData("Content-Length: 99999999999999999999")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6")]
    [InlineData("Content-Length: abc")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\n")]
    public async Task WrongLengthsAreRefused(string lengths)
    {
        using var client = await ConnectAsync(
            $"POST /v1/images HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n{lengths}\r\n\r\nabc"
        );
        string reply = await ReadAsync(client);
        Assert.StartsWith("HTTP/1.1 4", reply, StringComparison.Ordinal);
        RunningServer.AssertSilent(reply);
    }

    [Fact]
    public async Task AnUploadThatBreaksOffHarmsNobody()
    {
        using (
            var client = await ConnectAsync(
                "POST /v1/images HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: "
                    + "100000\r\n\r\nabc"
            )
        )
        {
            client.Client.LingerState = new LingerOption(true, 0);
        }

        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/healthz", Token)).StatusCode);
    }

    [Theory]
    [InlineData("/page/../../../../etc/passwd")]
    [InlineData("/page/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/page/..%2f..%2fetc%2fpasswd")]
    [InlineData("/page//etc/passwd")]
    [InlineData("/page/..\\..\\secret")]
    [InlineData("/v1/samples/..%2f..%2fREADME.md")]
    [InlineData("/v1/samples/%2fetc%2fpasswd")]
    public async Task PathsLeadNowhereElse(string path)
    {
        using var client = await ConnectAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        string reply = await ReadAsync(client);
        Assert.StartsWith("HTTP/1.1 404", reply, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", reply, StringComparison.Ordinal);
        RunningServer.AssertSilent(reply);
    }

    [Fact]
    public async Task AddressesAndMethodsThatAreNotThereAreProblemsToo()
    {
        await RunningServer.AssertProblem(await server.Client.GetAsync("/nothing/here", Token), 404, "notFound");
        await RunningServer.AssertProblem(
            await server.Client.PutAsync("/v1/models", new StringContent(""), Token),
            405,
            "methodNotAllowed"
        );
    }

    private Task<HttpResponseMessage> UploadAsync(byte[] file, string type) =>
        server.Client.PostAsync(
            "/v1/images",
            new ByteArrayContent(file) { Headers = { ContentType = new(type) } },
            Token
        );

    private async Task<TcpClient> ConnectAsync(string request)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Server.Address.Host, server.Server.Address.Port, Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Token);
        return client;
    }

    private static async Task<string> ReadAsync(TcpClient client)
    {
        var reply = new MemoryStream();
        byte[] piece = new byte[4096];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        for (int read; (read = await client.GetStream().ReadAsync(piece, limit.Token)) > 0; )
        {
            reply.Write(piece, 0, read);
            string text = Encoding.UTF8.GetString(reply.ToArray());
            if (
                text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal)
                || text.Contains("Content-Length: 0\r\n\r\n", StringComparison.Ordinal)
            )
                break;
        }

        return Encoding.UTF8.GetString(reply.ToArray());
    }

    /// <summary>A sound PNG of any size, but for its pixels.</summary>
    private static byte[] PngHeader(int width, int height)
    {
        var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = [0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, [0x78, 0x9C, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]);
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, byte[] data)
    {
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. type, .. data];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(body));
        file.Write(number);
    }
}
