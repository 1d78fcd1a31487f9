using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LightningDrag.TestSupport.Hub;

/// <summary>A request as it came in; header names in lower case.</summary>
internal sealed record Request(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The first byte asked for: 0 without a Range header.</summary>
    public int From =>
        Header("range") is { } range
            ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture)
            : 0;

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

/// <summary>What goes out, to the letter: also what a sound server would never send.</summary>
internal sealed record Reply(int Status, byte[] Body)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>What Content-Length says.</summary>
    public long AnnouncedLength { get; init; } = Body.Length;

    /// <summary>The connection breaks after so many bytes of the body.</summary>
    public int? BreakAfter { get; init; }

    /// <summary>The body waits for this first.</summary>
    public Task? Wait { get; init; }

    public static Reply Empty(int status, params (string Name, string Value)[] headers) =>
        new(status, []) { Headers = headers.ToDictionary(header => header.Name, header => header.Value) };
}

/// <summary>A web server on the loopback that can misbehave: one request per connection.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<Request, Reply> answer;

    public LocalServer(Func<Request, Reply> answer)
    {
        this.answer = answer;
        listener.Start();
        Endpoint = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        _ = AcceptAsync();
    }

    public string Endpoint { get; }

    public ConcurrentQueue<Request> Requests { get; } = [];

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                if (await ReadAsync(stream) is not { } request)
                    return;
                Requests.Enqueue(request);
                await WriteAsync(client, stream, request, answer(request));
            }
            catch (Exception e)
                when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // the client went away
            }
        }
    }

    private async Task<Request?> ReadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        byte[] one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, stop.Token) == 0)
                return null;
            text.Append((char)one[0]);
        }

        string[] lines = text.ToString().TrimEnd().Split("\r\n"),
            first = lines[0].Split(' ');
        var headers = lines[1..]
            .Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1]);
        return new Request(first[0], Uri.UnescapeDataString(first[1]), headers);
    }

    private async Task WriteAsync(TcpClient client, NetworkStream stream, Request request, Reply reply)
    {
        var head = new StringBuilder().Append(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {reply.Status} Status\r\nConnection: close\r\nContent-Length: {reply.AnnouncedLength}\r\n"
        );
        foreach ((string name, string value) in reply.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), stop.Token);
        if (request.Method == "HEAD")
            return;
        int count = Math.Min(reply.BreakAfter ?? int.MaxValue, reply.Body.Length);
        await stream.WriteAsync(reply.Body.AsMemory(0, count), stop.Token);
        if (reply.Wait is { } wait)
            await wait.WaitAsync(stop.Token);
        await stream.FlushAsync(stop.Token);
        client.Client.Shutdown(SocketShutdown.Send);
    }
}
