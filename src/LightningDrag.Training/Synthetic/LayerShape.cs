namespace LightningDrag.Training.Synthetic;

/// <summary>
/// The outline of a layer that is no cut-out, in source window pixels, with a soft edge of about a pixel.
/// </summary>
internal abstract class LayerShape
{
    private const float EdgeWidth = 1.3f;

    /// <summary>Opacity 0…1 at a position.</summary>
    public float Alpha(float x, float y) => Math.Clamp(0.5f - (SignedDistance(x, y) / EdgeWidth), 0, 1);

    /// <summary>A random shape about <paramref name="diameter"/> across around a centre.</summary>
    public static LayerShape Draw(ref CounterRandom random, float centreX, float centreY, float diameter) =>
        random.Index(3) switch
        {
            0 => new Ellipse(ref random, centreX, centreY, diameter / 2),
            1 => new Blob(ref random, centreX, centreY, diameter / 2),
            _ => new Stroke(ref random, centreX, centreY, diameter),
        };

    /// <summary>Approximate distance to the outline in pixels, negative inside.</summary>
    protected abstract float SignedDistance(float x, float y);

    private sealed class Ellipse : LayerShape
    {
        private readonly float centreX,
            centreY,
            cosine,
            sine,
            radiusX,
            radiusY;

        public Ellipse(ref CounterRandom random, float centreX, float centreY, float radius)
        {
            (this.centreX, this.centreY) = (centreX, centreY);
            (sine, cosine) = MathF.SinCos(random.Range(0, MathF.PI));
            float stretch = random.LogRange(0.5f, 1);
            (radiusX, radiusY) = (radius, radius * stretch);
        }

        protected override float SignedDistance(float x, float y)
        {
            float dx = x - centreX,
                dy = y - centreY;
            float u = ((cosine * dx) + (sine * dy)) / radiusX,
                v = ((cosine * dy) - (sine * dx)) / radiusY;

            // First order: value of the implicit function over the length of its gradient.
            float length = MathF.Sqrt((u * u) + (v * v)),
                gradient = MathF.Sqrt((u * u / (radiusX * radiusX)) + (v * v / (radiusY * radiusY)));
            return length < 1e-3f ? -radiusY : (length - 1) * length / gradient;
        }
    }

    /// <summary>A disc whose radius swings with the angle.</summary>
    private sealed class Blob : LayerShape
    {
        private readonly float centreX,
            centreY,
            radius;
        private readonly float[] amplitudes = new float[4],
            phases = new float[4];

        public Blob(ref CounterRandom random, float centreX, float centreY, float radius)
        {
            (this.centreX, this.centreY, this.radius) = (centreX, centreY, radius * 0.85f);
            for (int i = 0; i < amplitudes.Length; i++)
            {
                amplitudes[i] = 0.22f * random.Normal() / (i + 1.5f);
                phases[i] = random.Range(0, MathF.Tau);
            }
        }

        protected override float SignedDistance(float x, float y)
        {
            float dx = x - centreX,
                dy = y - centreY,
                distance = MathF.Sqrt((dx * dx) + (dy * dy));
            if (distance > 2 * radius)
                return distance - radius;
            float angle = MathF.Atan2(dy, dx),
                swing = 1;
            for (int i = 0; i < amplitudes.Length; i++)
                swing += amplitudes[i] * MathF.Cos(((i + 2) * angle) + phases[i]);
            return distance - (radius * Math.Clamp(swing, 0.4f, 1.6f));
        }
    }

    /// <summary>A thick line that bends: a limb, a rope, a branch.</summary>
    private sealed class Stroke : LayerShape
    {
        private const int Segments = 6;
        private readonly float[] pointsX = new float[Segments + 1],
            pointsY = new float[Segments + 1];
        private readonly float halfWidth;

        public Stroke(ref CounterRandom random, float centreX, float centreY, float length)
        {
            halfWidth = length * random.LogRange(0.06f, 0.17f);
            float direction = random.Range(0, MathF.Tau),
                bend = 0.25f * random.Normal(),
                step = length / Segments;
            (pointsX[0], pointsY[0]) = (
                centreX - (length / 2 * MathF.Cos(direction)),
                centreY - (length / 2 * MathF.Sin(direction))
            );
            for (int i = 1; i <= Segments; i++)
            {
                direction += bend + (0.1f * random.Normal());
                pointsX[i] = pointsX[i - 1] + (step * MathF.Cos(direction));
                pointsY[i] = pointsY[i - 1] + (step * MathF.Sin(direction));
            }
        }

        protected override float SignedDistance(float x, float y)
        {
            float nearest = float.MaxValue;
            for (int i = 0; i < Segments; i++)
            {
                float alongX = pointsX[i + 1] - pointsX[i],
                    alongY = pointsY[i + 1] - pointsY[i],
                    dx = x - pointsX[i],
                    dy = y - pointsY[i];
                float t = Math.Clamp(((dx * alongX) + (dy * alongY)) / ((alongX * alongX) + (alongY * alongY)), 0, 1);
                (dx, dy) = (dx - (t * alongX), dy - (t * alongY));
                nearest = Math.Min(nearest, (dx * dx) + (dy * dy));
            }

            return MathF.Sqrt(nearest) - halfWidth;
        }
    }
}
