using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace LightningDrag.Page.Tests;

/// <summary>
/// Twelve things that people come for, one after the other, as they would do them: none ends where one cannot go on.
/// <c>LIGHTNINGDRAG_SESSION_SCREENS=FOLDER</c> keeps a screen of each, to be looked at.
/// </summary>
public sealed class SessionTests(PageFixture fixture)
{
    [Fact]
    public async Task Twelve_tasks_run_through()
    {
        await using (var page = await fixture.OpenSampleAsync("Cat"))
        {
            // 1. Open an eye.
            await page.DragAsync((0.382f, 0.305f), (0.382f, 0.262f));
            await page.DragAsync((0.382f, 0.475f), (0.382f, 0.510f));
            await page.ScreenAsync("open-an-eye");
            await page.ApplyAsync();
            await Expect(page.Hint).ToContainTextAsync(new Regex("^Done"));
            await page.ScreenAsync("eye-opened");
        }

        await using (var page = await fixture.OpenSampleAsync("Astronaut"))
        {
            // 2. Slim a face: both cheeks inwards, what lies between them pinned.
            await page.DragAsync((0.37f, 0.24f), (0.385f, 0.24f));
            await page.DragAsync((0.52f, 0.24f), (0.505f, 0.24f));
            await page.TakeAsync("pin");
            await page.DragAsync((0.445f, 0.20f), (0.445f, 0.20f));
            await page.ApplyAsync();
            await page.ScreenAsync("face-slimmed");

            // 3. Straighten something that leans, by an exact number.
            await page.TakeAsync("rotate");
            await page.DragAsync((0.44f, 0.21f), (0.44f, 0.40f));
            await page.Tab.Locator("#angle").FillAsync("-7");
            await page.ScreenAsync("straighten");
            await page.ApplyAsync();
        }

        await using (var page = await fixture.OpenSampleAsync("Coffee"))
        {
            // 4. Move a selected thing. 5. Turn it. 6. Enlarge it.
            await page.LassoSpoonAsync();
            await page.TakeAsync("move");
            await page.DragAsync((0.61f, 0.71f), (0.70f, 0.75f));
            await page.ScreenAsync("move-a-selection");
            await page.Tab.Locator("#angle").FillAsync("30");
            await Expect(page.Changes).ToContainTextAsync(["30°"]);
            await page.TakeAsync("scale");
            await page.DragAsync((0.72f, 0.76f), (0.735f, 0.775f));
            await Expect(page.Changes).ToContainTextAsync(["×"]);
            await page.ScreenAsync("turned-and-enlarged");
            await page.ApplyAsync();
            await page.ScreenAsync("selection-moved");

            // 7. Compare, and choose among other readings.
            await page.TakeAsync("drag");
            await page.DragAsync((0.42f, 0.30f), (0.46f, 0.27f));
            await page.ApplyAsync();
            await page.ReadOtherwiseAsync();
            await page.Candidates.Nth(1).ClickAsync();
            await page.ScreenAsync("choose");
            await page.Tab.Locator("#keep").ClickAsync();
            await page.Tab.Locator("#compare").ClickAsync();
            await page.ScreenAsync("compare");
            await page.Tab.Keyboard.PressAsync("Escape");

            // 8. A third round.
            await page.DragAsync((0.30f, 0.55f), (0.27f, 0.55f));
            await page.ApplyAsync();
            await Expect(page.Rounds).ToHaveCountAsync(4);
            string last = await page.ShownAsync();
            await page.ScreenAsync("three-rounds");

            // 9. Undo everything. 10. Redo everything.
            var (undo, redo) = (page.Tab.Locator("#undo"), page.Tab.Locator("#redo"));
            while (await undo.IsEnabledAsync())
                await undo.ClickAsync();
            await Expect(page.Tab.Locator("#welcome")).ToBeVisibleAsync();
            await page.ScreenAsync("undone");
            while (await redo.IsEnabledAsync())
                await redo.ClickAsync();
            Assert.Equal(last, await page.ShownAsync());

            // 11. Reload.
            await page.ReloadAsync();
            await page.PictureShownAsync();
            await Expect(page.Rounds).ToHaveCountAsync(4);
            Assert.Equal(last, await page.ShownAsync());
            await page.ScreenAsync("reloaded");
            Assert.Empty(page.Complaints);
        }

        // 12. The same on a phone.
        await using (var page = await fixture.OpenSampleAsync("Cat", PageFixture.Phone))
        {
            await ResultTests.SmallTargetsAsync(page);
            await page.ScreenAsync("phone");
            await page.DragAsync((0.38f, 0.35f), (0.38f, 0.28f));
            await page.ScreenAsync("phone-drag");
            await page.Apply.TapAsync();
            await Expect(page.Rounds).ToHaveCountAsync(2);
            await ResultTests.SmallTargetsAsync(page);
            await page.ScreenAsync("phone-edited");
            await page.Readings.TapAsync();
            await Expect(page.Candidates).ToHaveCountAsync(4);
            await page.ScreenAsync("phone-readings");
            await page.Tab.Locator("#keep").TapAsync();
            await page.Tab.Locator("#menu-button").TapAsync();
            await page.Tab.Locator("#close-photo").TapAsync();
            await Expect(page.Tab.Locator("#welcome-stored")).ToBeVisibleAsync();
            await page.ScreenAsync("phone-closed");
            await page.Tab.Locator("#welcome-stored").TapAsync();
            await page.ScreenAsync("phone-stored");
            await page.Tab.Locator(".stored-photo").First.TapAsync();
            await Expect(page.Rounds).ToHaveCountAsync(2);
            Assert.Empty(page.Complaints);
        }
    }
}
