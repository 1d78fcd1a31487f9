using System.Security.Cryptography;
using System.Text;
using OpenCvSharp;

namespace LightningDrag.Tools.FlowPairs;

/// <summary>Draws the handles of a pair: at least one on each part that moves on its own, more with probability ∝ flow, sometimes pins. The same labels and key always give the same points.</summary>
internal static class PointDrawer
{
    private const int Maximum = 12;
    private const double MoreProbability = 0.65;
    private const double PinProbability = 0.15;
    private const int Spacing = 14;
    private const int SmallestPart = 200;

    /// <summary>Mean gradient (grey levels a pixel) that a handle needs around it: on flat ground nobody could tell where it went.</summary>
    private const float MinimumTexture = 4;

    /// <returns>Rows of handle x, handle y, target x, target y in crop pixels; empty when no point can be trusted.</returns>
    public static List<float[]> Draw(Labels labels, Plane source, bool[] mask, string key)
    {
        var random = new Random(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(key))));
        int size = labels.Size;
        var moving = new Plane(size, size);
        for (int i = 0; i < moving.Data.Length; i++) moving.Data[i] = labels.Moves(i) && labels.Visible[i] && labels.Length(i) > 2 ? 1 : 0;
        Plane surroundings = moving.BoxMean(3);
        var (gx, gy) = source.Gradient();
        Plane texture = new Plane(size, size, [.. gx.Data.Zip(gy.Data, (x, y) => MathF.Sqrt((x * x) + (y * y)))]).BoxMean(4);
        bool Trusted(int i) => moving.Data[i] > 0 && surroundings.Data[i] > 0.8f && texture.Data[i] > MinimumTexture && mask[i];

        List<int> chosen = [];
        foreach (List<int> part in Parts(moving)) Choose(part);
        List<int> all = [.. Enumerable.Range(0, moving.Data.Length).Where(Trusted)];
        CoverOtherMotions();
        while (chosen.Count is > 0 and < Maximum && random.NextDouble() < MoreProbability && Choose(all)) { }

        int pins = chosen.Count > 0 && random.NextDouble() < PinProbability ? random.Next(1, 3) : 0;
        List<float[]> points = [.. chosen.Select(i => Row(i, labels.U[i], labels.V[i]))];
        for (int tries = 0; pins > 0 && tries < 1000; tries++)
        {
            int i = random.Next(size * size);
            if (!mask[i] || !labels.Visible[i] || labels.Length(i) > 0.5f || !Spaced(i)) continue;
            chosen.Add(i);
            points.Add(Row(i, 0, 0));
            pins--;
        }

        return points;

        float[] Row(int i, float u, float v) => [i % size, i / size, (i % size) + u, (i / size) + v];

        bool Spaced(int i) => chosen.TrueForAll(c => Math.Pow((c % size) - (i % size), 2) + Math.Pow((c / size) - (i / size), 2) >= Spacing * Spacing);

        bool Choose(List<int> pixels)
        {
            List<int> open = [.. pixels.Where(i => Trusted(i) && Spaced(i))];
            double left = random.NextDouble() * open.Sum(i => labels.Length(i));
            foreach (int i in open)
            {
                left -= labels.Length(i);
                if (left > 0) continue;
                chosen.Add(i);
                return true;
            }

            return false;
        }

        // One outline may hold two motions (a person's two arms): as long as much of what moves resembles no point, it gets one.
        void CoverOtherMotions()
        {
            while (chosen.Count is > 0 and < Maximum)
            {
                List<int> unlike = [.. all.Where(i => chosen.TrueForAll(c => Differ(i, c)))];
                if (unlike.Count < Math.Max(SmallestPart, all.Count / 12) || !Choose(unlike)) return;
            }
        }

        bool Differ(int i, int c)
        {
            float du = labels.U[i] - labels.U[c], dv = labels.V[i] - labels.V[c];
            return MathF.Sqrt((du * du) + (dv * dv)) > 2 + (0.5f * labels.Length(i));
        }
    }

    // Fragments a few pixels apart (where the flow is not to be trusted) are one part.
    private static IEnumerable<List<int>> Parts(Plane moving)
    {
        using Mat image = Mat.FromPixelData(moving.Height, moving.Width, MatType.CV_8UC1, Array.ConvertAll(moving.Data, v => v > 0 ? (byte)255 : (byte)0));
        using Mat speck = Cv2.GetStructuringElement(MorphShapes.Ellipse, new Size(3, 3)), gap = Cv2.GetStructuringElement(MorphShapes.Ellipse, new Size(9, 9));
        using Mat opened = image.MorphologyEx(MorphTypes.Open, speck), closed = opened.MorphologyEx(MorphTypes.Close, gap), labels = new();
        int count = Cv2.ConnectedComponents(closed, labels);
        labels.GetArray(out int[] part);
        var pixels = Enumerable.Range(0, count).Select(_ => new List<int>()).ToArray();
        for (int i = 0; i < part.Length; i++) pixels[part[i]].Add(i);
        return pixels.Skip(1).Where(p => p.Count >= SmallestPart).OrderByDescending(p => p.Count).Take(Maximum);
    }
}
