using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;

namespace LightningDrag.Tests.Editing;

/// <summary>Several results of one edit differ by what its drags may mean, where the model knows meanings.</summary>
public sealed class DragReadingsTests
{
    private static readonly DragModelInfo Knowing = new("fake", 64, 4, true)
    {
        FirstCandidateSteps = 1,
        KnowsThings = true,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DragRequest Request =>
        new()
        {
            Points = [new PointPair(new PixelPoint(20, 20), new PixelPoint(30, 20))],
            Mask = new EditMask(100, 80, [.. Enumerable.Repeat((byte)1, 100 * 80)]),
        };

    [Theory]
    [InlineData(2, new[] { DragScope.Auto, DragScope.Thing })]
    [InlineData(3, new[] { DragScope.Auto, DragScope.Thing, DragScope.Part })]
    [InlineData(5, new[] { DragScope.Auto, DragScope.Thing, DragScope.Part, DragScope.Auto, DragScope.Thing })]
    public async Task Each_meaning_has_its_share_and_one_of_each_comes_first(int candidates, DragScope[] expected)
    {
        using var model = new FakeDragModel { Info = Knowing };
        var result = await EditAsync(model, Request with { Candidates = candidates, Seed = 40 });

        // The model's pictures do not depend on the meaning: what is alike stays in order.
        Assert.Equal(expected, result.Candidates.Select(candidate => candidate.Scope));
        Assert.Equal(expected.Distinct(), Drawn(model).Select(condition => condition.Scope));
        foreach (var candidate in result.Candidates)
        {
            var again = await EditAsync(
                model,
                Request with
                {
                    Scope = candidate.Scope,
                    Seed = candidate.Seed,
                    Steps = candidate.Steps,
                }
            );
            Assert.Equal(candidate.Image.Pixels, Assert.Single(again.Candidates).Image.Pixels);
        }
    }

    [Fact]
    public async Task A_meaning_that_was_given_is_the_only_one()
    {
        using var model = new FakeDragModel { Info = Knowing };
        var result = await EditAsync(model, Request with { Candidates = 3, Scope = DragScope.Part });
        Assert.All(result.Candidates, candidate => Assert.Equal(DragScope.Part, candidate.Scope));
        Assert.Equal([0L, 1L, 2L], result.Candidates.Select(candidate => candidate.Seed));
    }

    [Fact]
    public async Task Models_without_meanings_and_single_results_are_drawn_once()
    {
        using var unknowing = new FakeDragModel();
        Assert.All(
            (await EditAsync(unknowing, Request with { Candidates = 3 })).Candidates,
            candidate => Assert.Equal(DragScope.Auto, candidate.Scope)
        );
        using var knowing = new FakeDragModel { Info = Knowing };
        await EditAsync(knowing, Request);
        Assert.Equal(DragScope.Auto, Assert.Single(Drawn(knowing)).Scope);
    }

    /// <summary>Drafts are questions: whether the mask cuts the thing.</summary>
    private static IEnumerable<DragCondition> Drawn(FakeDragModel model) =>
        model.Conditions.Where(condition => !condition.IsDraft);

    [Fact]
    public void The_meaning_nearest_to_the_guess_follows_it()
    {
        DragResult[] readings =
        [
            Reading(DragScope.Auto, 100, 101),
            Reading(DragScope.Thing, 180),
            Reading(DragScope.Part, 120),
        ];
        var ordered = DragReadings.LikeliestFirst(readings).Candidates;
        Assert.Equal(
            [DragScope.Auto, DragScope.Part, DragScope.Thing, DragScope.Auto],
            ordered.Select(candidate => candidate.Scope)
        );
        Assert.Equal([100, 120, 180, 101], ordered.Select(candidate => (int)candidate.Image.Pixels[0]));
    }

    [Fact]
    public async Task Its_progress_never_goes_back()
    {
        using var model = new FakeDragModel { Info = Knowing };
        var told = new List<EditProgress>();
        await using var editor = new DragEditor(model);
        await using var session = await editor.OpenAsync(new RasterImage(100, 80), Token);
        await session.EditAsync(Request with { Candidates = 3 }, new Told(told), Token);
        Assert.All(told, progress => Assert.Equal((EditStage.Denoising, 15), (progress.Stage, progress.Total)));
        Assert.Equal(told.Select(progress => progress.Done).Order(), told.Select(progress => progress.Done));
        Assert.InRange(told[^1].Done, 14, 15);
    }

    private static async Task<DragResult> EditAsync(FakeDragModel model, DragRequest request)
    {
        var editor = new DragEditor(model);
        await using var session = await editor.OpenAsync(new RasterImage(100, 80), Token);
        return await session.EditAsync(request, cancellationToken: Token);
    }

    private static DragResult Reading(DragScope scope, params byte[] colours) =>
        new(
            [
                .. colours.Select(colour => new Candidate(
                    Uniform(colour),
                    0,
                    1,
                    null,
                    new StageTimings(default, default, default, default, default)
                )
                {
                    Scope = scope,
                }),
            ],
            new EditMask(4, 4, new byte[16]),
            new PixelRectangle(0, 0, 4, 4)
        );

    private static RasterImage Uniform(byte colour)
    {
        var image = new RasterImage(4, 4);
        Array.Fill(image.Pixels, colour);
        return image;
    }

    private sealed class Told(List<EditProgress> list) : IProgress<EditProgress>
    {
        public void Report(EditProgress value) => list.Add(value);
    }
}
