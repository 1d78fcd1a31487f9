using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace LightningDrag.Load;

/// <summary>Someone at the page, in a hurry: the next thing begins when the last one is answered.</summary>
internal sealed class Person(HttpClient client, int number, Samples samples)
{
    private const int PreviewsPerEdit = 5;

    private readonly Random random = new(number);
    private int sequence;

    public async Task EditAsync(CancellationToken end)
    {
        try
        {
            while (!end.IsCancellationRequested)
                await EditOnePictureAsync(end).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Time is up; whatever is in flight does not count.
        }
    }

    private async Task EditOnePictureAsync(CancellationToken end)
    {
        var list = await SendAsync("samples", HttpMethod.Get, "/v1/samples", null, end).ConfigureAwait(false);
        if (list is null)
            return;
        var sample = JsonNode.Parse(list)!["samples"]!.AsArray()[number % 4]!;
        byte[] picture = await client.GetByteArrayAsync((string)sample["url"]!, end).ConfigureAwait(false);
        var content = new ByteArrayContent(picture)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") },
        };
        if (
            await SendAsync("upload", HttpMethod.Post, "/v1/images", content, end).ConfigureAwait(false)
            is not { } uploaded
        )
            return;
        string image = (string)JsonNode.Parse(uploaded)!["id"]!;
        int width = (int)sample["width"]!,
            height = (int)sample["height"]!;
        for (int round = 0; round < 4 && !end.IsCancellationRequested; round++)
        {
            int x = random.Next(width / 4, width * 3 / 4),
                y = random.Next(height / 4, height * 3 / 4);
            for (int i = 1; i <= PreviewsPerEdit; i++)
            {
                var preview = Drag(image, x, y, 5 * i);
                (preview["session"], preview["sequence"], preview["side"]) = ("load", ++sequence, 384);
                await SendAsync("preview", HttpMethod.Post, "/v1/preview", Json(preview), end).ConfigureAwait(false);
            }

            var edited = await SendAsync(
                    "edit",
                    HttpMethod.Post,
                    "/v1/edits",
                    Json(Drag(image, x, y, 5 * PreviewsPerEdit)),
                    end
                )
                .ConfigureAwait(false);
            if (edited is null)
                continue;
            image = (string)JsonNode.Parse(edited)!["result"]!["candidates"]![0]!["image"]!;
            await SendAsync("result", HttpMethod.Get, $"/v1/images/{image}", null, end).ConfigureAwait(false);
        }
    }

    private static JsonObject Drag(string image, int x, int y, int far) =>
        new()
        {
            ["image"] = image,
            ["points"] = new JsonArray(
                new JsonObject { ["handle"] = new JsonArray(x, y), ["target"] = new JsonArray(x + far, y) }
            ),
        };

    private static StringContent Json(JsonObject body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    /// <summary>
    /// Sends a request, notes how it went, and waits as long as the server asks; null where it was not answered well.
    /// </summary>
    private async Task<string?> SendAsync(
        string kind,
        HttpMethod method,
        string path,
        HttpContent? content,
        CancellationToken end
    )
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(method, path)
            {
                Content = content,
                Headers = { { "X-Client-Id", $"person {number}" } },
            };
            using var reply = await client.SendAsync(request, end).ConfigureAwait(false);
            string text = await reply.Content.ReadAsStringAsync(end).ConfigureAwait(false);
            samples.Add(kind, (int)reply.StatusCode, Stopwatch.GetElapsedTime(start));
            if (reply.Headers.RetryAfter?.Delta is { } wait)
                await Task.Delay(wait, end).ConfigureAwait(false);
            return reply.IsSuccessStatusCode ? text : null;
        }
        catch (HttpRequestException)
        {
            samples.Add(kind, 0, Stopwatch.GetElapsedTime(start));
            return null;
        }
    }
}
