using System.Globalization;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Editing;

/// <summary>
/// Where a thing is that shall be selected: clicks on it, a rough circle around it, or both. Checked when it is used.
/// </summary>
public sealed record SelectionRequest
{
    /// <summary>Most points of each kind.</summary>
    public const int MaximumPoints = 50;

    /// <summary>
    /// Points on the thing, in pixels of the source; may be empty where there is an <see cref="Area"/>.
    /// </summary>
    public IReadOnlyList<PixelPoint> Points { get; init; } = [];

    /// <summary>Points that are not on it.</summary>
    public IReadOnlyList<PixelPoint> Outside { get; init; } = [];

    /// <summary>A rough circle around the thing, of the source's size; null: anywhere.</summary>
    public EditMask? Area { get; init; }

    /// <summary>Checks everything but the model.</summary>
    /// <param name="width">Columns of the source.</param>
    /// <param name="height">Rows of the source.</param>
    /// <exception cref="LightningDragException">The first broken rule (<see cref="ErrorCode.InvalidRequest"/>,
    /// <see cref="ErrorCode.InvalidMask"/>).</exception>
    public void Validate(int width, int height)
    {
        if (Points.Count == 0 && Area is null)
            throw Invalid("A selection needs a point on the thing, or a circle around it.");
        foreach (var (name, points) in new[] { ("points", Points), ("outside", Outside) })
        {
            if (points.Count > MaximumPoints)
                throw Invalid($"{name} has {points.Count} points: give at most {MaximumPoints}.");
            for (int i = 0; i < points.Count; i++)
            {
                if (points[i].X >= 0 && points[i].Y >= 0 && points[i].X <= width - 1 && points[i].Y <= height - 1)
                    continue;
                throw Invalid(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name}[{i}] ({points[i].X}, {points[i].Y}) lies outside the picture of "
                            + $"{width}x{height} pixels."
                    )
                );
            }
        }

        if (Area is null)
            return;
        if (Area.Width != width || Area.Height != height)
        {
            throw new LightningDragException(
                ErrorCode.InvalidMask,
                $"The area is {Area.Width}x{Area.Height}, the picture {width}x{height}; they must match."
            );
        }

        if (Area.Bounds().IsEmpty)
            throw new LightningDragException(
                ErrorCode.InvalidMask,
                "The area to select in is empty: circle the thing."
            );
    }

    private static LightningDragException Invalid(string message) => new(ErrorCode.InvalidRequest, message);
}
