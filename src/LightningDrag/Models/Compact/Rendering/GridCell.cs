namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// Where a full-resolution pixel lies on the window grid: the four nodes around it and how far between them.
/// </summary>
/// <param name="P00">Index of the upper left node.</param>
/// <param name="P10">Index of the upper right node.</param>
/// <param name="P01">Index of the lower left node.</param>
/// <param name="P11">Index of the lower right node.</param>
/// <param name="FractionX">0…1 from the left to the right nodes.</param>
/// <param name="FractionY">0…1 from the upper to the lower nodes.</param>
/// <param name="Column">Column of the left nodes, −1 left of the grid's first node.</param>
/// <param name="Row">Row of the upper nodes, −1 above the grid's first node.</param>
internal readonly record struct GridCell(
    int P00,
    int P10,
    int P01,
    int P11,
    float FractionX,
    float FractionY,
    int Column,
    int Row
)
{
    /// <summary>
    /// The cell around full-resolution pixel (<paramref name="x"/>, <paramref name="y"/>), <paramref name="scale"/> of
    /// which make a grid pixel.
    /// </summary>
    public static GridCell Around(int x, int y, float scale, int size)
    {
        float gx = Math.Clamp(((x + 0.5f) / scale) - 0.5f, -0.5f, size - 0.5f),
            gy = Math.Clamp(((y + 0.5f) / scale) - 0.5f, -0.5f, size - 0.5f);
        int column = (int)MathF.Floor(gx),
            row = (int)MathF.Floor(gy);
        int left = Math.Max(column, 0),
            right = Math.Min(column + 1, size - 1),
            top = Math.Max(row, 0) * size,
            bottom = Math.Min(row + 1, size - 1) * size;
        return new GridCell(top + left, top + right, bottom + left, bottom + right, gx - column, gy - row, column, row);
    }
}
