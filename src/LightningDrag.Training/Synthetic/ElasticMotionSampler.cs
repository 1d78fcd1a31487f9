namespace LightningDrag.Training.Synthetic;

/// <summary>
/// Draws elastic motions of one photo: one to three elliptic bumps, or its object's outline, move by a similarity that
/// fades out smoothly around them, as if the photo were printed on rubber.
/// </summary>
internal static class ElasticMotionSampler
{
    private const int Nodes = MotionMesh.Nodes;
    private const float SmallestAreaRatio = 0.2f;
    private const float InnerShare = 0.35f;

    private static readonly float[] TranslationShares = [0.04f, 0.08f, 0.14f];

    /// <summary>
    /// Fills <paramref name="mesh"/> with one to three bumps. <paramref name="regions"/> tells for each node which of
    /// them moves it most, counted from 1.
    /// </summary>
    public static List<LayerMotion> DrawBumps(ref CounterRandom random, MotionMesh mesh, byte[] regions, int size)
    {
        int count = 1 + random.Index(3);
        List<LayerMotion> motions = [];
        var bumps = new Bumps(mesh, regions);
        for (int bump = 0; bump < count; bump++)
        {
            float centreX = random.Range(0.15f, 0.85f) * size,
                centreY = random.Range(0.15f, 0.85f) * size;
            float outer = random.LogRange(0.13f, 0.5f) * size,
                plateau = random.Range(0, 0.6f),
                stretch = random.LogRange(0.5f, 2);
            float angle = random.Range(0, MathF.PI);
            var motion = DrawMotion(ref random, outer, size);
            motions.Add(motion);
            bumps.Add(motion, (centreX, centreY), outer, plateau, stretch, angle);
        }

        ApplyWithoutFolding(mesh, bumps.ShiftX, bumps.ShiftY);
        return motions;
    }

    /// <summary>
    /// Fills <paramref name="mesh"/> with one bump around a place on the object at <paramref name="footprint"/>,
    /// smaller than the object: a nose, an eye, a hem. What is around it on the object bends and stays, and the mask
    /// around it ends within the object.
    /// </summary>
    public static LayerMotion DrawPart(
        ref CounterRandom random,
        MotionMesh mesh,
        LayerFootprint footprint,
        byte[] regions,
        int size
    )
    {
        int node = ChooseNode(ref random, footprint, mesh, size);
        var centre = (mesh.NodePosition(node % Nodes), mesh.NodePosition(node / Nodes));
        float outer = Math.Clamp(random.LogRange(0.35f, 1.3f) * footprint.Length, 0.05f * size, 0.35f * size);
        var motion = DrawMotion(ref random, outer, size);
        var bumps = new Bumps(mesh, regions);
        bumps.Add(
            motion,
            centre,
            outer,
            random.Range(0.1f, 0.7f),
            random.LogRange(0.6f, 1.6f),
            random.Range(0, MathF.PI)
        );
        ApplyWithoutFolding(mesh, bumps.ShiftX, bumps.ShiftY);
        return motion;
    }

    /// <summary>
    /// A node well on the object and inside the window; the one nearest to the object's centre where there is none.
    /// </summary>
    private static int ChooseNode(ref CounterRandom random, LayerFootprint footprint, MotionMesh mesh, int size)
    {
        for (int attempt = 0; attempt < 64; attempt++)
        {
            int node = random.Index(Nodes * Nodes);
            float x = mesh.NodePosition(node % Nodes),
                y = mesh.NodePosition(node / Nodes),
                margin = 0.04f * size;
            if (footprint.Opacity[node] > 0.5f && x > margin && y > margin && x < size - margin && y < size - margin)
                return node;
        }

        return Enumerable
            .Range(0, Nodes * Nodes)
            .MinBy(node =>
                MathF.Abs(mesh.NodePosition(node % Nodes) - footprint.CentreX)
                + MathF.Abs(mesh.NodePosition(node / Nodes) - footprint.CentreY)
            );
    }

    /// <summary>
    /// Fills <paramref name="mesh"/> with a similarity of the object at <paramref name="footprint"/> that fades out
    /// around it, or, as when a head turns, already inside it, so that its outline stays.
    /// </summary>
    public static LayerMotion DrawObject(
        ref CounterRandom random,
        MotionMesh mesh,
        LayerFootprint footprint,
        byte[] regions,
        int size
    )
    {
        var motion = LayerMotionSampler.DrawSimilarity(ref random, footprint, size);
        int radius = 2 + random.Index(7);
        float[] extent = random.Chance(InnerShare)
            ? Narrow(footprint.Opacity, radius)
            : Widen(footprint.Opacity, radius);
        float[] weight = Blur(Blur(extent, radius), radius);
        float[] shiftX = new float[Nodes * Nodes],
            shiftY = new float[Nodes * Nodes];
        for (int i = 0; i < Nodes * Nodes; i++)
        {
            var (x, y) = Displace(
                motion,
                mesh.NodePosition(i % Nodes) - footprint.CentreX,
                mesh.NodePosition(i / Nodes) - footprint.CentreY
            );
            (shiftX[i], shiftY[i]) = (weight[i] * x, weight[i] * y);
            regions[i] = 1;
        }

        ApplyWithoutFolding(mesh, shiftX, shiftY);
        return motion with { Kind = LayerMotionKind.Elastic };
    }

