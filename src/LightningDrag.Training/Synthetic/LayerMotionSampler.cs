namespace LightningDrag.Training.Synthetic;

/// <summary>
/// Draws how a layer moves: a similarity (rotation σ 0.3 rad, scale σ 0.13, translation σ 4, 8 or 14 % of the
/// window), smooth non-rigid noise in half the cases; and, now and then, a part that turns about a joint.
/// </summary>
internal static class LayerMotionSampler
{
    private const int Nodes = MotionMesh.Nodes;
    private const float ArticulatedShare = 0.2f;
    private const float NonRigidShare = 0.5f;

    /// <summary>No place may shrink to less than this share of its area: beyond, the layer would fold.</summary>
    private const float SmallestAreaRatio = 0.25f;

    private static readonly float[] TranslationShares = [0.04f, 0.08f, 0.14f];

    /// <summary>
    /// Fills <paramref name="mesh"/> with a random motion of the layer at <paramref name="footprint"/>.
    /// </summary>
    public static LayerMotion Draw(ref CounterRandom random, MotionMesh mesh, LayerFootprint footprint, int size)
    {
        if (random.Chance(ArticulatedShare))
            return Articulate(ref random, mesh, footprint, size);
        var motion = DrawSimilarity(ref random, footprint, size);
        ApplySimilarity(mesh, motion, footprint.CentreX, footprint.CentreY);
        if (!random.Chance(NonRigidShare))
            return motion;
        AddSmoothNoise(ref random, mesh, footprint, size);
        return motion with { Kind = LayerMotionKind.NonRigid };
    }

    /// <summary>
    /// Fills <paramref name="mesh"/> with the motion of a whole thing: a shift alone in half the cases, of 2 to 40 % of
    /// the window; a similarity in three tenths; any of <see cref="Draw"/> in the rest.
    /// </summary>
    public static LayerMotion DrawOfThing(ref CounterRandom random, MotionMesh mesh, LayerFootprint footprint, int size)
    {
        float kind = random.Unit();
        if (kind >= 0.8f)
            return Draw(ref random, mesh, footprint, size);
        var motion = kind < 0.5f ? DrawShift(ref random, footprint, size) : DrawSimilarity(ref random, footprint, size);
        ApplySimilarity(mesh, motion, footprint.CentreX, footprint.CentreY);
        return motion;
    }

    private static LayerMotion DrawShift(ref CounterRandom random, LayerFootprint footprint, int size)
    {
        float margin = 0.04f * size;
        for (int attempt = 0; attempt < 16; attempt++)
        {
            float length = random.LogRange(0.02f, 0.4f) * size;
            var (sine, cosine) = MathF.SinCos(random.Range(0, MathF.Tau));
            float x = footprint.CentreX + (length * cosine),
                y = footprint.CentreY + (length * sine);
            if (x > margin && y > margin && x < size - margin && y < size - margin)
                return new LayerMotion(LayerMotionKind.Similarity, 0, 1, length * cosine, length * sine);
        }

        return DrawSimilarity(ref random, footprint, size);
    }

    /// <summary>
    /// A similarity that is seen (at least 1.5 % of the window somewhere) and keeps the layer's centre in the window.
    /// </summary>
    public static LayerMotion DrawSimilarity(ref CounterRandom random, LayerFootprint footprint, int size)
    {
        LayerMotion motion = LayerMotion.Still;
        for (int attempt = 0; attempt < 12; attempt++)
        {
            float deviation = TranslationShares[random.Index(TranslationShares.Length)] * size;
            motion = new LayerMotion(
                LayerMotionKind.Similarity,
                Math.Clamp(0.3f * random.Normal(), -1, 1),
                MathF.Exp(Math.Clamp(0.13f * random.Normal(), -0.4f, 0.4f)),
                deviation * random.Normal(),
                deviation * random.Normal()
            );
            float x = footprint.CentreX + motion.TranslationX,
                y = footprint.CentreY + motion.TranslationY,
                margin = 0.06f * size;
            bool stays = x > margin && y > margin && x < size - margin && y < size - margin;
            float turn = (MathF.Abs(motion.Rotation) + MathF.Abs(motion.Scale - 1)) * footprint.Length;
            float shift = MathF.Sqrt(
                (motion.TranslationX * motion.TranslationX) + (motion.TranslationY * motion.TranslationY)
            );
            if (stays && Math.Max(turn, shift) > 0.015f * size)
                return motion;
        }

        // Practically never: a layer in a corner. Move it to the middle.
        return motion with
        {
            TranslationX = 0.2f * ((size / 2f) - footprint.CentreX),
            TranslationY = 0.2f * ((size / 2f) - footprint.CentreY),
        };
    }

