namespace LightningDrag.Tools.FlowPairs;

/// <summary>
/// Smooths a flow where the picture is smooth and refines it below a pixel: minimises
/// Σ ψ((I₁(x + w) − I₀(x))²) + α Σ g ψ(|∇w|²), ψ(s²) = √(s² + ε²), with smoothness weights g that fall at edges of the picture
/// (Brox, Bruhn, Papenberg, Weickert 2004; edge weights as in Wedel et al. 2009), by lagged linearisation and successive over-relaxation.
/// </summary>
internal static class VariationalRefinement
{
    private const float Alpha = 0.3f;
    private const float EdgeScale = 12;
    private const float DataEpsilon = 2;
    private const float SmoothEpsilon = 0.05f;
    private const int OuterIterations = 2;
    private const int InnerIterations = 12;
    private const float Relaxation = 1.6f;

    public static FlowMap Refine(Plane a, Plane b, FlowMap flow)
    {
        int width = a.Width, height = a.Height, n = width * height;
        float[] u = (float[])flow.U.Data.Clone(), v = (float[])flow.V.Data.Clone();
        var (ax, ay) = a.Gradient();
        var (bx, by) = b.Gradient();
        var edge = new float[n];
        for (int i = 0; i < n; i++) edge[i] = MathF.Exp(-MathF.Sqrt((ax.Data[i] * ax.Data[i]) + (ay.Data[i] * ay.Data[i])) / EdgeScale);

        float[] ix = new float[n], iy = new float[n], it = new float[n], right = new float[n], down = new float[n];
        float[] u0 = new float[n], v0 = new float[n];
        for (int outer = 0; outer < OuterIterations; outer++)
        {
            u.CopyTo(u0, 0);
            v.CopyTo(v0, 0);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    int i = (y * width) + x;
                    float px = x + u[i], py = y + v[i];
                    // No data term for what has left the frame.
                    bool outside = px < 0 || py < 0 || px > width - 1 || py > height - 1;
                    float gx = outside ? 0 : 0.5f * (bx.Sample(px, py) + ax.Data[i]), gy = outside ? 0 : 0.5f * (by.Sample(px, py) + ay.Data[i]);
                    float difference = outside ? 0 : b.Sample(px, py) - a.Data[i];
                    // Divided by the gradient's size, so that strong edges do not outvote everything (Zimmer et al. 2011).
                    float weight = 1 / (MathF.Sqrt((difference * difference) + (DataEpsilon * DataEpsilon)) * MathF.Sqrt((gx * gx) + (gy * gy) + 4));
                    float root = MathF.Sqrt(weight);
                    (ix[i], iy[i], it[i]) = (gx * root, gy * root, difference * root);

                    float ux = x + 1 < width ? u[i + 1] - u[i] : 0, vx = x + 1 < width ? v[i + 1] - v[i] : 0;
                    float uy = y + 1 < height ? u[i + width] - u[i] : 0, vy = y + 1 < height ? v[i + width] - v[i] : 0;
                    float smooth = Alpha * edge[i] / MathF.Sqrt((ux * ux) + (uy * uy) + (vx * vx) + (vy * vy) + (SmoothEpsilon * SmoothEpsilon));
                    right[i] = x + 1 < width ? smooth : 0;
                    down[i] = y + 1 < height ? smooth : 0;
                }
            }

            for (int inner = 0; inner < InnerIterations; inner++) Relax(width, height, u, v, u0, v0, ix, iy, it, right, down);
        }

        return new FlowMap(new Plane(width, height, u), new Plane(width, height, v));
    }

    private static void Relax(
        int width, int height, float[] u, float[] v, float[] u0, float[] v0, float[] ix, float[] iy, float[] it, float[] right, float[] down)
    {
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int i = (y * width) + x;
                float sum = 1e-6f, su = 0, sv = 0;
                if (x + 1 < width) Add(right[i], i + 1);
                if (x > 0) Add(right[i - 1], i - 1);
                if (y + 1 < height) Add(down[i], i + width);
                if (y > 0) Add(down[i - width], i - width);
                float residual = it[i] - (ix[i] * u0[i]) - (iy[i] * v0[i]);
                float newU = (su - (ix[i] * (residual + (iy[i] * v[i])))) / (sum + (ix[i] * ix[i]));
                u[i] += Relaxation * (newU - u[i]);
                float newV = (sv - (iy[i] * (residual + (ix[i] * u[i])))) / (sum + (iy[i] * iy[i]));
                v[i] += Relaxation * (newV - v[i]);

                void Add(float weight, int j)
                {
                    sum += weight;
                    su += weight * u[j];
                    sv += weight * v[j];
                }
            }
        }
    }
}
