using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace LightningDrag.Browser;

/// <summary>The page in a tab of its own with an empty store, and a person's hands on it.</summary>
internal sealed class EditorPage : IAsyncDisposable
{
    /// <summary>
    /// So long may anything take that a person would wait for: the machine may be busy with other work.
    /// </summary>
    public const int PatienceMilliseconds = 90_000;

    private readonly IBrowserContext context;
    private readonly Uri address;
    private readonly ConcurrentDictionary<IRequest, byte> underWay = [];

    private EditorPage(IBrowserContext context, IPage tab, Uri address) =>
        (this.context, Tab, this.address) = (context, tab, address);

    public IPage Tab { get; }

    /// <summary>Errors that the page or the browser complained of.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Addresses asked for that are not the server's.</summary>
    public List<string> ForeignRequests { get; } = [];

    public ILocator Overlay => Tab.Locator("#overlay");

    public ILocator Changes => Tab.Locator("#changes li");

    public ILocator Apply => Tab.Locator("#apply");

    public ILocator Candidates => Tab.Locator(".candidate");

    public ILocator Readings => Tab.Locator("#readings");

    public ILocator Rounds => Tab.Locator(".round");

    public ILocator Hint => Tab.Locator("#hint");

    public ILocator Alert => Tab.Locator("#alerts .notice");

