using CsCheck;
using LightningDrag.Training.Synthetic;

namespace LightningDrag.Training.Tests.Synthetic;

public class MaskSamplerTests
{
    private const int Size = 40;

    private static readonly Gen<byte[]> Maps =
        from seed in Gen.ULong
        from count in Gen.Int[0, 12]
        select Scatter(seed, count);

    [Fact]
    public void A_dilation_marks_exactly_what_lies_within_the_radius() =>
        Gen.Select(Maps, Gen.Float[0, 12])
            .Sample(
                (map, radius) =>
                {
                    byte[] dilated = MaskDilation.Dilate(map, Size, radius);
                    for (int i = 0; i < map.Length; i++)
                    {
                        bool near = false;
                        for (int j = 0; j < map.Length && !near; j++)
                        {
                            int dx = (i % Size) - (j % Size),
                                dy = (i / Size) - (j / Size);
                            near = map[j] == 1 && (dx * dx) + (dy * dy) <= radius * radius;
                        }

                        if (near != (dilated[i] == 1))
                            return false;
                    }

                    return true;
                },
                iter: 60
            );

    [Fact]
    public void A_mask_contains_what_moves() =>
        Gen.Select(Maps, Gen.ULong)
            .Sample(
                (map, seed) =>
                {
                    var random = new CounterRandom(seed);
                    byte[] mask = MaskSampler.Draw(ref random, map, Size);
                    for (int i = 0; i < map.Length; i++)
                    {
                        if (mask[i] < map[i])
                            return false;
                    }

                    return map.Max() > 0 || mask.Max() == 0;
                },
                iter: 500
            );

    [Fact]
    public void Masks_are_sometimes_boxes()
    {
        int boxes = 0;
        for (ulong seed = 0; seed < 300; seed++)
        {
            var random = new CounterRandom(seed);
            byte[] mask = MaskSampler.Draw(ref random, Scatter(seed, 4), Size);
            int[] marked = [.. Enumerable.Range(0, mask.Length).Where(i => mask[i] == 1)];
            int width = marked.Max(i => i % Size) - marked.Min(i => i % Size) + 1,
                height = (marked[^1] / Size) - (marked[0] / Size) + 1;
            if (marked.Length == width * height)
                boxes++;
        }

        Assert.InRange(boxes, 60, 130);
    }

    private static byte[] Scatter(ulong seed, int count)
    {
        var random = new CounterRandom(seed);
        var map = new byte[Size * Size];
        for (int i = 0; i < count; i++)
            map[random.Index(map.Length)] = 1;
        return map;
    }
}
