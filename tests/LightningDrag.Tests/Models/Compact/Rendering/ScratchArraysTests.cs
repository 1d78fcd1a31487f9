using LightningDrag.Models.Compact.Rendering;

namespace LightningDrag.Tests.Models.Compact.Rendering;

public class ScratchArraysTests
{
    private const int Length = 1000;

    [Fact]
    public void What_was_given_back_is_lent_again_as_zeros()
    {
        using var scratch = new ScratchArrays();
        float[] first = scratch.Take<float>(Length);
        Array.Fill(first, 1);
        scratch.Dispose();
        float[] second = scratch.Take<float>(Length);
        Assert.Same(first, second);
        Assert.All(second, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Nothing_is_lent_twice_at_once_nor_as_another_type_or_length()
    {
        using var scratch = new ScratchArrays();
        int[] first = scratch.Take<int>(Length);
        scratch.Dispose();
        Array[] lent =
        [
            scratch.Take<float>(Length),
            scratch.Take<int>(Length + 1),
            scratch.Take<int>(Length),
            scratch.Take<int>(Length),
        ];
        Assert.Same(first, lent[2]);
        Assert.Equal(lent.Length, lent.Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public void A_copy_is_equal_and_its_own()
    {
        using var scratch = new ScratchArrays();
        int[] of = [.. Enumerable.Range(0, Length)];
        int[] copy = scratch.Copy(of);
        Assert.NotSame(of, copy);
        Assert.Equal(of, copy);
    }

    [Fact]
    public void What_a_rendering_did_not_need_is_forgotten()
    {
        using var scratch = new ScratchArrays();
        float[] once = scratch.Take<float>(Length);
        scratch.Dispose();
        scratch.Take<float>(2 * Length);
        scratch.Dispose();
        Assert.NotSame(once, scratch.Take<float>(Length));
    }
}
