using System.Numerics;
using System.Numerics.Tensors;
using LightningDrag.Geometry;
using LightningDrag.Models.Compact.Rendering;

namespace LightningDrag.Models.Compact;

/// <summary>
/// Snaps the borders of motion to the picture's. The network's flow runs over from moving to still within several
/// pixels, and what lies in such a ramp neither goes with the object nor stays: each pixel takes sides with the even
/// flow around it whose colours are like its own (joint bilateral upsampling, Kopf et al. 2007, with a choice of two).
/// Where colours do not tell, the ramp stays a ramp.
/// </summary>
internal static class MotionSharpening
{
    // Measured on 44 real and 44 synthetic validation pairs; the results change little around these values. Lengths in
    // grid pixels.
    private const int Radius = 8;
    private const int Stride = 2;
    private const float DistanceScale = 5f;
    private const float ColourScale = 20f;

    // Flow that differs this much between neighbours is part of a ramp, and counts the less as a side to take the
    // steeper it is.
    private const float Steep = 0.5f;
    private const int RampRim = 3;

    // Steeper than that counts for nothing.
    private const float Nothing = 1e-6f;

    // Two sides closer than this are one.
    private const float Sides = 3f;

    // How much clearer the choice becomes than the votes: 1 = proportional.
    private const float Decisiveness = 1.5f;

    // Around handles the flow has to stay as it is.
    private const int HandleRim = 3;

    /// <summary>The motion with sharper borders.</summary>
    /// <param name="motion">Flow on the window grid; left unchanged.</param>
    /// <param name="picture">The source on the same grid.</param>
    /// <param name="points">Pairs in grid pixels: the flow around the handles is kept.</param>
    /// <param name="mask">Size × Size values: flow changes only where they are above 0.</param>
    public static MotionField Sharpen(
        MotionField motion,
        GridImage picture,
        IReadOnlyList<PointPair> points,
        float[] mask
    )
    {
        int size = motion.Size;
        float[] steepness = Steepness(motion);
        bool[] ramp = Morphology.Dilate(Array.ConvertAll(steepness, value => value > Steep), size, RampRim);
        foreach (PointPair point in points)
            Exclude(ramp, size, point.Handle);

        // How far a pixel is to be believed: not at all in the middle of a ramp.
        float[] evenness = new float[steepness.Length];
        TensorPrimitives.Multiply(steepness, steepness, evenness);
        TensorPrimitives.Multiply(evenness, -1 / (Steep * Steep), evenness);
        TensorPrimitives.Exp(evenness, evenness);
        float[] flowX = (float[])motion.FlowX.Clone(),
            flowY = (float[])motion.FlowY.Clone();
        Parallel.For(
            0,
            size,
            new ParallelOptions { MaxDegreeOfParallelism = SplatWarpRenderer.Threads },
            y =>
            {
                for (int x = 0; x < size; x++)
                {
                    int p = (y * size) + x;
                    if (ramp[p] && mask[p] > 0)
                        (flowX[p], flowY[p]) = TakeSides(motion, picture.Pixels, evenness, x, y);
                }
            }
        );
        return motion with { FlowX = flowX, FlowY = flowY };
    }

    private static (float X, float Y) TakeSides(MotionField motion, Vector4[] picture, float[] evenness, int x0, int y0)
    {
        int size = motion.Size,
            p = (y0 * size) + x0;
        int left = x0 - (Math.Min(Radius, x0) / Stride * Stride),
            right = Math.Min(size - 1, x0 + Radius);
        int top = y0 - (Math.Min(Radius, y0) / Stride * Stride),
            bottom = Math.Min(size - 1, y0 + Radius);
        Vector2 own = Flow(motion, p),
            fast = own,
            slow = own;
        for (int y = top; y <= bottom; y += Stride)
        {
            for (int x = left; x <= right; x += Stride)
            {
                Vector2 flow = Flow(motion, (y * size) + x);
                float speed = flow.LengthSquared();
                if (speed > fast.LengthSquared())
                    fast = flow;
                if (speed < slow.LengthSquared())
                    slow = flow;
            }
        }

        if (Vector2.DistanceSquared(fast, slow) < Sides * Sides)
            return (own.X, own.Y);
        const float perDistance = -0.5f / (DistanceScale * DistanceScale),
            perColour = -0.5f / (ColourScale * ColourScale);
        float fastVotes = 0,
            slowVotes = 0;
        Vector2 fastSum = Vector2.Zero,
            slowSum = Vector2.Zero;
        for (int y = top; y <= bottom; y += Stride)
        {
            for (int x = left; x <= right; x += Stride)
            {
                int q = (y * size) + x;
                if (evenness[q] < Nothing)
                    continue;
                float square = ((x - x0) * (x - x0)) + ((y - y0) * (y - y0));
                float vote =
                    evenness[q]
                    * MathF.Exp((perDistance * square) + (perColour * Vector4.DistanceSquared(picture[q], picture[p])));
                Vector2 flow = Flow(motion, q);
                if (Vector2.DistanceSquared(flow, fast) < Vector2.DistanceSquared(flow, slow))
                {
                    fastVotes += vote;
                    fastSum += vote * flow;
                }
                else
                {
                    slowVotes += vote;
                    slowSum += vote * flow;
                }
            }
        }

        const float tooFew = 1e-6f;
        if (fastVotes + slowVotes < tooFew)
            return (own.X, own.Y);
        float fastShare = MathF.Pow(fastVotes, Decisiveness),
            slowShare = MathF.Pow(slowVotes, Decisiveness);
        Vector2 mean = Vector2.Zero;
        if (fastVotes > tooFew)
            mean += fastShare / (fastShare + slowShare) * (fastSum / fastVotes);
        if (slowVotes > tooFew)
            mean += slowShare / (fastShare + slowShare) * (slowSum / slowVotes);
        return (mean.X, mean.Y);
    }

    private static Vector2 Flow(MotionField motion, int p) => new(motion.FlowX[p], motion.FlowY[p]);

    private static void Exclude(bool[] ramp, int size, PixelPoint handle)
    {
        for (
            int y = Math.Max(0, (int)handle.Y - HandleRim);
            y <= Math.Min(size - 1, (int)handle.Y + HandleRim + 1);
            y++
        )
        {
            for (
                int x = Math.Max(0, (int)handle.X - HandleRim);
                x <= Math.Min(size - 1, (int)handle.X + HandleRim + 1);
                x++
            )
                ramp[(y * size) + x] = false;
        }
    }

    /// <summary>Largest difference of flow to a neighbour.</summary>
    private static float[] Steepness(MotionField motion)
    {
        int size = motion.Size;
        var steepness = new float[size * size];
        for (int p = 0; p < steepness.Length; p++)
        {
            if ((p + 1) % size != 0)
                Compare(p, p + 1);
            if (p + size < steepness.Length)
                Compare(p, p + size);
        }

        return steepness;

        void Compare(int p, int q)
        {
            float difference = Vector2.Distance(Flow(motion, p), Flow(motion, q));
            steepness[p] = Math.Max(steepness[p], difference);
            steepness[q] = Math.Max(steepness[q], difference);
        }
    }
}
