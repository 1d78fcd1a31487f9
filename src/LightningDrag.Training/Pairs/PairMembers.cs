using System.Text.Json;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Training.Pairs;

/// <summary>
/// The members of one pair in the layout of the shards: key.source.(png|jpg), .target.(png|jpg), .mask.png, .json with the points as rows of handle x, y,
/// target x, y; optional .flow.npy, .valid.png (where the flow is to be trusted) and .visible.png (which source pixels stay visible).
/// </summary>
/// <param name="key">Name of the pair.</param>
/// <param name="members">Bytes by suffix ("source.png").</param>
internal sealed class PairMembers(string key, IReadOnlyDictionary<string, byte[]> members)
{
    private const int LargestSide = 2048;

    private static readonly ImageLimits Limits = new() { MaxPixels = LargestSide * LargestSide };

    /// <summary>Whether a member belongs to pairs at all.</summary>
    public static bool IsKnown(string suffix) => suffix is "source.png" or "source.jpg" or "target.png" or "target.jpg" or "mask.png" or "valid.png" or "visible.png" or "flow.npy" or "json";

    /// <summary>Decodes the pair.</summary>
    public SupervisionPair Decode()
    {
        RasterImage source = Image("source"), target = Image("target");
        if (source.Width != source.Height) throw Broken("source", $"has {source.Width}x{source.Height} pixels; a pair is square");
        if (target.Width != source.Width || target.Height != source.Height) throw Broken("target", "is of another size than the source");
        bool[] mask = Bits("mask", source.Width) ?? throw Broken("mask.png", "is missing");
        var editable = new EditMask(source.Width, source.Height, Array.ConvertAll(mask, m => (byte)(m ? 1 : 0)));
        return new SupervisionPair(key, source, target, editable, Points(source.Width)) { Motion = Motion(source.Width) };
    }

    private TrueMotion? Motion(int size)
    {
        if (!members.TryGetValue("flow.npy", out byte[]? file)) return null;
        var (x, y) = NpyFlow.Read(file, key + ".flow.npy", size, size);
        bool[] valid = Bits("valid", size) ?? Enumerable.Repeat(true, size * size).ToArray();
        for (int i = 0; i < valid.Length; i++) valid[i] &= float.IsFinite(x[i]) && float.IsFinite(y[i]);
        return new TrueMotion(x, y, valid, Bits("visible", size) ?? valid);
    }

    private List<PointPair> Points(int size)
    {
        if (!members.TryGetValue("json", out byte[]? file)) throw Broken("json", "is missing");
        try
        {
            using var json = JsonDocument.Parse(file);
            List<PointPair> points = [.. json.RootElement.GetProperty("points").EnumerateArray().Select(Point)];
            if (points.Count is 0 or > 100) throw Broken("json", $"has {points.Count} points; a pair has 1 to 100");
            return points;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new LightningDragException(ErrorCode.InvalidFile, $"'{key}.json' has no \"points\" of four numbers each; make the pair again or delete it.", exception);
        }

        PointPair Point(JsonElement row)
        {
            float[] values = [.. row.EnumerateArray().Select(v => v.GetSingle())];
            if (values.Length != 4 || !Array.TrueForAll(values, v => v >= -size && v < 2 * size)) throw Broken("json", "has a point that is not four numbers near the picture");
            return new PointPair(new PixelPoint(values[0], values[1]), new PixelPoint(values[2], values[3]));
        }
    }

    private RasterImage Image(string name)
    {
        if (!members.TryGetValue(name + ".png", out byte[]? file) && !members.TryGetValue(name + ".jpg", out file)) throw Broken(name, "is missing");
        try
        {
            return ImageReader.Read(file, Limits);
        }
        catch (LightningDragException exception)
        {
            throw new LightningDragException(ErrorCode.InvalidFile, $"'{key}.{name}': {exception.Message}", exception);
        }
    }

    private bool[]? Bits(string name, int size)
    {
        if (!members.ContainsKey(name + ".png")) return null;
        RasterImage image = Image(name);
        if (image.Width != size || image.Height != size) throw Broken(name + ".png", "is of another size than the source");
        var bits = new bool[size * size];
        for (int i = 0; i < bits.Length; i++) bits[i] = image.Pixels[i * RasterImage.BytesPerPixel] >= 128;
        return bits;
    }

    private LightningDragException Broken(string member, string what) =>
        new(ErrorCode.InvalidFile, $"'{key}.{member}' {what}; make the pair again or delete it.");
}
