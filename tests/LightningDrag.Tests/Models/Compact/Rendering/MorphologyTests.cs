using LightningDrag.Models.Compact.Rendering;

namespace LightningDrag.Tests.Models.Compact.Rendering;

public class MorphologyTests
{
    [Theory]
    [InlineData(5, 1)]
    [InlineData(33, 1)]
    [InlineData(70, 3)]
    public void Each_pixel_looks_at_all_its_neighbours_and_nothing_is_set_outside(int size, int radius)
    {
        var random = new Random(4);
        bool[] sparse = [.. Enumerable.Range(0, size * size).Select(_ => random.Next(20) == 0)];
        bool[] dense = [.. Enumerable.Range(0, size * size).Select(_ => random.Next(60) != 0)];
        Assert.Equal(
            Each(sparse, size, radius, around => around.Any(set => set)),
            Morphology.Dilate(sparse, size, radius)
        );
        Assert.Equal(
            Each(dense, size, radius, around => around.All(set => set)),
            Morphology.Erode(dense, size, radius)
        );
    }

    private static bool[] Each(bool[] set, int size, int radius, Func<IEnumerable<bool>, bool> of)
    {
        return [.. Enumerable.Range(0, set.Length).Select(p => of(Around(p % size, p / size)))];

        IEnumerable<bool> Around(int x0, int y0) =>
            from y in Enumerable.Range(y0 - radius, (2 * radius) + 1)
            from x in Enumerable.Range(x0 - radius, (2 * radius) + 1)
            select (uint)x < (uint)size && (uint)y < (uint)size && set[(y * size) + x];
    }
}
