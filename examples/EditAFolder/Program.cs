using LightningDrag;
using LightningDrag.Editing;
using LightningDrag.Editing.Gestures;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

// Makes what is in the middle of every photo a tenth larger. Of four results the soundest is written.
if (args is not [var photos, var results])
{
    Console.Error.WriteLine("usage: EditAFolder PHOTOS RESULTS");
    return 2;
}

Directory.CreateDirectory(results);
await using var editor = await DragEditor.LoadAsync();
int failed = 0;
foreach (string photo in Directory.GetFiles(photos).Order(StringComparer.Ordinal))
{
    try
    {
        await using var session = await editor.OpenAsync(ImageReader.Read(photo));
        var image = session.Source;
        var middle = new CircleRegion(
            new PixelPoint(image.Width / 2f, image.Height / 2f),
            Math.Min(image.Width, image.Height) / 5f
        );
        var request = new ScaleGesture(middle, Pivot: null, Factor: 1.1f).ToRequest(image) with { Candidates = 4 };

        // Candidates come soundest first.
        var soundest = (await session.EditAsync(request)).Candidates[0];
        string result = Path.Combine(results, Path.GetFileNameWithoutExtension(photo) + ".png");
        ImageWriter.Write(result, soundest.Image);
        Console.WriteLine($"{result}: {soundest.Timings.Total.TotalMilliseconds:F0} ms");
    }
    catch (LightningDragException error)
    {
        // One photo that cannot be read does not stop the others.
        failed++;
        Console.Error.WriteLine($"{photo}: {error.Message}");
    }
}

return failed == 0 ? 0 : 1;
