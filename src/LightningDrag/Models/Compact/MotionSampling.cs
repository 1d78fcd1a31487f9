using System.Numerics.Tensors;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact.Network;
using LightningDrag.Models.Compact.Rendering;

namespace LightningDrag.Models.Compact;

/// <summary>
/// The motion denoiser under one drag: point fields made once, then any number of candidates together. Given the
/// window's features in a mirror too, every step is the mean of what the network says straight and mirrored, which errs
/// less than either.
/// </summary>
internal sealed class MotionSampling : IForeseeingDenoiser
{
    private static readonly NoiseSchedule Cosine = new(MotionLatent.CosineAlphasCumprod(), PredictionTarget.Clean)
    {
        Spacing = TimestepSpacing.Trailing,
    };

    private readonly ICompactNetwork network;
    private readonly WindowPicture picture;
    private readonly DragCondition condition;
    private readonly PointPair[] points;
    private readonly float[] editable;
    private readonly int size;
    private readonly DragView straight;
    private readonly DragView? mirrored;
    private readonly IReadOnlyList<Cutout> cutouts;

    /// <summary>Whether nothing moves but what is known to: then there is nothing to predict.</summary>
    private readonly bool isKnown;
    private MotionPrediction? last;

    public MotionSampling(
        ICompactNetwork network,
        WindowPicture picture,
        AppearanceMaps features,
        AppearanceMaps? mirroredFeatures,
        DragCondition condition,
        int size
    )
    {
        (this.network, this.picture, this.condition, this.size) = (network, picture, condition, size);
        cutouts = [.. condition.Regions.Select(region => new Cutout(region, size))];
        PointPair[] free = [.. condition.Points.Where(pair => !condition.Regions.Any(region => region.Explains(pair)))];
        isKnown = cutouts.Count > 0 && free.All(pair => pair.Length == 0);
        points =
        [
            .. (isKnown ? condition.Points : free).Select(p => new PointPair(ToWindow(p.Handle), ToWindow(p.Target))),
        ];
        byte[] mask = MaskAtWindow(condition.Mask, size);
        editable = Array.ConvertAll(mask, value => (float)value);
        straight = DragView.Straight(points, mask, size, features, ScopeOf(condition.Scope));
        mirrored = mirroredFeatures is null
            ? null
            : DragView.Mirrored(points, mask, size, mirroredFeatures, ScopeOf(condition.Scope));
    }

    /// <inheritdoc/>
    public NoiseSchedule Schedule => Cosine;

    /// <inheritdoc/>
    public IReadOnlyList<ResultFaults>? Faults { get; private set; }

    /// <inheritdoc/>
    public Latents Start(ILatentNoise noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        int grid = size / MotionLatent.Stride;
        return noise.Draw(new LatentShape(MotionLatent.Channels, grid, grid));
    }

    /// <inheritdoc/>
    public Latents Predict(Latents latent, int timestep, float guidance)
    {
        ArgumentNullException.ThrowIfNull(latent);
        if (isKnown)
            return latent;
        last = mirrored is null ? straight.Denoise(network, latent.Values, timestep) : MeanOfViews(latent, timestep);
        foreach (float[] result in new[] { last.Flow, last.Gate, last.Visibility, last.Convex })
            FiniteResults.Require(result, "motion denoiser");
        return CleanOf(last);
    }

    /// <summary>Both at once, each on a thread.</summary>
    private MotionPrediction MeanOfViews(Latents latent, int timestep)
    {
        MotionPrediction front = null!,
            back = null!;
        float[] reflection = MotionMirror.OfMotion(latent.Values, latent.Shape.Channels, latent.Shape.Width);
        Parallel.Invoke(
            () => front = straight.Denoise(network, latent.Values, timestep),
            () => back = mirrored!.Denoise(network, reflection, timestep)
        );
        return MotionMirror.Mean(front, back);
    }

    /// <summary>
    /// The clean motion latent x₀ = [1.5·flow, tanh(visibility / 2)]; the last equals 2·σ(logit) − 1. // [N, 3, h, w]
    /// </summary>
    private static Latents CleanOf(MotionPrediction prediction)
    {
        int grid = prediction.Grid,
            plane = grid * grid;
        var clean = new Latents(prediction.Count, new LatentShape(MotionLatent.Channels, grid, grid));
        for (int candidate = 0; candidate < prediction.Count; candidate++)
        {
            var values = clean[candidate];
            TensorPrimitives.Multiply(
                prediction.Flow.AsSpan(2 * candidate * plane, 2 * plane),
                MotionLatent.FlowScale,
                values
            );
            var visibility = values[(2 * plane)..];
            TensorPrimitives.Multiply(prediction.Visibility.AsSpan(candidate * plane, plane), 0.5f, visibility);
            TensorPrimitives.Tanh(visibility, visibility);
        }

        return clean;
    }

    /// <inheritdoc/>
    public IReadOnlyList<RasterImage> Decode(Latents clean, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clean);
        var pictures = new List<RasterImage>();
        var faults = new List<ResultFaults>();
        foreach (var motion in Motions(clean))
        {
            // Candidates of a known motion differ by how the background is filled.
            var options = new RenderOptions
            {
                IsDraft = condition.IsDraft,
                Cutouts = cutouts,
                Seed = isKnown ? SeedOf(clean, pictures.Count) : 0,
            };
            pictures.Add(
                SplatWarpRenderer.Render(picture, motion, condition.Mask, options, out var map, cancellationToken)
            );
            if (!condition.IsDraft)
                faults.Add(MotionFaults.Of(motion, map, picture.Grid, pictures[^1], editable, cutouts));
        }

