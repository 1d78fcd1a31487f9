using LightningDrag.Evaluation.Baselines;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;

namespace LightningDrag.Evaluation.Tests.Baselines;

public class TeleaRendererTests
{
    private const int Size = 64;

    [Fact]
    public void NoMotion_ChangesNoByte()
    {
        RasterImage source = TestPairs.Texture(Size);
        EditMask mask = TestPairs.Disc(Size, 20);

        var result = TeleaRenderer.Render(source, new Unchanged().Predict([], mask), mask);

        Assert.Equal(source.Pixels, result.Pixels);
    }

    [Fact]
    public void Translation_MovesContent_AndKeepsWhatIsOutside()
    {
        RasterImage source = TestPairs.Texture(Size);
        EditMask mask = TestPairs.Disc(Size, 24);
        MotionField motion = TestPairs.MovingDisc(Size, 10, 9, 0);

        var result = TeleaRenderer.Render(source, motion, mask);

        for (int i = 0; i < Size * Size; i++)
        {
            int x = i % Size,
                y = i / Size;
            if (!mask[x, y])
                Assert.Equal(source.Pixels[4 * i], result.Pixels[4 * i]);
            else if (Math.Sqrt(((x - 41) * (x - 41)) + ((y - 32) * (y - 32))) < 7)
                Assert.Equal(source.Pixels[4 * (i - 9)], result.Pixels[4 * i]);
        }
    }
}
