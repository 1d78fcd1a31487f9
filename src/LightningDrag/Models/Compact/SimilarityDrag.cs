using LightningDrag.Geometry;

namespace LightningDrag.Models.Compact;

/// <summary>
/// Drags that agree are one: on one shift, or on one large turn (with any scale and shift). What moves with the handles
/// then follows that motion exactly, and in front of the rest. The network's gate says what moves; its own flow frays
/// at the rims of things, and is trained on turns of 17 degrees (σ) and frays all over beyond twice that.
/// </summary>
internal static class SimilarityDrag
{
    /// <summary>Fewer moving handles agree on a similarity by chance: two always do.</summary>
    private const int LeastHandles = 4;

    /// <summary>
    /// Two that go the same way may still mean to bend what lies between them and the rest. Many, as those of a
    /// gesture, say themselves how all of it moves, and the network finishes that more softly.
    /// </summary>
    private const int LeastShifted = 3,
        MostShifted = 6;

    /// <summary>How far a handle may miss the common shift, of the longest drag: hands are not steadier.</summary>
    private const float ShiftTolerance = 0.05f;

    /// <summary>How far a handle may miss, in window pixels: what rounding of positions to pixels explains.</summary>
    private const float Tolerance = 0.5f;

    /// <summary>
    /// Smaller turns are left to the network, in degrees: it knows better how the surroundings give way.
    /// </summary>
    private const double LeastTurn = 30;

    /// <summary>
    /// Half of the gates over which the network's flow blends into a shift, and the gates below over which it fades:
    /// what hardly goes along stays. On 96 held-out things with three handles and no mask, 0.6 % less of the
    /// surroundings is spoiled so, and 0.3 % less of a thing's pixels arrive.
    /// </summary>
    private const float HalfBlend = 0.1f,
        Fade = 0.3f;

    /// <summary>Gates from the first to the second blend from the network's flow to a turn.</summary>
    private static readonly (float Least, float Full) GatesOfTurn = (0.2f, 0.5f);

    /// <summary>
    /// The motion with the drags' common similarity where the gate says that a pixel moves with them; null where they
    /// have none, or turn little.
    /// </summary>
    /// <param name="motion">The network's motion; left unchanged.</param>
    /// <param name="points">Pairs in pixels of the window grid. Pins do not count: they say what stays.</param>
    /// <param name="isTurned">Whether it is a turn.</param>
    /// <param name="levelOf">The gate from which on a pixel goes with a shift rather than not.</param>
    public static MotionField? Apply(
        MotionField motion,
        IReadOnlyList<PointPair> points,
        out bool isTurned,
        Func<float> levelOf
    )
    {
        isTurned = false;
        PointPair[] moving = [.. points.Where(point => point.Length > 0)];
        if ((Shift(moving) ?? Turn(moving)) is not { } similarity)
            return null;
        isTurned = similarity.Degrees != 0;
        var (least, full) = isTurned ? GatesOfTurn : AroundLevel(levelOf());
        int size = motion.Size;
        var flowX = (float[])motion.FlowX.Clone();
        var flowY = (float[])motion.FlowY.Clone();
        var visibility = (float[])motion.Visibility.Clone();
        for (int p = 0; p < flowX.Length; p++)
        {
            float t = Math.Clamp((motion.Gate[p] - least) / (full - least), 0, 1),
                share = t * t * (3 - (2 * t));
            if (!isTurned)
            {
                float kept = Math.Clamp(1 - ((least - motion.Gate[p]) / Fade), 0, 1);
                flowX[p] *= kept;
                flowY[p] *= kept;
            }

            if (!(share > 0))
                continue;
            float x = p % size,
                y = p / size;
            var target = similarity.Apply(x, y);
            flowX[p] += share * (target.X - x - flowX[p]);
            flowY[p] += share * (target.Y - y - flowY[p]);
            visibility[p] += share * (1 - visibility[p]);
        }

        return motion with
        {
            FlowX = flowX,
            FlowY = flowY,
            Visibility = visibility,
        };
    }

    private static (float Least, float Full) AroundLevel(float level) => (level - HalfBlend, level + HalfBlend);

    /// <summary>The shift that all pairs nearly keep; null where they do not.</summary>
    private static Similarity? Shift(PointPair[] points)
    {
        if (points.DistinctBy(p => p.Handle).Count() is < LeastShifted or > MostShifted)
            return null;
        double x = points.Average(p => (double)p.Target.X - p.Handle.X),
            y = points.Average(p => (double)p.Target.Y - p.Handle.Y);
        var shift = new Similarity(1, 0, 0, 0, x, y);
        float tolerance = MathF.Max(Tolerance, ShiftTolerance * points.Max(p => p.Length));
        return points.All(p => p.Target.DistanceTo(shift.Apply(p.Handle.X, p.Handle.Y)) <= tolerance) ? shift : null;
    }

    private static Similarity? Turn(PointPair[] points) =>
        Fit(points) is { } similarity && Math.Abs(similarity.Degrees) >= LeastTurn ? similarity : null;

    /// <summary>
    /// The similarity q = (a, b)·p + shift that all pairs keep, by least squares; null where they do not.
    /// </summary>
    internal static Similarity? Fit(IReadOnlyList<PointPair> points)
    {
        if (points.Count < LeastHandles)
            return null;
        var fit = LeastSquares(points);
        if (fit is { A: 1, B: 0 } && points.All(point => point.Handle == points[0].Handle))
            return null;
        return points.All(point => point.Target.DistanceTo(fit.Apply(point.Handle.X, point.Handle.Y)) <= Tolerance)
            ? fit
            : null;
    }

    /// <summary>
    /// The similarity that errs least over all pairs (Umeyama 1991, in the plane); a shift where all handles lie on one
    /// spot.
    /// </summary>
    internal static Similarity LeastSquares(IReadOnlyList<PointPair> points)
    {
        double hx = points.Average(p => (double)p.Handle.X),
            hy = points.Average(p => (double)p.Handle.Y);
        double tx = points.Average(p => (double)p.Target.X),
            ty = points.Average(p => (double)p.Target.Y);
        double along = 0,
            across = 0,
            spread = 0;
        foreach (var (handle, target) in points)
        {
            double px = handle.X - hx,
                py = handle.Y - hy,
                qx = target.X - tx,
                qy = target.Y - ty;
            along += (px * qx) + (py * qy);
            across += (px * qy) - (py * qx);
            spread += (px * px) + (py * py);
        }

        return spread == 0
            ? new Similarity(1, 0, hx, hy, tx, ty)
            : new Similarity(along / spread, across / spread, hx, hy, tx, ty);
    }

    /// <summary>(x, y) ↦ (tx, ty) + [a −b; b a]·(x − hx, y − hy).</summary>
    internal readonly record struct Similarity(
        double A,
        double B,
        double HandleX,
        double HandleY,
        double TargetX,
        double TargetY
    )
    {
        public double Degrees => Math.Atan2(B, A) * 180 / Math.PI;

        public PixelPoint Apply(float x, float y)
        {
            double dx = x - HandleX,
                dy = y - HandleY;
            return new PixelPoint((float)(TargetX + (A * dx) - (B * dy)), (float)(TargetY + (B * dx) + (A * dy)));
        }
    }
}