    private static void ApplySimilarity(MotionMesh mesh, LayerMotion motion, float pivotX, float pivotY)
    {
        var (sine, cosine) = MathF.SinCos(motion.Rotation);
        for (int i = 0; i < Nodes * Nodes; i++)
        {
            float dx = mesh.NodePosition(i % Nodes) - pivotX,
                dy = mesh.NodePosition(i / Nodes) - pivotY;
            mesh.X[i] = pivotX + motion.TranslationX + (motion.Scale * ((cosine * dx) - (sine * dy)));
            mesh.Y[i] = pivotY + motion.TranslationY + (motion.Scale * ((sine * dx) + (cosine * dy)));
        }
    }

    /// <summary>
    /// Adds a cubic B-spline field with random normal coefficients on a lattice wider than a fifth of the window.
    /// </summary>
    private static void AddSmoothNoise(ref CounterRandom random, MotionMesh mesh, LayerFootprint footprint, int size)
    {
        float pitch = random.LogRange(0.18f, 0.6f) * size,
            amplitude = random.LogRange(0.1f, 0.45f) * pitch;
        float[] noiseX = SmoothNoise(ref random, mesh, pitch),
            noiseY = SmoothNoise(ref random, mesh, pitch);
        float applied = 0;
        Shift(amplitude);
        while (mesh.SmallestDeterminant(footprint.Box) < SmallestAreaRatio && applied > 0.01f * pitch)
            Shift(0.75f * applied);
        if (mesh.SmallestDeterminant(footprint.Box) < SmallestAreaRatio)
            Shift(0);

        void Shift(float wanted)
        {
            for (int i = 0; i < Nodes * Nodes; i++)
            {
                mesh.X[i] += (wanted - applied) * noiseX[i];
                mesh.Y[i] += (wanted - applied) * noiseY[i];
            }

            applied = wanted;
        }
    }

    private static float[] SmoothNoise(ref CounterRandom random, MotionMesh mesh, float pitch)
    {
        int lattice = (int)(Nodes * mesh.Spacing / pitch) + 5;
        var coefficients = new float[lattice * lattice];
        for (int i = 0; i < coefficients.Length; i++)
            coefficients[i] = random.Normal();
        float phase = random.Unit();
        var alongX = new float[lattice * Nodes];
        var noise = new float[Nodes * Nodes];
        for (int node = 0; node < Nodes; node++)
        {
            float position = (node * mesh.Spacing / pitch) + phase;
            int first = (int)position;
            var (w0, w1, w2, w3) = SplineWeights(position - first);
            for (int row = 0; row < lattice; row++)
            {
                int i = (row * lattice) + first;
                alongX[(row * Nodes) + node] =
                    (w0 * coefficients[i])
                    + (w1 * coefficients[i + 1])
                    + (w2 * coefficients[i + 2])
                    + (w3 * coefficients[i + 3]);
            }
        }

        for (int node = 0; node < Nodes; node++)
        {
            float position = (node * mesh.Spacing / pitch) + phase;
            int first = (int)position;
            var (w0, w1, w2, w3) = SplineWeights(position - first);
            for (int column = 0; column < Nodes; column++)
            {
                int i = (first * Nodes) + column;
                noise[(node * Nodes) + column] =
                    (w0 * alongX[i])
                    + (w1 * alongX[i + Nodes])
                    + (w2 * alongX[i + (2 * Nodes)])
                    + (w3 * alongX[i + (3 * Nodes)]);
            }
        }

        return noise;
    }

