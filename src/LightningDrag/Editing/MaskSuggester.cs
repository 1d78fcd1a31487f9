using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Imaging.Shapes;

namespace LightningDrag.Editing;

/// <summary>
/// Proposes an editable mask where the request has none: what looks connected to the handles, and where it is dragged
/// to. "Connected" is the geodesic distance of Criminisi, Sharp &amp; Blake ("GeoS: Geodesic Image Segmentation", ECCV
/// 2008, section 3): the length of the cheapest path from a handle, where crossing a change of colour costs extra. How
/// far it reaches depends on the length of the drag. Deterministic.
/// </summary>
public static class MaskSuggester
{
    /// <summary>Cells along the longer side of the analysed region.</summary>
    private const int Cells = 192;

    /// <summary>Colour steps up to so many times the region's mean are texture and cost nothing.</summary>
    private const float Texture = 2f;

    /// <summary>What each further mean colour step costs, in cells.</summary>
    private const float EdgeCost = 2f;

    /// <summary>
    /// In dark or smooth regions the mean step says little: it counts as at least so many of 255 levels.
    /// </summary>
    private const float SmallestStep = 3f;

    /// <summary>Farther than any point lies from the centre of the pixel that it falls on.</summary>
    private const float PixelDiagonal = 0.75f;

    /// <summary>Passes over the region, forth and back; two settle all but maze-like paths.</summary>
    private const int Passes = 3;

    /// <summary>Suggests a mask that holds every handle and every target inside the image.</summary>
    /// <param name="image">The source.</param>
    /// <param name="points">1 to 100 pairs in its pixels, at least one of which moves.</param>
    /// <exception cref="LightningDragException">The points break a rule
    /// (<see cref="ErrorCode.InvalidRequest"/>).</exception>
    public static EditMask Suggest(RasterImage image, IReadOnlyList<PointPair> points)
    {
        ArgumentNullException.ThrowIfNull(image);
        DragRequestValidator.ValidatePoints(points, image.Width, image.Height);

        float shortSide = MathF.Min(image.Width, image.Height);
        float longest = points.Max(point => point.Length);

        // A short drag on a small photo means the whole object; on a large one it means a detail of it. Hence the
        // picture bounds both from above.
        float reach = Math.Clamp(3f * longest, MathF.Min(0.25f * shortSide, 7f * longest), 0.5f * shortSide);
        float margin = Math.Clamp(0.75f * longest, MathF.Min(0.05f * shortSide, longest), 0.12f * shortSide);

        float width = MathF.Max(margin, PixelDiagonal);
        var mask = MaskRasterizer.Draw(
            [.. points.Select(point => new BrushShape { Points = [point.Handle, point.Target], Radius = width })],
            image.Width,
            image.Height
        );
        var moving = points.Where(point => point.Length > 0).ToArray();
        var region = RegionAround(moving, reach + margin, image.Width, image.Height);
        int stride = Math.Max(1, (Math.Max(region.Width, region.Height) + Cells - 1) / Cells);
        var grid = ColourGrid.Average(image, region, stride);
        var (distance, nearest) = GeodesicDistance(grid, moving, reach / stride);
        AddSwept(mask, grid, distance, nearest, moving, reach / stride, margin);
        return mask;
    }

    private static PixelRectangle RegionAround(PointPair[] points, float reach, int width, int height)
    {
        float left = points.Min(p => MathF.Min(p.Handle.X, p.Target.X)) - reach,
            right = points.Max(p => MathF.Max(p.Handle.X, p.Target.X)) + reach;
        float top = points.Min(p => MathF.Min(p.Handle.Y, p.Target.Y)) - reach,
            bottom = points.Max(p => MathF.Max(p.Handle.Y, p.Target.Y)) + reach;
        int x = (int)MathF.Floor(left),
            y = (int)MathF.Floor(top);
        return new PixelRectangle(
            x,
            y,
            (int)MathF.Ceiling(right) - x + 1,
            (int)MathF.Ceiling(bottom) - y + 1
        ).Intersect(new PixelRectangle(0, 0, width, height));
    }

    /// <summary>
    /// Distance of each cell from the nearest moving handle, in cells, and which handle that is: raster scans with a
    /// 3×3 neighbourhood. How far beyond <paramref name="reach"/> is left open.
    /// </summary>
    private static (float[] Distance, int[] Nearest) GeodesicDistance(ColourGrid grid, PointPair[] points, float reach)
    {
        int width = grid.Width,
            height = grid.Height;
        var distance = new float[width * height];
        var nearest = new int[width * height];
        Array.Fill(distance, float.PositiveInfinity);
        for (int i = 0; i < points.Length; i++)
        {
            int cell = grid.CellOf(points[i].Handle);
            (distance[cell], nearest[cell]) = (0, i);
        }

        float meanStep = MathF.Max(grid.MeanStep(), SmallestStep);
        for (int pass = 0; pass < Passes; pass++)
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                    Relax(x, y, -1);
            }

