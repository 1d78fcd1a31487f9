using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Points;

/// <summary>A pixel of the network's picture.</summary>
internal readonly record struct PixelIndex(int Row, int Column);

/// <summary>
/// The point embedding's input (LightningDrag, section 3.2): a map of handles and one of targets, zero except that the
/// pixel of point k holds k itself, 1…P; a later point overwrites an earlier one. The two lists may differ in length,
/// or be empty.
/// </summary>
internal static class PointMaps
{
    /// <summary>// [1, 2, height, width]: handles, then targets</summary>
    public static Tensor Draw(
        IReadOnlyList<PixelIndex> handles,
        IReadOnlyList<PixelIndex> targets,
        int height,
        int width
    )
    {
        var maps = new float[2 * height * width];
        Draw(handles, maps.AsSpan(0, height * width), height, width);
        Draw(targets, maps.AsSpan(height * width), height, width);
        return tensor(maps, [1, 2, height, width]);
    }

    private static void Draw(IReadOnlyList<PixelIndex> points, Span<float> map, int height, int width)
    {
        for (int k = 0; k < points.Count; k++)
        {
            var (row, column) = points[k];
            if ((uint)row >= (uint)height || (uint)column >= (uint)width)
                throw new ArgumentException(
                    $"Point {k} at ({row}, {column}) is outside the {width}x{height} picture.",
                    nameof(points)
                );
            map[(row * width) + column] = k + 1;
        }
    }
}
