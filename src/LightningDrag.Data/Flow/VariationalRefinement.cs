using System.Runtime.Intrinsics;

namespace LightningDrag.Data.Flow;

/// <summary>
/// Smooths a flow where the picture is smooth and refines it below a pixel: minimises
/// Σ ψ((I₁(x + w) − I₀(x))²) + α Σ g ψ(|∇w|²), ψ(s²) = √(s² + ε²), with smoothness weights g that fall at edges of the
/// picture (Brox, Bruhn, Papenberg, Weickert 2004; edge weights as in Wedel et al. 2009), by lagged linearisation and
/// red–black successive over-relaxation.
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
        var system = new LinearSystem(a.Width, a.Height, flow);
        var (ax, ay) = a.Gradient();
        var (bx, by) = b.Gradient();
        var edge = new float[a.Data.Length];
        for (int i = 0; i < edge.Length; i++)
            edge[i] = MathF.Exp(-MathF.Sqrt((ax.Data[i] * ax.Data[i]) + (ay.Data[i] * ay.Data[i])) / EdgeScale);
        for (int outer = 0; outer < OuterIterations; outer++)
        {
            system.Linearise(a, b, ax, ay, bx, by);
            system.WeighSmoothness(edge);
            for (int inner = 0; inner < InnerIterations; inner++)
                system.Relax();
        }

        return system.Flow();
    }

    /// <summary>
    /// The equations of one linearisation. Every array has a margin of a row and a vector before and after the picture,
    /// zero all the time, so that whole vectors can be read anywhere: weights into the margin are zero, too.
    /// </summary>
    private sealed class LinearSystem
    {
        private readonly int width,
            height,
            margin;
        private readonly float[] u,
            v,
            cross,
            shiftU,
            shiftV,
            inverseU,
            inverseV,
            right,
            down;
        private readonly float[][] relaxation;

        public LinearSystem(int width, int height, FlowMap flow)
        {
            (this.width, this.height, margin) = (width, height, width + Vector256<float>.Count);
            int length = (width * height) + (2 * margin);
            (u, v, cross, shiftU, shiftV) = (
                new float[length],
                new float[length],
                new float[length],
                new float[length],
                new float[length]
            );
            (inverseU, inverseV, right, down) = (
                new float[length],
                new float[length],
                new float[length],
                new float[length]
            );
            flow.U.Data.CopyTo(u, margin);
            flow.V.Data.CopyTo(v, margin);

            // One row for each colour of the chequerboard; one place more than a row, so that a row can begin on
            // either.
            relaxation = [new float[width + 1 + Vector256<float>.Count], new float[width + 1 + Vector256<float>.Count]];
            for (int x = 0; x < width + 1; x++)
                relaxation[x & 1][x] = Relaxation;
        }

        public FlowMap Flow() =>
            new(new Plane(width, height, u[margin..^margin]), new Plane(width, height, v[margin..^margin]));

        /// <summary>The data term around the flow so far.</summary>
        public void Linearise(Plane a, Plane b, Plane ax, Plane ay, Plane bx, Plane by)
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    int i = (y * width) + x,
                        k = margin + i;
                    float px = x + u[k],
                        py = y + v[k];
                    if (px < 0 || py < 0 || px > width - 1 || py > height - 1)
                    {
                        // No data term for what has left the frame.
                        (cross[k], shiftU[k], shiftV[k], inverseU[k], inverseV[k]) = (0, 0, 0, 0, 0);
                        continue;
                    }

                    int x0 = Math.Min((int)px, width - 2),
                        y0 = Math.Min((int)py, height - 2),
                        corner = (y0 * width) + x0;
                    float fx = px - x0,
                        fy = py - y0;
                    float gx = 0.5f * (Blend(bx.Data, corner, fx, fy) + ax.Data[i]),
                        gy = 0.5f * (Blend(by.Data, corner, fx, fy) + ay.Data[i]);
                    float difference = Blend(b.Data, corner, fx, fy) - a.Data[i];

                    // Divided by the gradient's size, so that strong edges do not outvote everything (Zimmer et al.
                    // 2011).
                    float weight =
                        1
                        / MathF.Sqrt(
                            ((difference * difference) + (DataEpsilon * DataEpsilon)) * ((gx * gx) + (gy * gy) + 4)
                        );
                    float residual = difference - (gx * u[k]) - (gy * v[k]);
                    (cross[k], shiftU[k], shiftV[k]) = (
                        weight * gx * gy,
                        weight * gx * residual,
                        weight * gy * residual
                    );
                    (inverseU[k], inverseV[k]) = (weight * gx * gx, weight * gy * gy);
                }
            }
        }

        /// <summary>Weights between neighbours, and the reciprocals of the equations' diagonals.</summary>
        public void WeighSmoothness(float[] edge)
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    int i = (y * width) + x,
                        k = margin + i;
                    bool hasRight = x + 1 < width,
                        hasDown = y + 1 < height;
                    float ux = hasRight ? u[k + 1] - u[k] : 0,
                        vx = hasRight ? v[k + 1] - v[k] : 0;
                    float uy = hasDown ? u[k + width] - u[k] : 0,
                        vy = hasDown ? v[k + width] - v[k] : 0;
                    float smooth =
                        Alpha
                        * edge[i]
                        / MathF.Sqrt((ux * ux) + (uy * uy) + (vx * vx) + (vy * vy) + (SmoothEpsilon * SmoothEpsilon));
                    right[k] = hasRight ? smooth : 0;
                    down[k] = hasDown ? smooth : 0;
                    float sum = right[k] + right[k - 1] + down[k] + down[k - width] + 1e-6f;
                    inverseU[k] = 1 / (inverseU[k] + sum);
                    inverseV[k] = 1 / (inverseV[k] + sum);
                }
            }
        }

        /// <summary>
        /// One sweep: a row's red places, then the black ones of the row above, whose neighbours have all been updated
        /// by then.
        /// </summary>
        public void Relax()
        {
            for (int y = 0; y <= height; y++)
            {
                if (y < height)
                    RelaxRow(y, colour: 0);
                if (y > 0)
                    RelaxRow(y - 1, colour: 1);
            }
        }

        private void RelaxRow(int y, int colour)
        {
            int first = margin + (y * width),
                parity = (y + colour) & 1;
            ReadOnlySpan<float> relax = relaxation[parity].AsSpan();
            for (int x = 0; x < width; x += Vector256<float>.Count)
            {
                int k = first + x;
                Vector256<float> rate = At(relax, x);
                if (x + Vector256<float>.Count > width)
                    rate *= Inside(width - x);
                Vector256<float> here = At(u, k),
                    there = At(v, k),
                    toRight = At(right, k),
                    toLeft = At(right, k - 1),
                    toDown = At(down, k),
                    toUp = At(down, k - width);
                var sumU =
                    (toRight * At(u, k + 1))
                    + (toLeft * At(u, k - 1))
                    + (toDown * At(u, k + width))
                    + (toUp * At(u, k - width));
                var sumV =
                    (toRight * At(v, k + 1))
                    + (toLeft * At(v, k - 1))
                    + (toDown * At(v, k + width))
                    + (toUp * At(v, k - width));
                var mixed = At(cross, k);
                here += rate * (((sumU - At(shiftU, k) - (mixed * there)) * At(inverseU, k)) - here);
                there += rate * (((sumV - At(shiftV, k) - (mixed * here)) * At(inverseV, k)) - there);
                here.CopyTo(u, k);
                there.CopyTo(v, k);
            }
        }

        private static Vector256<float> At(ReadOnlySpan<float> values, int i) =>
            Vector256.Create(values.Slice(i, Vector256<float>.Count));

        private static Vector256<float> Inside(int count) =>
            Vector256.ConditionalSelect(
                Vector256.LessThan(Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7), Vector256.Create((float)count)),
                Vector256<float>.One,
                Vector256<float>.Zero
            );

        private float Blend(float[] values, int i, float fx, float fy)
        {
            float top = values[i] + (fx * (values[i + 1] - values[i]));
            float bottom = values[i + width] + (fx * (values[i + width + 1] - values[i + width]));
            return top + (fy * (bottom - top));
        }
    }
}
