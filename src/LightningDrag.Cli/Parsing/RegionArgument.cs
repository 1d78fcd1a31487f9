using LightningDrag.Cli.Files;
using LightningDrag.Editing.Gestures;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Cli.Parsing;

/// <summary>
/// A gesture's region as written on the command line: <c>circle:x,y,r</c>, <c>mask:FILE</c> or <c>brush:r:x,y:x,y…</c>
/// </summary>
internal sealed class RegionArgument
{
    public const string Syntax = "circle:x,y,r | mask:FILE | brush:r:x,y:x,y...";

    private readonly Func<RasterImage, GestureRegion> create;

    private RegionArgument(Func<RasterImage, GestureRegion> create) => this.create = create;

    /// <summary>The file of a mask region; null for the others.</summary>
    public string? MaskFile { get; private init; }

    /// <summary>The region on <paramref name="image"/>; reads the mask file of a mask region.</summary>
    public GestureRegion For(RasterImage image) => create(image);

    /// <summary>Reads the syntax; null where it is not one of the three.</summary>
    public static RegionArgument? Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return null;
        string value = text[(colon + 1)..];
        return text[..colon] switch
        {
            "circle" => Circle(value),
            "mask" when value.Length > 0 => new RegionArgument(image => new MaskRegion(
                MaskReader.FromImage(StandardStreams.ReadImage(value), image)
            ))
            {
                MaskFile = value,
            },
            "brush" => Brush(value),
            _ => null,
        };
    }

    private static RegionArgument? Circle(string value)
    {
        int comma = value.LastIndexOf(',');
        if (comma < 0 || !CoordinateParser.TryPoint(value.AsSpan(0, comma), out var center))
            return null;
        return CoordinateParser.TryNumber(value.AsSpan(comma + 1), out float radius)
            ? new RegionArgument(_ => new CircleRegion(center, radius))
            : null;
    }

    private static RegionArgument? Brush(string value)
    {
        string[] parts = value.Split(':');
        if (parts.Length < 2 || !CoordinateParser.TryNumber(parts[0], out float radius))
            return null;
        var stroke = new List<PixelPoint>();
        foreach (string part in parts.AsSpan(1))
        {
            if (!CoordinateParser.TryPoint(part, out var point))
                return null;
            stroke.Add(point);
        }

        return new RegionArgument(_ => new BrushRegion(stroke, radius));
    }
}
