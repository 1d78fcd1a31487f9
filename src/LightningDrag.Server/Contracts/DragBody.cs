using LightningDrag.Geometry;

namespace LightningDrag.Server.Contracts;

/// <summary>A drag: [x, y] of the handle and of its target, in pixels of the source. A pin has both equal.</summary>
/// <param name="Handle">Where the content is.</param>
/// <param name="Target">Where it shall go.</param>
internal sealed record DragBody(PixelPoint Handle, PixelPoint Target)
{
    public static DragBody Of(PointPair pair) => new(pair.Handle, pair.Target);

    public static IReadOnlyList<PointPair> ToPairs(IReadOnlyList<DragBody>? drags) =>
        [
            .. (drags ?? []).Select(
                (drag, i) =>
                    drag is null
                        ? throw ApiError.Invalid($"points[{i}] is null: give a handle and a target.")
                        : new PointPair(drag.Handle, drag.Target)
            ),
        ];
}

/// <summary>A rectangle of whole source pixels.</summary>
internal sealed record RectangleBody(int X, int Y, int Width, int Height)
{
    public static RectangleBody Of(PixelRectangle rectangle) =>
        new(rectangle.X, rectangle.Y, rectangle.Width, rectangle.Height);
}
