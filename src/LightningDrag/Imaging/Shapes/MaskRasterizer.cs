namespace LightningDrag.Imaging.Shapes;

/// <summary>
/// Draws shapes into an editable mask: a pixel belongs to a shape when its centre does, without anti-aliasing.
/// </summary>
public static class MaskRasterizer
{
    /// <summary>Most shapes of a mask.</summary>
    public const int MaxShapes = 500;

    /// <summary>Most points of all polygons and strokes together.</summary>
    public const int MaxPoints = 10_000;

    /// <summary>Draws <paramref name="shapes"/> in order, beginning with an empty mask.</summary>
    /// <param name="shapes">1 to <see cref="MaxShapes"/> shapes in source pixels; they may reach beyond the
    /// image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="cancellationToken">Stops the work: the largest masks that the limits allow take seconds.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidMask"/>: a number that is NaN or out of range, too few points, too many shapes or
    /// points, or nothing may change in the end.
    /// </exception>
    public static EditMask Draw(
        IReadOnlyList<MaskShape> shapes,
        int width,
        int height,
        CancellationToken cancellationToken = default
    )
    {
        Validate(shapes);
        var mask = new EditMask(width, height, new byte[checked(width * height)]);
        Parallel.For(
            0,
            height,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => new PixelRuns(),
            (y, _, runs) =>
            {
                Span<byte> row = mask.Editable.AsSpan(y * width, width);
                foreach (MaskShape shape in shapes)
                {
                    runs.Clear();
                    shape.AddRuns(y, runs);
                    runs.Fill(row, shape.Subtract ? (byte)0 : (byte)1);
                }

                return runs;
            },
            _ => { }
        );
        return mask.Editable.AsSpan().IndexOfAnyExcept((byte)0) >= 0
            ? mask
            : throw Invalid(
                $"The shapes leave no pixel of the {width}x{height} image that may change: check their "
                    + $"places and sizes."
            );
    }

    /// <summary>Checks everything about shapes that does not depend on the image.</summary>
    internal static void Validate(IReadOnlyList<MaskShape> shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        if (shapes.Count is < 1 or > MaxShapes)
            throw Invalid($"The mask has {shapes.Count} shapes, but needs 1 to {MaxShapes}.");
        long points = 0;
        for (int i = 0; i < shapes.Count; i++)
        {
            if (shapes[i] is null)
                throw Invalid($"Shape {i} of the mask is missing.");
            points += shapes[i].PointCount;
            if (points > MaxPoints)
                throw Invalid(
                    $"The shapes have more than {MaxPoints} points together (at shape {i}): draw with fewer."
                );
            if (shapes[i].Problem() is { } problem)
                throw Invalid($"Shape {i} of the mask {problem}.");
        }
    }

    private static LightningDragException Invalid(string message) => new(ErrorCode.InvalidMask, message);
}
