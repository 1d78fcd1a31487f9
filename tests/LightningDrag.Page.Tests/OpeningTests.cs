using LightningDrag.TestSupport;
using static Microsoft.Playwright.Assertions;

namespace LightningDrag.Page.Tests;

/// <summary>Every way to a picture, and files that are none.</summary>
public sealed class OpeningTests(PageFixture fixture)
{
    /// <summary>Hands the bytes of a file to the page as a drop or a paste would.</summary>
    private const string Deliver = """
        ([event, base64]) => {
          const data = new DataTransfer();
          const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
          data.items.add(new File([bytes], 'cat.jpg', { type: 'image/jpeg' }));
          document.querySelector('#stage').dispatchEvent(event === 'drop'
            ? new DragEvent('drop', { dataTransfer: data, bubbles: true })
            : new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
        }
        """;

    private static string Cat => Path.Combine(SharedData.Repository, "samples", "cat.jpg");

    [Fact]
    public async Task A_sample_opens_and_the_tools_appear()
    {
        await using var page = await fixture.OpenAsync();
        await Expect(page.Tab.Locator(".sample")).ToHaveCountAsync(4);
        await Expect(page.Tab.Locator("#tools")).ToBeHiddenAsync();

        await page.OpenSampleAsync("Cat");

        await Expect(page.Tab.Locator("#tools")).ToBeVisibleAsync();
        await Expect(page.Hint).ToContainTextAsync("pull it to where it should go");
        await Expect(page.Tab.Locator("#coach")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_picker_opens_a_file()
    {
        await using var page = await fixture.OpenAsync();
        await page.Tab.SetInputFilesAsync("#picker", Cat);
        await page.PictureShownAsync();
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("paste")]
    public async Task A_picture_may_be_dropped_or_pasted(string way)
    {
        await using var page = await fixture.OpenAsync();
        byte[] bytes = await File.ReadAllBytesAsync(Cat, TestContext.Current.CancellationToken);
        await page.Tab.EvaluateAsync(Deliver, new[] { way, Convert.ToBase64String(bytes) });
        await page.PictureShownAsync();
    }

    [Theory]
    [InlineData("notes.txt", "text/plain", "is not a picture")]
    [InlineData("broken.png", "image/png", "")]
    public async Task What_is_no_picture_is_refused_in_words(string name, string type, string words)
    {
        await using var page = await fixture.OpenAsync();
        await page.Tab.SetInputFilesAsync(
            "#picker",
            new Microsoft.Playwright.FilePayload
            {
                Name = name,
                MimeType = type,
                Buffer = "hello"u8.ToArray(),
            }
        );
        await Expect(page.Alert).ToContainTextAsync(words);
        await Expect(page.Tab.Locator("#welcome")).ToBeVisibleAsync();
        Assert.DoesNotContain("(400)", await page.Alert.InnerTextAsync(), StringComparison.Ordinal);

        await page.Tab.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Dismiss" }).ClickAsync();
        await Expect(page.Alert).ToHaveCountAsync(0);
    }
}
