using System.Runtime.Intrinsics;

namespace LightningDrag.Data.Flow;

/// <summary>Where each pixel of one frame lies in another: (x, y) → (x + U, y + V).</summary>
internal sealed record FlowMap(Plane U, Plane V)
{
    public int Width => U.Width;

    public int Height => U.Height;

    public float Length(int i) => MathF.Sqrt((U.Data[i] * U.Data[i]) + (V.Data[i] * V.Data[i]));
}

/// <summary>
/// Dense optical flow by inverse search (Kroeger, Timofte, Dai, Van Gool: "Fast Optical Flow using Dense Inverse
/// Search", ECCV 2016): patches on a grid find their place by gradient descent from coarse to fine, overlapping patches
/// are averaged by how well they explain each pixel, a variational step smooths within edges. The OpenCV build at hand
/// lacks its own DIS.
/// </summary>
internal static class InverseSearchFlow
{
    private const int PatchSize = 8;
    private const int Stride = 4;
    private const int Iterations = 12;

    /// <summary>
    /// Motions that differ by less than this in pixels need not be tried apart: descent finds from one to the other.
    /// </summary>
    private const float SameMotion = 0.1f;

    /// <summary>Flow from <paramref name="first"/> to <paramref name="second"/> (grey levels 0…255).</summary>
    /// <param name="first">The frame whose pixels are followed.</param>
    /// <param name="second">The frame in which they are looked for; same size.</param>
    /// <param name="guess">A flow to start from, of any size; then only the finest scale is searched.</param>
    public static FlowMap Compute(Plane first, Plane second, FlowMap? guess = null)
    {
        List<Plane> a = [first],
            b = [second];
        while (guess is null && Math.Min(a[^1].Width, a[^1].Height) >= 4 * PatchSize)
        {
            a.Add(a[^1].Halve());
            b.Add(b[^1].Halve());
        }

        FlowMap? flow = null;
        for (int level = a.Count - 1; level >= 0; level--)
        {
            FlowMap start =
                flow is not null ? Resize(flow, a[level].Width, a[level].Height)
                : guess is not null ? Resize(guess, a[level].Width, a[level].Height)
                : new FlowMap(new Plane(a[level].Width, a[level].Height), new Plane(a[level].Width, a[level].Height));
            flow = VariationalRefinement.Refine(a[level], b[level], SearchLevel(a[level], b[level], start));
        }

        return flow!;
    }

    public static FlowMap Resize(FlowMap flow, int width, int height) =>
        new(
            flow.U.Resize(width, height, (float)width / flow.Width),
            flow.V.Resize(width, height, (float)height / flow.Height)
        );

