using CsCheck;
using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;
using LightningDrag.TestSupport;

namespace LightningDrag.Tests.Editing;

/// <summary>
/// The editor with the model that ships: whatever is asked for, it edits or says what is wrong, and never touches what
/// it must not.
/// </summary>
public sealed class CompactEditTests : IAsyncLifetime
{
    private DragEditor editor = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        editor = await DragEditor.LoadAsync(Path.Combine(SharedData.Repository, "models", "compact"));

    public ValueTask DisposeAsync() => editor.DisposeAsync();

    [Fact]
    public async Task A_photo_changes_inside_the_mask_only()
    {
        var source = ImageReader.Read(Path.Combine(SharedData.Repository, "samples", "cat.jpg"));
        await using var session = await editor.OpenAsync(source, Token);
        var result = await session.EditAsync(
            new DragRequest
            {
                Points = [new(new(165, 115), new(165, 90))],
                Candidates = 3,
                Scope = DragScope.Part,
            },
            cancellationToken: Token
        );
        Assert.Equal([1, 4, 4], result.Candidates.Select(c => c.Steps));
        foreach (var candidate in result.Candidates)
            AssertOutsideIsSame(source, candidate.Image, result.Mask);
        Assert.NotEqual(result.Candidates[0].Image.Pixels, source.Pixels);
        Assert.NotEqual(result.Candidates[1].Image.Pixels, result.Candidates[2].Image.Pixels);
    }

    [Fact]
    public async Task Things_are_pushed_out_of_the_picture()
    {
        var source = ImageReader.Read(Path.Combine(SharedData.Repository, "samples", "cat.jpg"));
        await using var session = await editor.OpenAsync(source, Token);
        foreach (var target in (PixelPoint[])[new(-200, 115), new(165, -300), new(900, 599)])
        {
            var result = await session.EditAsync(
                new DragRequest { Points = [new(new(165, 115), target)], Candidates = 2 },
                cancellationToken: Token
            );
            foreach (var candidate in result.Candidates)
                AssertOutsideIsSame(source, candidate.Image, result.Mask);
            Assert.NotEqual(result.Candidates[0].Image.Pixels, source.Pixels);
            Assert.NotNull(
                await session.PreviewAsync(
                    new DragRequest { Points = [new(new(165, 115), target)] },
                    cancellationToken: Token
                )
            );
        }
    }

    [Fact]
    public async Task A_mask_that_cuts_the_thing_under_the_handle_is_told_with_a_larger_one()
    {
        var source = ImageReader.Read(Path.Combine(SharedData.Repository, "samples", "cat.jpg"));
        await using var session = await editor.OpenAsync(source, Token);
        var mask = new EditMask(source.Width, source.Height, new byte[source.Width * source.Height]);
        for (int y = 60; y < 240; y++)
            mask.Editable.AsSpan((y * source.Width) + 130, 200).Fill(1);
        var request = new DragRequest
        {
            Points = [new(new(230, 150), new(250, 150))],
            Mask = mask,
            Scope = DragScope.Thing,
        };
        var cut = (await session.EditAsync(request, cancellationToken: Token)).Cut;
        Assert.NotNull(cut);
        Assert.InRange(cut.Outside, 0.1f, 0.95f);
        Assert.True(cut.Larger.Count() > mask.Count());
        Assert.All(
            Enumerable.Range(0, mask.Editable.Length),
            i => Assert.True(cut.Larger.Editable[i] >= mask.Editable[i])
        );

        // A part may be bent within any mask, and the larger mask cuts nothing.
        Assert.Null((await session.EditAsync(request with { Scope = DragScope.Part }, cancellationToken: Token)).Cut);
        Assert.Null((await session.EditAsync(request with { Mask = cut.Larger }, cancellationToken: Token)).Cut);
    }

    [Fact]
    public async Task A_large_photo_changes_inside_the_mask_only()
    {
        var source = Noise(4000, 3000, 5);
        await using var session = await editor.OpenAsync(source, Token);
        var result = await session.EditAsync(
            new DragRequest { Points = [new(new(2100, 900), new(2160, 940))] },
            cancellationToken: Token
        );
        AssertOutsideIsSame(source, result.Candidates[0].Image, result.Mask);
        Assert.InRange(result.Window.Width, 256, 2000); // the surroundings of the drag, at their own detail
    }

    [Fact]
    public async Task The_same_request_gives_the_same_picture()
    {
        var source = ImageReader.Read(Path.Combine(SharedData.Repository, "samples", "coffee.jpg"));
        var request = new DragRequest
        {
            Points = [new(new(225, 275), new(205, 290))],
            Seed = 11,
            Steps = 3,
        };
        await using var first = await editor.OpenAsync(source, Token);
        await using var second = await editor.OpenAsync(source, Token);
        var results = await Task.WhenAll(
            first.EditAsync(request, cancellationToken: Token),
            second.EditAsync(request, cancellationToken: Token)
        );
        Assert.Equal(results[0].Candidates[0].Image.Pixels, results[1].Candidates[0].Image.Pixels);
    }

