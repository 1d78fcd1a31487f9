using LightningDrag.Data.Camera;
using OpenCvSharp;

namespace LightningDrag.Data.Tests.Camera;

public class LastingStillnessTests
{
    private const int Side = 12;

    [Fact]
    public void CellsThatStandStillAgainAndAgain_Count_OthersDoNot()
    {
        // Each pair shows a twelfth of the cells still by chance, and six of the background's, which another thing
        // covers now and then.
        var lasting = new LastingStillness();
        int[] background = [0, 1, 20, 21, 130, 131];
        for (int pair = 0; pair < 12; pair++)
        {
            lasting.Add(Map(cell => cell % 12 == pair || (background.Contains(cell) && pair != 5)));
        }

        Assert.Equal(background.Length / (double)(Side * Side), lasting.Share, 3);
        Assert.Equal(3, lasting.Parts);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void ACaptionAlongAnEdge_HasNoParts(int row)
    {
        var lasting = new LastingStillness();
        for (int pair = 0; pair < 8; pair++)
            lasting.Add(Map(cell => cell / Side == row));

        Assert.Equal(1.0 / Side, lasting.Share, 3);
        Assert.Equal(0, lasting.Parts);
    }

    [Fact]
    public void CellsWithoutTexture_SayNothing()
    {
        var lasting = new LastingStillness();
        lasting.Add(Map(_ => false, textured: false));

        Assert.Equal(0, lasting.Share);
        Assert.Equal(0, lasting.Parts);
        Assert.Equal(0, new LastingStillness().Share);
    }

    private static StillnessMap Map(Func<int, bool> isStill, bool textured = true)
    {
        bool[] still = [.. Enumerable.Range(0, Side * Side).Select(isStill)],
            texture = [.. still.Select(_ => textured)];
        return new StillnessMap(new Size(8 * Side, 8 * Side), new Size(Side, Side), texture, still, still, default);
    }
}
