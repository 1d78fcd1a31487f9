using LightningDrag.Training.Synthetic;
using SkiaSharp;

namespace LightningDrag.Training.Tests.Synthetic;

public sealed class ObjectLibraryTests : IDisposable
{
    private const int Width = 60,
        Height = 48;

    private readonly string folder = Directory.CreateTempSubdirectory("objects-").FullName;

    public ObjectLibraryTests()
    {
        Directory.CreateDirectory(Path.Combine(folder, "images"));
        Directory.CreateDirectory(Path.Combine(folder, "masks"));
        Directory.CreateDirectory(Path.Combine(folder, "alphas"));
        Manifest(
            """
            name,source_repo,licence_as_stated,split_group,kind,style
            one_a,here,"none, really",one:a,mask,photo
            cut_b,here,none,cut:b,alpha,render
            """
        );
        Picture("images/one_a.jpg", (_, _) => 90);
        Picture("images/cut_b.jpg", (_, _) => 200);

        // Two instances, a third that is too small, and a region of unknown.
        Picture(
            "masks/one_a.png",
            (x, y) =>
                x is >= 10 and < 30 && y is >= 8 and < 40 ? 1
                : x is >= 34 and < 44 && y is >= 8 and < 40 ? 2
                : x == 50 && y == 5 ? 3
                : x > 54 ? 255
                : 0
        );
        Picture(
            "alphas/cut_b.png",
            (x, y) =>
                x is >= 20 and < 40 && y is >= 10 and < 30 ? 255
                : x == 40 && y == 20 ? 100
                : 0
        );
    }

    [Fact]
    public void Each_large_instance_is_a_thing_with_its_own_outline()
    {
        var things = Load();
        var ofPhoto = things.Where(thing => thing.Set == "one").ToArray();
        Assert.Equal(
            [new CutoutBox(10, 8, 30, 40), new CutoutBox(34, 8, 44, 40)],
            ofPhoto.Select(thing => thing.Photo.Cutout!.Value)
        );
        Assert.All(ofPhoto, thing => Assert.True(thing is { IsScene: true, Style: ObjectStyle.Photo }));
    }

    [Fact]
    public void An_alpha_is_kept_to_the_byte_and_has_no_background()
    {
        var thing = Assert.Single(Load(), thing => thing.Set == "cut");
        Assert.False(thing.IsScene);
        Assert.Equal(ObjectStyle.Render, thing.Style);
        Assert.Equal(100, thing.Photo.Pixels(0)[(((20 * Width) + 40) * 4) + 3]);
        Assert.Equal(255, thing.Photo.Pixels(0)[(((20 * Width) + 30) * 4) + 3]);
    }

    [Fact]
    public void Only_wanted_sides_are_read() => Assert.Empty(ObjectLibrary.Load(folder, null, _ => false));

    [Fact]
    public void A_missing_outline_is_named()
    {
        File.Delete(Path.Combine(folder, "masks", "one_a.png"));
        Assert.Contains("one_a.png", Assert.Throws<LightningDragException>(Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_without_a_column_names_it()
    {
        Manifest("name,kind,style\none_a,mask,photo\n");
        Assert.Contains("'split_group'", Assert.Throws<LightningDragException>(Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_leads_elsewhere_is_refused()
    {
        Manifest("name,split_group,kind,style\n../one_a,one:a,mask,photo\n");
        Assert.Contains("'../one_a'", Assert.Throws<LightningDragException>(Load).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private IReadOnlyList<ObjectPicture> Load() => ObjectLibrary.Load(folder, null, _ => true);

    private void Manifest(string text) => File.WriteAllText(Path.Combine(folder, "manifest.csv"), text);

    private void Picture(string name, Func<int, int, int> value)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Gray8, SKAlphaType.Opaque));
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                byte grey = (byte)value(x, y);
                bitmap.SetPixel(x, y, new SKColor(grey, grey, grey));
            }
        }

        using var data = bitmap.Encode(
            name.EndsWith(".png", StringComparison.Ordinal) ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg,
            100
        );
        using var file = File.Create(Path.Combine(folder, name));
        data.SaveTo(file);
    }
}