    private static (float W0, float W1, float W2, float W3) SplineWeights(float t)
    {
        float s = 1 - t;
        return (
            s * s * s / 6,
            ((3 * t * t * t) - (6 * t * t) + 4) / 6,
            ((3 * s * s * s) - (6 * s * s) + 4) / 6,
            t * t * t / 6
        );
    }

    /// <summary>
    /// Turns the part of the layer beyond a line across its long axis; the turn grows smoothly over a band around that
    /// line.
    /// </summary>
    private static LayerMotion Articulate(ref CounterRandom random, MotionMesh mesh, LayerFootprint footprint, int size)
    {
        float direction = footprint.AxisAngle + (0.25f * random.Normal()) + (random.Chance(0.5f) ? MathF.PI : 0);
        var (axisY, axisX) = MathF.SinCos(direction);
        float offset = random.Range(-0.2f, 1f) * footprint.Length;
        float lineX = footprint.CentreX + (offset * axisX),
            lineY = footprint.CentreY + (offset * axisY);
        var (pivotX, pivotY, halfWidth) = CrossSection(mesh, footprint, lineX, lineY, axisX, axisY);
        float angle = Math.Clamp(random.Normal() * 0.45f, -1, 1);
        angle += MathF.CopySign(0.08f, angle);
        for (int attempt = 0; ; attempt++)
        {
            float band = Math.Max(0.025f * size, 1.2f * MathF.Abs(angle) * halfWidth);
            for (int i = 0; i < Nodes * Nodes; i++)
            {
                float dx = mesh.NodePosition(i % Nodes) - pivotX,
                    dy = mesh.NodePosition(i / Nodes) - pivotY;
                float beyond = Math.Clamp(((((dx * axisX) + (dy * axisY)) / band) + 1) / 2, 0, 1);
                var (sine, cosine) = MathF.SinCos(angle * beyond * beyond * (3 - (2 * beyond)));
                mesh.X[i] = pivotX + (cosine * dx) - (sine * dy);
                mesh.Y[i] = pivotY + (sine * dx) + (cosine * dy);
            }

            if (attempt == 8 || mesh.SmallestDeterminant(footprint.Box, footprint.Opacity) > SmallestAreaRatio)
                break;
            angle *= 0.75f;
        }

        return new LayerMotion(LayerMotionKind.Articulated, angle, 1, 0, 0);
    }

    /// <summary>Middle and half width of the layer along the line through a point across an axis.</summary>
    private static (float X, float Y, float HalfWidth) CrossSection(
        MotionMesh mesh,
        LayerFootprint footprint,
        float lineX,
        float lineY,
        float axisX,
        float axisY
    )
    {
        float sum = 0,
            sumAcross = 0,
            sumSquare = 0;
        for (int i = 0; i < Nodes * Nodes; i++)
        {
            float alpha = footprint.Opacity[i];
            if (alpha == 0)
                continue;
            float dx = mesh.NodePosition(i % Nodes) - lineX,
                dy = mesh.NodePosition(i / Nodes) - lineY;
            if (MathF.Abs((dx * axisX) + (dy * axisY)) > 1.5f * mesh.Spacing)
                continue;
            float across = (dy * axisX) - (dx * axisY);
            sum += alpha;
            sumAcross += alpha * across;
            sumSquare += alpha * across * across;
        }

        if (sum < 1)
            return (lineX, lineY, footprint.Breadth);
        float middle = sumAcross / sum,
            deviation = MathF.Sqrt(Math.Max(0, (sumSquare / sum) - (middle * middle)));
        return (lineX - (middle * axisY), lineY + (middle * axisX), 1.73f * deviation);
    }
}
