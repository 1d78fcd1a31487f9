using System.Text.Json;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Data.Shards.Reading;

/// <summary>
/// The members of one pair, decoded when asked for: <c>source.(jpg|png)</c>, <c>target.(jpg|png)</c>, <c>mask.png</c>,
/// <c>json</c> with the points as rows of handle x, y, target x, y; optional <c>flow.npy</c>, <c>valid.png</c> (where
/// the flow is to be trusted) and <c>visible.png</c> (which source pixels stay visible). Every method throws
/// <see cref="LightningDragException"/> (<see cref="ErrorCode.InvalidFile"/>) where its member is missing or broken.
/// </summary>
public sealed class StoredPair
{
    private const int LargestSide = 2048;

    private static readonly ImageLimits Limits = new() { MaxPixels = LargestSide * LargestSide };

    private readonly IReadOnlyDictionary<string, byte[]> members;

    internal StoredPair(string key, IReadOnlyDictionary<string, byte[]> members) =>
        (Key, this.members) = (key, members);

    /// <summary>Name of the pair.</summary>
    public string Key { get; }

    /// <summary>What is dragged: a square picture.</summary>
    public RasterImage Source()
    {
        RasterImage source = Image("source");
        return source.Width == source.Height
            ? source
            : throw Broken("source", $"has {source.Width}x{source.Height} pixels; a pair is square");
    }

    /// <summary>What comes out.</summary>
    /// <param name="size">Side of the source.</param>
    public RasterImage Target(int size) => OfSize(Image("target"), size, "target");

    /// <summary>What may change.</summary>
    /// <param name="size">Side of the source.</param>
    public EditMask Mask(int size)
    {
        bool[] mask = Bits("mask", size) ?? throw Broken("mask.png", "is missing");
        return new EditMask(size, size, Array.ConvertAll(mask, m => (byte)(m ? 1 : 0)));
    }

    /// <summary>Where the source's pixels go; null when the pair was stored without.</summary>
    /// <param name="size">Side of the source.</param>
    public StoredMotion? Motion(int size)
    {
        if (!members.TryGetValue("flow.npy", out byte[]? file))
            return null;
        var (x, y) = NpyFlow.Read(file, Key + ".flow.npy", size, size);
        bool[] valid = Bits("valid", size) ?? Enumerable.Repeat(true, size * size).ToArray();
        for (int i = 0; i < valid.Length; i++)
            valid[i] &= float.IsFinite(x[i]) && float.IsFinite(y[i]);
        return new StoredMotion(x, y, valid, Bits("visible", size) ?? valid);
    }

    /// <summary>The handles and targets in pixels, 1 to 100, all near the picture.</summary>
    /// <param name="size">Side of the source.</param>
    public IReadOnlyList<PointPair> Points(int size)
    {
        if (!members.TryGetValue("json", out byte[]? file))
            throw Broken("json", "is missing");
        try
        {
            using var json = JsonDocument.Parse(file);
            List<PointPair> points =
            [
                .. json.RootElement.GetProperty("points").EnumerateArray().Take(101).Select(Point),
            ];
            if (points.Count is 0 or > 100)
                throw Broken("json", $"has {points.Count} points; a pair has 1 to 100");
            return points;
        }
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"'{Key}.json' has no \"points\" of four numbers each; make the pair again or delete it.",
                exception
            );
        }

        PointPair Point(JsonElement row)
        {
            float[] values = [.. row.EnumerateArray().Take(5).Select(v => v.GetSingle())];
            if (values.Length != 4 || !Array.TrueForAll(values, v => v >= -size && v < 2 * size))
                throw Broken("json", "has a point that is not four numbers near the picture");
            return new PointPair(new PixelPoint(values[0], values[1]), new PixelPoint(values[2], values[3]));
        }
    }

    /// <summary>The whole record, as the pipeline writes it.</summary>
    internal PairRecord Record()
    {
        try
        {
            return
                members.TryGetValue("json", out byte[]? file)
                && JsonSerializer.Deserialize(file, ShardJson.Default.PairRecord)
                    is { Points: not null, Times.Length: 2, Scores: not null } record
                && record.Points.All(point => point is { Length: 4 })
                ? record
                : throw Broken("json", "lacks a part of the record");
        }
        catch (JsonException error)
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"'{Key}.json' is no record of a pair ({error.Message}).",
                error
            );
        }
    }

    /// <summary>Whether a member belongs to pairs at all.</summary>
    internal static bool IsMember(string suffix) =>
        suffix
            is "source.png"
                or "source.jpg"
                or "target.png"
                or "target.jpg"
                or "mask.png"
                or "valid.png"
                or "visible.png"
                or "flow.npy"
                or "json";

    /// <summary>"clip_0001_03.source.png" → ("clip_0001_03", "source.png").</summary>
    internal static (string Key, string Suffix) SplitName(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
    }

    private RasterImage Image(string name)
    {
        if (!members.TryGetValue(name + ".png", out byte[]? file) && !members.TryGetValue(name + ".jpg", out file))
            throw Broken(name, "is missing");
        try
        {
            return ImageReader.Read(file, Limits);
        }
        catch (LightningDragException exception)
        {
            throw new LightningDragException(ErrorCode.InvalidFile, $"'{Key}.{name}': {exception.Message}", exception);
        }
    }

    private RasterImage OfSize(RasterImage image, int size, string member) =>
        image.Width == size && image.Height == size
            ? image
            : throw Broken(member, "is of another size than the source");

    private bool[]? Bits(string name, int size)
    {
        if (!members.ContainsKey(name + ".png"))
            return null;
        RasterImage image = OfSize(Image(name), size, name + ".png");
        var bits = new bool[size * size];
        for (int i = 0; i < bits.Length; i++)
            bits[i] = image.Pixels[i * RasterImage.BytesPerPixel] >= 128;
        return bits;
    }

    private LightningDragException Broken(string member, string what) =>
        new(ErrorCode.InvalidFile, $"'{Key}.{member}' {what}; make the pair again or delete it.");
}

/// <summary>Where the pixels of a pair's source go. // [size, size] each</summary>
/// <param name="FlowX">Horizontal displacement in pixels.</param>
/// <param name="FlowY">Vertical displacement in pixels.</param>
/// <param name="Valid">Where the flow is to be trusted.</param>
/// <param name="Visible">Whether the pixel stays visible in the target.</param>
public sealed record StoredMotion(float[] FlowX, float[] FlowY, bool[] Valid, bool[] Visible);
