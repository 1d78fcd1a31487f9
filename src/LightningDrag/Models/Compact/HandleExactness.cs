using System.Numerics.Tensors;
using LightningDrag.Geometry;

namespace LightningDrag.Models.Compact;

/// <summary>
/// Makes every handle arrive: what the flow still misses at a handle, target − handle − flow(handle), is spread over
/// the pixels that are near it and move like it, flow ← flow + Σᵢ wᵢ·residualᵢ / (Σᵢ wᵢ + ε), wᵢ = exp(−d²/2σ² −
/// |Δflow|²/2τ²), from broad to narrow.
/// </summary>
internal static class HandleExactness
{
    // Fitted to the prototype's golden edit: σ = 0.075 of the window, τ = 0.3 of the longest drag, ε = 0.05, three
    // rounds.
    private const float SpreadOfWindow = 0.0766f;
    private const float SimilarityOfDrag = 0.3f;
    private const float ShortestDrag = 8f;
    private const float Epsilon = 0.05f;
    private const int BroadRounds = 3;

    // Beyond this many σ a weight is below 1e-4 of ε.
    private const float Support = 5f;

    /// <summary>
    /// The motion with zero flow outside the mask and flow(handle) = target − handle, read bilinearly, to within 0.01
    /// px; handles that contradict each other at one spot get the least-squares compromise. Flows that are not finite
    /// count as zero.
    /// </summary>
    /// <param name="motion">The network's motion; left unchanged.</param>
    /// <param name="points">1 to 100 pairs in pixels of the window grid; pins have both ends equal.</param>
    /// <param name="mask">Size × Size values, 0…1: how much of each grid pixel may change.</param>
    public static MotionField Apply(MotionField motion, IReadOnlyList<PointPair> points, ReadOnlySpan<float> mask)
    {
        int size = motion.Size;
        if (mask.Length != size * size)
            throw new ArgumentException($"The mask has {mask.Length} values, the motion {size * size}.", nameof(mask));

        var movable = new bool[size * size];
        for (int i = 0; i < movable.Length; i++)
            movable[i] = mask[i] > 0;
        var handles = points.Select(point => new BilinearCell(point.Handle, size)).ToArray();

        // A handle just inside the mask may touch grid pixels whose centres lie outside it; they have to follow.
        foreach (BilinearCell handle in handles)
        {
            foreach (int index in handle.Indices)
                movable[index] = true;
        }

        var flowX = new float[size * size];
        var flowY = new float[size * size];
        for (int i = 0; i < movable.Length; i++)
        {
            if (!movable[i] || !float.IsFinite(motion.FlowX[i]) || !float.IsFinite(motion.FlowY[i]))
                continue;
            (flowX[i], flowY[i]) = (motion.FlowX[i], motion.FlowY[i]);
        }

        var spreader = new ResidualSpreader(size, flowX, flowY, movable, points, handles);
        float tau = SimilarityOfDrag * Math.Max(ShortestDrag, points.Max(point => point.Length));
        float sigma = SpreadOfWindow * size;
        for (int round = 0; round < BroadRounds; round++)
            spreader.Spread(sigma, tau);

        // Handles closer together than σ share their residuals above; narrower and narrower weights tell them apart.
        for (sigma /= 2; sigma > 0.5f && spreader.LargestResidual() > 0.001f; sigma /= 2)
        {
            spreader.Spread(sigma, tau);
            spreader.Spread(sigma, tau);
        }

        spreader.CloseExactly();
        return motion with { FlowX = flowX, FlowY = flowY };
    }

    /// <summary>Cholesky decomposition in place; <paramref name="right"/> becomes the solution.</summary>
    private static void SolveSymmetric(double[,] matrix, double[,] right)
    {
        int n = matrix.GetLength(0);
        for (int column = 0; column < n; column++)
        {
            for (int row = column; row < n; row++)
            {
                double sum = matrix[row, column];
                for (int k = 0; k < column; k++)
                    sum -= matrix[row, k] * matrix[column, k];
                matrix[row, column] = row == column ? Math.Sqrt(Math.Max(sum, 1e-12)) : sum / matrix[column, column];
            }
        }

        for (int side = 0; side < 2; side++)
        {
            for (int row = 0; row < n; row++)
            {
                for (int k = 0; k < row; k++)
                    right[row, side] -= matrix[row, k] * right[k, side];
                right[row, side] /= matrix[row, row];
            }

            for (int row = n - 1; row >= 0; row--)
            {
                for (int k = row + 1; k < n; k++)
                    right[row, side] -= matrix[k, row] * right[k, side];
                right[row, side] /= matrix[row, row];
            }
        }
    }

