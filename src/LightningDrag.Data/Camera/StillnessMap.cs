using OpenCvSharp;

namespace LightningDrag.Data.Camera;

/// <summary>
/// Which cells of a frame stand still in another, by their grey levels: a cell is still when the two frames differ
/// there by much less than the frame differs from itself displaced by more than a still camera may. So texture counts,
/// plain cells say nothing, and exposure that changes (each cell's mean is taken out) does not matter.
/// </summary>
/// <param name="Frame">Size of the frame, pixels.</param>
/// <param name="Grid">Cells across and down.</param>
/// <param name="Texture">Whether a displacement would show in the cell.</param>
/// <param name="Still">Textured cells that are not displaced.</param>
/// <param name="Unchanged">Cells that look the same in both frames, textured or plain.</param>
/// <param name="Offset">The small displacement of the whole frame, pixels of the analysed frame, at which most cells
/// stand still.</param>
internal sealed record StillnessMap(
    Size Frame,
    Size Grid,
    bool[] Texture,
    bool[] Still,
    bool[] Unchanged,
    Point2d Offset
)
{
    /// <summary>
    /// Least difference from the displaced frame that counts as texture, grey levels (standard deviation in the cell).
    /// </summary>
    private const double LeastTexture = 2;

    /// <summary>A still cell differs by less than this part of what a displacement would do.</summary>
    private const double StillPart = 0.45;

    /// <summary>What noise and compression leave between frames of plain cells, grey levels.</summary>
    private const double Noise = 1;

    /// <summary>
    /// Change of a plain cell's light, beyond the whole frame's, that means another thing is seen there, grey levels.
    /// </summary>
    private const double OtherLight = 6;

    /// <summary>The displacement that must show, in parts of the one that is tolerated.</summary>
    private const double Reference = 1.75;

    /// <summary>Above this share of still cells, or of the unchanged border, no better offset is looked for.</summary>
    private const double Plenty = 0.5,
        PlentyOfBorder = 0.7;

    /// <summary>
    /// An offset must make this part more of the cells that stand still without it, and this share of all textured
    /// cells more, stand still.
    /// </summary>
    private const double PartGained = 0.3,
        ShareGained = 0.05;

    private readonly int texturedCells = Texture.Count(t => t);

    public int StillCells { get; } = Still.Count(s => s);

    /// <summary>Share of textured cells that stand still; 0 where nothing has texture.</summary>
    public double StillShare => (double)StillCells / Math.Max(1, texturedCells);

    /// <summary>
    /// Share of the cells on the left, top and right border (a tenth of the frame) that look the same. Below, bodies
    /// enter.
    /// </summary>
    public double UnchangedBorder
    {
        get
        {
            int edge = Math.Max(2, Grid.Width / 10),
                all = 0,
                same = 0;
            for (int i = 0; i < Unchanged.Length; i++)
            {
                int x = i % Grid.Width,
                    y = i / Grid.Width;
                if (x >= edge && y >= edge && x < Grid.Width - edge)
                    continue;
                all++;
                if (Unchanged[i])
                    same++;
            }

            return (double)same / all;
        }
    }

    /// <summary>Whether the cell at a pixel stands still.</summary>
    public bool IsStill(Point2f at) =>
        Still[((int)(at.Y * Grid.Height / Frame.Height) * Grid.Width) + (int)(at.X * Grid.Width / Frame.Width)];

    /// <summary>Compares two frames.</summary>
    /// <param name="first">Its cells are judged.</param>
    /// <param name="second">Of the same size.</param>
    /// <param name="tolerance">The most by which the whole frame may be displaced, pixels.</param>
    public static StillnessMap Compare(AnalysisFrame first, AnalysisFrame second, double tolerance)
    {
        Size grid = first.Grid;
        float[] self = first.DifferenceFromItself(tolerance * Reference);
        StillnessMap unmoved = At(default),
            best = unmoved;
        if (unmoved.StillShare < Plenty && unmoved.UnchangedBorder < PlentyOfBorder)
        {
            for (int y = -2; y <= 2; y++)
            {
                for (int x = -2; x <= 2; x++)
                {
                    if ((x * x) + (y * y) is 0 or > 4)
                        continue;
                    var other = At(new Point2d(x * tolerance / 2, y * tolerance / 2));
                    if (other.StillCells > best.StillCells)
                        best = other;
                }
            }
        }

        bool worthIt =
            best.StillCells > ((1 + PartGained) * unmoved.StillCells) + (ShareGained * unmoved.texturedCells);
        return worthIt ? best : unmoved;

        StillnessMap At(Point2d offset)
        {
            using Mat aligned = CellDifference.Displaced(second.Smooth, -offset);
            var (deviation, mean) = CellDifference.Between(first.Smooth, aligned, grid);
            float light = mean.Order().ElementAt(mean.Length / 2);
            bool[] texture = Array.ConvertAll(self, s => s > LeastTexture),
                still = new bool[self.Length],
                unchanged = new bool[self.Length];
            for (int i = 0; i < self.Length; i++)
            {
                still[i] = texture[i] && deviation[i] < StillPart * self[i];
                unchanged[i] =
                    deviation[i] < Math.Max(Noise, StillPart * self[i]) && Math.Abs(mean[i] - light) < OtherLight;
            }

            return new StillnessMap(first.Size, grid, texture, still, unchanged, offset);
        }
    }
}
