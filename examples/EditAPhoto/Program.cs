using LightningDrag;
using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

if (args is not [var photo, var output])
    return Fail("usage: EditAPhoto PHOTO OUTPUT.png");
try
{
    await using var editor = await DragEditor.LoadAsync();
    await using var session = await editor.OpenAsync(ImageReader.Read(photo));
    var (width, height) = (session.Source.Width, session.Source.Height);
    var centre = new PixelPoint(width / 2f, height / 2f);
    var drag = new PointPair(centre, centre with { X = centre.X + (width / 16f) });
    var result = await session.EditAsync(new DragRequest { Points = [drag], Candidates = 1 });
    ImageWriter.Write(output, result.Candidates[0].Image);
    Console.WriteLine($"{output}: {result.Mask.Count()} pixels could change");
    return 0;
}
catch (LightningDragException error)
{
    return Fail(error.Message);
}

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 1;
}
