using LightningDrag.Cli.Parsing;
using LightningDrag.Geometry;

namespace LightningDrag.Cli.Tests.Parsing;

public class CoordinateParserTests
{
    [Fact]
    public void A_drag_is_two_positions()
    {
        Assert.True(CoordinateParser.TryDrag("120,80:150.5,-85", out var drag));
        Assert.Equal(new PointPair(new(120, 80), new(150.5f, -85)), drag);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,2")]
    [InlineData("1,2:3")]
    [InlineData("1,2:3,4,5")]
    [InlineData("a,2:3,4")]
    [InlineData("1,2;3,4")]
    public void Anything_else_is_refused(string text) => Assert.False(CoordinateParser.TryDrag(text, out _));
}
