using System.Globalization;
using System.Text.Json.Serialization;

namespace LightningDrag.Imaging.Shapes;

/// <summary>
/// A shape that adds to the editable mask or takes away from it. Coordinates are source pixels, (0, 0) the centre of
/// the top-left pixel; a pixel belongs to a shape when its centre does. Shapes apply in order, the first one to an
/// empty mask.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RectangleShape), "rectangle")]
[JsonDerivedType(typeof(EllipseShape), "ellipse")]
[JsonDerivedType(typeof(PolygonShape), "polygon")]
[JsonDerivedType(typeof(BrushShape), "brush")]
public abstract record MaskShape
{
    /// <summary>Largest magnitude of a coordinate or a length, in pixels.</summary>
    internal const float MaxCoordinate = 1_000_000;

    private protected MaskShape() { }

    /// <summary>False (the default): its pixels may change. True: they must not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Subtract { get; init; }

    /// <summary>How many points it lists; their sum is bounded.</summary>
    internal virtual int PointCount => 0;

    /// <summary>What is wrong with its numbers, as the rest of a sentence about the shape; null for nothing.</summary>
    internal abstract string? Problem();

    /// <summary>
    /// Adds the runs of pixels of row <paramref name="y"/> that belong to the shape; they may overlap and reach beyond
    /// the image.
    /// </summary>
    internal abstract void AddRuns(int y, PixelRuns runs);

    private protected static string? ProblemOf(string name, float value, float least = -MaxCoordinate) =>
        value >= least && value <= MaxCoordinate
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"has {name} {value}, which must lie between {least} and {MaxCoordinate}"
            );
}