    [Fact]
    public void Random_sizes_masks_and_points_edit_or_say_what_is_wrong() =>
        (
            from width in Gen.Int[1, 150]
            from height in Gen.Int[1, 150]
            from pixels in Gen.Int[0, 255]
            from count in Gen.Int[1, 6]
            from points in Gen.Select(
                Gen.Float[-3, width + 3],
                Gen.Float[-3, height + 3],
                Gen.Float[-3, width + 3],
                Gen.Float[-3, height + 3]
            ).Array[count]
            from mask in Gen.OneOf(
                Gen.Const(MaskKind.None),
                Gen.Const(MaskKind.Everything),
                Gen.Const(MaskKind.Noise),
                Gen.Const(MaskKind.Rectangle),
                Gen.Const(MaskKind.AroundHandles)
            )
            from seed in Gen.Int[0, 1000]
            from steps in Gen.Int[1, 2]
            select (
                width,
                height,
                pixels,
                points: points.Select(p => new PointPair(new(p.Item1, p.Item2), new(p.Item3, p.Item4))).ToArray(),
                mask,
                seed,
                steps
            )
        ).Sample(
            sample =>
            {
                var source = Noise(sample.width, sample.height, sample.pixels);
                var request = new DragRequest
                {
                    Points = sample.points,
                    Mask = Mask(sample.mask, source, sample.points, sample.seed),
                    Seed = sample.seed,
                    Steps = sample.steps,
                };
                try
                {
                    using var session = editor.OpenAsync(source).AsTask().GetAwaiter().GetResult();
                    var result = session.EditAsync(request).GetAwaiter().GetResult();
                    AssertOutsideIsSame(source, result.Candidates[0].Image, result.Mask);
                    Assert.NotNull(session.PreviewAsync(request).GetAwaiter().GetResult().Patch);
                }
                catch (LightningDragException error)
                {
                    Assert.True(
                        error.Code is ErrorCode.InvalidRequest or ErrorCode.InvalidMask,
                        $"{error.Code}: {error.Message}"
                    );
                }
            },
            iter: 40,
            threads: 1
        );

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 3000)]
    [InlineData(3000, 2)]
    public async Task Pictures_of_strange_shapes_edit_too(int width, int height)
    {
        var source = Noise(width, height, 3);
        await using var session = await editor.OpenAsync(source, Token);
        var drag = new PointPair(new(0, 0), new(Math.Min(width - 0.5f, 40), Math.Min(height - 0.5f, 40)));
        var result = await session.EditAsync(new DragRequest { Points = [drag] }, cancellationToken: Token);
        AssertOutsideIsSame(source, result.Candidates[0].Image, result.Mask);
    }

    [Fact]
    public async Task Crowded_points_edit_and_contradicting_ones_are_refused()
    {
        var source = Noise(120, 90, 9);
        await using var session = await editor.OpenAsync(source, Token);
        var contradicting = new DragRequest { Points = [new(new(50, 50), new(60, 50)), new(new(50, 50), new(40, 50))] };
        var error = await Assert.ThrowsAsync<LightningDragException>(() =>
            session.EditAsync(contradicting, cancellationToken: Token)
        );
        Assert.Contains("contradict", error.Message, StringComparison.Ordinal);
        var crowded = new DragRequest
        {
            Points =
            [
                .. Enumerable
                    .Range(0, 100)
                    .Select(i => new PointPair(new(50 + (i % 10), 40 + (i / 10)), new(55 + (i % 7), 45 + (i / 11)))),
            ],
        };
        Assert.Single((await session.EditAsync(crowded, cancellationToken: Token)).Candidates);
    }

    private static void AssertOutsideIsSame(RasterImage source, RasterImage result, EditMask mask)
    {
        int different = 0;
        for (int i = 0; i < mask.Editable.Length; i++)
        {
            if (mask.Editable[i] == 0 && !source.Pixels.AsSpan(i * 4, 4).SequenceEqual(result.Pixels.AsSpan(i * 4, 4)))
                different++;
        }

        Assert.Equal(0, different);
    }

    private static EditMask? Mask(MaskKind kind, RasterImage source, PointPair[] points, int seed)
    {
        if (kind == MaskKind.None)
            return null;
        var random = new Random(seed);
        int left = random.Next(source.Width),
            top = random.Next(source.Height);
        var mask = new EditMask(source.Width, source.Height, new byte[source.Width * source.Height]);
        for (int i = 0; i < mask.Editable.Length; i++)
        {
            int x = i % source.Width,
                y = i / source.Width;
            bool editable = kind switch
            {
                MaskKind.Everything => true,
                MaskKind.Noise => random.Next(2) == 0,
                MaskKind.Rectangle => x >= left && y >= top,
                _ => points.Any(p => p.Handle.DistanceTo(new(x, y)) < 2),
            };
            mask.Editable[i] = (byte)(editable ? 1 : 0);
        }

        return mask;
    }

    private static RasterImage Noise(int width, int height, int seed)
    {
        var image = new RasterImage(width, height) { HasAlpha = (seed & 1) == 0 };
        new Random(seed).NextBytes(image.Pixels);
        if (!image.HasAlpha)
        {
            for (int i = 3; i < image.Pixels.Length; i += 4)
                image.Pixels[i] = 255;
        }

        return image;
    }

    private enum MaskKind
    {
        None,
        Everything,
        Noise,
        Rectangle,
        AroundHandles,
    }
}
