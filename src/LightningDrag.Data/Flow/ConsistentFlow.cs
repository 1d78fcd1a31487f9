namespace LightningDrag.Data.Flow;

/// <summary>
/// Flow in both directions, each pixel taken from the more consistent of two estimates: straight from frame to frame,
/// and by way of a frame between them (long motions are found in two shorter steps).
/// </summary>
/// <param name="Forward">First frame to second.</param>
/// <param name="ForwardError">How far from the start forward-then-backward ends, in frame pixels.</param>
/// <param name="Backward">Second frame to first.</param>
/// <param name="BackwardError">How far from the start backward-then-forward ends.</param>
internal sealed record ConsistentFlow(FlowMap Forward, float[] ForwardError, FlowMap Backward, float[] BackwardError)
{
    /// <summary>Both directions, straight from frame to frame.</summary>
    /// <param name="first">The first frame.</param>
    /// <param name="second">The second frame.</param>
    /// <param name="coarser">The same of smaller frames, to start from.</param>
    public static ConsistentFlow Direct(Plane first, Plane second, ConsistentFlow? coarser = null) =>
        Of(
            InverseSearchFlow.Compute(first, second, coarser?.Forward),
            InverseSearchFlow.Compute(second, first, coarser?.Backward)
        );

    /// <summary>
    /// The better of straight and by way of the middle. That way is looked for at half size: it is for long motions,
    /// where a pixel matters little.
    /// </summary>
    /// <param name="first">The first frame.</param>
    /// <param name="middle">A frame between the two.</param>
    /// <param name="second">The second frame.</param>
    /// <param name="half">Straight from frame to frame at half size.</param>
    public static ConsistentFlow Between(Plane first, Plane middle, Plane second, ConsistentFlow half)
    {
        var direct = Direct(first, second, half);
        var (a, m, b) = (first.Halve(), middle.Halve(), second.Halve());
        var chained = Of(
                Compose(InverseSearchFlow.Compute(a, m), InverseSearchFlow.Compute(m, b)),
                Compose(InverseSearchFlow.Compute(b, m), InverseSearchFlow.Compute(m, a))
            )
            .Resize(first.Width, first.Height);
        var (forward, forwardError) = Better(
            direct.Forward,
            direct.ForwardError,
            chained.Forward,
            chained.ForwardError
        );
        var (backward, backwardError) = Better(
            direct.Backward,
            direct.BackwardError,
            chained.Backward,
            chained.BackwardError
        );
        return new ConsistentFlow(forward, forwardError, backward, backwardError);
    }

    private ConsistentFlow Resize(int width, int height)
    {
        float scale = (float)width / Forward.Width;
        float[] Errors(float[] error) =>
            new Plane(Forward.Width, Forward.Height, error).Resize(width, height, scale).Data;
        return new ConsistentFlow(
            InverseSearchFlow.Resize(Forward, width, height),
            Errors(ForwardError),
            InverseSearchFlow.Resize(Backward, width, height),
            Errors(BackwardError)
        );
    }

    private static ConsistentFlow Of(FlowMap forward, FlowMap backward) =>
        new(forward, RoundTrip(forward, backward), backward, RoundTrip(backward, forward));

    private static float[] RoundTrip(FlowMap there, FlowMap back)
    {
        int width = there.Width,
            height = there.Height;
        var error = new float[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int i = (y * width) + x;
                float u = there.U.Data[i],
                    v = there.V.Data[i],
                    px = x + u,
                    py = y + v;
                bool outside = px < 0 || py < 0 || px > width - 1 || py > height - 1;
                float du = u + back.U.Sample(px, py),
                    dv = v + back.V.Sample(px, py);
                error[i] = outside ? float.PositiveInfinity : MathF.Sqrt((du * du) + (dv * dv));
            }
        }

        return error;
    }

    private static FlowMap Compose(FlowMap first, FlowMap second)
    {
        var u = new Plane(first.Width, first.Height);
        var v = new Plane(first.Width, first.Height);
        for (int y = 0; y < first.Height; y++)
        {
            for (int x = 0; x < first.Width; x++)
            {
                float px = x + first.U[x, y],
                    py = y + first.V[x, y];
                u[x, y] = first.U[x, y] + second.U.Sample(px, py);
                v[x, y] = first.V[x, y] + second.V.Sample(px, py);
            }
        }

        return new FlowMap(u, v);
    }

    private static (FlowMap Flow, float[] Error) Better(FlowMap a, float[] errorA, FlowMap b, float[] errorB)
    {
        var u = new Plane(a.Width, a.Height);
        var v = new Plane(a.Width, a.Height);
        var error = new float[errorA.Length];
        for (int i = 0; i < error.Length; i++)
        {
            FlowMap better = errorB[i] < errorA[i] ? b : a;
            (u.Data[i], v.Data[i], error[i]) = (better.U.Data[i], better.V.Data[i], Math.Min(errorA[i], errorB[i]));
        }

        return (new FlowMap(u, v), error);
    }
}
