using OpenCvSharp;

namespace LightningDrag.Tools.FlowPairs;

/// <summary>One picture to look at: per pair the source with mask and points, the target, the flow as colour (grey where not trusted).</summary>
internal sealed class ContactSheet(int columns, int maximum)
{
    private readonly List<Mat> _tiles = [];

    public void Add(MinedPair pair)
    {
        if (_tiles.Count >= maximum) return;
        using Mat drawn = pair.Source.Clone();
        int size = pair.Labels.Size;
        using Mat mask = Mat.FromPixelData(size, size, MatType.CV_8UC1, Array.ConvertAll(pair.Mask, m => m ? (byte)255 : (byte)0));
        Cv2.FindContours(mask, out Point[][] outlines, out _, RetrievalModes.List, ContourApproximationModes.ApproxNone);
        Cv2.DrawContours(drawn, outlines, -1, new Scalar(0, 255, 255));
        foreach (float[] p in pair.Points)
        {
            var handle = new Point((int)p[0], (int)p[1]);
            var target = new Point((int)p[2], (int)p[3]);
            Cv2.Line(drawn, handle, target, Scalar.White, 1, LineTypes.AntiAlias);
            Cv2.Circle(drawn, handle, 3, Scalar.Red, -1, LineTypes.AntiAlias);
            Cv2.Circle(drawn, target, 3, Scalar.Blue, -1, LineTypes.AntiAlias);
        }

        using Mat flow = Colours(pair.Labels);
        var tile = new Mat();
        Cv2.HConcat([drawn, pair.Target, flow], tile);
        tile.PutText(pair.Key, new Point(4, 12), HersheyFonts.HersheySimplex, 0.4, Scalar.Lime);
        _tiles.Add(tile);
    }

    public void Save(string path)
    {
        if (_tiles.Count == 0) return;
        while (_tiles.Count % columns != 0) _tiles.Add(new Mat(_tiles[0].Size(), _tiles[0].Type(), Scalar.Black));
        using var sheet = new Mat();
        Cv2.VConcat(_tiles.Chunk(columns).Select(row =>
        {
            var strip = new Mat();
            Cv2.HConcat(row, strip);
            return strip;
        }), sheet);
        sheet.SaveImage(path);
    }

    private static Mat Colours(Labels labels)
    {
        var pixels = new Vec3b[labels.U.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            byte hue = (byte)((MathF.Atan2(labels.V[i], labels.U[i]) / MathF.PI * 90) + 90);
            pixels[i] = labels.Valid[i]
                ? new Vec3b(hue, (byte)Math.Min(255, labels.Length(i) * 12), 255)
                : new Vec3b(0, 0, labels.Ambiguous[i] ? (byte)170 : (byte)80);
        }

        using var image = new Mat(labels.Size, labels.Size, MatType.CV_8UC3);
        image.SetArray(pixels);
        return image.CvtColor(ColorConversionCodes.HSV2BGR);
    }
}
