using System.Text;
using LightningDrag.Geometry;
using LightningDrag.Imaging.Shapes;

namespace LightningDrag.Tests.Imaging.Shapes;

public class MaskShapeJsonTests
{
    [Fact]
    public void Reads_every_type()
    {
        IReadOnlyList<MaskShape> shapes = Parse(
            """
            [{"type": "rectangle", "x": 10, "y": 20.5, "width": 200, "height": 100},
             {"center": [60, 40], "radiusX": 30, "radiusY": 20, "subtract": true, "type": "ellipse"},
             {"type": "polygon", "points": [[0, 0], [50, 0], [25, 40]]},
             {"type": "brush", "radius": 12, "points": [[5, 5], [80, 60]]}]
            """
        );
        Assert.Equal(
            new RectangleShape
            {
                X = 10,
                Y = 20.5f,
                Width = 200,
                Height = 100,
            },
            shapes[0]
        );
        Assert.Equal(
            new EllipseShape
            {
                Center = new PixelPoint(60, 40),
                RadiusX = 30,
                RadiusY = 20,
                Subtract = true,
            },
            shapes[1]
        );
        Assert.Equal(
            [new PixelPoint(0, 0), new PixelPoint(50, 0), new PixelPoint(25, 40)],
            Assert.IsType<PolygonShape>(shapes[2]).Points
        );
        Assert.Equal(12, Assert.IsType<BrushShape>(shapes[3]).Radius);
    }

    [Fact]
    public void Reads_what_it_writes()
    {
        byte[] text = MaskShapeJson.Write([
            new RectangleShape
            {
                X = 0,
                Y = 0,
                Width = 1.25f,
                Height = 3,
                Subtract = true,
            },
            new BrushShape { Points = [new PixelPoint(0, -1)], Radius = 0 },
        ]);
        IReadOnlyList<MaskShape> shapes = MaskShapeJson.Parse(text);
        Assert.Equal(
            new RectangleShape
            {
                X = 0,
                Y = 0,
                Width = 1.25f,
                Height = 3,
                Subtract = true,
            },
            shapes[0]
        );
        Assert.Equal([new PixelPoint(0, -1)], Assert.IsType<BrushShape>(shapes[1]).Points);
        Assert.Equal(text, MaskShapeJson.Write(shapes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[null]")]
    [InlineData("{}")]
    [InlineData("[{}]")]
    [InlineData("[{\"type\": \"star\"}]")]
    [InlineData("[{\"type\": \"rectangle\", \"x\": 1, \"y\": 1, \"width\": 1}]")]
    [InlineData("[{\"type\": \"rectangle\", \"x\": 1, \"y\": 1, \"width\": 1, \"height\": 1, \"colour\": 1}]")]
    [InlineData("[{\"type\": \"rectangle\", \"x\": NaN, \"y\": 1, \"width\": 1, \"height\": 1}]")]
    [InlineData("[{\"type\": \"rectangle\", \"x\": \"NaN\", \"y\": 1, \"width\": 1, \"height\": 1}]")]
    [InlineData("[{\"type\": \"rectangle\", \"x\": 1e999, \"y\": 1, \"width\": 1, \"height\": 1}]")]
    [InlineData("[{\"type\": \"rectangle\", \"x\": 1, \"y\": 1, \"width\": -1, \"height\": 1}]")]
    [InlineData("[{\"type\": \"polygon\", \"points\": [[0, 0], [1, 1]]}]")]
    [InlineData("[{\"type\": \"polygon\", \"points\": null}]")]
    [InlineData("[{\"type\": \"polygon\", \"points\": [[0], [1, 1], [2, 2]]}]")]
    [InlineData("[{\"type\": \"polygon\", \"points\": [[0, 0, 0], [1, 1], [2, 2]]}]")]
    [InlineData("[{\"type\": \"brush\", \"radius\": 1, \"points\": []}]")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    [InlineData("[{\"type\": \"rectangle\"")]
    public void Refuses_what_is_no_list_of_shapes(string text) =>
        TestImages.Refused(ErrorCode.InvalidMask, () => Parse(text));

    [Fact]
    public void Says_where_the_text_is_wrong()
    {
        string message = TestImages
            .Refused(
                ErrorCode.InvalidMask,
                () => Parse("[{\"type\": \"brush\",\n \"radius\": \"wide\", \"points\": [[1, 2]]}]")
            )
            .Message;
        Assert.Contains("[0].radius is \"wide\": give a number", message, StringComparison.Ordinal);
        message = TestImages
            .Refused(ErrorCode.InvalidMask, () => Parse("[{\"type\": \"brush\",\n \"radius\": wide}]"))
            .Message;
        Assert.Contains("line 2", message, StringComparison.Ordinal);
        Assert.Contains(
            "rectangle, ellipse, polygon, brush",
            TestImages.Refused(ErrorCode.InvalidMask, () => Parse("[{\"type\": \"star\"}]")).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF }, "utf-8")]
    [InlineData(new byte[] { 0xFF, 0xFE }, "utf-16")]
    [InlineData(new byte[] { 0xFE, 0xFF }, "utf-16BE")]
    public void A_byte_order_mark_is_passed_over(byte[] mark, string encoding)
    {
        byte[] text = System
            .Text.Encoding.GetEncoding(encoding)
            .GetBytes("[{\"type\": \"ellipse\", \"center\": [6, 4], \"radiusX\": 3, \"radiusY\": 2}]");
        Assert.Single(MaskShapeJson.Parse([.. mark, .. text]));
    }

    [Fact]
    public void Refuses_more_text_than_any_sensible_mask_needs() =>
        TestImages.Refused(ErrorCode.InvalidMask, () => MaskShapeJson.Parse(new byte[MaskShapeJson.MaxBytes + 1]));

    [Fact]
    public void Refuses_more_points_than_the_limit() =>
        TestImages.Refused(
            ErrorCode.InvalidMask,
            () =>
                Parse(
                    $"[{{\"type\": \"brush\", \"radius\": 1, \"points\": ["
                        + $"{string.Join(',', Enumerable.Repeat("[1,1]", MaskRasterizer.MaxPoints + 1))}]}}]"
                )
        );

    private static IReadOnlyList<MaskShape> Parse(string text) => MaskShapeJson.Parse(Encoding.UTF8.GetBytes(text));
}
