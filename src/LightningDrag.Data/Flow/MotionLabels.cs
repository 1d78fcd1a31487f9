using OpenCvSharp;

namespace LightningDrag.Data.Flow;

/// <summary>
/// What is known about the motion of one frame's pixels, in pixels of the square crop: where they go, whether that is
/// to be trusted, whether they stay visible.
/// </summary>
internal sealed record MotionLabels(int Size, float[] U, float[] V, bool[] Valid, bool[] Ambiguous, bool[] Visible)
{
    private const double EnclosedRim = 0.5;
    private const int RimWidth = 2;

    public float Length(int i) => MathF.Sqrt((U[i] * U[i]) + (V[i] * V[i]));

    public bool Moves(int i) => Valid[i] && Length(i) > 1;

    /// <summary>
    /// Whether a pixel's motion is another than the one given, so that knowing that one does not tell this one.
    /// </summary>
    public bool Differs(int i, float u, float v)
    {
        float du = U[i] - u,
            dv = V[i] - v;
        return MathF.Sqrt((du * du) + (dv * dv)) > (2 * Size / 256f) + (0.5f * Length(i));
    }

    /// <summary>The same where <paramref name="changing"/>; elsewhere everything is known to stay.</summary>
    public MotionLabels Within(bool[] changing)
    {
        return new MotionLabels(Size, Still(U), Still(V), Set(Valid, true), Set(Ambiguous, false), Set(Visible, true));

        float[] Still(float[] motion) => [.. motion.Select((value, i) => changing[i] ? value : 0)];

        bool[] Set(bool[] marks, bool elsewhere) => [.. marks.Select((mark, i) => changing[i] ? mark : elsewhere)];
    }

    /// <summary>Cuts labels out of a flow.</summary>
    /// <param name="here">Grey crop of the frame that the flow starts from.</param>
    /// <param name="there">Grey crop of the other frame.</param>
    /// <param name="flow">Flow in frame pixels.</param>
    /// <param name="roundTrip">Its forward–backward error in frame pixels.</param>
    /// <param name="left">Where the crop begins in the flow's frame, in its pixels.</param>
    /// <param name="top">Where the crop begins in the flow's frame, in its pixels.</param>
    /// <param name="side">Side of the crop in the flow's frame, in its pixels.</param>
    public static MotionLabels Cut(
        Plane here,
        Plane there,
        FlowMap flow,
        float[] roundTrip,
        float left,
        float top,
        float side
    )
    {
        int size = here.Width;
        float scale = size / side;
        var labels = new MotionLabels(
            size,
            new float[size * size],
            new float[size * size],
            new bool[size * size],
            new bool[size * size],
            new bool[size * size]
        );
        var unexplained = new Plane(size, size);
        var change = new Plane(size, size);
        for (int y = 0; y < size; y++)
        {
            int frameY = Math.Min(flow.Height - 1, (int)(top + ((y + 0.5f) / scale)));
            for (int x = 0; x < size; x++)
            {
                int frameX = Math.Min(flow.Width - 1, (int)(left + ((x + 0.5f) / scale)));
                int i = (y * size) + x,
                    k = (frameY * flow.Width) + frameX;
                (labels.U[i], labels.V[i]) = (flow.U.Data[k] * scale, flow.V.Data[k] * scale);
                bool agrees = roundTrip[k] <= 1 + (0.06f * flow.Length(k));
                float tx = x + labels.U[i],
                    ty = y + labels.V[i];
                labels.Visible[i] = agrees && tx > -0.5f && ty > -0.5f && tx < size - 0.5f && ty < size - 0.5f;
                labels.Valid[i] = agrees;
                unexplained[x, y] = MathF.Abs(there.Sample(tx, ty) - here[x, y]);
                change[x, y] = MathF.Abs(there[x, y] - here[x, y]);
            }
        }

        Plane unexplainedMean = unexplained.BoxMean(3),
            changeMean = change.BoxMean(3);
        for (int i = 0; i < labels.U.Length; i++)
        {
            // Zero motion explains the pixel (nearly) as well: a flat wall that the flow drags along, or a shadow.
            labels.Ambiguous[i] =
                labels.Length(i) > 1 && (changeMean.Data[i] < 6 || changeMean.Data[i] < 1.5f * unexplainedMean.Data[i]);
            labels.Valid[i] &= unexplainedMean.Data[i] < 30;
        }

        labels.TrustEnclosed();
        for (int i = 0; i < labels.U.Length; i++)
            labels.Valid[i] &= !labels.Ambiguous[i];
        return labels;
    }

    // Flat ground within something that moves (a cheek, a shirt) moves with it; flat ground beside it does not.
    private void TrustEnclosed()
    {
        using Mat ambiguous = Bits.ToMat(Ambiguous, Size),
            components = new();
        int count = Cv2.ConnectedComponents(ambiguous, components);
        components.GetArray(out int[] component);
        int[] rim = new int[count],
            movingRim = new int[count];
        Span<int> near = stackalloc int[RimWidth * RimWidth * 4];
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                // Each component that has a pixel near this one, which is not its own, has it on its rim.
                int own = component[(y * Size) + x],
                    found = 0;
                int left = Math.Max(0, x - RimWidth),
                    right = Math.Min(Size - 1, x + RimWidth);
                for (int row = Math.Max(0, y - RimWidth); row <= Math.Min(Size - 1, y + RimWidth); row++)
                {
                    for (int column = left; column <= right; column++)
                    {
                        int other = component[(row * Size) + column];
                        if (other != 0 && other != own && found < near.Length && !near[..found].Contains(other))
                            near[found++] = other;
                    }
                }

                bool moves = Moves((y * Size) + x) && own == 0;
                foreach (int other in near[..found])
                    (rim[other], movingRim[other]) = (rim[other] + 1, movingRim[other] + (moves ? 1 : 0));
            }
        }

        for (int i = 0; i < component.Length; i++)
            Ambiguous[i] &= movingRim[component[i]] < EnclosedRim * rim[component[i]];
    }
}
