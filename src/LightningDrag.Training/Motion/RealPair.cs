using System.Buffers.Binary;
using System.Text.Json;
using LightningDrag.Geometry;
using LightningDrag.Training.Synthetic;
using SkiaSharp;

namespace LightningDrag.Training.Motion;

/// <summary>
/// A pair of frames of a real video in a folder, by the members of one shard entry: key.source.png, .mask.png, .valid.png, .visible.png,
/// .flow.npy (float16, [size, size, 2], forward, in pixels) and .json with the points.
/// </summary>
internal sealed class RealPair(string prefix)
{
    private const string FlowSuffix = ".flow.npy";
    private const int LargestSide = 1024;

    /// <summary>How far from a stored handle, in pixels, training may take another one on the same moving part.</summary>
    private const int HandleJitter = 12;

    /// <summary>Stand for the source, straight and mirrored.</summary>
    private readonly object[] pictures = [new(), new()];

    /// <summary>The pairs of a folder, in the order of their keys.</summary>
    public static IEnumerable<RealPair> List(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new LightningDragException(ErrorCode.InvalidFile, $"There is no folder of real pairs '{folder}'.");
        }

        return Directory.EnumerateFiles(folder, "*" + FlowSuffix).Order(StringComparer.Ordinal).Select(path => new RealPair(path[..^FlowSuffix.Length]));
    }

    /// <summary>Reads the pair at the given window size, mirrored in half the cases, and draws points on it.</summary>
    /// <param name="window">Side of the sample; the stored side must be a multiple of it.</param>
    /// <param name="random">Chooses the points.</param>
    public MotionSample Draw(int window, CounterRandom random)
    {
        var (size, flow) = ReadFlow();
        if (size % window != 0)
        {
            throw new LightningDragException(ErrorCode.InvalidFile, $"The pair '{prefix}' is {size} px wide; the training window must divide that.");
        }

        int factor = size / window, plane = window * window;
        byte[] colours = ReadPixels(".source.png", size), maskPixels = ReadPixels(".mask.png", size);
        byte[] validPixels = ReadPixels(".valid.png", size), visiblePixels = ReadPixels(".visible.png", size);
        var source = new byte[3 * plane];
        var (flowX, flowY) = (new float[plane], new float[plane]);
        var (valid, visible, mask) = (new byte[plane], new byte[plane], new byte[plane]);
        bool mirrored = random.Chance(0.5f);
        float sign = mirrored ? -1 : 1;
        for (int i = 0; i < plane; i++)
        {
            // Of each block the middle pixel gives the labels (flow must not be averaged over an edge), all pixels give the colour.
            int column = mirrored ? window - 1 - (i % window) : i % window;
            int x = column * factor, y = i / window * factor;
            int middle = ((y + (factor / 2)) * size) + x + (factor / 2);
            flowX[i] = sign * flow[2 * middle] / factor;
            flowY[i] = flow[(2 * middle) + 1] / factor;
            bool finite = float.IsFinite(flowX[i]) && float.IsFinite(flowY[i]);
            if (!finite) (flowX[i], flowY[i]) = (0, 0);
            valid[i] = (byte)(finite && validPixels[4 * middle] >= 128 ? 1 : 0);
            visible[i] = (byte)(visiblePixels[4 * middle] >= 128 ? 1 : 0);
            mask[i] = (byte)(maskPixels[4 * middle] >= 128 ? 1 : 0);
            for (int c = 0; c < 3; c++) source[(c * plane) + i] = (byte)BlockMean(colours, size, x, y, factor, c);
        }

        return new MotionSample(window, source, flowX, flowY, valid, visible, mask, DrawPoints(window, factor, mirrored, flowX, flowY, valid, random), pictures[mirrored ? 1 : 0]);
    }

    private PointPair[] DrawPoints(int window, int factor, bool mirrored, float[] flowX, float[] flowY, byte[] valid, CounterRandom random)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(prefix + ".json"));
        var stored = json.RootElement.GetProperty("points").EnumerateArray().Select(p => p.EnumerateArray().Select(v => v.GetSingle() / factor).ToArray());
        var points = new List<PointPair>();
        foreach (var point in stored)
        {
            var (hx, hy, tx, ty) = (point[0], point[1], point[2], point[3]);
            if (mirrored) (hx, tx) = (window - 1 - hx, window - 1 - tx);
            float reach = HandleJitter / factor;
            int x = Math.Clamp((int)MathF.Round(hx + random.Range(-reach, reach)), 0, window - 1);
            int y = Math.Clamp((int)MathF.Round(hy + random.Range(-reach, reach)), 0, window - 1);
            int i = (y * window) + x;
            bool sameMotion = valid[i] != 0 && MathF.Abs(flowX[i] - (tx - hx)) + MathF.Abs(flowY[i] - (ty - hy)) < 0.4f * (1 + MathF.Abs(tx - hx) + MathF.Abs(ty - hy));
            points.Add(sameMotion
                ? new PointPair(new PixelPoint(x, y), new PixelPoint(x + flowX[i], y + flowY[i]))
                : new PointPair(new PixelPoint(hx, hy), new PixelPoint(tx, ty)));
        }

        return [.. points];
    }

    private (int Size, float[] Flow) ReadFlow()
    {
        // Version 1.0 of the format: 10 bytes, then a header whose length is stated, then the values.
        byte[] bytes = File.ReadAllBytes(prefix + FlowSuffix);
        int start = bytes.Length < 10 ? int.MaxValue : 10 + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        int values = (bytes.Length - Math.Min(start, bytes.Length)) / 2;
        int size = (int)Math.Round(Math.Sqrt(values / 2.0));
        if (size is < 1 or > LargestSide || size * size * 2 != values)
        {
            throw new LightningDragException(ErrorCode.InvalidFile, $"'{prefix}{FlowSuffix}' is no square float16 flow of at most {LargestSide} px; build the pairs again.");
        }

        var flow = new float[values];
        for (int i = 0; i < values; i++) flow[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(start + (2 * i)));
        return (size, flow);
    }

    private byte[] ReadPixels(string suffix, int size)
    {
        using var codec = SKCodec.Create(prefix + suffix);
        if (codec is null || codec.Info.Width != size || codec.Info.Height != size)
        {
            throw new LightningDragException(ErrorCode.InvalidFile, $"'{prefix}{suffix}' is no image of {size}x{size}; build the pairs again.");
        }

        using var bitmap = new SKBitmap(new SKImageInfo(size, size, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) != SKCodecResult.Success)
        {
            throw new LightningDragException(ErrorCode.InvalidFile, $"'{prefix}{suffix}' is damaged; build the pairs again.");
        }

        return bitmap.GetPixelSpan().ToArray();
    }

    private static int BlockMean(byte[] pixels, int size, int x, int y, int factor, int channel)
    {
        int sum = 0;
        for (int row = y; row < y + factor; row++)
        {
            for (int column = x; column < x + factor; column++) sum += pixels[(4 * ((row * size) + column)) + channel];
        }

        return sum / (factor * factor);
    }
}
