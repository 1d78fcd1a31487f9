using CsCheck;
using LightningDrag.Imaging;

namespace LightningDrag.Tests.Imaging;

public class DistanceTransformTests
{
    private static readonly Gen<(int Width, int Height, byte[] Mask)> Masks =
        from width in Gen.Int[1, 24]
        from height in Gen.Int[1, 24]
        from zeros in Gen.Int[0, 3]
        from mask in (
            zeros == 0 ? Gen.Int[0, 1].Select(v => (byte)v) : Gen.Int[0, 40].Select(v => v < zeros ? (byte)0 : (byte)1)
        ).Array[width * height]
        select (width, height, mask);

    [Fact]
    public void Equals_the_smallest_distance_found_by_trying_all() =>
        Masks.Sample(
            g =>
            {
                float[] all = DistanceTransform.ToNearestZero(g.Mask, g.Width, g.Height);
                float[] near = DistanceTransform.ToNearestZero(g.Mask, g.Width, g.Height, 3.5f);
                for (int i = 0; i < all.Length; i++)
                {
                    float expected = float.PositiveInfinity;
                    for (int j = 0; j < all.Length; j++)
                    {
                        (int dx, int dy) = ((i % g.Width) - (j % g.Width), (i / g.Width) - (j / g.Width));
                        if (g.Mask[j] == 0)
                            expected = Math.Min(expected, MathF.Sqrt((dx * dx) + (dy * dy)));
                    }

                    Assert.Equal(expected, all[i], 1e-4f);
                    Assert.Equal(Math.Min(expected, 3.5f), near[i], 1e-4f);
                }
            },
            iter: 300
        );

    [Fact]
    public void A_large_mask_uses_all_threads_to_the_same_result()
    {
        const int side = 400;
        EditMask mask = TestImages.Mask(side, side, (x, y) => (x, y) != (100, 300));
        float[] distance = DistanceTransform.ToNearestZero(mask.Editable, side, side);
        Assert.Equal(MathF.Sqrt((100 * 100) + (300 * 300)), distance[0], 1e-3f);
        Assert.Equal(MathF.Sqrt((299 * 299) + (99 * 99)), distance[^1], 1e-3f);
    }

    [Fact]
    public void Without_any_zero_every_distance_is_the_limit()
    {
        Assert.All(DistanceTransform.ToNearestZero([1, 1, 1, 1], 2, 2), d => Assert.Equal(float.PositiveInfinity, d));
        Assert.All(DistanceTransform.ToNearestZero([1, 1, 1, 1], 2, 2, 5), d => Assert.Equal(5, d));
    }
}