    private static LayerMotion DrawMotion(ref CounterRandom random, float reach, int size)
    {
        float rotation = 0,
            scale = 1,
            x = 0,
            y = 0;
        int kind = random.Index(4);
        if (kind is 0 or 3)
        {
            float deviation = Math.Min(TranslationShares[random.Index(TranslationShares.Length)] * size, 0.5f * reach);
            float direction = random.Range(0, MathF.Tau),
                length = deviation * (0.3f + MathF.Abs(random.Normal()));
            (x, y) = (length * MathF.Cos(direction), length * MathF.Sin(direction));
        }

        if (kind is 1 or 3)
            rotation = Math.Clamp(0.4f * random.Normal(), -1, 1);
        if (kind == 2)
            scale = MathF.Exp(Math.Clamp(0.25f * random.Normal(), -0.6f, 0.6f));
        return new LayerMotion(LayerMotionKind.Elastic, rotation, scale, x, y);
    }

    private static (float X, float Y) Displace(LayerMotion motion, float dx, float dy)
    {
        var (sine, cosine) = MathF.SinCos(motion.Rotation);
        float x = motion.Scale * ((cosine * dx) - (sine * dy)),
            y = motion.Scale * ((sine * dx) + (cosine * dy));
        return (motion.TranslationX + x - dx, motion.TranslationY + y - dy);
    }

    /// <summary>Applies the displacements, made smaller until nothing folds.</summary>
    private static void ApplyWithoutFolding(MotionMesh mesh, float[] shiftX, float[] shiftY)
    {
        float strength = 1;
        for (int attempt = 0; ; attempt++)
        {
            for (int i = 0; i < Nodes * Nodes; i++)
            {
                mesh.X[i] = mesh.NodePosition(i % Nodes) + (strength * shiftX[i]);
                mesh.Y[i] = mesh.NodePosition(i / Nodes) + (strength * shiftY[i]);
            }

            if (attempt == 12 || mesh.SmallestDeterminant(NodeBox.Whole) > SmallestAreaRatio)
                return;
            strength *= 0.8f;
        }
    }

    private static float Smooth(float t)
    {
        t = Math.Clamp(t, 0, 1);
        return t * t * (3 - (2 * t));
    }

    private static float[] Widen(float[] values, int radius) =>
        Separable(
            values,
            radius,
            static (window, from, to) =>
            {
                float largest = 0;
                for (int i = from; i <= to; i++)
                    largest = Math.Max(largest, window[i]);
                return largest;
            }
        );

    private static float[] Narrow(float[] values, int radius) =>
        Separable(
            values,
            radius,
            static (window, from, to) =>
            {
                float smallest = 1;
                for (int i = from; i <= to; i++)
                    smallest = Math.Min(smallest, window[i]);
                return smallest;
            }
        );

    private static float[] Blur(float[] values, int radius) =>
        Separable(
            values,
            radius,
            static (window, from, to) =>
            {
                float sum = 0;
                for (int i = from; i <= to; i++)
                    sum += window[i];
                return sum / (to - from + 1);
            }
        );

    private static float[] Separable(float[] values, int radius, Func<float[], int, int, float> reduce)
    {
        float[] rows = new float[values.Length],
            result = new float[values.Length],
            line = new float[Nodes];
        for (int row = 0; row < Nodes; row++)
        {
            Array.Copy(values, row * Nodes, line, 0, Nodes);
            for (int i = 0; i < Nodes; i++)
                rows[(row * Nodes) + i] = reduce(line, Math.Max(0, i - radius), Math.Min(Nodes - 1, i + radius));
        }

        for (int column = 0; column < Nodes; column++)
        {
            for (int i = 0; i < Nodes; i++)
                line[i] = rows[(i * Nodes) + column];
            for (int i = 0; i < Nodes; i++)
                result[(i * Nodes) + column] = reduce(line, Math.Max(0, i - radius), Math.Min(Nodes - 1, i + radius));
        }

        return result;
    }

    /// <summary>The sum of elliptic bumps, each a similarity about its centre that fades out towards its rim.</summary>
    private sealed class Bumps
    {
        private readonly MotionMesh mesh;
        private readonly byte[] regions;
        private readonly float[] strongest = new float[Nodes * Nodes];
        private byte count;

        public Bumps(MotionMesh mesh, byte[] regions)
        {
            (this.mesh, this.regions) = (mesh, regions);
            Array.Clear(regions);
        }

        public float[] ShiftX { get; } = new float[Nodes * Nodes];

        public float[] ShiftY { get; } = new float[Nodes * Nodes];

        /// <summary>Adds a bump; <paramref name="plateau"/> is the share of its radius that moves as one.</summary>
        public void Add(
            LayerMotion motion,
            (float X, float Y) centre,
            float outer,
            float plateau,
            float stretch,
            float angle
        )
        {
            count++;
            var (sine, cosine) = MathF.SinCos(angle);
            for (int i = 0; i < Nodes * Nodes; i++)
            {
                float dx = mesh.NodePosition(i % Nodes) - centre.X,
                    dy = mesh.NodePosition(i / Nodes) - centre.Y;
                float along = ((cosine * dx) + (sine * dy)) * stretch,
                    across = ((cosine * dy) - (sine * dx)) / stretch;
                float distance = MathF.Sqrt((along * along) + (across * across)) / outer;
                if (distance >= 1)
                    continue;
                var (x, y) = Displace(motion, dx, dy);
                float weight = Smooth((1 - distance) / (1 - plateau));
                Accumulate(i, weight * x, weight * y);
            }
        }

        private void Accumulate(int i, float x, float y)
        {
            ShiftX[i] += x;
            ShiftY[i] += y;
            float strength = (x * x) + (y * y);
            if (strength > strongest[i])
                (strongest[i], regions[i]) = (strength, count);
        }
    }
}
