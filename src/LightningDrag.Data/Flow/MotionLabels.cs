using OpenCvSharp;

namespace LightningDrag.Data.Flow;

/// <summary>
/// What is known about the motion of one frame's pixels, in pixels of the square crop: where they go, whether that is to be
/// trusted, whether they stay visible.
/// </summary>
internal sealed record MotionLabels(int Size, float[] U, float[] V, bool[] Valid, bool[] Ambiguous, bool[] Visible)
{
    private const double EnclosedRim = 0.5;

    public float Length(int i) => MathF.Sqrt((U[i] * U[i]) + (V[i] * V[i]));

    public bool Moves(int i) => Valid[i] && Length(i) > 1;

    /// <summary>Cuts labels out of a flow.</summary>
    /// <param name="here">Grey crop of the frame that the flow starts from.</param>
    /// <param name="there">Grey crop of the other frame.</param>
    /// <param name="flow">Flow in frame pixels.</param>
    /// <param name="roundTrip">Its forward–backward error in frame pixels.</param>
    /// <param name="left">Where the crop begins in the flow's frame, in its pixels.</param>
    /// <param name="top">Where the crop begins in the flow's frame, in its pixels.</param>
    /// <param name="side">Side of the crop in the flow's frame, in its pixels.</param>
    public static MotionLabels Cut(Plane here, Plane there, FlowMap flow, float[] roundTrip, float left, float top, float side)
    {
        int size = here.Width;
        float scale = size / side;
        var labels = new MotionLabels(size, new float[size * size], new float[size * size], new bool[size * size], new bool[size * size], new bool[size * size]);
        var unexplained = new Plane(size, size);
        var change = new Plane(size, size);
        for (int y = 0; y < size; y++)
        {
            int frameY = Math.Min(flow.Height - 1, (int)(top + ((y + 0.5f) / scale)));
            for (int x = 0; x < size; x++)
            {
                int frameX = Math.Min(flow.Width - 1, (int)(left + ((x + 0.5f) / scale)));
                int i = (y * size) + x, k = (frameY * flow.Width) + frameX;
                (labels.U[i], labels.V[i]) = (flow.U.Data[k] * scale, flow.V.Data[k] * scale);
                bool agrees = roundTrip[k] <= 1 + (0.06f * flow.Length(k));
                float tx = x + labels.U[i], ty = y + labels.V[i];
                labels.Visible[i] = agrees && tx > -0.5f && ty > -0.5f && tx < size - 0.5f && ty < size - 0.5f;
                labels.Valid[i] = agrees;
                unexplained[x, y] = MathF.Abs(there.Sample(tx, ty) - here[x, y]);
                change[x, y] = MathF.Abs(there[x, y] - here[x, y]);
            }
        }

        Plane unexplainedMean = unexplained.BoxMean(3), changeMean = change.BoxMean(3);
        for (int i = 0; i < labels.U.Length; i++)
        {
            // Zero motion explains the pixel (nearly) as well: a flat wall that the flow drags along, or a shadow.
            labels.Ambiguous[i] = labels.Length(i) > 1 && (changeMean.Data[i] < 6 || changeMean.Data[i] < 1.5f * unexplainedMean.Data[i]);
            labels.Valid[i] &= unexplainedMean.Data[i] < 30;
        }

        labels.TrustEnclosed();
        for (int i = 0; i < labels.U.Length; i++) labels.Valid[i] &= !labels.Ambiguous[i];
        return labels;
    }

    // Flat ground within something that moves (a cheek, a shirt) moves with it; flat ground beside it does not.
    private void TrustEnclosed()
    {
        using Mat ambiguous = ToMat(i => Ambiguous[i]), moving = ToMat(i => Valid[i] && !Ambiguous[i] && Length(i) > 1), components = new();
        using Mat ring = Cv2.GetStructuringElement(MorphShapes.Rect, new OpenCvSharp.Size(5, 5));
        int count = Cv2.ConnectedComponents(ambiguous, components);
        for (int c = 1; c < count; c++)
        {
            using Mat component = components.Equals(c).ToMat(), grown = component.Dilate(ring), rim = (grown & ~component).ToMat(), movingRim = (rim & moving).ToMat();
            if (movingRim.CountNonZero() < EnclosedRim * rim.CountNonZero()) continue;
            component.GetArray(out byte[] pixels);
            for (int i = 0; i < pixels.Length; i++) Ambiguous[i] &= pixels[i] == 0;
        }
    }

    private Mat ToMat(Predicate<int> pixel) =>
        Mat.FromPixelData(Size, Size, MatType.CV_8UC1, Enumerable.Range(0, Size * Size).Select(i => pixel(i) ? (byte)255 : (byte)0).ToArray());
}
