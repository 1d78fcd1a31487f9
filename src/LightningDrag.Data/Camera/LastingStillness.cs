using OpenCvSharp;

namespace LightningDrag.Data.Camera;

/// <summary>
/// What stands still in all of a shot's pairs of frames that are far apart. In a single pair a large head, flicker or
/// wind leave little of a still background, hardly more than chance leaves of a moving one; but it is the same cells
/// that a still background shows again and again, and others by chance.
/// </summary>
internal sealed class LastingStillness
{
    /// <summary>A cell counts where it has texture in this share of the pairs.</summary>
    private const double UsuallyTextured = 0.6;

    /// <summary>It stands still throughout when it does in this share of those.</summary>
    private const double UsuallyStill = 0.85;

    /// <summary>The frame is looked at in so many parts across and down.</summary>
    private const int PartsAcross = 3;

    /// <summary>Still cells that a part must have: single ones are chance.</summary>
    private const int CellsOfPart = 2;

    private int pairs;
    private int[] textured = [],
        still = [];
    private Size grid;

    /// <summary>Share of the textured cells that stand still throughout; 0 where nothing has texture.</summary>
    public double Share
    {
        get
        {
            int[] cells = [.. Enumerable.Range(0, textured.Length).Where(i => textured[i] >= UsuallyTextured * pairs)];
            return (double)cells.Count(IsStill) / Math.Max(1, cells.Length);
        }
    }

    /// <summary>
    /// How many ninths of the frame have such cells; 0 where these lie in one row or column of ninths: captions,
    /// tickers and logos stand still, too, but along an edge or in a corner.
    /// </summary>
    public int Parts
    {
        get
        {
            (int X, int Y)[] parts =
            [
                .. Enumerable
                    .Range(0, textured.Length)
                    .Where(i => textured[i] >= UsuallyTextured * pairs && IsStill(i))
                    .GroupBy(i =>
                        (X: i % grid.Width * PartsAcross / grid.Width, Y: i / grid.Width * PartsAcross / grid.Height)
                    )
                    .Where(cells => cells.Count() >= CellsOfPart)
                    .Select(cells => cells.Key),
            ];
            bool spread = parts.DistinctBy(part => part.X).Count() > 1 && parts.DistinctBy(part => part.Y).Count() > 1;
            return spread ? parts.Length : 0;
        }
    }

    /// <summary>Adds a pair of the shot.</summary>
    public void Add(StillnessMap map)
    {
        if (pairs++ == 0)
            (grid, textured, still) = (map.Grid, new int[map.Texture.Length], new int[map.Texture.Length]);
        for (int i = 0; i < textured.Length; i++)
        {
            if (!map.Texture[i])
                continue;
            textured[i]++;
            if (map.Still[i])
                still[i]++;
        }
    }

    private bool IsStill(int cell) => still[cell] >= UsuallyStill * textured[cell];
}
