using CsCheck;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Imaging.Shapes;

namespace LightningDrag.Tests.Imaging.Shapes;

public class MaskRasterizerTests
{
    private const int Side = 24;

    // Quarters make centres fall on edges often; the odd fractions make sure that they also miss them.
    private static readonly Gen<float> Coordinate = Gen.OneOf(
        Gen.Int[-40, 140].Select(v => v / 4f),
        Gen.Float[-10, 34]
    );
    private static readonly Gen<float> Length = Gen.OneOf(Gen.Int[0, 60].Select(v => v / 4f), Gen.Float[0, 15]);
    private static readonly Gen<PixelPoint> Point = Gen.Select(Coordinate, Coordinate)
        .Select(p => new PixelPoint(p.Item1, p.Item2));

    [Fact]
    public void A_rectangle_of_whole_numbers_has_width_times_height_pixels()
    {
        EditMask mask = Draw(
            new RectangleShape
            {
                X = 3,
                Y = 4,
                Width = 5,
                Height = 2,
            }
        );
        Assert.Equal(new PixelRectangle(3, 4, 5, 2), mask.Bounds());
        Assert.Equal(10, mask.Count());
    }

    [Fact]
    public void A_circle_includes_pixels_on_its_edge()
    {
        EditMask mask = Draw(
            new EllipseShape
            {
                Center = new PixelPoint(10, 10),
                RadiusX = 5,
                RadiusY = 5,
            }
        );
        Assert.True(mask[15, 10] && mask[10, 5] && mask[13, 14] && mask[6, 7]);
        Assert.False(mask[14, 14] || mask[16, 10]);
        Assert.Equal(81, mask.Count());
    }

    [Fact]
    public void A_dot_of_a_brush_is_a_disc() =>
        Assert.Equal(81, Draw(new BrushShape { Points = [new PixelPoint(10, 10)], Radius = 5 }).Count());

    [Fact]
    public void Polygons_that_share_an_edge_share_no_pixel_and_leave_none_out()
    {
        PixelPoint a = new(2, 1),
            b = new(20, 3),
            c = new(17, 21),
            d = new(1, 16);
        EditMask first = Draw(new PolygonShape { Points = [a, b, c] }),
            second = Draw(new PolygonShape { Points = [a, c, d] }),
            whole = Draw(new PolygonShape { Points = [a, b, c, d] });
        for (int i = 0; i < whole.Editable.Length; i++)
            Assert.Equal(whole.Editable[i], first.Editable[i] + second.Editable[i]);
    }

    [Fact]
    public void A_lasso_that_crosses_itself_keeps_its_inside()
    {
        // Twice around the same square: even-odd would leave it empty.
        PixelPoint[] square = [new(4, 4), new(12, 4), new(12, 12), new(4, 12)];
        Assert.Equal(64, Draw(new PolygonShape { Points = [.. square, .. square] }).Count());
    }

    [Fact]
    public void Shapes_apply_in_order()
    {
        var all = new RectangleShape
        {
            X = 0,
            Y = 0,
            Width = Side,
            Height = Side,
        };
        var hole = new EllipseShape
        {
            Center = new PixelPoint(10, 10),
            RadiusX = 5,
            RadiusY = 5,
            Subtract = true,
        };
        Assert.Equal((Side * Side) - 81, Draw(all, hole).Count());
        Assert.Equal(Side * Side, Draw(hole, all).Count());
    }

    [Fact]
    public void Ellipses_hold_exactly_the_pixels_whose_centres_they_hold() =>
        Gen.Select(Point, Length, Length)
            .Sample(
                (center, rx, ry) =>
                    Compare(
                        new EllipseShape
                        {
                            Center = center,
                            RadiusX = rx,
                            RadiusY = ry,
                        },
                        p =>
                            rx > 0 && ry > 0
                                ? (
                                    Math.Sqrt(
                                        Square((p.X - (double)center.X) / rx) + Square((p.Y - (double)center.Y) / ry)
                                    ) - 1
                                ) * Math.Min(rx, ry)
                                : 0
                    )
            );

    [Fact]
    public void Strokes_hold_exactly_the_pixels_within_their_radius() =>
        Gen.Select(Point.Array[1, 5], Length)
            .Sample(
                (points, radius) =>
                    Compare(
                        new BrushShape { Points = points, Radius = radius },
                        p => DistanceToLine(points, p) - radius
                    )
            );

    [Fact]
    public void Polygons_hold_exactly_the_pixels_that_they_wind_around() =>
        Point
            .Array[3, 7]
            .Sample(points =>
                Compare(
                    new PolygonShape { Points = points },
                    p =>
                        DistanceToLine([.. points, points[0]], p) is var edge && edge < 1e-4 ? 0
                        : Winding(points, p) != 0 ? -edge
                        : edge
                )
            );

