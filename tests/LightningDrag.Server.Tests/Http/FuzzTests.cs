using System.Net;
using System.Text;
using LightningDrag.Imaging;

namespace LightningDrag.Server.Tests.Http;

/// <summary>
/// Ten thousand requests that are almost right. Whatever comes: an answer that is the sender's fault, never the
/// server's, and that tells nothing of the machine.
/// </summary>
public sealed class FuzzTests(RunningServer server)
{
    private const int Requests = 10_000,
        AtOnce = 8,
        Seed = 20_260_101;

    /// <summary>
    /// Far more than the few pictures and edits that get through need, far less than ten thousand leaks.
    /// </summary>
    private const long MostGrowth = 192L << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NothingThatComesInBringsTheServerDown()
    {
        byte[] picture = ImageWriter.Encode(new RasterImage(24, 16), ImageFormat.Png);
        string image = await server.UploadAsync(picture, "image/png");
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var statuses = new int[600];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Requests),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token },
            async (i, token) =>
            {
                var generator = new RequestGenerator(new Random(Seed + i), image, picture);
                using var request = generator.Next();
                string description = $"request {i}: {request.Method} {request.RequestUri}";
                try
                {
                    using var reply = await server.Client.SendAsync(request, token);
                    string text = reply.IsSuccessStatusCode ? "" : await reply.Content.ReadAsStringAsync(token);
                    Interlocked.Increment(ref statuses[(int)reply.StatusCode]);
                    Assert.True(
                        (int)reply.StatusCode < 500,
                        $"{description} was answered with {(int)reply.StatusCode}: {text}"
                    );
                    RunningServer.AssertSilent(text);
                }
                catch (HttpRequestException)
                {
                    // The connection was closed on a request that is not HTTP.
                    Interlocked.Increment(ref statuses[0]);
                }
            }
        );

        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/readyz", Token)).StatusCode);
        Assert.True(statuses[400] > Requests / 4, $"only {statuses[400]} requests were refused as invalid");
        Assert.InRange(statuses[0], 0, Requests / 50);
        long growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(growth < MostGrowth, $"{growth >> 20} MiB were kept");
    }

    /// <summary>Makes a request that is right, and then spoils it.</summary>
    private sealed class RequestGenerator(Random random, string image, byte[] picture)
    {
        private static readonly string[] Paths =
        [
            "/v1/edits",
            "/v1/preview",
            "/v1/mask-suggestion",
            "/v1/gestures",
            "/v1/images",
            "/v1/models",
            "/v1/samples",
            "/v1/samples/cat.jpg",
            "/page/index.html",
            "/openapi/v1.json",
            "/scalar/",
            "/metrics",
            "/readyz",
            "/",
            "/..%2f..%2fetc/passwd",
            "/v1/images/..%5c..%5cwindows",
            "/page/%00",
            "/v1/edits/%ff%fe",
        ];

        private static readonly string[] Numbers =
        [
            "-1",
            "0",
            "1e99",
            "-1e-99",
            "99999999999999999999",
            "0.5",
            "NaN",
            "null",
            "\"7\"",
            "[]",
            "{}",
            "true",
            "2147483648",
            "-9223372036854775809",
        ];

        public HttpRequestMessage Next() =>
            random.Next(10) switch
            {
                < 6 => Json(),
                < 8 => Upload(),
                _ => Wander(),
            };

        private HttpRequestMessage Json()
        {
            (string path, string json) = random.Next(4) switch
            {
                0 => (
                    "/v1/edits",
                    $$"""
                    {"image":"{{SomeId()}}","points":[{"handle":[5,5],"target":[9,9]}],
                    "mask":{"shapes":[{"type":"brush","points":[[5,5],[9,9]],"radius":4}]},"seed":1,
                    "candidates":1 }
                    """
                ),
                1 => (
                    "/v1/preview",
                    $$"""
                    {"image":"{{SomeId()}}","session":"s","sequence":{{random.Next(9)}},
                    "points":[{"handle":[5,5],"target":[9,9]}],"side":64}
                    """
                ),
                2 => ("/v1/mask-suggestion", $$"""{"image":"{{image}}","points":[{"handle":[5,5],"target":[9,9]}]}"""),
                _ => (
                    "/v1/gestures",
                    $$"""
                    {"image":"{{image}}","gesture":{"type":"rotate","degrees":20,"region":{"type":"circle",
                    "center":[9,9],"radius":5} } }
                    """
                ),
            };
            for (int spoilt = random.Next(1, 4); spoilt > 0; spoilt--)
                json = Spoil(json);
            var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)),
            };
            request.Content.Headers.TryAddWithoutValidation(
                "Content-Type",
                random.Next(20) == 0 ? "text/plain" : "application/json"
            );
            request.Headers.TryAddWithoutValidation("X-Client-Id", $"client {random.Next(5)}");
            if (path == "/v1/edits")
                request.Headers.TryAddWithoutValidation("Prefer", "respond-async");
            return request;
        }

        /// <summary>Real work is slow, so most requests for it are for a picture that is not there.</summary>
        private string SomeId() =>
            random.Next(20) == 0
                ? image
                : Convert.ToHexStringLower(BitConverter.GetBytes(random.NextInt64())) + new string('0', 48);

        private string Spoil(string json)
        {
            if (json.Length == 0)
                return "{";
            int at = random.Next(json.Length),
                length = Math.Min(random.Next(1, 12), json.Length - at);
            return random.Next(7) switch
            {
                0 => json.Remove(at, length),
                1 => json.Insert(at, json.Substring(at, length)),
                2 => json[..at] + (char)random.Next(1, 0x2FFF) + json[(at + 1)..],
                3 => json.Insert(at, new string('[', random.Next(1, 200))),
                4 => json[..at],
                5 => json.Replace($"{random.Next(10)}", Numbers[random.Next(Numbers.Length)], StringComparison.Ordinal),
                _ => json.Replace("\"type\"", "\"file\":\"/etc/passwd\",\"type\"", StringComparison.Ordinal),
            };
        }

        private HttpRequestMessage Upload()
        {
            byte[] source = random.Next(8) == 0 ? RunningServer.Cat[..3000] : picture;
            byte[] file = [.. source.Take(random.Next(4) == 0 ? random.Next(source.Length) : source.Length)];
            for (int flips = random.Next(1, 8); flips > 0 && file.Length > 0; flips--)
                file[random.Next(file.Length)] = (byte)random.Next(256);
            var content = new ByteArrayContent(file);
            content.Headers.TryAddWithoutValidation(
                "Content-Type",
                random.Next(5) switch
                {
                    0 => "multipart/form-data; boundary=x",
                    1 => "image/jpeg",
                    2 => "multipart/form-data",
                    _ => "image/png",
                }
            );
            return new HttpRequestMessage(HttpMethod.Post, "/v1/images") { Content = content };
        }

        private HttpRequestMessage Wander()
        {
            string path =
                Paths[random.Next(Paths.Length)]
                + random.Next(4) switch
                {
                    0 => $"/{image}",
                    1 => $"/{Guid.NewGuid()}/events",
                    2 => $"?thumbnail={random.Next(-5, 5000)}&format=%00",
                    _ => "",
                };
            var method = new HttpMethod(
                random.Next(6) switch
                {
                    0 => "POST",
                    1 => "DELETE",
                    2 => "PATCH",
                    3 => "OPTIONS",
                    _ => "GET",
                }
            );
            // Uploading is what this picture is for: it must stay.
            if (method.Method == "DELETE" && path.Contains(image, StringComparison.Ordinal))
                method = HttpMethod.Head;
            var request = new HttpRequestMessage(method, path);
            if (random.Next(4) == 0)
                request.Headers.TryAddWithoutValidation("If-None-Match", $"\"{random.Next()}");
            if (random.Next(4) == 0)
                request.Headers.TryAddWithoutValidation("Range", $"bytes={random.Next(-5, 50)}-{random.Next(-5, 5)}");
            if (random.Next(8) == 0)
                request.Headers.TryAddWithoutValidation("Origin", "null");
            return request;
        }
    }
}
