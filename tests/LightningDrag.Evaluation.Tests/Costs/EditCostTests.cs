using LightningDrag.Evaluation.Costs;
using LightningDrag.Models;

namespace LightningDrag.Evaluation.Tests.Costs;

public class EditCostTests
{
    /// <summary>
    /// The published U-Net alone takes 339 billion multiply–adds at 512²; attention to reference tokens brings them to
    /// about 460 a branch.
    /// </summary>
    [Fact]
    public void A_step_has_the_size_that_is_known()
    {
        var (one, two) = (
            EditCost.Count(512, 512, 1, SamplerKind.Ddim, 1, 4),
            EditCost.Count(512, 512, 1, SamplerKind.Ddim, 2, 4)
        );
        Assert.InRange((two.Edit - one.Edit) / 1e9, 900, 950);
        Assert.InRange((two.Reference - one.Reference) / 1e9, 925, 975);
    }

    [Theory]
    [InlineData(1, SamplerKind.Ddim, 25, 4f)]
    [InlineData(4, SamplerKind.Ddim, 25, 4f)]
    [InlineData(1, SamplerKind.Lcm, 8, 3f)]
    [InlineData(4, SamplerKind.Lcm, 8, 3f)]
    public void An_edit_takes_less_than_the_published_order_of_operations(
        int candidates,
        SamplerKind sampler,
        int steps,
        float guidance
    )
    {
        var cost = EditCost.Count(512, 512, candidates, sampler, steps, guidance);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{cost.Edit / 1e12:F2} T + ranking {cost.Ranking / 1e12:F2} T, reference {cost.Reference / 1e12:F2} "
                + $"T, ratio {cost.Ratio:F3}"
        );
        Assert.True(cost.Ratio < 1);
    }

    [Theory]
    [InlineData(1, SamplerKind.Ddim, 25, 4f, 10)]
    [InlineData(4, SamplerKind.Ddim, 25, 4f, 10)]
    [InlineData(1, SamplerKind.Lcm, 8, 3f, 4)]
    [InlineData(4, SamplerKind.Lcm, 8, 3f, 4)]
    public void Held_guidance_saves_a_branch_of_every_later_step(
        int candidates,
        SamplerKind sampler,
        int steps,
        float guidance,
        int hold
    )
    {
        long Edit(int? after) => EditCost.Count(512, 512, candidates, sampler, steps, guidance, after).Edit;
        long everyStep = Edit(null),
            oneLess = everyStep - Edit(steps - 1);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"ratio {EditCost.Count(512, 512, candidates, sampler, steps, guidance, hold).Ratio:F3}"
        );
        Assert.Equal(everyStep - ((steps - hold) * oneLess), Edit(hold));
        Assert.InRange(oneLess / 1e9, 430 * candidates, 500 * candidates);
    }

    [Fact]
    public void Without_guidance_it_is_about_half() =>
        Assert.InRange(EditCost.Count(512, 512, 4, SamplerKind.Ddim, 25, 1).Ratio, 0.4, 0.6);
}
