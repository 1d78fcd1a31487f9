using LightningDrag.Browser;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LightningDrag.Page.Tests;

/// <summary>What the page says goes when it is over, and not before.</summary>
public sealed class NoticeTests(PageFixture fixture)
{
    public static TheoryData<string, byte[], string> Unread =>
        new()
        {
            { "photo.heic", [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0], "is a HEIC file" },
            { "scan.tif", [.. "II*\0"u8, 8, 0, 0, 0], "is a TIFF file" },
            { "photo.nef", [.. "MM\0*"u8, 0, 0, 0, 8], "is a RAW file" },
            { "text.pdf", [.. "%PDF-1.7"u8], "is a PDF file" },
            { "notes.txt", [.. "hello there"u8], "is not a picture" },
        };

    private static ILocator Notes(EditorPage page) => page.Tab.Locator("#notes .notice");

    [Fact]
    public async Task Another_photo_clears_what_was_said_of_the_one_before()
    {
        await using var page = await fixture.OpenAsync();
        await page.Tab.SetInputFilesAsync(
            "#picker",
            new FilePayload
            {
                Name = "broken.png",
                MimeType = "image/png",
                Buffer = [0x89, 0x50, 0x4e, 0x47, 1, 2, 3],
            }
        );
        await Expect(page.Alert).ToHaveCountAsync(1);
        await Expect(page.Alert.GetByText("Try again")).ToHaveCountAsync(0);
        await page.OpenSampleAsync("Cat");
        await Expect(page.Alert).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_banner_about_the_server_goes_when_it_answers_again()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        await page.DragAsync((0.38f, 0.30f), (0.38f, 0.24f));
        await page.SettledAsync();
        await page.Tab.RouteAsync("**/v1/edits", route => route.AbortAsync());
        await page.Tab.RouteAsync("**/healthz", route => route.AbortAsync());
        await page.Apply.ClickAsync();
        await Expect(page.Alert).ToContainTextAsync("does not answer");
        await page.Tab.WaitForTimeoutAsync(2500);
        await Expect(page.Alert).ToHaveCountAsync(1);
        await page.Tab.UnrouteAsync("**/healthz");
        await Expect(page.Alert).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_note_said_again_stays_its_own_time()
    {
        await using var page = await fixture.OpenAsync(
            new()
            {
                ViewportSize = new() { Width = 1280, Height = 800 },
                Permissions = ["clipboard-read", "clipboard-write"],
            }
        );
        await page.Tab.Clock.InstallAsync();
        await page.VisitAsync();
        await page.OpenSampleAsync("Cat");
        await CopyAsync();
        await page.Tab.EvaluateAsync("() => (window.first = document.querySelector('#notes .notice'))");
        await page.Tab.Clock.FastForwardAsync(5000);
        await CopyAsync();
        await page.Tab.WaitForFunctionAsync("() => !window.first.isConnected");

        // The first one's time is over, the second one's is not.
        await page.Tab.Clock.FastForwardAsync(4000);
        Assert.Equal(1, await Notes(page).CountAsync());
        await page.Tab.Clock.FastForwardAsync(4000);
        await Expect(Notes(page)).ToHaveCountAsync(0);

        async Task CopyAsync()
        {
            await page.Tab.Locator("#download").ClickAsync();
            await page.Tab.Locator("#copy-picture").ClickAsync();
            await Expect(Notes(page)).ToContainTextAsync("Copied");
        }
    }

    [Fact]
    public async Task A_picture_of_one_pixel_has_nothing_to_edit()
    {
        await using var page = await fixture.OpenAsync();
        byte[] dot = Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
        );
        await page.Tab.SetInputFilesAsync(
            "#picker",
            new FilePayload
            {
                Name = "dot.png",
                MimeType = "image/png",
                Buffer = dot,
            }
        );
        await Expect(page.Alert).ToContainTextAsync("has 1×1 pixels: there is nothing in it to edit");
        await Expect(page.Tab.Locator("#welcome")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Where_a_picture_takes_long_the_page_says_so_and_the_picture_moves_all_the_same()
    {
        await using var page = await fixture.OpenSampleAsync("Cat");
        var gate = new TaskCompletionSource();
        await page.Tab.RouteAsync(
            "**/v1/preview",
            async route =>
            {
                await gate.Task;
                await route.ContinueAsync();
            }
        );
        long before = await page.FingerprintAsync();
        await page.HoldAsync((0.38f, 0.30f), (0.40f, 0.26f));
        long first = await page.ChangedAsync(before);
        var place = await page.PlacementAsync();
        await page.Tab.Mouse.MoveAsync(place.X(0.42f), place.Y(0.22f), new() { Steps = 3 });
        await page.ChangedAsync(first);
        await Expect(page.Tab.Locator("#busy")).ToBeVisibleAsync();
        await Expect(page.Tab.Locator("#busy")).ToHaveTextAsync("Looking at the picture");
        await page.Tab.Mouse.UpAsync();
        gate.SetResult();
        await Expect(page.Tab.Locator("#busy")).ToBeHiddenAsync();

        // What follows the pointer is gone once the server's picture is there: a reload shows the same.
        long settled = await page.SettledAsync();
        await page.ReloadAsync();
        await page.PictureShownAsync();
        await page.Tab.UnrouteAsync("**/v1/preview");
        Assert.Equal(settled, await page.SettledAsync());
    }

    [Theory]
    [MemberData(nameof(Unread))]
    public async Task A_file_that_nobody_reads_is_called_by_its_name_with_the_way_out(
        string name,
        byte[] bytes,
        string words
    )
    {
        await using var page = await fixture.OpenAsync();
        await page.Tab.SetInputFilesAsync(
            "#picker",
            new FilePayload
            {
                Name = name,
                MimeType = "application/octet-stream",
                Buffer = bytes,
            }
        );
        await Expect(page.Alert).ToContainTextAsync(words);
        await Expect(page.Alert.GetByText("Try again")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_only_the_browser_reads_is_decoded_there()
    {
        await using var page = await fixture.OpenAsync();
        byte[] svg =
        [
            .. "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='120'><rect width='200' height='120' "u8,
            .. "fill='teal'/><circle cx='80' cy='60' r='40' fill='gold'/></svg>"u8,
        ];
        await page.Tab.SetInputFilesAsync(
            "#picker",
            new FilePayload
            {
                Name = "drawing.svg",
                MimeType = "image/svg+xml",
                Buffer = svg,
            }
        );
        await page.PictureShownAsync();
        await Expect(Notes(page)).ToContainTextAsync("SVG was read by this browser and goes on as PNG.");
    }
}
