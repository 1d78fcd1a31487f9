using LightningDrag.Cli.Commands;
using LightningDrag.Imaging;

namespace LightningDrag.Cli.Tests.Commands;

public class OutputPathsTests
{
    [Fact]
    public void The_default_lies_beside_the_source()
    {
        Assert.Equal(["/tmp/cat-edited.png"], OutputPaths.For("/tmp/cat.jpg", null, null, 1));
        Assert.Equal(["cat-edited.jpg"], OutputPaths.For("cat.png", null, ImageFormat.Jpeg, 1));
    }

    [Fact]
    public void Several_candidates_are_numbered() =>
        Assert.Equal(["/tmp/out-1.webp", "/tmp/out-2.webp", "/tmp/out-3.webp"], OutputPaths.For("cat.jpg", "/tmp/out.webp", null, 3));

    [Fact]
    public void The_source_is_not_overwritten() => Assert.Equal(
        ErrorCode.InvalidRequest,
        Assert.Throws<LightningDragException>(() => OutputPaths.For("/tmp/cat.png", "/tmp/../tmp/cat.png", null, 1)).Code);

    [Fact]
    public void A_missing_folder_is_an_error() => Assert.Equal(
        ErrorCode.InvalidRequest,
        Assert.Throws<LightningDragException>(() => OutputPaths.For("cat.png", "/nowhere/cat.png", null, 1)).Code);
}
