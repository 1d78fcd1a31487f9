using LightningDrag.Geometry;

namespace LightningDrag.Models.Compact;

/// <summary>
/// The point embedding of the compact model: point pairs and mask as 11 maps on the motion grid (the paper's point
/// embedding, section 3.2, is learned; here the maps are closed forms). Order: mask; anchored Shepard field P₁ (u, v);
/// moving-least-squares similarity P₂ (u, v); handles (presence, u, v); targets (presence, u, v). Flows are in units of
/// L.
/// </summary>
internal static class PointFields
{
    public const int Channels = 11;

    /// <summary>First channel of P₂.</summary>
    public const int SimilarityChannel = 3;

    /// <summary>Square of the radius, in px², within which a handle's weight stops growing.</summary>
    public const float Softening = 4f;

    /// <summary>Pulls rotation and scale towards none, in px², so that close handles do not explode.</summary>
    public const float SimilarityRegulariser = 64f;

    /// <summary>Largest component of P₂, in units of L.</summary>
    public const float SimilarityLimit = 3f;

    /// <summary>σ of the presence maps, in px.</summary>
    private const float PresenceSigma = 6f;

    /// <summary>L: the longest drag in window pixels, at least 8.</summary>
    public static float LongestDrag(ReadOnlySpan<PointPair> points)
    {
        float longest = MotionLatent.SmallestUnit;
        foreach (var point in points)
            longest = MathF.Max(longest, point.Length);
        return longest;
    }

    /// <summary>
    /// Share of editable pixels in each cell of the motion grid, in steps of 1/255 as the prototype's 8-bit masks gave
    /// it.
    /// </summary>
    /// <param name="mask">1 = may change. // [size, size]</param>
    /// <param name="size">Side of the window, a multiple of 4.</param>
    /// <returns>// [size/4, size/4]</returns>
    public static float[] AverageMask(ReadOnlySpan<byte> mask, int size)
    {
        const int stride = MotionLatent.Stride;
        int grid = size / stride;
        var average = new float[grid * grid];
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
                average[(y / stride * grid) + (x / stride)] += mask[(y * size) + x] != 0 ? 1 : 0;
        }

