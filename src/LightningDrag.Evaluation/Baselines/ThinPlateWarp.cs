using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;
using OpenCvSharp;

namespace LightningDrag.Evaluation.Baselines;

/// <summary>
/// Thin-plate spline (Bookstein: "Principal Warps", PAMI 1989): the displacement of least bending energy that takes
/// every handle to its target and leaves points on the mask's border where they are; f(x) = a₀ + a₁x + a₂y + Σ wᵢ r²
/// log r.
/// </summary>
internal sealed class ThinPlateWarp : IMotionBaseline
{
    private const int AnchorSpacing = 8;

    // Handles a pixel apart may ask for different motions: the plate may miss them by a little rather than buckle.
    private const double Regulariser = 1e-3;

    /// <inheritdoc/>
    public string Name => "thin plate";

    /// <inheritdoc/>
    public MotionField Predict(IReadOnlyList<PointPair> points, EditMask mask)
    {
        List<PixelPoint> knots =
        [
            .. points.Select(p => p.Handle),
            .. BorderAnchors.Of(mask, points.Select(p => p.Handle), AnchorSpacing),
        ];
        int n = knots.Count;
        double centreX = knots.Average(k => (double)k.X),
            centreY = knots.Average(k => (double)k.Y);
        using var system = new Mat(n + 3, n + 3, MatType.CV_64FC1, Scalar.Black);
        using var known = new Mat(n + 3, 2, MatType.CV_64FC1, Scalar.Black);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                system.Set(i, j, Kernel(knots[i].X - knots[j].X, knots[i].Y - knots[j].Y) + (i == j ? Regulariser : 0));
            double[] affine = [1, knots[i].X - centreX, knots[i].Y - centreY];
            for (int k = 0; k < 3; k++)
            {
                system.Set(i, n + k, affine[k]);
                system.Set(n + k, i, affine[k]);
            }

            if (i >= points.Count)
                continue;
            known.Set(i, 0, (double)points[i].Target.X - points[i].Handle.X);
            known.Set(i, 1, (double)points[i].Target.Y - points[i].Handle.Y);
        }

        // By singular values: with fewer than three points the affine part is not determined, and its smallest
        // solution, a translation, is wanted.
        using var solution = new Mat();
        Cv2.Solve(system, known, solution, DecompTypes.SVD);
        solution.GetArray(out double[] w);
        return DisplacementField.Sample(
            mask,
            (x, y) =>
            {
                double dx = x - centreX,
                    dy = y - centreY;
                double u = w[2 * n] + (w[(2 * n) + 2] * dx) + (w[(2 * n) + 4] * dy),
                    v = w[(2 * n) + 1] + (w[(2 * n) + 3] * dx) + (w[(2 * n) + 5] * dy);
                for (int i = 0; i < n; i++)
                {
                    double kernel = Kernel(x - knots[i].X, y - knots[i].Y);
                    u += w[2 * i] * kernel;
                    v += w[(2 * i) + 1] * kernel;
                }

                return (u, v);
            }
        );
    }

    private static double Kernel(double x, double y)
    {
        double square = (x * x) + (y * y);
        return square < 1e-12 ? 0 : 0.5 * square * Math.Log(square);
    }
}
