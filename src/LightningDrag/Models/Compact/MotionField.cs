namespace LightningDrag.Models.Compact;

/// <summary>
/// Forward motion on the window grid, in the source's frame: where each source pixel goes and whether it stays visible
/// (the decoded motion latent). All arrays have Size × Size elements, row by row.
/// </summary>
/// <param name="Size">Side of the square window grid (256 as shipped).</param>
/// <param name="FlowX">Horizontal displacement in window pixels.</param>
/// <param name="FlowY">Vertical displacement in window pixels.</param>
/// <param name="Visibility">0…1: 1 where the pixel stays visible in the target, 0 where it gets covered or
/// leaves.</param>
/// <param name="Gate">0…1: how surely the pixel moves with the handles.</param>
internal sealed record MotionField(int Size, float[] FlowX, float[] FlowY, float[] Visibility, float[] Gate)
{
    /// <summary>Whether a source pixel stays exactly where it is.</summary>
    public bool IsStill(int pixel) => FlowX[pixel] == 0 && FlowY[pixel] == 0;

    /// <summary>The pixel on which a source pixel lands; −1 outside the window.</summary>
    public int LandingOf(int pixel)
    {
        int x = (int)MathF.Round((pixel % Size) + FlowX[pixel]),
            y = (int)MathF.Round((pixel / Size) + FlowY[pixel]);
        return (uint)x < (uint)Size && (uint)y < (uint)Size ? (y * Size) + x : -1;
    }

    /// <summary>Itself, where every number is finite: what is rendered has to be.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.NotFinite"/></exception>
    public MotionField RequireFinite()
    {
        foreach (float[] map in new[] { FlowX, FlowY, Visibility, Gate })
            FiniteResults.Require(map, "motion denoiser");
        return this;
    }
}
