using LightningDrag.Sampling;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Sampling;

public class PyTorchDrawsTests
{
    public static TheoryData<long, int[]> Draws =>
        new()
        {
            { 0, [16] },
            { 42, [12288, 12288] },
            { -1, [3 * 64 * 64, 17] },
            { long.MaxValue, [31, 32, 33, 100] },
            { 5_000_000_000, [1, 1, 1, 16, 1, 15, 2] },
            { 7, [3, 700, 5, 2, 40] },
        };

    /// <summary>
    /// Draw after draw what PyTorch gives for the seed: blocks, rests of blocks, and the small draws that keep half of
    /// a pair. Tolerance: PyTorch's logarithm, sine and cosine are approximations that differ between processors, by an
    /// ulp or two of the largest numbers, 5; a wrong order is off by 1.
    /// </summary>
    [Theory]
    [MemberData(nameof(Draws))]
    public void A_seed_gives_what_PyTorch_draws(long seed, int[] lengths)
    {
        using var scope = NewDisposeScope();
        var generator = new NormalGenerator(seed);
        using var reference = new Generator(unchecked((ulong)seed));
        foreach (int length in lengths)
        {
            var drawn = new float[length];
            generator.Fill(drawn);
            float[] expected = [.. randn(length, generator: reference).data<float>()];
            Assert.All(expected.Zip(drawn), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        }
    }
}