            for (int y = height - 1; y >= 0; y--)
            {
                for (int x = width - 1; x >= 0; x--)
                    Relax(x, y, 1);
            }
        }

        return (distance, nearest);

        void Relax(int x, int y, int back)
        {
            int cell = (y * width) + x;
            Try(cell, x + back, y, 1f);
            Try(cell, x, y + back, 1f);
            Try(cell, x + back, y + back, 1.4142f);
            Try(cell, x - back, y + back, 1.4142f);
        }

        void Try(int cell, int x, int y, float length)
        {
            if ((uint)x >= (uint)width || (uint)y >= (uint)height)
                return;
            int from = (y * width) + x;

            // Colours are compared only where they can still matter.
            float shortest = distance[from] + length;
            if (shortest >= distance[cell] || shortest > reach)
                return;
            float candidate = shortest + (EdgeCost * MathF.Max(0, (grid.Difference(cell, from) / meanStep) - Texture));
            if (candidate < distance[cell])
                (distance[cell], nearest[cell]) = (candidate, nearest[from]);
        }
    }

    /// <summary>
    /// Marks what lies within <paramref name="reach"/> cells of a handle, along its whole way to the target, a margin
    /// wider.
    /// </summary>
    private static void AddSwept(
        EditMask mask,
        ColourGrid grid,
        float[] distance,
        int[] nearest,
        PointPair[] points,
        float reach,
        float margin
    )
    {
        // 0 = what moves passes here; 1 = it does not.
        var still = new byte[distance.Length];
        Array.Fill(still, (byte)1);
        for (int cell = 0; cell < distance.Length; cell++)
        {
            if (distance[cell] > reach)
                continue;
            var (handle, target) = points[nearest[cell]];
            float dx = (target.X - handle.X) / grid.Stride,
                dy = (target.Y - handle.Y) / grid.Stride;
            int steps = Math.Max(1, (int)MathF.Ceiling(MathF.Max(MathF.Abs(dx), MathF.Abs(dy))));
            for (int step = 0; step <= steps; step++)
            {
                float along = (float)step / steps;
                int x = (int)MathF.Round((cell % grid.Width) + (along * dx)),
                    y = (int)MathF.Round((cell / grid.Width) + (along * dy));
                if ((uint)x < (uint)grid.Width && (uint)y < (uint)grid.Height)
                    still[(y * grid.Width) + x] = 0;
            }
        }

        FillHoles(still, grid.Width, grid.Height);
        float threshold = (margin / grid.Stride) + 0.5f;
        var distanceToMoving = DistanceTransform.ToNearestZero(still, grid.Width, grid.Height, threshold + 2);
        for (int y = 0, bottom; y < grid.Region.Height; y = bottom)
        {
            bottom = y + 1;
            for (int x = 0, right; x < grid.Region.Width; x = right)
            {
                // Between four cells that are all near, or all far, no pixel need be looked at.
                var (least, most) = grid.RangeAround(distanceToMoving, x, y, out right, out bottom);
                if (least > threshold)
                    continue;
                for (int at = y; at < bottom; at++)
                {
                    if (most <= threshold)
                        RowOf(at)[x..right].Fill(1);
                    else
                        Mark(at, x, right);
                }
            }
        }

        void Mark(int y, int left, int right)
        {
            var row = RowOf(y);
            for (int x = left; x < right; x++)
            {
                if (grid.Interpolate(distanceToMoving, x, y) <= threshold)
                    row[x] = 1;
            }
        }

        Span<byte> RowOf(int y) =>
            mask.Editable.AsSpan(((grid.Region.Y + y) * mask.Width) + grid.Region.X, grid.Region.Width);
    }

    /// <summary>
    /// Adds the cells that the moving ones enclose: whatever a walk from the region's border does not reach.
    /// </summary>
    private static void FillHoles(byte[] still, int width, int height)
    {
        var open = new bool[still.Length];
        var walk = new Stack<int>();
        for (int x = 0; x < width; x++)
            (_, _) = (Visit(x, 0), Visit(x, height - 1));
        for (int y = 0; y < height; y++)
            (_, _) = (Visit(0, y), Visit(width - 1, y));
        while (walk.TryPop(out int cell))
        {
            int x = cell % width,
                y = cell / width;
            _ = Visit(x - 1, y) | Visit(x + 1, y) | Visit(x, y - 1) | Visit(x, y + 1);
        }

        for (int cell = 0; cell < still.Length; cell++)
        {
            if (!open[cell])
                still[cell] = 0;
        }

        bool Visit(int x, int y)
        {
            if ((uint)x >= (uint)width || (uint)y >= (uint)height)
                return false;
            int cell = (y * width) + x;
            if (still[cell] == 0 || open[cell])
                return false;
            open[cell] = true;
            walk.Push(cell);
            return true;
        }
    }
}
