using LightningDrag.Sampling;

namespace LightningDrag.Tests.Sampling;

public class NormalGeneratorTests
{
    /// <summary>
    /// The first numbers of the generator's authors for their default seed, and its 10,000th, which C++'s standard
    /// names.
    /// </summary>
    [Fact]
    public void The_twister_is_its_authors()
    {
        var twister = new MersenneTwister(5489);
        uint[] first = [3499211612, 581869302, 3890346734, 3586334585, 545404204];
        Assert.Equal(first, first.Select(_ => twister.Next()));
        for (int i = first.Length + 1; i < 10_000; i++)
            twister.Next();
        Assert.Equal(4123659995u, twister.Next());
    }
}
