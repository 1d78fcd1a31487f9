using System.Globalization;
using LightningDrag.Geometry;

namespace LightningDrag.Cli.Parsing;

/// <summary>Reads positions and drags as they are written on a command line, in the invariant culture.</summary>
internal static class CoordinateParser
{
    /// <summary><c>x,y</c></summary>
    public static bool TryPoint(ReadOnlySpan<char> text, out PixelPoint point)
    {
        point = default;
        int comma = text.IndexOf(',');
        if (comma < 0 || !TryNumber(text[..comma], out float x) || !TryNumber(text[(comma + 1)..], out float y))
            return false;
        point = new PixelPoint(x, y);
        return true;
    }

    /// <summary><c>x,y:x,y</c>, handle and target.</summary>
    public static bool TryDrag(ReadOnlySpan<char> text, out PointPair drag)
    {
        drag = default;
        int colon = text.IndexOf(':');
        if (colon < 0 || !TryPoint(text[..colon], out var handle) || !TryPoint(text[(colon + 1)..], out var target))
            return false;
        drag = new PointPair(handle, target);
        return true;
    }

    /// <summary>A number; "NaN" and "Infinity" pass here and are refused, with the reason, by the library.</summary>
    public static bool TryNumber(ReadOnlySpan<char> text, out float value) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
