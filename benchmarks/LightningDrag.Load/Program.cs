using System.Globalization;
using LightningDrag.Load;

// Many people at one server: each uploads a picture, drags it about with live previews, edits it, and goes on from the
// result. dotnet run -c Release --project benchmarks/LightningDrag.Load [CLIENTS [SECONDS [SERVER-URL]]]
int clients = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 64;
int seconds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 120;
using var server = args.Length > 2 ? null : await ServerProcess.StartAsync().ConfigureAwait(false);
var address = server?.Address ?? new Uri(args[2]);
Console.WriteLine($"{clients} clients for {seconds} s at {address}");

using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
var samples = new Samples();
using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
var memory = server?.WatchMemoryAsync(end.Token) ?? Task.FromResult(0L);
await Task.WhenAll(
        Enumerable.Range(0, clients).Select(number => new Person(client, number, samples).EditAsync(end.Token))
    )
    .ConfigureAwait(false);
samples.Print(seconds);
if (server is not null)
    Console.WriteLine($"server's memory: at most {await memory.ConfigureAwait(false) / 1024} MiB resident");
