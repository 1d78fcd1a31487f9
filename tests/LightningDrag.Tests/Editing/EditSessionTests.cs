using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;

namespace LightningDrag.Tests.Editing;

public class EditSessionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_candidate_takes_the_models_short_run_and_the_others_sample()
    {
        using var model = new FakeDragModel();
        var result = await EditAsync(
            model,
            new DragRequest
            {
                Points = [new(new(20, 20), new(30, 20))],
                Mask = Mask(100, 80),
                Candidates = 3,
                Seed = 40,
            }
        );
        Assert.Equal([(40L, 1), (41L, 4), (42L, 4)], result.Candidates.Select(c => (c.Seed, c.Steps)));
        Assert.Equal(
            [(FakeDragModel.ColourOf(40), 1), (FakeDragModel.ColourOf(41), 4), (FakeDragModel.ColourOf(42), 4)],
            result.Candidates.Select(c =>
                ((int)c.Image.Pixels[At(100, 25, 25)], (int)c.Image.Pixels[At(100, 25, 25) + 1])
            )
        );
        Assert.All(result.Candidates, c => Assert.Equal([0f], c.Arrival));
    }

    [Fact]
    public async Task Seed_and_steps_of_a_candidate_reproduce_it()
    {
        using var model = new FakeDragModel();
        var request = new DragRequest
        {
            Points = [new(new(20, 20), new(30, 20))],
            Mask = Mask(100, 80),
            Candidates = 4,
            Seed = 7,
        };
        foreach (var candidate in (await EditAsync(model, request)).Candidates)
        {
            var again = await EditAsync(
                model,
                request with
                {
                    Candidates = 1,
                    Seed = candidate.Seed,
                    Steps = candidate.Steps,
                }
            );
            Assert.Equal(candidate.Image.Pixels, Assert.Single(again.Candidates).Image.Pixels);
        }
    }

    [Fact]
    public async Task Joint_candidates_come_again_together_from_the_seed_of_the_request()
    {
        using var model = new FakeDragModel
        {
            Info = new DragModelInfo("fake", 64, 4, true) { JointCandidates = true },
        };
        var request = new DragRequest
        {
            Points = [new(new(20, 20), new(30, 20))],
            Mask = Mask(100, 80),
            Candidates = 3,
            Seed = 7,
        };
        var first = (await EditAsync(model, request)).Candidates;
        var again = (await EditAsync(model, request with { Seed = first[2].Seed })).Candidates;
        Assert.All(first, candidate => Assert.Equal(7, candidate.Seed));
        Assert.Equal(first.Select(c => c.Image.Pixels), again.Select(c => c.Image.Pixels));
        Assert.Equal(3, first.Select(c => c.Image.Pixels[At(100, 25, 25)]).Distinct().Count());
    }

    [Fact]
    public async Task Candidates_are_ranked_by_how_near_the_handles_came()
    {
        using var model = new FakeDragModel
        {
            Info = new DragModelInfo("fake", 64, 4, false),
            Arrivals =
            [
                [5f],
                [1f],
                [3f],
            ],
        };
        var result = await EditAsync(
            model,
            new DragRequest
            {
                Points = [new(new(20, 20), new(30, 20))],
                Mask = Mask(100, 80),
                Candidates = 3,
            }
        );
        Assert.Equal([1f, 3f, 5f], result.Candidates.Select(c => c.Arrival![0]));
        Assert.Equal([1L, 2L, 0L], result.Candidates.Select(c => c.Seed));
    }

    [Fact]
    public async Task What_is_wrong_with_candidates_ranks_before_how_near_their_handles_came()
    {
        using var model = new FakeDragModel
        {
            Info = new DragModelInfo("fake", 64, 4, true),
            Faults = [new(0.6f, 0, 0, 0), new(0.01f, 0, 0.5f, 0), new(0, 0.02f, 0, 0), new(0.01f, 0, 0, 0)],
        };
        var result = await EditAsync(
            model,
            new DragRequest
            {
                Points = [new(new(20, 20), new(30, 20))],
                Mask = Mask(100, 80),
                Candidates = 4,
                Steps = 2,
            }
        );

        // The last two are as good as alike: the one drawn first stays first.
        Assert.Equal([2L, 3L, 1L, 0L], result.Candidates.Select(c => c.Seed));
        Assert.Equal(["a part is torn"], result.Candidates[3].Faults!.Words);
    }

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
    public async Task Steps_of_the_request_hold_for_all_candidates()
    {
        using var model = new FakeDragModel();
        var result = await EditAsync(
            model,
            new DragRequest
            {
                Points = [new(new(20, 20), new(30, 20))],
                Candidates = 2,
                Steps = 3,
            }
        );
        Assert.Equal([3, 3], result.Candidates.Select(c => c.Steps));
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
    public async Task A_preview_is_the_patch_and_where_it_lies()
    {
        using var model = new FakeDragModel();
        var source = TestPicture(4000, 3000);
        using var session = new EditSession(model, source);
        var handle = new PixelPoint(2200, 1500);
        var preview = await session.PreviewAsync(
            new DragRequest { Points = [new(handle, new(2210, 1500))], Mask = Disc(4000, 3000, handle, 60) },
            cancellationToken: Token
        );
        Assert.Equal((preview.Bounds.Width, preview.Bounds.Height), (preview.Patch.Width, preview.Patch.Height));
        Assert.Equal(Disc(4000, 3000, handle, 60).Bounds(), preview.Bounds);
        Assert.Equal(preview.Bounds, preview.Bounds.Intersect(preview.Window));
        Assert.True(preview.Window.Width > preview.Bounds.Width);
        Assert.True(model.Conditions[0].IsDraft);
        int middle = At(preview.Patch.Width, 2200 - preview.Bounds.X, 1500 - preview.Bounds.Y);
        Assert.Equal([(byte)FakeDragModel.ColourOf(0), 1, 77, 255], preview.Patch.Pixels[middle..(middle + 4)]);
        Assert.Equal(
            source.Pixels.AsSpan(At(4000, preview.Bounds.X, preview.Bounds.Y), 4),
            preview.Patch.Pixels.AsSpan(0, 4)
        );
    }

    [Fact]
    public async Task A_preview_of_a_large_window_is_shrunk_with_its_points()
    {
        using var model = new FakeDragModel();
        using var session = new EditSession(model, TestPicture(2000, 1500));
        var mask = new EditMask(2000, 1500, new byte[2000 * 1500]);
        mask.Editable.AsSpan().Fill(1);
        var preview = await session.PreviewAsync(
            new DragRequest { Points = [new(new(999.5f, 749.5f), new(1200, 800))], Mask = mask },
            cancellationToken: Token
        );
        Assert.Equal(new PixelRectangle(0, -250, 2000, 2000), preview.Bounds);
        Assert.Equal(preview.Bounds, preview.Window);
        Assert.InRange(preview.Patch.Width, 256, 1024);
        float middle = (preview.Patch.Width - 1) / 2f;
        Assert.Equal(0, model.Conditions[0].Points[0].Handle.DistanceTo(new(middle, middle)), 0.01f);
    }

    [Fact]
    public async Task A_mask_too_thin_for_a_shrunk_preview_stays_a_mask()
    {
        using var model = new FakeDragModel();
        using var session = new EditSession(model, TestPicture(2000, 1500));
        var mask = new EditMask(2000, 1500, new byte[2000 * 1500]);
        mask.Editable.AsSpan(700 * 2000, 2000).Fill(1);
        await session.PreviewAsync(
            new DragRequest
            {
                Points = [new(new(1000, 700), new(1100, 700))],
                Mask = mask,
                WholeImage = true,
            },
            cancellationToken: Token
        );
        Assert.True(model.Conditions[0].Mask.Count() > 0);
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

    [Fact]
    public async Task A_target_outside_the_mask_cannot_be_reached_and_says_so()
    {
        using var model = new FakeDragModel();
        var result = await EditAsync(
            model,
            new DragRequest
            {
                Points = [new(new(20, 20), new(60, 20)), new(new(25, 20), new(26, 20))],
                Mask = Disc(100, 80, new(20, 20), 10),
            }
        );
        Assert.Equal([30f, 0f], result.Candidates[0].Arrival);
    }

    [Theory]
    [InlineData(-90, 20)]
    [InlineData(199, 20)]
    [InlineData(20, -79)]
    [InlineData(20, 159)]
    public async Task What_is_pushed_out_of_the_picture_is_gone(int x, int y)
    {
        using var model = new FakeDragModel();
        foreach (var mask in (EditMask?[])[null, Disc(100, 80, new(20, 20), 10)])
        {
            var result = await EditAsync(
                model,
                new DragRequest { Points = [new(new(20, 20), new(x, y))], Mask = mask }
            );
            Assert.Equal([0f], result.Candidates[0].Arrival);
            Assert.Equal((100, 80), (result.Mask.Width, result.Mask.Height));
        }
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
    public async Task A_model_that_does_not_arrive_by_construction_says_nothing()
    {
        using var model = new FakeDragModel { Info = new DragModelInfo("fake", 64, 2, false) };
        var result = await EditAsync(model, new DragRequest { Points = [new(new(20, 20), new(30, 20))] });
        Assert.Null(result.Candidates[0].Arrival);
        Assert.Equal(2, result.Candidates[0].Steps);
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

    private static async Task<DragResult> EditAsync(FakeDragModel model, DragRequest request)
    {
        using var session = new EditSession(model, TestPicture(100, 80));
        return await session.EditAsync(request, cancellationToken: Token);
    }

    private static int At(int width, int x, int y) => ((y * width) + x) * 4;

    private static RasterImage TestPicture(int width, int height)
    {
        var image = new RasterImage(width, height);
        for (int i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (i & 3) == 3 ? (byte)255 : (byte)(100 + ((i / 4) % 97));
        return image;
    }

    private static EditMask Mask(int width, int height)
    {
        var mask = new EditMask(width, height, new byte[width * height]);
        mask.Editable.AsSpan().Fill(1);
        return mask;
    }

    private static EditMask Disc(int width, int height, PixelPoint center, float radius) =>
        new LightningDrag.Editing.Gestures.CircleRegion(center, radius).ToMask(width, height);

    private sealed class Recorder : IProgress<EditProgress>
    {
        public List<EditProgress> All { get; } = [];

        public IEnumerable<EditStage> Stages =>
            All.Select(report => report.Stage).Where((stage, i) => i == 0 || All[i - 1].Stage != stage);

        public void Report(EditProgress value) => All.Add(value);
    }
}
