using OpenCvSharp;

namespace LightningDrag.Data.Camera;

/// <summary>What may have moved the tracks of a pair of frames.</summary>
internal enum Geometry
{
    /// <summary>Nothing: the camera stands still.</summary>
    Identity,

    /// <summary>Rotation or zoom, or a flat scene: one map of the picture plane.</summary>
    Homography,

    /// <summary>Translation before a scene with depth: an epipolar line for each point.</summary>
    Fundamental,
}

/// <summary>
/// One explanation of a pair's tracks, scored by the geometric robust information criterion (Torr: "An Assessment of
/// Information Criteria for Motion Model Selection", CVPR 1997; GRIC, 1998):
/// Σ min(e²/σ², λ₃(r − d)) + λ₁·d·n + λ₂·k, λ₁ = ln r, λ₂ = ln(r·n), λ₃ = 2, r = 4, with d the dimension of the model's
/// manifold and k the number of its parameters.
/// </summary>
/// <param name="Geometry">The model.</param>
/// <param name="Inliers">Which tracks it explains.</param>
/// <param name="Score">The criterion: less is better.</param>
internal sealed record MotionExplanation(Geometry Geometry, bool[] Inliers, double Score)
{
    /// <summary>Standard deviation of a track's position, pixels of the analysed frame.</summary>
    private const double Sigma = 0.5;

    private const double RansacPixels = 1.2;
    private const double Confidence = 0.995;
    private const int LeastTracks = 12;

    /// <summary>The explanation with the best score.</summary>
    /// <param name="tracks">All that were found.</param>
    /// <param name="offset">The small displacement of the whole frame that still counts as none.</param>
    public static MotionExplanation Best(IReadOnlyList<Track> tracks, Point2d offset)
    {
        MotionExplanation best = Scored(Geometry.Identity, tracks, track => Squared(track.Miss(offset), 0));
        if (tracks.Count < LeastTracks)
            return best;
        Point2d[] from = [.. tracks.Select(t => new Point2d(t.From.X, t.From.Y))],
            to = [.. tracks.Select(t => new Point2d(t.To.X, t.To.Y))];
        using (Mat h = Cv2.FindHomography(from, to, HomographyMethods.Ransac, RansacPixels, confidence: Confidence))
        {
            if (!h.Empty())
                best = Better(best, Scored(Geometry.Homography, tracks, TransferError(h)));
        }

        using (Mat f = Cv2.FindFundamentalMat(from, to, FundamentalMatMethods.Ransac, RansacPixels, Confidence))
        {
            if (f.Rows == 3)
                best = Better(best, Scored(Geometry.Fundamental, tracks, SampsonError(f)));
        }

        return best;
    }

    private static MotionExplanation Better(MotionExplanation a, MotionExplanation b) => b.Score < a.Score ? b : a;

    private static MotionExplanation Scored(
        Geometry geometry,
        IReadOnlyList<Track> tracks,
        Func<Track, double> squaredError
    )
    {
        var (dimension, parameters) = geometry switch
        {
            Geometry.Identity => (2, 0),
            Geometry.Homography => (2, 8),
            _ => (3, 7),
        };
        const int r = 4;
        double limit = 2 * (r - dimension),
            score = (Math.Log(r) * dimension * tracks.Count) + (Math.Log(r * Math.Max(1, tracks.Count)) * parameters);
        var inliers = new bool[tracks.Count];
        for (int i = 0; i < inliers.Length; i++)
        {
            double error = squaredError(tracks[i]) / (Sigma * Sigma);
            inliers[i] = error < limit;
            score += Math.Min(error, limit);
        }

        return new MotionExplanation(geometry, inliers, score);
    }

    private static Func<Track, double> TransferError(Mat homography)
    {
        homography.GetArray(out double[] h);
        return track =>
        {
            double w = (h[6] * track.From.X) + (h[7] * track.From.Y) + h[8];
            double x = ((h[0] * track.From.X) + (h[1] * track.From.Y) + h[2]) / w,
                y = ((h[3] * track.From.X) + (h[4] * track.From.Y) + h[5]) / w;
            return Squared(x - track.To.X, y - track.To.Y);
        };
    }

    /// <summary>Squared distance to the epipolar geometry, to first order.</summary>
    private static Func<Track, double> SampsonError(Mat fundamental)
    {
        fundamental.GetArray(out double[] f);
        return track =>
        {
            var (p, q) = (track.From, track.To);
            double lineX = (f[0] * p.X) + (f[1] * p.Y) + f[2],
                lineY = (f[3] * p.X) + (f[4] * p.Y) + f[5],
                lineW = (f[6] * p.X) + (f[7] * p.Y) + f[8];
            double backX = (f[0] * q.X) + (f[3] * q.Y) + f[6],
                backY = (f[1] * q.X) + (f[4] * q.Y) + f[7];
            double product = (q.X * lineX) + (q.Y * lineY) + lineW;
            return product * product / Math.Max(1e-12, Squared(lineX, lineY) + Squared(backX, backY));
        };
    }

    private static double Squared(double x, double y) => (x * x) + (y * y);
}
