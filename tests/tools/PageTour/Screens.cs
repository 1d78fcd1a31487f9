using LightningDrag.Browser;
using Microsoft.Playwright;

namespace LightningDrag.Tools.PageTour;

/// <summary>The still pictures of the documentation: one state of the page each.</summary>
internal static class Screens
{
    private static readonly ViewportSize Laptop = new() { Width = 1120, Height = 700 };

    public static async Task WriteAsync(IBrowser browser, Uri address, string folder)
    {
        await using (
            var page = await EditorPage.OpenAsync(
                browser,
                address,
                new() { ViewportSize = Laptop, ReducedMotion = ReducedMotion.Reduce }
            )
        )
        {
            await SaveAsync(page, folder, "welcome");
            await page.OpenSampleAsync("Cat");
            await page.DragAsync((0.382f, 0.305f), (0.382f, 0.262f));
            await page.DragAsync((0.382f, 0.475f), (0.382f, 0.510f));
            await SaveAsync(page, folder, "drag");

            await page.TakeAsync("brush");
            await page.DragAsync((0.30f, 0.60f), (0.46f, 0.60f), steps: 20);
            await SaveAsync(page, folder, "mask");
            await page.Tab.Keyboard.PressAsync("Control+z");

            await page.ApplyAsync();
            await page.ReadOtherwiseAsync();
            await SaveAsync(page, folder, "results");
            await page.Tab.Locator("#keep").ClickAsync();

            await page.TakeAsync("scale");
            await page.DragAsync((0.705f, 0.38f), (0.775f, 0.38f));
            await page.Tab.Locator("#size").FillAsync("1.3");
            await page.ApplyAsync();
            await page.TakeAsync("drag");
            await page.Tab.Locator("#compare").ClickAsync();
            await page.SettledAsync();
            await SaveAsync(page, folder, "compare");
        }

        await using (
            var page = await EditorPage.OpenAsync(
                browser,
                address,
                new()
                {
                    ViewportSize = Laptop,
                    ColorScheme = ColorScheme.Dark,
                    ReducedMotion = ReducedMotion.Reduce,
                }
            )
        )
        {
            await page.OpenSampleAsync("Astronaut");
            await page.TakeAsync("rotate");
            await page.DragAsync((0.44f, 0.215f), (0.44f, 0.41f));
            await page.Tab.Locator("#angle").FillAsync("14");
            await SaveAsync(page, folder, "rotate");
        }

        await using (
            var page = await EditorPage.OpenAsync(
                browser,
                address,
                new() { ViewportSize = Laptop, ReducedMotion = ReducedMotion.Reduce }
            )
        )
        {
            await page.OpenSampleAsync("Coffee");
            await page.LassoSpoonAsync();
            await page.TakeAsync("move");
            await page.DragAsync((0.61f, 0.71f), (0.71f, 0.76f));
            await page.Tab.Locator("#angle").FillAsync("25");
            await SaveAsync(page, folder, "selection");
        }

        await using (
            var page = await EditorPage.OpenAsync(
                browser,
                address,
                new() { ViewportSize = Laptop, ReducedMotion = ReducedMotion.Reduce }
            )
        )
        {
            await page.OpenSampleAsync("Coffee");
            await page.TakeAsync("select");
            await page.DragAsync((0.45f, 0.25f), (0.45f, 0.25f));
            await page.SettledAsync();
            await page.DragAsync((0.45f, 0.25f), (0.51f, 0.23f));
            await SaveAsync(page, folder, "thing");
        }

        await using (
            var page = await EditorPage.OpenAsync(
                browser,
                address,
                new()
                {
                    ViewportSize = new() { Width = 360, Height = 740 },
                    DeviceScaleFactor = 2,
                    HasTouch = true,
                    IsMobile = true,
                    ReducedMotion = ReducedMotion.Reduce,
                }
            )
        )
        {
            await page.OpenSampleAsync("Coffee");
            await page.TakeAsync("move");
            await page.DragAsync((0.60f, 0.71f), (0.68f, 0.71f));
            await page.DragAsync((0.60f, 0.71f), (0.64f, 0.75f));
            await SaveAsync(page, folder, "phone");
        }
    }

    private static async Task SaveAsync(EditorPage page, string folder, string name)
    {
        await page.SettledAsync();
        string path = Path.Combine(folder, name + ".png");
        await page.Tab.ScreenshotAsync(new() { Path = path });
        Console.WriteLine(path);
    }
}
