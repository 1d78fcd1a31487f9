using LightningDrag.Geometry;

namespace LightningDrag.Tests;

public class PointPairTests
{
    [Fact]
    public void Length_is_the_distance_between_handle_and_target() =>
        Assert.Equal(5f, new PointPair(new PixelPoint(1, 2), new PixelPoint(4, 6)).Length);
}
