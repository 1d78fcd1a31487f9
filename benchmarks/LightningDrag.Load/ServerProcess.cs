using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LightningDrag.Load;

/// <summary>A server of its own for the time of a run.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process process;

    private ServerProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<ServerProcess> StartAsync()
    {
        var process = Process.Start(
            new ProcessStartInfo(Path.Combine(Repository(), "lightningdrag"), ["serve", "--port", "0", "--json"])
            {
                RedirectStandardOutput = true,
            }
        )!;
        var json = new StringBuilder();
        while (!json.ToString().TrimEnd().EndsWith('}'))
        {
            json.AppendLine(
                await process.StandardOutput.ReadLineAsync().ConfigureAwait(false)
                    ?? throw new InvalidOperationException("The server did not start.")
            );
        }

        var address = new Uri((string)JsonNode.Parse(json.ToString())!["address"]!);
        using var client = new HttpClient { BaseAddress = address };
        while (!(await client.GetAsync(new Uri("/readyz", UriKind.Relative)).ConfigureAwait(false)).IsSuccessStatusCode)
            await Task.Delay(50).ConfigureAwait(false);
        return new ServerProcess(process, address);
    }

    /// <summary>The most resident memory seen until <paramref name="end"/>, in KiB.</summary>
    public async Task<long> WatchMemoryAsync(CancellationToken end)
    {
        long most = 0;
        while (!end.IsCancellationRequested)
        {
            string line = File.ReadLines($"/proc/{process.Id}/status")
                .First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            most = Math.Max(
                most,
                long.Parse(
                    line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal),
                    CultureInfo.InvariantCulture
                )
            );
            await Task.Delay(500, CancellationToken.None).ConfigureAwait(false);
        }

        return most;
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "LightningDrag.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
