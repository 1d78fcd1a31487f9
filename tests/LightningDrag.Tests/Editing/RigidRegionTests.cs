using LightningDrag.Editing;
using LightningDrag.Editing.Gestures;
using LightningDrag.Editing.Recipes;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Imaging.Shapes;
using LightningDrag.Models;
using LightningDrag.TestSupport;

namespace LightningDrag.Tests.Editing;

/// <summary>
/// A selection that moves as a whole arrives as it was, whatever its shape, and what it uncovers is filled.
/// </summary>
public sealed class RigidRegionTests : IAsyncLifetime
{
    private const int Width = 480,
        Height = 360;

    private DragEditor editor = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A thin cross of two bars, as an aeroplane from above: no eight points describe it.</summary>
    private static EditMask Plane =>
        MaskRasterizer.Draw(
            [
                new PolygonShape { Points = [new(120, 170), new(260, 170), new(260, 184), new(120, 184)] },
                new PolygonShape { Points = [new(180, 110), new(196, 110), new(196, 250), new(180, 250)] },
            ],
            Width,
            Height
        );

    public static TheoryData<string> Gestures => ["move", "rotate", "scale"];

    public static TheoryData<RigidRegion, string> WrongRegions =>
        new()
        {
            {
                new RigidRegion(new EditMask(2, 2, [1, 1, 1, 1]), new Similarity(default, OffsetX: 3)),
                "regions[0] is 2x2"
            },
            {
                new RigidRegion(
                    new EditMask(Width, Height, new byte[Width * Height]),
                    new Similarity(default, OffsetX: 3)
                ),
                "regions[0] is empty"
            },
            { new RigidRegion(Plane, new Similarity(default, OffsetX: float.NaN)), "finite" },
            { new RigidRegion(Plane, new Similarity(default, Scale: 0)), "scale from 0.05 to 20" },
        };

    public async ValueTask InitializeAsync() =>
        editor = await DragEditor.LoadAsync(Path.Combine(SharedData.Repository, "models", "compact"));

    public ValueTask DisposeAsync() => editor.DisposeAsync();

