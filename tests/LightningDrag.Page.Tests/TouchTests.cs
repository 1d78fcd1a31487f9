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
        await Expect(page.Candidates).ToHaveCountAsync(4);
        await page.Candidates.First.TapAsync();
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

    /// <summary>Touches, as the browser gets them from a screen.</summary>
    private sealed class Fingers : IAsyncDisposable
    {
        private readonly ICDPSession session;
        private readonly Placement place;

        private Fingers(ICDPSession session, Placement place) => (this.session, this.place) = (session, place);

        public static async Task<Fingers> OnAsync(EditorPage page) => new(await page.Tab.Context.NewCDPSessionAsync(page.Tab), await page.PlacementAsync());

        public Task PressAsync(params (float X, float Y)[] at) => SendAsync("touchStart", at);

        public Task MoveAsync(params (float X, float Y)[] at) => SendAsync("touchMove", at);

        public Task LiftAsync() => SendAsync("touchEnd", []);

        private async Task SendAsync(string type, (float X, float Y)[] at) => await session.SendAsync("Input.dispatchTouchEvent", new Dictionary<string, object>
        {
            ["type"] = type,
            ["touchPoints"] = at.Select((share, id) => new Dictionary<string, object> { ["x"] = place.X(share.X), ["y"] = place.Y(share.Y), ["id"] = id }).ToArray(),
        });

        public async ValueTask DisposeAsync() => await session.DetachAsync();
    }
}