    public static async Task<EditorPage> OpenAsync(
        IBrowser browser,
        Uri address,
        BrowserNewContextOptions? options = null
    )
    {
        var context = await browser.NewContextAsync(
            options
                ?? new()
                {
                    ViewportSize = new() { Width = 1280, Height = 800 },
                }
        );
        context.SetDefaultTimeout(PatienceMilliseconds);
        try
        {
            return await InAsync(context, address);
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }

    /// <summary>The page in one more tab of the same browser.</summary>
    public Task<EditorPage> AnotherTabAsync() => InAsync(context, address);

    private static async Task<EditorPage> InAsync(IBrowserContext context, Uri address)
    {
        var page = new EditorPage(context, await context.NewPageAsync(), address);
        page.Tab.PageError += (_, error) => page.Complaints.Add(error);
        page.Tab.Console += (_, message) =>
        {
            if (
                message.Type == "error"
                && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
            )
                page.Complaints.Add(message.Text);
        };
        page.Tab.Request += (_, request) =>
        {
            if (
                !request.Url.StartsWith(address.ToString(), StringComparison.Ordinal)
                && !request.Url.StartsWith($"blob:{address}", StringComparison.Ordinal)
            )
                page.ForeignRequests.Add(request.Url);
        };
        page.Tab.Request += (_, request) => page.underWay.TryAdd(request, 0);
        page.Tab.RequestFinished += (_, request) => page.underWay.TryRemove(request, out byte _);
        page.Tab.RequestFailed += (_, request) => page.underWay.TryRemove(request, out byte _);
        await page.VisitAsync();
        return page;
    }

    public async Task VisitAsync()
    {
        // Of what the page before asked for, not every end is told.
        underWay.Clear();
        await Tab.GotoAsync(address.ToString());
        await Tab.Locator("body.is-ready").WaitForAsync();
    }

    public async Task ReloadAsync()
    {
        // What was done is written down a quarter of a second later.
        await Tab.WaitForTimeoutAsync(500);
        underWay.Clear();
        await Tab.ReloadAsync();
        await Tab.Locator("body.is-ready").WaitForAsync();
    }

    /// <summary>Opens one of the sample pictures by its title, and waits until the stage has its final size.</summary>
    public async Task OpenSampleAsync(string title)
    {
        await Tab.Locator(".sample", new() { HasText = title }).ClickAsync();
        await PictureShownAsync();
        await SettledAsync();
    }

    /// <summary>Waits until there is a picture on the stage.</summary>
    public async Task PictureShownAsync() =>
        await Tab.WaitForFunctionAsync(
            """
            () => {
              const { width, height } = document.querySelector('#picture');
              const pixel = () =>
                document.querySelector('#picture').getContext('2d').getImageData(width >> 1, height >> 1, 1, 1);
              return width > 1 && pixel().data[3] > 0;
            }
            """
        );

    /// <summary>Waits until the sample photographs have their pictures.</summary>
    public async Task SamplesShownAsync() =>
        await Tab.WaitForFunctionAsync(
            """
            () => {
              const shown = [...document.querySelectorAll('.sample canvas')];
              const middle = (c) => c.getContext('2d').getImageData(c.width >> 1, c.height >> 1, 1, 1);
              return shown.length > 0 && shown.every((c) => middle(c).data[3] > 0);
            }
            """
        );

    /// <summary>Applies what is pending and waits for its picture.</summary>
    public async Task ApplyAsync()
    {
        int rounds = Math.Max(1, await Rounds.CountAsync());
        await Apply.ClickAsync();
        await Rounds.Nth(rounds).WaitForAsync();
    }

    /// <summary>Asks for other readings of the edit shown, and waits until all of them are there.</summary>
    public async Task ReadOtherwiseAsync()
    {
        await Readings.ClickAsync();
        await Candidates.Nth(3).WaitForAsync();
    }

    /// <summary>Selects the spoon of the coffee.</summary>
    public Task LassoSpoonAsync() =>
        LassoAsync(
            (0.545f, 0.70f),
            (0.565f, 0.63f),
            (0.61f, 0.605f),
            (0.655f, 0.625f),
            (0.68f, 0.69f),
            (0.675f, 0.76f),
            (0.64f, 0.81f),
            (0.595f, 0.815f),
            (0.56f, 0.775f)
        );

    /// <summary>Draws a line around something with the lasso.</summary>
    public async Task LassoAsync(params (float X, float Y)[] corners)
    {
        await TakeAsync("lasso");
        var place = await PlacementAsync();
        await Tab.Mouse.MoveAsync(place.X(corners[0].X), place.Y(corners[0].Y));
        await Tab.Mouse.DownAsync();
        foreach (var (x, y) in corners.Skip(1))
            await Tab.Mouse.MoveAsync(place.X(x), place.Y(y), new() { Steps = 4 });
        await Tab.Mouse.UpAsync();
    }

    /// <summary>Takes a tool.</summary>
    public Task TakeAsync(string tool) => Tab.Locator($"[data-tool={tool}]").ClickAsync();

    /// <summary>Where the picture lies on the screen.</summary>
    public async Task<Placement> PlacementAsync()
    {
        float[] at = await Tab.EvaluateAsync<float[]>(
            """
            () => {
              const canvas = document.querySelector('#picture');
              const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              const filled = (x, y) => data[4 * (y * width + x) + 3] > 0;
              const middle = [width >> 1, height >> 1];
              let [left, top, right, bottom] = [0, 0, width, height];
              while (left < middle[0] && !filled(left, middle[1])) left++;
              while (right > middle[0] && !filled(right - 1, middle[1])) right--;
              while (top < middle[1] && !filled(middle[0], top)) top++;
              while (bottom > middle[1] && !filled(middle[0], bottom - 1)) bottom--;
              const box = canvas.getBoundingClientRect(), ratio = canvas.width / box.width;
              return [box.left + left / ratio, box.top + top / ratio, (right - left) / ratio, (bottom - top) / ratio];
            }
            """
        );
        return new Placement(at[0], at[1], at[2], at[3]);
    }

    /// <summary>Presses at one share of the picture's width and height, pulls to another and releases.</summary>
    public async Task DragAsync((float X, float Y) from, (float X, float Y) to, int steps = 8)
    {
        await HoldAsync(from, to, steps);
        await Tab.Mouse.UpAsync();
    }

    /// <summary>As <see cref="DragAsync"/>, without releasing.</summary>
    public async Task HoldAsync((float X, float Y) from, (float X, float Y) to, int steps = 8)
    {
        var place = await PlacementAsync();
        await Tab.Mouse.MoveAsync(place.X(from.X), place.Y(from.Y));
        await Tab.Mouse.DownAsync();
        await Tab.Mouse.MoveAsync(place.X(to.X), place.Y(to.Y), new() { Steps = steps });
    }

    /// <summary>A number that changes when the picture does.</summary>
    public Task<long> FingerprintAsync() =>
        Tab.EvaluateAsync<long>(
            """
            () => {
              const canvas = document.querySelector('#picture');
              const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              let sum = 17;
              for (let i = 0; i < data.length; i += 4)
                sum = (sum * 31 + data[i] + 256 * data[i + 1] + 65536 * data[i + 2]) % 1000000007;
              return sum;
            }
            """
        );

    /// <summary>Which picture is on the stage, once nothing is asked for any more.</summary>
    public async Task<string> ShownAsync()
    {
        await SettledAsync();
        return await Tab.Locator("#picture").GetAttributeAsync("data-image") ?? "";
    }

    /// <summary>Waits until the picture on the screen is another one than <paramref name="before"/>.</summary>
    public async Task<long> ChangedAsync(long before)
    {
        long start = Environment.TickCount64;
        while (Environment.TickCount64 - start < PatienceMilliseconds)
        {
            long now = await FingerprintAsync();
            if (now != before)
                return now;
            await Tab.WaitForTimeoutAsync(50);
        }

        throw new TimeoutException(
            $"The picture on the stage did not change within {PatienceMilliseconds / 1000} seconds."
        );
    }

    /// <summary>Waits until nothing more is asked of the server, and all that was answered is on the screen.</summary>
    public async Task<long> SettledAsync()
    {
        long start = Environment.TickCount64;
        for (int calm = 0; calm < 3; )
        {
            if (Environment.TickCount64 - start > 2 * PatienceMilliseconds)
            {
                throw new TimeoutException(
                    $"The page does not come to rest; it still waits for "
                        + $"{string.Join(", ", underWay.Keys.Select(request => request.Url))}."
                );
            }

            await Tab.EvaluateAsync("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)))");
            bool isBusy = await Tab.Locator("#stage").GetAttributeAsync("aria-busy") == "true";
            calm = underWay.IsEmpty && !isBusy ? calm + 1 : 0;
        }

        return await FingerprintAsync();
    }

    public ValueTask DisposeAsync() => context.DisposeAsync();
}

/// <summary>The picture's rectangle on the screen, in CSS pixels.</summary>
internal readonly record struct Placement(float Left, float Top, float Width, float Height)
{
    public float X(float share) => Left + (share * Width);

    public float Y(float share) => Top + (share * Height);
}