    private sealed class ResidualSpreader(
        int size,
        float[] flowX,
        float[] flowY,
        bool[] movable,
        IReadOnlyList<PointPair> points,
        BilinearCell[] handles
    )
    {
        private readonly float[] _row = new float[size];
        private readonly float[] _weight = new float[size * size];
        private readonly float[] _sumX = new float[size * size];
        private readonly float[] _sumY = new float[size * size];

        public float LargestResidual()
        {
            float largest = 0;
            for (int i = 0; i < handles.Length; i++)
            {
                (float x, float y) = Residual(i);
                largest = Math.Max(largest, Math.Max(Math.Abs(x), Math.Abs(y)));
            }

            return largest;
        }

        public void Spread(float sigma, float tau)
        {
            Array.Clear(_weight);
            Array.Clear(_sumX);
            Array.Clear(_sumY);
            int radius = (int)MathF.Ceiling(Support * sigma);
            float perDistance = -0.5f / (sigma * sigma),
                perFlow = -0.5f / (tau * tau);
            for (int i = 0; i < handles.Length; i++)
            {
                (float residualX, float residualY) = Residual(i);
                float ownX = handles[i].Read(flowX),
                    ownY = handles[i].Read(flowY);
                (float handleX, float handleY) = (handles[i].X, handles[i].Y);
                int left = Math.Max(0, (int)handleX - radius),
                    right = Math.Min(size - 1, (int)handleX + radius + 1);
                int top = Math.Max(0, (int)handleY - radius),
                    bottom = Math.Min(size - 1, (int)handleY + radius + 1);
                for (int y = top; y <= bottom; y++)
                {
                    var weights = _row.AsSpan(0, right - left + 1);
                    for (int x = left; x <= right; x++)
                    {
                        int p = (y * size) + x;
                        float dx = x - handleX,
                            dy = y - handleY,
                            du = flowX[p] - ownX,
                            dv = flowY[p] - ownY;
                        weights[x - left] = movable[p]
                            ? (perDistance * ((dx * dx) + (dy * dy))) + (perFlow * ((du * du) + (dv * dv)))
                            : float.NegativeInfinity;
                    }

                    TensorPrimitives.Exp(weights, weights);
                    int start = (y * size) + left;
                    var of = new Range(start, start + weights.Length);
                    TensorPrimitives.Add(_weight.AsSpan(of), weights, _weight.AsSpan(of));
                    TensorPrimitives.MultiplyAdd(weights, residualX, _sumX.AsSpan(of), _sumX.AsSpan(of));
                    TensorPrimitives.MultiplyAdd(weights, residualY, _sumY.AsSpan(of), _sumY.AsSpan(of));
                }
            }

            for (int p = 0; p < _weight.Length; p++)
            {
                if (_weight[p] == 0)
                    continue;
                flowX[p] += _sumX[p] / (_weight[p] + Epsilon);
                flowY[p] += _sumY[p] / (_weight[p] + Epsilon);
            }
        }

        /// <summary>
        /// The smallest change of the pixels around the handles that leaves no residual: flow += Bᵀ(BBᵀ + λ)⁻¹·residual
        /// with B the bilinear weights. λ grows until contradictions (two targets for one spot) settle by least squares
        /// instead of exploding.
        /// </summary>
        public void CloseExactly()
        {
            float bound = 2 * LargestResidual();
            for (double ridge = 1e-4; ridge < 10; ridge *= 10)
            {
                double[,] change = LeastChange(ridge);
                if (ridge < 1 && change.Cast<double>().Any(value => Math.Abs(value) > 2 * bound))
                    continue;
                for (int i = 0; i < handles.Length; i++)
                {
                    handles[i].Add(flowX, (float)change[i, 0]);
                    handles[i].Add(flowY, (float)change[i, 1]);
                }

                return;
            }
        }

        private double[,] LeastChange(double ridge)
        {
            int n = handles.Length;
            var matrix = new double[n, n];
            var change = new double[n, 2];
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                    matrix[i, j] = handles[i].Overlap(handles[j]) + (i == j ? ridge : 0);
                (change[i, 0], change[i, 1]) = Residual(i);
            }

            SolveSymmetric(matrix, change);
            return change;
        }

        private (float X, float Y) Residual(int i) =>
            (
                points[i].Target.X - points[i].Handle.X - handles[i].Read(flowX),
                points[i].Target.Y - points[i].Handle.Y - handles[i].Read(flowY)
            );
    }

    /// <summary>The four grid pixels around a handle and their bilinear weights.</summary>
    private sealed class BilinearCell
    {
        private readonly float[] _weights;

        public BilinearCell(PixelPoint point, int size)
        {
            X = Math.Clamp(point.X, 0, size - 1);
            Y = Math.Clamp(point.Y, 0, size - 1);
            int x0 = Math.Clamp((int)X, 0, Math.Max(0, size - 2)),
                y0 = Math.Clamp((int)Y, 0, Math.Max(0, size - 2));
            int right = Math.Min(x0 + 1, size - 1),
                bottom = Math.Min(y0 + 1, size - 1);
            float fx = X - x0,
                fy = Y - y0;
            Indices = [(y0 * size) + x0, (y0 * size) + right, (bottom * size) + x0, (bottom * size) + right];
            _weights = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy];
        }

        public float X { get; }

        public float Y { get; }

        public int[] Indices { get; }

        public float Read(float[] values)
        {
            float sum = 0;
            for (int k = 0; k < 4; k++)
                sum += _weights[k] * values[Indices[k]];
            return sum;
        }

        public void Add(float[] values, float amount)
        {
            for (int k = 0; k < 4; k++)
                values[Indices[k]] += _weights[k] * amount;
        }

        public double Overlap(BilinearCell other)
        {
            double sum = 0;
            for (int k = 0; k < 4; k++)
            {
                for (int l = 0; l < 4; l++)
                {
                    if (Indices[k] == other.Indices[l])
                        sum += (double)_weights[k] * other._weights[l];
                }
            }

            return sum;
        }
    }
}
