using CsCheck;
using LightningDrag.Geometry;

namespace LightningDrag.Tests.Imaging;

public sealed class ConvexHullTests
{
    private static Comparer<PixelPoint> ByPlace { get; } =
        Comparer<PixelPoint>.Create((a, b) => (a.X, a.Y).CompareTo((b.X, b.Y)));

    [Fact]
    public void A_square_with_points_inside_and_on_its_sides_has_four_corners()
    {
        PixelPoint[] corners = [new(0, 0), new(9, 0), new(9, 9), new(0, 9)];
        PixelPoint[] points = [new(4, 4), .. corners, new(4, 0), new(9, 5), new(1, 2)];
        Assert.Equal(corners.Order(ByPlace), ConvexHull.Of(points).Order(ByPlace));
    }

    [Fact]
    public void Points_on_a_line_leave_its_ends() =>
        Assert.Equal(
            [new(1, 1), new(5, 5)],
            ConvexHull.Of([new(3, 3), new(1, 1), new(5, 5), new(2, 2)]).Order(ByPlace)
        );

    [Fact]
    public void All_points_lie_on_one_side_of_every_edge() =>
        Gen.Select(Gen.Int[-20, 20], Gen.Int[-20, 20])
            .Select(at => new PixelPoint(at.Item1, at.Item2))
            .List[1, 40]
            .Sample(points =>
            {
                var hull = ConvexHull.Of(points);
                Assert.All(hull, corner => Assert.Contains(corner, points));
                for (int i = 0; i < hull.Count && hull.Count > 2; i++)
                {
                    var (from, to) = (hull[i], hull[(i + 1) % hull.Count]);
                    Assert.All(
                        points,
                        at =>
                            Assert.True(((to.X - from.X) * (at.Y - from.Y)) - ((to.Y - from.Y) * (at.X - from.X)) >= 0)
                    );
                }
            });
}
