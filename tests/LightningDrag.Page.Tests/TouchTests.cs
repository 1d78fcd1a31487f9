using LightningDrag.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LightningDrag.Page.Tests;

/// <summary>Fingers: one drags, two pan and zoom.</summary>
public sealed class TouchTests(PageFixture fixture)
{
    [Fact]
    public async Task A_finger_drags_and_the_picture_follows()
    {
        await using var page = await fixture.OpenSampleAsync("Cat", PageFixture.Phone);
        long before = await page.FingerprintAsync();
        await using var fingers = await Fingers.OnAsync(page);
        await fingers.PressAsync((0.38f, 0.35f));
        await fingers.MoveAsync((0.40f, 0.25f));
        await page.ChangedAsync(before);
        await fingers.LiftAsync();

        await Expect(page.Changes).ToHaveCountAsync(1);
        await page.Apply.TapAsync();
        await Expect(page.Rounds).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Two_fingers_zoom_and_leave_nothing_behind()
    {
        await using var page = await fixture.OpenSampleAsync("Cat", PageFixture.Phone);
        var before = await page.PlacementAsync();
        await using var fingers = await Fingers.OnAsync(page);
        await fingers.PressAsync((0.45f, 0.5f));
        await fingers.PressAsync((0.45f, 0.5f), (0.55f, 0.5f));
        await fingers.MoveAsync((0.475f, 0.5f), (0.525f, 0.5f));
        await fingers.LiftAsync();
        await page.SettledAsync();

        var after = await page.PlacementAsync();
        Assert.InRange(after.Width / before.Width, 0.45f, 0.55f);
        await Expect(page.Changes).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_phone_page_opens_its_options()
    {
        await using var page = await fixture.OpenSampleAsync("Cat", PageFixture.Phone);
        await Expect(page.Tab.Locator("#changes-title")).ToBeHiddenAsync();
        await page.Tab.Locator("#panel-toggle").TapAsync();
        await Expect(page.Tab.Locator("#changes-title")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_loupe_shows_what_the_finger_hides()
    {
        await using var page = await fixture.OpenSampleAsync("Cat", PageFixture.Phone);
        await using var fingers = await Fingers.OnAsync(page);
        await fingers.PressAsync((0.5f, 0.7f));
        await fingers.MoveAsync((0.52f, 0.72f));
        await page.SettledAsync();

        // Its white rim stands above the finger, where else nothing is drawn.
        Assert.True(await WhiteAboveAsync() > 20);
        await fingers.LiftAsync();
        await page.SettledAsync();
        Assert.Equal(0, await WhiteAboveAsync());

        async Task<int> WhiteAboveAsync()
        {
            var place = await page.PlacementAsync();
            return await page.Tab.EvaluateAsync<int>(
                """
                ([x, y]) => {
                  const canvas = document.querySelector('#overlay'), box = canvas.getBoundingClientRect();
                  const ratio = canvas.width / box.width;
                  const [left, top] = [x - box.left - 60, y - box.top - 156].map((at) => Math.round(at * ratio));
                  const { data } = canvas.getContext('2d').getImageData(left, top, 120 * ratio, 40 * ratio);
                  let white = 0;
                  for (let i = 0; i < data.length; i += 4) if (Math.min(...data.slice(i, i + 4)) > 250) white++;
                  return white;
                }
                """,
                new double[] { place.X(0.52f), place.Y(0.72f) }
            );
        }
    }

    [Fact]
    public async Task Zoom_fit_help_and_hand_are_there_on_a_phone()
    {
        await using var page = await fixture.OpenSampleAsync("Cat", PageFixture.Phone);
        foreach (var (width, height) in ((int, int)[])[(390, 844), (320, 640)])
        {
            await page.Tab.SetViewportSizeAsync(width, height);
            await page.SettledAsync();
            foreach (
                string id in (string[])
                    ["#zoom-in", "#zoom-out", "#zoom-fit", "[data-tool=hand]", "#menu-button", "#download", "#compare"]
            )
            {
                var box = await page.Tab.Locator(id).BoundingBoxAsync();
                Assert.True(
                    box is { X: >= 0 } && box.X + box.Width <= width + 0.5 && box.Y + box.Height <= height + 0.5,
                    $"{id} lies at {box?.X}, {box?.Y}"
                );
            }
        }

        var before = await page.PlacementAsync();
        await page.Tab.Locator("#zoom-out").TapAsync();
        await page.SettledAsync();
        Assert.True((await page.PlacementAsync()).Width < before.Width);
        await page.Tab.Locator("#zoom-fit").TapAsync();
        await page.Tab.Locator("#menu-button").TapAsync();
        await page.Tab.Locator("#menu-keys").TapAsync();
        await Expect(page.Tab.Locator("#shortcuts")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Nothing_moves_under_the_finger_while_it_pulls()
    {
        await using var page = await fixture.OpenSampleAsync("Cat", PageFixture.Phone);
        var before = await page.PlacementAsync();
        await using var fingers = await Fingers.OnAsync(page);
        await page.TakeAsync("rotate");
        await fingers.PressAsync((0.4f, 0.4f));
        await fingers.MoveAsync((0.5f, 0.5f));
        await page.SettledAsync();
        Assert.Equal(before, await page.PlacementAsync());
        await fingers.LiftAsync();
        await page.TakeAsync("drag");
        await page.SettledAsync();
        before = await page.PlacementAsync();
        await using var again = await Fingers.OnAsync(page);
        await again.PressAsync((0.75f, 0.7f));
        await again.MoveAsync((0.8f, 0.75f));
        await page.SettledAsync();
        Assert.Equal(before, await page.PlacementAsync());
        await again.LiftAsync();
    }

    /// <summary>Touches, as the browser gets them from a screen.</summary>
    private sealed class Fingers : IAsyncDisposable
    {
        private readonly ICDPSession session;
        private readonly Placement place;

        private Fingers(ICDPSession session, Placement place) => (this.session, this.place) = (session, place);

        public static async Task<Fingers> OnAsync(EditorPage page) =>
            new(await page.Tab.Context.NewCDPSessionAsync(page.Tab), await page.PlacementAsync());

        public Task PressAsync(params (float X, float Y)[] at) => SendAsync("touchStart", at);

        public Task MoveAsync(params (float X, float Y)[] at) => SendAsync("touchMove", at);

        public Task LiftAsync() => SendAsync("touchEnd", []);

        private async Task SendAsync(string type, (float X, float Y)[] at) =>
            await session.SendAsync(
                "Input.dispatchTouchEvent",
                new Dictionary<string, object>
                {
                    ["type"] = type,
                    ["touchPoints"] = at.Select(
                            (share, id) =>
                                new Dictionary<string, object>
                                {
                                    ["x"] = place.X(share.X),
                                    ["y"] = place.Y(share.Y),
                                    ["id"] = id,
                                }
                        )
                        .ToArray(),
                }
            );

        public async ValueTask DisposeAsync() => await session.DetachAsync();
    }
}
