using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Models.CoTracker.Prediction;

/// <summary>
/// Points on a regular grid over a frame: row by row, with a margin of 1/64 of the width on all sides. Asked for, or as
/// support points, which tell the network how the whole picture moves (CoTracker, section 4.2).
/// </summary>
internal static class QueryGrid
{
    /// <summary>Support points per side, in the first frame.</summary>
    public const int SupportSide = 6;

    private const int LargestSide = 128,
        MarginsPerWidth = 64;

    /// <summary>side² points; a single one is in the centre.</summary>
    /// <param name="side">Points per side, 1 to 128.</param>
    /// <param name="height">Rows of the frame.</param>
    /// <param name="width">Columns of the frame.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: the side is out of
    /// range.</exception>
    public static IReadOnlyList<PixelPoint> Points(int side, int height, int width)
    {
        if (side is < 1 or > LargestSide)
            throw new LightningDragException(ErrorCode.InvalidRequest, $"gridSize is {side}: give 1 to {LargestSide}.");
        if (side == 1)
            return [new PixelPoint(width / 2f, height / 2f)];
        double margin = (double)width / MarginsPerWidth;
        float At(int step, int size) => (float)(margin + (step * (size - (2 * margin)) / (side - 1)));
        return
        [
            .. Enumerable.Range(0, side * side).Select(i => new PixelPoint(At(i % side, width), At(i / side, height))),
        ];
    }

    /// <summary>
    /// The points that lie on the mask, which is brought to the frame's size; each counts by its nearest pixel.
    /// </summary>
    public static IReadOnlyList<PixelPoint> Within(
        IReadOnlyList<PixelPoint> points,
        EditMask mask,
        int height,
        int width
    )
    {
        EditMask resized = Resize(mask, height, width);
        return [.. points.Where(point => resized[(int)MathF.Round(point.X), (int)MathF.Round(point.Y)])];
    }

    /// <summary>By the nearest pixel: pixel i is pixel ⌊i·in/out⌋ of the mask.</summary>
    internal static EditMask Resize(EditMask mask, int height, int width)
    {
        var resized = new byte[height * width];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                resized[(y * width) + x] = (byte)(
                    mask[(int)((long)x * mask.Width / width), (int)((long)y * mask.Height / height)] ? 1 : 0
                );
        }

        return new EditMask(width, height, resized);
    }
}
