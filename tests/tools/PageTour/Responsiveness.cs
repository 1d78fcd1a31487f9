using System.Globalization;
using LightningDrag.Browser;
using Microsoft.Playwright;

namespace LightningDrag.Tools.PageTour;

/// <summary>
/// How fast the picture follows the pointer, and whether memory grows meanwhile. A 512×512 photo is dragged around in
/// circles at the pace of a screen; for each pointer move the time is taken until a picture that follows it at all is
/// in a frame, and until the server's picture of it, or of a later one, is.
/// </summary>
internal static class Responsiveness
{
    /// <summary>
    /// Notes each move of the pressed pointer, each request for a preview, and the frame that shows its answer.
    /// </summary>
    private const string Probe = """
        window.tour = { moves: [], shown: [], followed: [], legs: [], from: 0, since: 0 };
        addEventListener('pointerrawupdate', (event) => event.buttons && tour.moves.push(event.timeStamp), true);
        const { fetch, createImageBitmap } = window;
        const askedFor = new WeakMap();
        window.fetch = async (url, init) => {
          if (!String(url).endsWith('v1/preview')) return fetch(url, init);
          const asked = { moves: tour.moves.length, at: performance.now() };
          const answer = await fetch(url, init);
          const blob = answer.blob.bind(answer);
          answer.blob = async () => {
            const file = await blob();
            askedFor.set(file, asked);
            return file;
          };
          return answer;
        };
        const covered = new WeakMap();
        window.createImageBitmap = async (source, ...rest) => {
          const leg = askedFor.get(source);
          const got = performance.now();
          const bitmap = await createImageBitmap(source, ...rest);
          if (leg) covered.set(bitmap, { ...leg, got, unpacked: performance.now() });
          return bitmap;
        };
        const { drawImage } = CanvasRenderingContext2D.prototype;
        CanvasRenderingContext2D.prototype.drawImage = function (bitmap, ...rest) {
          drawImage.call(this, bitmap, ...rest);
          if (this.canvas.id !== 'picture') return;
          // What follows the pointer comes from a canvas in memory; what the server made, from a bitmap.
          if (bitmap instanceof OffscreenCanvas) {
            const followed = tour.moves.length;
            requestAnimationFrame(() => tour.followed.push([followed, performance.now()]));
          }
          const leg = covered.get(bitmap);
          if (leg === undefined) return;
          covered.delete(bitmap);
          requestAnimationFrame(() => {
            const now = performance.now();
            tour.shown.push([leg.moves, now]);
            tour.followed.push([leg.moves, now]);
            tour.legs.push({ ...leg, shown: now });
          });
        };
        """;

    /// <summary>
    /// What was moved and shown so far does not count. It is kept: a picture that is asked for now may still come.
    /// </summary>
    private const string Begin = """
        () => {
          [tour.from, tour.since] = [tour.moves.length, performance.now()];
          performance.setResourceTimingBufferSize(10000);
          performance.clearResourceTimings();
        }
        """;

    /// <summary>Latency of every move until a picture of a list, in milliseconds.</summary>
    private const string Latencies = """
        (list) => {
          const shown = tour[list];
          let next = 0;
          return tour.moves.flatMap((moved, i) => {
            if (i < tour.from) return [];
            while (next < shown.length && shown[next][0] <= i) next++;
            return next < shown.length ? [shown[next][1] - moved] : [];
          });
        }
        """;

    /// <summary>
    /// Where the time of a picture goes, from the newest move that it knows to the frame that shows it: names and
    /// medians in milliseconds, in the order of the way.
    /// </summary>
    private const string Legs = """
        () => {
          const answers = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/v1/preview'));
          const legs = tour.legs.flatMap((leg) => {
            const answer = answers.find(({ startTime }) => startTime >= leg.at - 1);
            return leg.shown > tour.since && answer ? [{ ...leg, answer }] : [];
          });
          const server = ({ answer }, name) => answer.serverTiming.find((part) => part.name === name)?.duration ?? 0;
          const parts = ['wait', 'open', 'preview', 'encode'];
          const ways = {
            'from the move to the request': (leg) => leg.at - tour.moves[leg.moves - 1],
            'the ways to the server and back': (leg) =>
              leg.got - leg.at - parts.reduce((sum, part) => sum + server(leg, part), 0),
            ...Object.fromEntries(parts.map((part) => [`server, ${part}`, (leg) => server(leg, part)])),
            'unpacking': (leg) => leg.unpacked - leg.got,
            'until the frame that shows it': (leg) => leg.shown - leg.unpacked,
            'from one request to the next': (leg, i) => (i > 0 ? leg.at - legs[i - 1].at : NaN),
          };
          const median = (times) => times.filter((time) => time >= 0).sort((a, b) => a - b)[times.length >> 1];
          return Object.entries(ways).map(([name, way]) => `${name}: ${median(legs.map(way))?.toFixed(1)} ms`);
        }
        """;

    public static async Task MeasureAsync(IBrowser browser, Uri address, TimeSpan time)
    {
        await MeasureAsync(browser, address, time, "512×512", page => page.OpenSampleAsync("Astronaut"));
        await MeasureAsync(browser, address, time / 2, "4000×3000", OpenLargeAsync);
    }