    [Theory]
    [MemberData(nameof(Gestures))]
    public async Task Every_pixel_inside_lands_where_the_gesture_says(string kind)
    {
        var (source, plane) = (Scene(), Plane);
        var region = new MaskRegion(plane);
        RegionGesture gesture = kind switch
        {
            "move" => new MoveGesture(region, 61, 37),
            "rotate" => new RotateGesture(region, null, 33),
            _ => new ScaleGesture(region, null, 1.4f),
        };
        var request = gesture.ToRequest(source);
        var motion = Assert.Single(request.Regions).Motion;
        await using var session = await editor.OpenAsync(source, Token);
        var result = (await session.EditAsync(request, cancellationToken: Token)).Candidates[0];

        // All but the outline, which fades over a pixel.
        var (inner, landed) = (Eroded(plane, 2), new EditMask(Width, Height, new byte[Width * Height]));
        double worst = 0,
            sum = 0;
        int count = 0;
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                var from = motion.Invert(new PixelPoint(x, y));
                if (plane[(int)MathF.Round(from.X), (int)MathF.Round(from.Y)])
                    landed.Editable[(y * Width) + x] = 1;
                if (!inner[(int)MathF.Round(from.X), (int)MathF.Round(from.Y)])
                    continue;
                double apart = Math.Abs(Texture(from.X, from.Y) - result.Image.Pixels[4 * ((y * Width) + x)]);
                (worst, sum, count) = (Math.Max(worst, apart), sum + apart, count + 1);
            }
        }

        Assert.True(count > 2000);
        Assert.InRange(sum / count, 0, 2); // cubic interpolation of a smooth texture, and rounding to bytes
        Assert.InRange(worst, 0, 12);

        // What was uncovered shows the background, which is bluish, and nothing of the plane, which has no blue.
        var left = Enumerable
            .Range(0, Width * Height)
            .Where(i => plane.Editable[i] != 0 && !Grown(landed, i))
            .ToArray();
        Assert.True(left.Length > 1000 || kind == "scale");
        Assert.All(
            left,
            i =>
                Assert.True(
                    result.Image.Pixels[(4 * i) + 2] > 150,
                    $"({i % Width}, {i / Width}) still shows what moved away"
                )
        );
        Assert.NotNull(result.Faults);
        Assert.InRange(result.Faults.Torn, 0, 0.05);

        static bool Grown(EditMask mask, int i) =>
            Enumerable
                .Range(-4, 9)
                .Any(dy => Enumerable.Range(-4, 9).Any(dx => mask[(i % Width) + dx, (i / Width) + dy]));
    }

    [Fact]
    public async Task Outside_of_the_selections_way_nothing_changes()
    {
        var (source, plane) = (Scene(), Plane);
        var request = new MoveGesture(new MaskRegion(plane), 61, 37).ToRequest(source);
        await using var session = await editor.OpenAsync(source, Token);
        var result = (await session.EditAsync(request, cancellationToken: Token)).Candidates[0].Image;

        // The mask has a margin of a quarter of the region's radius; even in there the background stands still, but for
        // the rim of what moved.
        int changed = 0,
            looked = 0;
        for (int i = 0; i < Width * Height; i++)
        {
            int x = i % Width,
                y = i / Width;
            bool near = Enumerable
                .Range(-8, 17)
                .Any(dy =>
                    Enumerable.Range(-8, 17).Any(dx => plane[x + dx, y + dy] || plane[x + dx - 61, y + dy - 37])
                );
            if (near)
                continue;
            looked++;
            if (Math.Abs(source.Pixels[(4 * i) + 2] - result.Pixels[(4 * i) + 2]) > 3)
                changed++;
        }

        Assert.True(looked > 100_000);
        Assert.Equal(0, changed);
    }

    [Fact]
    public async Task A_preview_shows_the_same_motion()
    {
        var (source, plane) = (Scene(), Plane);
        var request = new MoveGesture(new MaskRegion(plane), 60, 36).ToRequest(source);
        await using var session = await editor.OpenAsync(source, Token);
        var preview = await session.PreviewAsync(request, 240, cancellationToken: Token);
        float scale = (float)preview.Patch.Width / preview.Bounds.Width;
        foreach (var (x, y) in ((int, int)[])[(190, 177), (188, 130), (150, 177), (240, 177)])
        {
            int column = (int)((x + 60 - preview.Bounds.X + 0.5f) * scale),
                row = (int)((y + 36 - preview.Bounds.Y + 0.5f) * scale);
            Assert.InRange(preview.Patch.Row(row)[4 * column] - Texture(x, y), -25, 25);
            Assert.InRange(preview.Patch.Row(row)[(4 * column) + 2], 0, 60);
        }
    }

    [Fact]
    public async Task A_free_drag_beside_it_is_predicted_as_ever()
    {
        var source = Scene();
        var moved = new MoveGesture(new MaskRegion(Plane), 61, 37).ToRequest(source);
        var both = Gesture.Combine(
            source,
            [new MoveGesture(new MaskRegion(Plane), 61, 37), new PushGesture(new(400, 80), new(430, 80))]
        );
        await using var session = await editor.OpenAsync(source, Token);
        var alone = (await session.EditAsync(moved, cancellationToken: Token)).Candidates[0].Image;
        var together = (await session.EditAsync(both, cancellationToken: Token)).Candidates[0].Image;

        Assert.Equal(alone.Pixels[4 * ((214 * Width) + 250)], together.Pixels[4 * ((214 * Width) + 250)]);
        Assert.NotEqual(alone.Row(80).ToArray(), together.Row(80).ToArray());
    }

    [Fact]
    public async Task Candidates_of_a_known_motion_differ_by_their_filling_and_come_again()
    {
        var source = ImageReader.Read(Path.Combine(SharedData.Repository, "samples", "coffee.jpg"));
        var region = new BrushRegion([new(360, 260), new(370, 300)], 45);
        var request = new MoveGesture(region, -60, 10).ToRequest(source) with { Candidates = 2, Seed = 5 };
        await using var session = await editor.OpenAsync(source, Token);
        var result = await session.EditAsync(request, cancellationToken: Token);
        Assert.NotEqual(result.Candidates[0].Image.Pixels, result.Candidates[1].Image.Pixels);
        foreach (var candidate in result.Candidates)
        {
            var again = await session.EditAsync(
                request with
                {
                    Candidates = 1,
                    Seed = candidate.Seed,
                    Steps = candidate.Steps,
                },
                cancellationToken: Token
            );
            Assert.Equal(candidate.Image.Pixels, again.Candidates[0].Image.Pixels);
        }
    }

    [Fact]
    public void A_circle_says_only_about_where_and_is_no_region() =>
        Assert.Empty(new MoveGesture(new CircleRegion(new(200, 150), 40), 10, 0).ToRequest(Scene()).Regions);

    [Fact]
    public void A_recipe_keeps_regions()
    {
        var source = Scene();
        var request = new RotateGesture(new MaskRegion(Plane), new(188, 177), 20).ToRequest(source);
        var read = EditRecipe.Parse(EditRecipe.Of(request, "photo.png", null).ToJson()).ToRequest(source, ".");
        Assert.Equal(request.Regions[0].Motion, Assert.Single(read.Regions).Motion);
        Assert.Equal(request.Regions[0].Pixels.Editable, read.Regions[0].Pixels.Editable);
    }

    [Theory]
    [MemberData(nameof(WrongRegions))]
    public void A_wrong_region_is_named(RigidRegion region, string part)
    {
        var request = new DragRequest { Points = [new(new(10, 10), new(13, 10))], Regions = [region] };
        var error = Assert.Throws<LightningDragException>(() => request.Validate(Width, Height));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A plane with a smooth texture in red and no blue, over a bluish ground.</summary>
    private static RasterImage Scene()
    {
        var (image, plane) = (new RasterImage(Width, Height), Plane);
        for (int i = 0; i < Width * Height; i++)
        {
            int x = i % Width,
                y = i / Width;
            byte[] ground = [(byte)(40 + (x / 16)), (byte)(60 + (y / 8)), 220, 255],
                body = [(byte)Math.Round(Texture(x, y)), 30, 0, 255];
            (plane.Editable[i] != 0 ? body : ground).CopyTo(image.Pixels.AsSpan(4 * i));
        }

        return image;
    }

    private static double Texture(double x, double y) => 150 + (60 * Math.Sin(x / 7)) + (30 * Math.Cos(y / 5));

    private static EditMask Eroded(EditMask mask, int radius) =>
        new(
            mask.Width,
            mask.Height,
            [
                .. Enumerable
                    .Range(0, mask.Editable.Length)
                    .Select(i =>
                        (byte)(
                            Enumerable
                                .Range(-radius, (2 * radius) + 1)
                                .All(dy =>
                                    Enumerable
                                        .Range(-radius, (2 * radius) + 1)
                                        .All(dx => mask[(i % mask.Width) + dx, (i / mask.Width) + dy])
                                )
                                ? 1
                                : 0
                        )
                    ),
            ]
        );
}