        for (int i = 0; i < average.Length; i++)
            average[i] = MathF.Round(average[i] * 255f / (stride * stride)) / 255f;
        return average;
    }

    /// <summary>Computes the fields.</summary>
    /// <param name="points">Pairs in window pixels; at least one.</param>
    /// <param name="mask">Share of editable pixels in each grid cell, 0…1. // [grid, grid]</param>
    /// <param name="grid">Side of the motion grid.</param>
    /// <param name="fields">Receives the maps. // [11, grid, grid]</param>
    public static void Compute(ReadOnlySpan<PointPair> points, ReadOnlySpan<float> mask, int grid, Span<float> fields)
    {
        int plane = grid * grid;
        float unit = LongestDrag(points);
        mask[..plane].CopyTo(fields);
        var depth = ChamferDistance(mask, grid);
        fields[plane..(Channels * plane)].Clear();
        var weights = new float[points.Length];
        for (int row = 0; row < grid; row++)
        {
            for (int column = 0; column < grid; column++)
            {
                int cell = (row * grid) + column;
                float x = (column * MotionLatent.Stride) + ((MotionLatent.Stride - 1) / 2f);
                float y = (row * MotionLatent.Stride) + ((MotionLatent.Stride - 1) / 2f);
                for (int i = 0; i < points.Length; i++)
                    weights[i] = 1f / (Squared(points[i].Handle, x, y) + Softening);
                if (depth[cell] > 0)
                {
                    float border = depth[cell] * MotionLatent.Stride;
                    var (u, v) = Shepard(points, weights, 0.5f / ((border * border) + Softening));
                    fields[plane + cell] = u / unit;
                    fields[(2 * plane) + cell] = v / unit;
                }

                var (su, sv) = Similarity(points, weights, x, y);
                fields[(SimilarityChannel * plane) + cell] = Math.Clamp(su / unit, -SimilarityLimit, SimilarityLimit);
                fields[((SimilarityChannel + 1) * plane) + cell] = Math.Clamp(
                    sv / unit,
                    -SimilarityLimit,
                    SimilarityLimit
                );
                Presence(points, x, y, unit, fields[cell..], plane);
            }
        }
    }

    /// <summary>Shepard's weighted mean of the displacements against an anchor that does not move.</summary>
    private static (float U, float V) Shepard(ReadOnlySpan<PointPair> points, ReadOnlySpan<float> weights, float anchor)
    {
        float u = 0,
            v = 0,
            sum = anchor;
        for (int i = 0; i < points.Length; i++)
        {
            u += weights[i] * (points[i].Target.X - points[i].Handle.X);
            v += weights[i] * (points[i].Target.Y - points[i].Handle.Y);
            sum += weights[i];
        }

        return (u / sum, v / sum);
    }

    /// <summary>
    /// Moving least squares over similarities (Schaefer et al., SIGGRAPH 2006, equation 5), without anchors.
    /// </summary>
    private static (float U, float V) Similarity(
        ReadOnlySpan<PointPair> points,
        ReadOnlySpan<float> weights,
        float x,
        float y
    )
    {
        float sum = 0,
            hx = 0,
            hy = 0,
            du = 0,
            dv = 0;
        for (int i = 0; i < points.Length; i++)
        {
            var (handle, target) = points[i];
            sum += weights[i];
            hx += weights[i] * handle.X;
            hy += weights[i] * handle.Y;
            du += weights[i] * (target.X - handle.X);
            dv += weights[i] * (target.Y - handle.Y);
        }

        (hx, hy, du, dv) = (hx / sum, hy / sum, du / sum, dv / sum);
        float spread = SimilarityRegulariser * sum,
            along = 0,
            across = 0;
        for (int i = 0; i < points.Length; i++)
        {
            var (handle, target) = points[i];
            float px = handle.X - hx,
                py = handle.Y - hy;
            float u = target.X - handle.X - du,
                v = target.Y - handle.Y - dv;
            spread += weights[i] * ((px * px) + (py * py));
            along += weights[i] * ((px * u) + (py * v));
            across += weights[i] * ((px * v) - (py * u));
        }

        float a = along / spread,
            b = across / spread,
            qx = x - hx,
            qy = y - hy;
        return ((a * qx) - (b * qy) + du, (b * qx) + (a * qy) + dv);
    }

    private static void Presence(
        ReadOnlySpan<PointPair> points,
        float x,
        float y,
        float unit,
        Span<float> fields,
        int plane
    )
    {
        const float scale = -1f / (2 * PresenceSigma * PresenceSigma);
        const float reach = 18f; // exp(−18) is below float32's resolution of a sum that starts at 0…1
        foreach (var (handle, target) in points)
        {
            float u = (target.X - handle.X) / unit,
                v = (target.Y - handle.Y) / unit;
            Add(Squared(handle, x, y) * scale, 5, u, v, fields);
            Add(Squared(target, x, y) * scale, 8, u, v, fields);
        }

        void Add(float exponent, int channel, float u, float v, Span<float> maps)
        {
            if (exponent < -reach)
                return;
            float presence = MathF.Exp(exponent);
            maps[channel * plane] = MathF.Max(maps[channel * plane], presence);
            maps[(channel + 1) * plane] += presence * u;
            maps[(channel + 2) * plane] += presence * v;
        }
    }

    private static float Squared(PixelPoint point, float x, float y) =>
        ((x - point.X) * (x - point.X)) + ((y - point.Y) * (y - point.Y));

    /// <summary>
    /// Distance to the nearest cell outside the mask, in cells: the 3×3 chamfer metric (0.955, 1.3693; Borgefors 1986).
    /// A mask without an outside has depth "grid" everywhere.
    /// </summary>
    private static float[] ChamferDistance(ReadOnlySpan<float> mask, int grid)
    {
        const float straight = 0.955f,
            diagonal = 1.3693f;
        var depth = new float[grid * grid];
        for (int i = 0; i < depth.Length; i++)
            depth[i] = mask[i] > 0.5f ? grid : 0;
        for (int y = 0; y < grid; y++)
        {
            for (int x = 0; x < grid; x++)
                Relax(x, y, -1);
        }

        for (int y = grid - 1; y >= 0; y--)
        {
            for (int x = grid - 1; x >= 0; x--)
                Relax(x, y, 1);
        }

        return depth;

        void Relax(int x, int y, int step)
        {
            float best = depth[(y * grid) + x];
            best = MathF.Min(best, At(x + step, y) + straight);
            best = MathF.Min(best, At(x, y + step) + straight);
            best = MathF.Min(best, At(x + step, y + step) + diagonal);
            best = MathF.Min(best, At(x - step, y + step) + diagonal);
            depth[(y * grid) + x] = best;
        }

        float At(int x, int y) =>
            (uint)x < (uint)grid && (uint)y < (uint)grid ? depth[(y * grid) + x] : float.PositiveInfinity;
    }
}
