using LightningDrag.Editing;
using LightningDrag.Imaging;
using LightningDrag.Models;
using static LightningDrag.Tests.Editing.EditScenes;

namespace LightningDrag.Tests.Editing;

public class CandidateTests
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

    [Fact]
    public async Task A_model_that_does_not_arrive_by_construction_says_nothing()
    {
        using var model = new FakeDragModel { Info = new DragModelInfo("fake", 64, 2, false) };
        var result = await EditAsync(model, new DragRequest { Points = [new(new(20, 20), new(30, 20))] });
        Assert.Null(result.Candidates[0].Arrival);
        Assert.Equal(2, result.Candidates[0].Steps);
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
}
