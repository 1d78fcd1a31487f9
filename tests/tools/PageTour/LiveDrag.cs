using System.Diagnostics;
using System.Globalization;
using LightningDrag.Browser;
using Microsoft.Playwright;

namespace LightningDrag.Tools.PageTour;

/// <summary>The animated picture of a live drag: a frame per step of the pointer, put together by ffmpeg.</summary>
internal static class LiveDrag
{
    private const int Steps = 12,
        FramesPerSecond = 12;

    public static async Task WriteAsync(IBrowser browser, Uri address, string folder)
    {
        var frames = Directory.CreateTempSubdirectory("lightningdrag-tour-");
        try
        {
            await using var page = await EditorPage.OpenAsync(
                browser,
                address,
                new()
                {
                    ViewportSize = new() { Width = 900, Height = 560 },
                    ReducedMotion = ReducedMotion.Reduce,
                }
            );
            await page.OpenSampleAsync("Cat");
            int count = 0;
            foreach (
                var (from, to) in (((float, float), (float, float))[])
                    [
                        ((0.382f, 0.305f), (0.382f, 0.265f)),
                        ((0.382f, 0.475f), (0.382f, 0.510f)),
                        ((0.585f, 0.82f), (0.595f, 0.76f)),
                        ((0.72f, 0.31f), (0.72f, 0.28f)),
                    ]
            )
            {
                await page.HoldAsync(from, from);
                for (int step = 0; step <= Steps; step++)
                {
                    // Fast in the middle, slow at the ends, as a hand moves.
                    float along = 0.5f - (0.5f * MathF.Cos(MathF.PI * step / Steps));
                    var place = await page.PlacementAsync();
                    await page.Tab.Mouse.MoveAsync(
                        place.X(from.Item1 + (along * (to.Item1 - from.Item1))),
                        place.Y(from.Item2 + (along * (to.Item2 - from.Item2)))
                    );
                    await FrameAsync();
                }

                await page.Tab.Mouse.UpAsync();
                await FrameAsync(FramesPerSecond / 2);
            }

            await FrameAsync(FramesPerSecond);
            Join(frames.FullName, Path.Combine(folder, "live-drag.webp"));

            async Task FrameAsync(int times = 1)
            {
                await page.SettledAsync();
                byte[] picture = await page.Tab.Locator("#stage").ScreenshotAsync();
                for (int i = 0; i < times; i++)
                    await File.WriteAllBytesAsync(
                        Path.Combine(frames.FullName, string.Create(CultureInfo.InvariantCulture, $"{count++:D4}.png")),
                        picture
                    );
            }
        }
        finally
        {
            frames.Delete(recursive: true);
        }
    }

    private static void Join(string frames, string path)
    {
        try
        {
            using var ffmpeg = Process.Start(
                "ffmpeg",
                [
                    "-v",
                    "error",
                    "-y",
                    "-framerate",
                    $"{FramesPerSecond}",
                    "-i",
                    Path.Combine(frames, "%04d.png"),
                    "-loop",
                    "0",
                    "-quality",
                    "72",
                    "-compression_level",
                    "6",
                    path,
                ]
            );
            ffmpeg.WaitForExit();
            Console.WriteLine(
                ffmpeg.ExitCode == 0
                    ? path
                    : $"ffmpeg failed with exit code {ffmpeg.ExitCode}: no animated picture was written."
            );
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine("The animated picture needs ffmpeg: apt-get install ffmpeg");
        }
    }
}
