using LightningDrag.Geometry;
using LightningDrag.Training.Synthetic;

namespace LightningDrag.Training.Motion;

/// <summary>
/// Turns one labelled drag into another: seen mirrored, turned, from nearer, in other light. Real pairs are few, and a
/// network that sees them for the twentieth time learns them by heart; labels follow the picture exactly, because the
/// same similarity moves both.
/// </summary>
internal static class SampleAugmentation
{
    private const float CropShare = 0.7f;
    private const float LightShare = 0.6f;

    /// <summary>Most of a turn either way, in radians.</summary>
    private const float LargestTurn = 0.2f;

    private const float LargestZoom = 1.4f;

    /// <summary>Crops are drawn until one holds every point at both its ends; this often.</summary>
    private const int Attempts = 4;

    /// <summary>A varied sample; the same object where chance leaves it as it is.</summary>
    public static MotionSample Vary(MotionSample sample, ref CounterRandom random)
    {
        bool mirrored = random.Chance(0.5f);
        MotionSample? view = null;
        if (random.Chance(CropShare))
        {
            for (int attempt = 0; attempt < Attempts && view is null; attempt++)
                view = See(sample, View.Draw(mirrored, sample.Size, ref random));
        }

        if (view is null && mirrored)
            view = See(sample, View.Mirror(sample.Size));
        MotionSample seen = view ?? sample;
        return random.Chance(LightShare) ? Relight(seen, ref random) : seen;
    }

    /// <summary>The sample seen so; null if a point lies outside.</summary>
    private static MotionSample? See(MotionSample sample, View view)
    {
        int size = sample.Size,
            plane = size * size;
        var points = Array.ConvertAll(
            sample.Points,
            pair => new PointPair(view.Place(pair.Handle), view.Place(pair.Target))
        );
        if (!points.All(pair => Holds(size, pair.Handle.X, pair.Handle.Y) && Holds(size, pair.Target.X, pair.Target.Y)))
            return null;
        var source = new byte[3 * plane];
        var (flowX, flowY) = (new float[plane], new float[plane]);
        var (valid, visible, mask) = (new byte[plane], new byte[plane], new byte[plane]);
        for (int i = 0; i < plane; i++)
        {
            var (x, y) = view.Origin(i % size, i / size);
            int nearest =
                (Math.Clamp((int)MathF.Round(y), 0, size - 1) * size) + Math.Clamp((int)MathF.Round(x), 0, size - 1);
            (flowX[i], flowY[i]) = view.Turn(sample.FlowX[nearest], sample.FlowY[nearest]);
            (valid[i], mask[i]) = (sample.Valid[nearest], sample.Mask[nearest]);
            bool stays = Holds(size, (i % size) + flowX[i], (i / size) + flowY[i]);
            visible[i] = (byte)(stays ? sample.Visible[nearest] : 0);
            for (int c = 0; c < 3; c++)
                source[(c * plane) + i] = Colour(sample.Source.AsSpan(c * plane, plane), size, x, y);
        }

        return new MotionSample(size, source, flowX, flowY, valid, visible, mask, points, new object())
        {
            Scope = sample.Scope,
        };
    }

    /// <summary>Another exposure, contrast and white balance.</summary>
    private static MotionSample Relight(MotionSample sample, ref CounterRandom random)
    {
        var source = new byte[sample.Source.Length];
        int plane = sample.Size * sample.Size;
        float gamma = random.LogRange(0.75f, 1.33f),
            gain = random.LogRange(0.85f, 1.15f);
        Span<byte> table = stackalloc byte[256];
        for (int c = 0; c < 3; c++)
        {
            float scale = gain * random.LogRange(0.94f, 1.06f);
            for (int i = 0; i < 256; i++)
                table[i] = (byte)Math.Clamp((255 * scale * MathF.Pow(i / 255f, gamma)) + 0.5f, 0, 255);
            for (int i = c * plane; i < (c + 1) * plane; i++)
                source[i] = table[sample.Source[i]];
        }

        return sample with
        {
            Source = source,
            Picture = new object(),
        };
    }

    private static bool Holds(int size, float x, float y) => x >= 0 && y >= 0 && x <= size - 1 && y <= size - 1;

    private static byte Colour(ReadOnlySpan<byte> plane, int size, float x, float y)
    {
        (x, y) = (Math.Clamp(x, 0, size - 1), Math.Clamp(y, 0, size - 1));
        int left = Math.Min((int)x, size - 2),
            top = Math.Min((int)y, size - 2),
            at = (top * size) + left;
        float across = x - left,
            down = y - top;
        float upper = plane[at] + (across * (plane[at + 1] - plane[at]));
        float lower = plane[at + size] + (across * (plane[at + size + 1] - plane[at + size]));
        return (byte)(upper + (down * (lower - upper)) + 0.5f);
    }

    /// <summary>
    /// A similarity of the window: which pixel of the picture stands at a place of the view, and the other way round.
    /// </summary>
    private readonly struct View
    {
        private readonly float centre,
            shiftX,
            shiftY,
            cosine,
            sine,
            zoom,
            side;

        private View(int size, float turn, float zoom, bool mirrored, float shiftX, float shiftY) =>
            (centre, cosine, sine, this.zoom, side, this.shiftX, this.shiftY) = (
                (size - 1) / 2f,
                MathF.Cos(turn),
                MathF.Sin(turn),
                zoom,
                mirrored ? -1 : 1,
                shiftX,
                shiftY
            );

        public static View Mirror(int size) => new(size, 0, 1, mirrored: true, 0, 0);

        /// <summary>A view that the picture fills to its corners.</summary>
        public static View Draw(bool mirrored, int size, ref CounterRandom random)
        {
            float turn = random.Range(-LargestTurn, LargestTurn);
            float smallest = MathF.Cos(turn) + MathF.Abs(MathF.Sin(turn));
            float zoom = MathF.Max(smallest, random.Range(1, LargestZoom));
            float room = (size - 1) / 2f * (1 - (smallest / zoom));
            return new View(size, turn, zoom, mirrored, random.Range(-room, room), random.Range(-room, room));
        }

        public (float X, float Y) Origin(float column, float row)
        {
            float x = side * (column - centre) / zoom,
                y = (row - centre) / zoom;
            return ((cosine * x) - (sine * y) + centre + shiftX, (sine * x) + (cosine * y) + centre + shiftY);
        }

        public PixelPoint Place(PixelPoint point)
        {
            var (x, y) = Turn(point.X - centre - shiftX, point.Y - centre - shiftY);
            return new PixelPoint(x + centre, y + centre);
        }

        /// <summary>A displacement in the picture as the view shows it.</summary>
        public (float X, float Y) Turn(float x, float y) =>
            (side * zoom * ((cosine * x) + (sine * y)), zoom * ((cosine * y) - (sine * x)));
    }
}
