using LightningDrag.Imaging;
using LightningDrag.Models.Compact;
using LightningDrag.Models.Compact.Rendering;

namespace LightningDrag.Evaluation.Things;

/// <summary>
/// Moves what an outline holds rigidly, and nothing else, by the compact model's own splat and filling: with the true
/// outline this is what a perfect motion would give.
/// </summary>
internal static class OutlineMove
{
    private const int GridSize = 256;

    /// <summary>The edited picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="outline">What moves.</param>
    /// <param name="dx">Columns by which it moves.</param>
    /// <param name="dy">Rows by which it moves.</param>
    /// <param name="mask">What may change.</param>
    public static RasterImage Render(RasterImage image, bool[] outline, float dx, float dy, EditMask mask)
    {
        EditWindow window = EditWindow.Choose(mask, [], GridSize);
        float scale = window.Size / (float)GridSize;
        int cells = GridSize * GridSize;
        float[] x = new float[cells],
            y = new float[cells],
            visible = new float[cells],
            gate = new float[cells];
        Array.Fill(visible, 1f);
        for (int i = 0; i < cells; i++)
        {
            int column = window.X + (int)(((i % GridSize) + 0.5f) * scale),
                row = window.Y + (int)(((i / GridSize) + 0.5f) * scale);
            if (
                (uint)column >= (uint)image.Width
                || (uint)row >= (uint)image.Height
                || !outline[(row * image.Width) + column]
            )
                continue;
            (x[i], y[i], gate[i]) = (dx / scale, dy / scale, 1);
        }

        RasterImage edited = SplatWarpRenderer.Render(
            new WindowPicture(window.Extract(image), GridSize),
            new MotionField(GridSize, x, y, visible, gate),
            window.Extract(mask)
        );
        return PasteBack.Apply(image, window, edited, mask, PasteBack.DefaultFeather(window.Size, GridSize));
    }
}
