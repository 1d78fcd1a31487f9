using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;
using static LightningDrag.Tests.Editing.EditScenes;

namespace LightningDrag.Tests.Editing;

public class EditSessionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_feather_is_as_deep_as_asked()
    {
        using var model = new FakeDragModel();
        var request = new DragRequest
        {
            Points = [new(new(20, 20), new(30, 20))],
            Mask = Disc(100, 80, new(25, 20), 18),
            Feather = 0,
        };
        var hard = (await EditAsync(model, request)).Candidates[0].Image;
        var soft = (await EditAsync(model, request with { Feather = 12 })).Candidates[0].Image;
        int edge = Array.IndexOf(request.Mask.Editable, (byte)1);
        Assert.Equal(77, hard.Pixels[(4 * edge) + 2]);
        Assert.NotEqual(77, soft.Pixels[(4 * edge) + 2]);
        Assert.Contains(soft.Pixels.Zip(hard.Pixels), pair => pair.First == pair.Second && pair.First == 77);
    }

    [Theory]
    [InlineData(3f, 3f)] // asked for
    [InlineData(null, 4f)] // the model's own
    public async Task Guidance_reaches_the_network(float? asked, float first)
    {
        using var model = new FakeDragModel { Info = new DragModelInfo("fake", 64, 4, true) { DefaultGuidance = 4 } };
        await EditAsync(
            model,
            new DragRequest
            {
                Points = [new(new(20, 20), new(30, 20))],
                Mask = Mask(100, 80),
                GuidanceScale = asked,
            }
        );
        Assert.Equal(first, model.Guidances[0]);
        Assert.Equal(model.Guidances.OrderDescending(), model.Guidances);
        Assert.Equal(4, model.Guidances.Count);
    }

    [Fact]
    public async Task A_model_that_sees_any_shape_gets_the_whole_picture_in_its_own()
    {
        using var model = new FakeDragModel { Info = new DragModelInfo("fake", 64, 4, true) { SquareWindow = false } };
        var result = await EditAsync(
            model,
            new DragRequest { Points = [new(new(20, 20), new(30, 20))], Mask = Mask(100, 80) }
        );
        Assert.Equal(new PixelRectangle(0, 0, 100, 80), result.Window);
        Assert.Equal((100, 80), (model.Encoded[0].Width, model.Encoded[0].Height));
    }

    [Fact]
    public async Task Every_byte_outside_the_mask_stays_in_a_large_picture()
    {
        using var model = new FakeDragModel();
        var source = TestPicture(4000, 3000);
        var mask = new EditMask(4000, 3000, new byte[4000 * 3000]);
        for (int y = 1400; y < 1700; y++)
            mask.Editable.AsSpan((y * 4000) + 2100, 350).Fill(1);
        using var session = new EditSession(model, source);
        var request = new DragRequest { Points = [new(new(2200, 1500), new(2300, 1550))], Mask = mask };
        var result = await session.EditAsync(request, cancellationToken: Token);

        var edited = result.Candidates[0].Image;
        int different = 0,
            wrong = 0;
        for (int i = 0; i < mask.Editable.Length; i++)
        {
            bool same = source.Pixels.AsSpan(i * 4, 4).SequenceEqual(edited.Pixels.AsSpan(i * 4, 4));
            if (!same)
                different++;
            if (!same && mask.Editable[i] == 0)
                wrong++;
        }

        Assert.Equal(0, wrong);
        Assert.InRange(different, 300 * 350 * 9 / 10, 300 * 350);
        Assert.InRange(result.Window.Width, 350, 1000); // a window around the edit, not the whole picture
        var condition = Assert.Single(model.Conditions);
        Assert.Equal(new PixelPoint(2200 - result.Window.X, 1500 - result.Window.Y), condition.Points[0].Handle);
    }

    [Fact]
    public async Task A_picture_is_encoded_once_per_window()
    {
        using var model = new FakeDragModel();
        using (var session = new EditSession(model, TestPicture(100, 80)))
        {
            for (int i = 0; i < 3; i++)
                await session.EditAsync(
                    new DragRequest { Points = [new(new(20 + i, 20), new(30, 20))] },
                    cancellationToken: Token
                );
            await session.PreviewAsync(
                new DragRequest { Points = [new(new(20, 20), new(30, 30))] },
                cancellationToken: Token
            );
            Assert.Single(model.Encoded);
        }

        Assert.Equal(0, model.Alive);
    }

    [Fact]
    public async Task Only_a_few_windows_of_a_large_picture_are_kept()
    {
        using var model = new FakeDragModel();
        using (var session = new EditSession(model, TestPicture(2000, 300)))
        {
            for (int i = 0; i < 10; i++)
            {
                var points = new PointPair(new(100 + (i * 190), 100), new(110 + (i * 190), 100));
                await session.EditAsync(
                    new DragRequest { Points = [points], Mask = Disc(2000, 300, points.Handle, 20) },
                    cancellationToken: Token
                );
            }

            Assert.Equal(10, model.Encoded.Count);
            Assert.InRange(model.Alive, 1, 4);
        }

        Assert.Equal(0, model.Alive);
    }

    [Fact]
    public async Task Edits_at_the_same_time_share_the_encoding()
    {
        using var model = new FakeDragModel();
        using var session = new EditSession(model, TestPicture(100, 80));
        var edits = Enumerable
            .Range(0, 8)
            .Select(i =>
                session.EditAsync(
                    new DragRequest { Points = [new(new(20, 20), new(30 + i, 20))], Seed = i },
                    cancellationToken: Token
                )
            );
        var results = await Task.WhenAll(edits);
        Assert.Single(model.Encoded);
        Assert.Equal(Enumerable.Range(0, 8).Select(i => (long)i), results.Select(r => r.Candidates[0].Seed));
    }

    [Fact]
    public async Task Stages_are_reported_in_order()
    {
        using var model = new FakeDragModel();
        var reports = new Recorder();
        using var session = new EditSession(model, TestPicture(100, 80));
        await session.EditAsync(
            new DragRequest { Points = [new(new(20, 20), new(30, 20))], Candidates = 2 },
            reports,
            Token
        );
        Assert.Equal(
            [
                EditStage.SuggestingMask,
                EditStage.Encoding,
                EditStage.Denoising,
                EditStage.Decoding,
                EditStage.Denoising,
                EditStage.Decoding,
                EditStage.PastingBack,
            ],
            reports.Stages
        );
        Assert.All(reports.All, report => Assert.InRange(report.Done, 0, report.Total));
        Assert.Contains(new EditProgress(EditStage.Denoising, 5, 5), reports.All);
    }

    [Fact]
    public async Task Cancelling_stops_within_a_step_and_leaves_the_session_usable()
    {
        using var model = new FakeDragModel();
        using var session = new EditSession(model, TestPicture(100, 80));
        using var cancellation = new CancellationTokenSource();
        int steps = 0;
        model.OnStep = () =>
        {
            if (++steps == 2)
                cancellation.Cancel();
        };
        var request = new DragRequest { Points = [new(new(20, 20), new(30, 20))], Steps = 20 };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            session.EditAsync(request, cancellationToken: cancellation.Token)
        );
        Assert.Equal(2, steps);
        model.OnStep = null;
        Assert.Single((await session.EditAsync(request, cancellationToken: Token)).Candidates);
    }

    [Fact]
    public async Task An_invalid_request_is_refused_before_anything_runs()
    {
        using var model = new FakeDragModel();
        using var session = new EditSession(model, TestPicture(100, 80));
        var error = await Assert.ThrowsAsync<LightningDragException>(() =>
            session.EditAsync(new DragRequest { Points = [] }, cancellationToken: Token)
        );
        Assert.Equal(ErrorCode.InvalidRequest, error.Code);
        Assert.Empty(model.Encoded);
    }

    /// <summary>A square around a strip is many times the strip.</summary>
    [Fact]
    public async Task A_strip_is_edited_at_a_place_of_it_and_refused_as_a_whole()
    {
        using var model = new FakeDragModel();
        using var editor = new DragEditor(model);
        await using var session = await editor.OpenAsync(new RasterImage(30_000, 8), Token);
        var near = new DragRequest { Points = [new(new(500, 4), new(530, 4))] };
        Assert.Equal(30_000, (await session.EditAsync(near, cancellationToken: Token)).Candidates[0].Image.Width);
        foreach (
            var request in (DragRequest[])
                [near with { WholeImage = true }, new DragRequest { Points = [new(new(500, 4), new(29_000, 4))] }]
        )
        {
            var error = await Assert.ThrowsAsync<LightningDragException>(() =>
                session.EditAsync(request, cancellationToken: Token)
            );
            Assert.Equal(ErrorCode.InvalidRequest, error.Code);
            Assert.Contains("900 megapixels", error.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<LightningDragException>(() =>
                session.PreviewAsync(request, cancellationToken: Token)
            );
        }
    }

    [Fact]
    public async Task A_result_carries_what_its_photo_said_and_what_it_is()
    {
        using var model = new FakeDragModel();
        using var editor = new DragEditor(model);
        var source = new RasterImage(100, 80)
        {
            Metadata = new ImageMetadata { Density = PixelDensity.OfInches(300, 300) },
        };
        await using var session = await editor.OpenAsync(source, Token);
        var image = (
            await session.EditAsync(
                new DragRequest { Points = [new(new(20, 20), new(30, 20))] },
                cancellationToken: Token
            )
        )
            .Candidates[0]
            .Image;
        Assert.Equal(source.Metadata.Density, image.Metadata!.Density);
        Assert.True(image.Metadata.IsComposite);
    }

    [Fact]
    public async Task A_closed_session_refuses_and_a_running_edit_finishes()
    {
        using var model = new FakeDragModel();
        var session = new EditSession(model, TestPicture(100, 80));
        model.OnStep = session.Dispose;
        var request = new DragRequest { Points = [new(new(20, 20), new(30, 20))] };
        Assert.Single((await session.EditAsync(request, cancellationToken: Token)).Candidates);
        Assert.Equal(0, model.Alive);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => session.EditAsync(request, cancellationToken: Token));
    }

    [Fact]
    public async Task An_editor_owns_its_model()
    {
        using var model = new FakeDragModel();
        await using (var editor = new DragEditor(model))
        {
            Assert.Equal("fake", editor.Model.Name);
            await using var session = await editor.OpenAsync(TestPicture(10, 10), Token);
            Assert.Equal(10, session.Source.Width);
        }

        Assert.True(model.IsDisposed);
    }

    private sealed class Recorder : IProgress<EditProgress>
    {
        public List<EditProgress> All { get; } = [];

        public IEnumerable<EditStage> Stages =>
            All.Select(report => report.Stage).Where((stage, i) => i == 0 || All[i - 1].Stage != stage);

        public void Report(EditProgress value) => All.Add(value);
    }
}
