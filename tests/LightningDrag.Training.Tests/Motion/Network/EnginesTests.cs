using System.Globalization;
using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;
using LightningDrag.TestSupport;
using LightningDrag.Training.Motion.Network;

namespace LightningDrag.Training.Tests.Motion.Network;

/// <summary>The editor's engine and the one that trains draw the same pictures.</summary>
public sealed class EnginesTests
{
    private static readonly string Models = Path.Combine(SharedData.Repository, "models", "compact");

    [Fact]
    public async Task Every_drag_of_the_gallery_gives_the_same_picture_in_both()
    {
        await using var onnx = new DragEditor(CompactModel.Load(Models));
        await using var libtorch = new DragEditor(
            new CompactModel(TorchCompactNetwork.Load(Models), CompactModel.KnowsThings(Models))
        );
        var drags = Drags();
        Assert.InRange(drags.Count, 12, 100);
        foreach (var (name, photo, points) in drags)
        {
            RasterImage one = await EditAsync(onnx, photo, points),
                other = await EditAsync(libtorch, photo, points);
            int apart = 0;
            for (int i = 0; i < one.Pixels.Length; i += RasterImage.BytesPerPixel)
            {
                if (Enumerable.Range(i, 3).Any(c => Math.Abs(one.Pixels[c] - other.Pixels[c]) > 1))
                    apart++;
            }

            int pixels = one.Width * one.Height;
            Assert.True(
                apart <= 0.001 * pixels,
                $"{name}: {apart} of {pixels} pixels are more than a grey level apart."
            );
        }
    }

    private static async Task<RasterImage> EditAsync(DragEditor editor, RasterImage photo, PointPair[] points)
    {
        var token = TestContext.Current.CancellationToken;
        await using var session = await editor.OpenAsync(photo, token);
        var result = await session.EditAsync(new DragRequest { Points = points }, cancellationToken: token);
        return result.Candidates[0].Image;
    }

    /// <summary>The gallery's lines are NAME|edit PHOTO --drag X,Y:X,Y …; gestures are left out.</summary>
    private static List<(string Name, RasterImage Photo, PointPair[] Points)> Drags()
    {
        var lines = File.ReadLines(Path.Combine(SharedData.Repository, "docs", "gallery", "edits.txt"));
        return
        [
            .. from line in lines
            let parts = line.Split('|')
            let words = parts[1].Split(' ')
            where words[0] == "edit"
            select (
                parts[0],
                ImageReader.Read(Path.Combine(SharedData.Repository, words[1])),
                words.Where((_, i) => i > 0 && words[i - 1] == "--drag").Select(Pair).ToArray()
            ),
        ];

        static PointPair Pair(string drag)
        {
            var numbers = drag.Split(',', ':')
                .Select(number => float.Parse(number, CultureInfo.InvariantCulture))
                .ToArray();
            return new PointPair(new PixelPoint(numbers[0], numbers[1]), new PixelPoint(numbers[2], numbers[3]));
        }
    }
}