        Faults = faults.Count == 0 ? null : faults;
        return pictures;
    }

    /// <summary>
    /// The motion of each candidate at window size, meeting its targets exactly, zero outside the mask, with borders as
    /// sharp as the picture's.
    /// </summary>
    /// <param name="clean">x₀ of the last step. // [N, 3, h, w]</param>
    public IEnumerable<MotionField> Motions(Latents clean) =>
        isKnown
            ? Enumerable.Repeat(Cutout.Apply(Still(), cutouts), clean.Count)
            : Upsample(clean).Select(motion => Cutout.Apply(Finished(motion), cutouts).RequireFinite());

    private MotionField Finished(MotionField motion)
    {
        bool isTurned = false;
        float Level() =>
            condition.IsMaskPainted
                ? GateLevel.WithinPainted(motion, points, editable)
                : GateLevel.WithinSuggested(motion, points, editable);
        var known =
            WholeOf(motion, Level)
            ?? SimilarityDrag.Apply(
                motion,
                points,
                out isTurned,
                () => condition.IsMaskPainted ? Level() : MathF.Max(GateLevel.Even, Level())
            )
            ?? motion;
        var held = BorderContinuity.Apply(known, editable);
        // Sides differ by a shift: a turn would be cut into pieces.
        var sharp = isTurned ? held : MotionSharpening.Sharpen(held, picture.Grid, points, editable);
        return HandleExactness.Apply(sharp, points, editable);
    }

    private MotionField Still()
    {
        var visible = new float[size * size];
        Array.Fill(visible, 1);
        return new MotionField(size, new float[size * size], new float[size * size], visible, new float[size * size]);
    }

    /// <summary>The candidate's own noise, which nothing was taken away from.</summary>
    private static long SeedOf(Latents latent, int candidate) => BitConverter.SingleToInt32Bits(latent[candidate][0]);

    /// <inheritdoc/>
    public Foresight Foresee(Latents clean)
    {
        ArgumentNullException.ThrowIfNull(clean);
        var motion = Upsample(clean)[0];
        float level = condition.IsMaskPainted ? GateLevel.Even : GateLevel.WithinSuggested(motion, points, editable);
        return MovedArea.Of(WholeOf(motion, () => level) ?? motion, points, editable, level);
    }

    /// <summary>The thing moved as one, where one is asked for.</summary>
    private MotionField? WholeOf(MotionField motion, Func<float> levelOf) =>
        condition.Scope == DragScope.Thing ? WholeThings.Apply(motion, points, editable, levelOf()) : null;

    private static float? ScopeOf(DragScope scope) =>
        scope switch
        {
            DragScope.Part => 0,
            DragScope.Thing => 1,
            _ => null,
        };

    /// <summary>The motion of each candidate at window size, as the network gives it.</summary>
    /// <param name="clean">x₀ of the last step; the convex weights and gates are that step's. // [N, 3, h, w]</param>
    internal IReadOnlyList<MotionField> Upsample(Latents clean)
    {
        if (last is null)
            throw new InvalidOperationException("Decode follows Predict.");
        var (prediction, grid) = (last, last.Grid);
        int plane = grid * grid,
            convex = prediction.Convex.Length / prediction.Count;
        float[] coarse = new float[4 * plane];
        return
        [
            .. Enumerable
                .Range(0, clean.Count)
                .Select(i =>
                {
                    TensorPrimitives.Multiply(
                        clean[i][..(2 * plane)],
                        straight.Drag.LongestDrag[0] / MotionLatent.FlowScale,
                        coarse
                    );
                    prediction.Visibility.AsSpan(i * plane, plane).CopyTo(coarse.AsSpan(2 * plane));
                    prediction.Gate.AsSpan(i * plane, plane).CopyTo(coarse.AsSpan(3 * plane));
                    float[][] fine = ConvexUpsampler.Upsample(
                        coarse,
                        prediction.Convex.AsMemory(i * convex, convex),
                        grid
                    );
                    return new MotionField(size, fine[0], fine[1], Probabilities(fine[2]), Probabilities(fine[3]));
                }),
        ];

        static float[] Probabilities(float[] logits)
        {
            TensorPrimitives.Sigmoid(logits, logits);
            return logits;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Arrays only.
    }

    private PixelPoint ToWindow(PixelPoint point)
    {
        float scale = (float)size / picture.Image.Width;
        return new PixelPoint(((point.X + 0.5f) * scale) - 0.5f, ((point.Y + 0.5f) * scale) - 0.5f);
    }

    /// <summary>A window pixel may change where any of the source pixels under it may.</summary>
    private static byte[] MaskAtWindow(EditMask mask, int size)
    {
        var window = new byte[size * size];
        double scale = (double)mask.Width / size;
        for (int y = 0; y < size; y++)
        {
            int top = (int)(y * scale),
                bottom = Math.Max(top + 1, (int)((y + 1) * scale));
            for (int x = 0; x < size; x++)
            {
                int left = (int)(x * scale),
                    right = Math.Max(left + 1, (int)((x + 1) * scale));
                for (int row = top; row < bottom && window[(y * size) + x] == 0; row++)
                {
                    if (mask.Editable.AsSpan((row * mask.Width) + left, right - left).ContainsAnyExcept((byte)0))
                        window[(y * size) + x] = 1;
                }
            }
        }

        return window;
    }
}