    [Fact]
    public void Numbers_out_of_range_are_refused_with_the_shapes_index()
    {
        var good = new RectangleShape
        {
            X = 0,
            Y = 0,
            Width = 1,
            Height = 1,
        };
        MaskShape[] bad =
        [
            good with
            {
                X = float.NaN,
            },
            good with
            {
                Height = -1,
            },
            good with
            {
                Width = float.PositiveInfinity,
            },
            new EllipseShape
            {
                Center = new PixelPoint(0, float.NegativeInfinity),
                RadiusX = 1,
                RadiusY = 1,
            },
            new EllipseShape
            {
                Center = default,
                RadiusX = 1,
                RadiusY = 2e6f,
            },
            new PolygonShape { Points = [default, default] },
            new PolygonShape { Points = [default, default, new PixelPoint(float.NaN, 0)] },
            new BrushShape { Points = [], Radius = 1 },
            new BrushShape { Points = [default], Radius = float.NaN },
        ];
        foreach (MaskShape shape in bad)
            Assert.Contains("Shape 1", Refused(good, shape).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_shapes_or_points_or_none_are_refused()
    {
        Refused();
        Refused([
            .. Enumerable.Repeat(
                new RectangleShape
                {
                    X = 0,
                    Y = 0,
                    Width = 1,
                    Height = 1,
                },
                MaskRasterizer.MaxShapes + 1
            ),
        ]);
        Refused(new BrushShape { Points = new PixelPoint[MaskRasterizer.MaxPoints + 1], Radius = 1 });
    }

    [Fact]
    public void Shapes_that_leave_nothing_are_refused()
    {
        var shape = new RectangleShape
        {
            X = 2,
            Y = 2,
            Width = 4,
            Height = 4,
        };
        Refused(shape with { X = 100 });
        Refused(shape, shape with { Subtract = true });
    }

    private static EditMask Draw(params MaskShape[] shapes) => MaskRasterizer.Draw(shapes, Side, Side);

    private static LightningDragException Refused(params MaskShape[] shapes) =>
        TestImages.Refused(ErrorCode.InvalidMask, () => Draw(shapes));

    /// <summary>
    /// Compares with a signed distance (negative inside); centres closer to the edge than rounding can tell are left
    /// alone.
    /// </summary>
    private static void Compare(MaskShape shape, Func<PixelPoint, double> signedDistance)
    {
        // The corner's pixel keeps masks of shapes that miss every centre from being refused.
        EditMask mask = Draw(
            shape,
            new RectangleShape
            {
                X = Side - 1,
                Y = Side - 1,
                Width = 1,
                Height = 1,
            }
        );
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side && (x, y) != (Side - 1, Side - 1); x++)
            {
                double distance = signedDistance(new PixelPoint(x, y));
                if (Math.Abs(distance) > 1e-4)
                    Assert.Equal(distance < 0, mask[x, y]);
            }
        }
    }

    private static double Square(double value) => value * value;

    private static double DistanceToLine(PixelPoint[] points, PixelPoint p)
    {
        double nearest = double.PositiveInfinity;
        for (int i = 0; i < points.Length; i++)
        {
            (PixelPoint a, PixelPoint b) = (points[Math.Max(0, i - 1)], points[i]);
            double dx = (double)b.X - a.X,
                dy = (double)b.Y - a.Y,
                length2 = (dx * dx) + (dy * dy);
            double t = length2 == 0 ? 0 : Math.Clamp((((p.X - a.X) * dx) + ((p.Y - a.Y) * dy)) / length2, 0, 1);
            nearest = Math.Min(nearest, Math.Sqrt(Square(a.X + (t * dx) - p.X) + Square(a.Y + (t * dy) - p.Y)));
        }

        return nearest;
    }

    /// <summary>Turns of the angle under which the point sees the corners.</summary>
    private static int Winding(PixelPoint[] points, PixelPoint p)
    {
        double total = 0;
        for (int i = 0; i < points.Length; i++)
        {
            PixelPoint a = points[i],
                b = points[(i + 1) % points.Length];
            double ax = (double)a.X - p.X,
                ay = (double)a.Y - p.Y,
                bx = (double)b.X - p.X,
                by = (double)b.Y - p.Y;
            total += Math.Atan2((ax * by) - (ay * bx), (ax * bx) + (ay * by));
        }

        return (int)Math.Round(total / (2 * Math.PI));
    }
}