    private static FlowMap SearchLevel(Plane a, Plane b, FlowMap start)
    {
        var (gx, gy) = a.Gradient();
        int columns = GridCount(a.Width),
            rows = GridCount(a.Height);
        var u = new float[columns * rows];
        var v = new float[columns * rows];
        var cost = new float[columns * rows];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                int x = GridStart(c, a.Width) + (PatchSize / 2),
                    y = GridStart(r, a.Height) + (PatchSize / 2);
                (u[(r * columns) + c], v[(r * columns) + c]) = (start.U[x, y], start.V[x, y]);
            }
        }

        for (int pass = 0; pass < 2; pass++)
        {
            // Good guesses travel right and down, then left and up.
            int step = pass == 0 ? 1 : -1;
            for (int n = 0; n < columns * rows; n++)
            {
                int i = pass == 0 ? n : (columns * rows) - 1 - n;
                int c = i % columns,
                    r = i / columns;
                var patch = new Patch(a, b, gx, gy, GridStart(c, a.Width), GridStart(r, a.Height));
                float bestU = u[i],
                    bestV = v[i],
                    best = pass == 0 ? patch.Cost(bestU, bestV) : cost[i];
                Try(c - step, r);
                Try(c, r - step);

                // On the way back a patch that takes over nothing is where it descended to before.
                if (pass == 0 || bestU != u[i] || bestV != v[i])
                    (u[i], v[i], cost[i]) = patch.Descend(bestU, bestV, best);

                void Try(int column, int row)
                {
                    if ((uint)column >= (uint)columns || (uint)row >= (uint)rows)
                        return;
                    int j = (row * columns) + column;
                    if (MathF.Abs(u[j] - bestU) + MathF.Abs(v[j] - bestV) < SameMotion)
                        return;
                    float candidate = patch.Cost(u[j], v[j]);
                    if (candidate < best)
                        (bestU, bestV, best) = (u[j], v[j], candidate);
                }
            }
        }

        return Densify(a, b, u, v, columns, rows);
    }

    private static FlowMap Densify(Plane a, Plane b, float[] u, float[] v, int columns, int rows)
    {
        var sumU = new Plane(a.Width, a.Height);
        var sumV = new Plane(a.Width, a.Height);
        var weight = new float[a.Data.Length];
        for (int i = 0; i < u.Length; i++)
        {
            int x0 = GridStart(i % columns, a.Width),
                y0 = GridStart(i / columns, a.Height);
            for (int y = y0; y < y0 + PatchSize; y++)
            {
                for (int x = x0; x < x0 + PatchSize; x++)
                {
                    float difference = b.Sample(x + u[i], y + v[i]) - a[x, y];
                    float w = 1 / Math.Max(1, difference * difference);
                    int k = (y * a.Width) + x;
                    weight[k] += w;
                    sumU.Data[k] += w * u[i];
                    sumV.Data[k] += w * v[i];
                }
            }
        }

        for (int k = 0; k < weight.Length; k++)
        {
            sumU.Data[k] /= weight[k];
            sumV.Data[k] /= weight[k];
        }

        return new FlowMap(sumU, sumV);
    }

    private static int GridCount(int length) => ((length - PatchSize + Stride - 1) / Stride) + 1;

    private static int GridStart(int index, int length) => Math.Min(index * Stride, length - PatchSize);

    /// <summary>
    /// One template of the first frame; residuals are taken after removing their mean (exposure changes).
    /// </summary>
    private readonly struct Patch
    {
        private const int Pixels = PatchSize * PatchSize;
        private const float NoiseEnergy = 2 * Pixels;
        private readonly Plane _a,
            _b,
            _gx,
            _gy;
        private readonly int _x,
            _y;
        private readonly float _xx,
            _xy,
            _yy,
            _meanX,
            _meanY;

        public Patch(Plane a, Plane b, Plane gx, Plane gy, int x, int y)
        {
            (_a, _b, _gx, _gy, _x, _y) = (a, b, gx, gy, x, y);
            Vector256<float> xx = default,
                xy = default,
                yy = default,
                sumX = default,
                sumY = default;
            for (int row = y; row < y + PatchSize; row++)
            {
                Vector256<float> dx = Row(gx, (row * a.Width) + x),
                    dy = Row(gy, (row * a.Width) + x);
                xx += dx * dx;
                xy += dx * dy;
                yy += dy * dy;
                sumX += dx;
                sumY += dy;
            }

            (_meanX, _meanY) = (Vector256.Sum(sumX), Vector256.Sum(sumY));

            // Damped by what compression noise alone would give, so that patches without texture stay where their
            // neighbours are.
            _xx = Vector256.Sum(xx) + NoiseEnergy - (_meanX * _meanX / Pixels);
            _xy = Vector256.Sum(xy) - (_meanX * _meanY / Pixels);
            _yy = Vector256.Sum(yy) + NoiseEnergy - (_meanY * _meanY / Pixels);
        }

        public float Cost(float u, float v) => Residual(u, v, out _, out _);

        public (float U, float V, float Cost) Descend(float u, float v, float cost)
        {
            float startU = u,
                startV = v,
                determinant = (_xx * _yy) - (_xy * _xy);
            cost = Residual(u, v, out float bx, out float by);
            for (int k = 0; k < Iterations; k++)
            {
                float du = ((_yy * bx) - (_xy * by)) / determinant,
                    dv = ((_xx * by) - (_xy * bx)) / determinant;
                float nextU = u - du,
                    nextV = v - dv;
                if (MathF.Abs(nextU - startU) > PatchSize || MathF.Abs(nextV - startV) > PatchSize)
                    break;
                float next = Residual(nextU, nextV, out bx, out by);
                if (next >= cost)
                    break;
                (u, v, cost) = (nextU, nextV, next);
                if ((du * du) + (dv * dv) < 1e-4f)
                    break;
            }

            return (u, v, cost);
        }

        private float Residual(float u, float v, out float bx, out float by)
        {
            float x = _x + u,
                y = _y + v;
            int left = (int)MathF.Floor(x),
                top = (int)MathF.Floor(y);
            Vector256<float> sum = default,
                squares = default,
                alongX = default,
                alongY = default;
            if (left < 0 || top < 0 || left + PatchSize >= _b.Width || top + PatchSize >= _b.Height)
            {
                Span<float> row = stackalloc float[PatchSize];
                for (int r = 0; r < PatchSize; r++)
                {
                    for (int c = 0; c < PatchSize; c++)
                        row[c] = _b.Sample(x + c, y + r);
                    Accumulate(r, Vector256.Create<float>(row), ref sum, ref squares, ref alongX, ref alongY);
                }
            }
            else
            {
                // One shift for all pixels: the four bilinear weights are constant, and a row of the patch is one
                // vector.
                float fx = x - left,
                    fy = y - top;
                Vector256<float> w00 = Vector256.Create((1 - fx) * (1 - fy)),
                    w01 = Vector256.Create(fx * (1 - fy)),
                    w10 = Vector256.Create((1 - fx) * fy),
                    w11 = Vector256.Create(fx * fy);
                for (int r = 0; r < PatchSize; r++)
                {
                    int k = ((top + r) * _b.Width) + left;
                    var found =
                        (w00 * Row(_b, k))
                        + (w01 * Row(_b, k + 1))
                        + (w10 * Row(_b, k + _b.Width))
                        + (w11 * Row(_b, k + _b.Width + 1));
                    Accumulate(r, found, ref sum, ref squares, ref alongX, ref alongY);
                }
            }

            float total = Vector256.Sum(sum),
                mean = total / Pixels;
            bx = Vector256.Sum(alongX) - (mean * _meanX);
            by = Vector256.Sum(alongY) - (mean * _meanY);
            return Vector256.Sum(squares) - (total * mean);
        }

        private void Accumulate(
            int row,
            Vector256<float> found,
            ref Vector256<float> sum,
            ref Vector256<float> squares,
            ref Vector256<float> alongX,
            ref Vector256<float> alongY
        )
        {
            int k = ((_y + row) * _a.Width) + _x;
            var difference = found - Row(_a, k);
            sum += difference;
            squares += difference * difference;
            alongX += difference * Row(_gx, k);
            alongY += difference * Row(_gy, k);
        }

        private static Vector256<float> Row(Plane plane, int start) =>
            Vector256.Create<float>(plane.Data.AsSpan(start, PatchSize));
    }
}