    /// <summary>A photo as a phone takes it: a sample, twelve megapixels large.</summary>
    private static async Task OpenLargeAsync(EditorPage page)
    {
        await page.Tab.EvaluateAsync(
            """
            async () => {
              const { samples } = await (await fetch('/v1/samples')).json();
              const bitmap = await createImageBitmap(await (await fetch(samples[0].url)).blob());
              const canvas = new OffscreenCanvas(4000, 3000);
              canvas.getContext('2d').drawImage(bitmap, 0, 0, 4000, 3000);
              const data = new DataTransfer();
              const type = 'image/jpeg';
              data.items.add(new File([await canvas.convertToBlob({ type, quality: 0.9 })], 'phone.jpg', { type }));
              document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
            }
            """
        );
        await page.PictureShownAsync();
        await page.SettledAsync();
    }

    private static async Task MeasureAsync(
        IBrowser browser,
        Uri address,
        TimeSpan time,
        string name,
        Func<EditorPage, Task> open
    )
    {
        await using var page = await EditorPage.OpenAsync(browser, address);
        await page.Tab.AddInitScriptAsync(Probe);
        await page.VisitAsync();
        await open(page);
        await using var memory = await Memory.OfAsync(browser, page);

        var place = await page.PlacementAsync();
        await page.HoldAsync((0.44f, 0.20f), (0.45f, 0.20f));
        await CircleAsync(TimeSpan.FromSeconds(5));
        await page.Tab.EvaluateAsync(Begin);
        var start = await memory.NowAsync();
        Console.WriteLine($"{name}: memory at the start: {start}");
        for (var done = TimeSpan.Zero; done < time; done += time / 4)
        {
            await CircleAsync(time / 4);
            Console.WriteLine($"after {(done + (time / 4)).TotalSeconds:F0} s of dragging: {await memory.NowAsync()}");
        }

        double[] followed = await LatenciesAsync("followed"),
            latencies = await LatenciesAsync("shown");
        int shown = await page.Tab.EvaluateAsync<int>("() => tour.shown.filter(([, at]) => at > tour.since).length");
        await page.Tab.Mouse.UpAsync();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: pointer move to some moved picture, {followed.Length} moves: median "
                    + $"{At(followed, 0.5):F0} ms, p95 {At(followed, 0.95):F0} ms"
            )
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: pointer move to the server's picture, {latencies.Length} moves: median "
                    + $"{At(latencies, 0.5):F0} ms, p95 {At(latencies, 0.95):F0} ms; "
                    + $"{shown / time.TotalSeconds:F1} pictures a second"
            )
        );

        foreach (string leg in await page.Tab.EvaluateAsync<string[]>(Legs))
            Console.WriteLine($"{name}, of that {leg} (median)");

        async Task<double[]> LatenciesAsync(string list)
        {
            double[] all = await page.Tab.EvaluateAsync<double[]>(Latencies, list);
            Array.Sort(all);
            return all;
        }

        static double At(double[] sorted, double share) =>
            sorted.Length == 0 ? double.NaN : sorted[(int)(share * (sorted.Length - 1))];

        async Task CircleAsync(TimeSpan length)
        {
            // One move a frame, whatever the driver's own delays.
            using var frames = new PeriodicTimer(TimeSpan.FromMilliseconds(1000.0 / 60));
            var clock = System.Diagnostics.Stopwatch.StartNew();
            while (clock.Elapsed < length && await frames.WaitForNextTickAsync())
            {
                var (sin, cos) = Math.SinCos(2 * Math.PI * clock.Elapsed.TotalSeconds / 3);
                await page.Tab.Mouse.MoveAsync(
                    place.X(0.44f + (0.05f * (float)cos)),
                    place.Y(0.20f + (0.05f * (float)sin))
                );
            }
        }
    }

    /// <summary>What the page and the server hold.</summary>
    private sealed class Memory : IAsyncDisposable
    {
        private readonly ICDPSession page,
            browser;

        private Memory(ICDPSession page, ICDPSession browser) => (this.page, this.browser) = (page, browser);

        public static async Task<Memory> OfAsync(IBrowser browser, EditorPage page) =>
            new(await page.Tab.Context.NewCDPSessionAsync(page.Tab), await browser.NewBrowserCDPSessionAsync());

        public async Task<string> NowAsync()
        {
            await page.SendAsync("HeapProfiler.collectGarbage");
            var heap = (await page.SendAsync("Runtime.getHeapUsage"))!.Value.GetProperty("usedSize").GetDouble();
            var processes = (await browser.SendAsync("SystemInfo.getProcessInfo"))!.Value.GetProperty("processInfo");
            double resident = processes
                .EnumerateArray()
                .Sum(process => ResidentKilobytes(process.GetProperty("id").GetInt32()));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"script heap {heap / (1 << 20):F1} MiB, browser {resident / 1024:F0} MiB, server "
                    + $"{Environment.WorkingSet >> 20} MiB"
            );
        }

        private static double ResidentKilobytes(int process)
        {
            string path = $"/proc/{process}/status";
            string? line = File.Exists(path)
                ? File.ReadLines(path).FirstOrDefault(text => text.StartsWith("VmRSS:", StringComparison.Ordinal))
                : null;
            return line is null ? 0 : double.Parse(line.AsSpan(6).TrimEnd("kB ").Trim(), CultureInfo.InvariantCulture);
        }

        public async ValueTask DisposeAsync()
        {
            await page.DetachAsync();
            await browser.DetachAsync();
        }
    }
}
