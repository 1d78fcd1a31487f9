using LightningDrag.Imaging;
using LightningDrag.Models;
using LightningDrag.Sampling;

namespace LightningDrag.Tests.Editing;

/// <summary>
/// A model without a network, to test what surrounds one: its latent is one number per candidate, drawn from the seed;
/// its pictures are uniform, with the seed's parity, the steps taken and the handle's position in their colour.
/// </summary>
internal sealed class FakeDragModel : IDragModel
{
    public DragModelInfo Info { get; init; } = new("fake", 64, 4, true) { FirstCandidateSteps = 1 };

    public List<RasterImage> Encoded { get; } = [];

    public List<DragCondition> Conditions { get; } = [];

    /// <summary>Encoded sources that nobody disposed of.</summary>
    public int Alive { get; private set; }

    /// <summary>What it says of each candidate's arrival.</summary>
    public IReadOnlyList<IReadOnlyList<float>>? Arrivals { get; init; }

    /// <summary>What it says is wrong with the candidates of one batch.</summary>
    public IReadOnlyList<ResultFaults>? Faults { get; init; }

    /// <summary>The guidance weights of all steps so far.</summary>
    public List<float> Guidances { get; } = [];

    /// <summary>Called before each denoising step.</summary>
    public Action? OnStep { get; set; }

    public bool IsDisposed { get; private set; }

    private static LatentShape Number => new(1, 1, 1);

    public IEncodedSource Encode(RasterImage source, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (Encoded)
            Encoded.Add(source);
        Alive++;
        return new Source(this, source);
    }

    public void Dispose() => IsDisposed = true;

    /// <summary>The colour that a candidate of this seed gets.</summary>
    public static int ColourOf(long seed) => (int)Colour(CandidateNoise.Independent([seed]).Draw(Number).Values[0]);

    private static float Colour(float draw) => (byte)Math.Abs(draw * 100);

    private sealed class Source(FakeDragModel model, RasterImage source) : IEncodedSource
    {
        private bool disposed;

        public long Bytes => 1000;

        public IConditionalDenoiser Condition(DragCondition condition)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            Assert.Equal((source.Width, source.Height), (condition.Mask.Width, condition.Mask.Height));
            lock (model.Conditions)
                model.Conditions.Add(condition);
            return new Denoiser(model, source);
        }

        public void Dispose()
        {
            Assert.False(disposed, "disposed of twice");
            disposed = true;
            model.Alive--;
        }
    }

    private sealed class Denoiser(FakeDragModel model, RasterImage source) : IConditionalDenoiser
    {
        private static readonly NoiseSchedule Linear = new(
            [.. Enumerable.Range(0, 1000).Select(t => 1 - (t / 1001f))],
            PredictionTarget.Clean
        )
        {
            Spacing = TimestepSpacing.Trailing,
        };

        private float[] clean = [];
        private int steps;

        public NoiseSchedule Schedule => Linear;

        public IReadOnlyList<ResultFaults>? Faults => model.Faults;

        public Latents Start(ILatentNoise noise)
        {
            steps = 0;
            clean = Array.ConvertAll(noise.Draw(Number).Values, Colour);
            return new Latents(noise.Candidates, Number);
        }

        public Latents Predict(Latents latent, int timestep, float guidance)
        {
            model.OnStep?.Invoke();
            model.Guidances.Add(guidance);
            steps++;
            return new Latents(latent.Count, latent.Shape, clean);
        }

        public IReadOnlyList<RasterImage> Decode(Latents latent, CancellationToken cancellationToken = default) =>
            [.. latent.Values.Select(seed => Uniform((byte)seed, (byte)steps))];

        public IReadOnlyList<IReadOnlyList<float>>? MeasureArrival(
            Latents latent,
            CancellationToken cancellationToken = default
        ) => model.Arrivals;

        public void Dispose() { }

        private RasterImage Uniform(byte seed, byte taken)
        {
            var image = new RasterImage(source.Width, source.Height);
            for (int i = 0; i < image.Pixels.Length; i += 4)
                (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2], image.Pixels[i + 3]) = (
                    seed,
                    taken,
                    77,
                    255
                );
            return image;
        }
    }
}
