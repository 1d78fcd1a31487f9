using LightningDrag.Cli.Parsing;
using LightningDrag.Editing.Gestures;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Cli.Tests.Parsing;

public class RegionArgumentTests
{
    private static readonly RasterImage Image = new(10, 10);

    [Fact]
    public void A_circle() =>
        Assert.Equal(new CircleRegion(new(1.5f, -2), 30), RegionArgument.Parse("circle:1.5,-2,30")!.For(Image));

    [Fact]
    public void A_brush()
    {
        var brush = Assert.IsType<BrushRegion>(RegionArgument.Parse("brush:8:1,2:3,4.5")!.For(Image));
        Assert.Equal(8, brush.Radius);
        Assert.Equal([new PixelPoint(1, 2), new PixelPoint(3, 4.5f)], brush.Stroke);
    }

    [Fact]
    public void A_mask_names_a_file() =>
        Assert.Equal(
            ErrorCode.InvalidImage,
            Assert.Throws<LightningDragException>(() => RegionArgument.Parse("mask:/nowhere/m.png")!.For(Image)).Code
        );

    [Theory]
    [InlineData("")]
    [InlineData("circle")]
    [InlineData("circle:")]
    [InlineData("circle:1,2")]
    [InlineData("circle:1,2,x")]
    [InlineData("circle:1,2,3,4")]
    [InlineData("mask:")]
    [InlineData("brush:5")]
    [InlineData("brush:x:1,2")]
    [InlineData("brush:5:1,2:3")]
    [InlineData("square:1,2,3")]
    public void Anything_else_is_refused(string text) => Assert.Null(RegionArgument.Parse(text));
}
