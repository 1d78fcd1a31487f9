using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;
using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion;
using LightningDrag.Runtime;
using LightningDrag.Sampling;
using static TorchSharp.torch;

namespace LightningDrag.Evaluation.Costs;

/// <summary>
/// Multiply–adds of a whole edit with the published network (norms, activations and sums, below a hundredth, are left
/// out). The library's are counted while its own code edits tensors that have shapes but no values, so they are those
/// of what really runs.
/// </summary>
/// <param name="Edit">From the picture to the decoded candidates.</param>
/// <param name="Ranking">Measuring where each handle arrived, which the published pipeline does not do.</param>
/// <param name="Reference">The same edit in the published pipeline's order of operations.</param>
public sealed record EditCost(long Edit, long Ranking, long Reference)
{
    /// <summary>The edit's share of the reference.</summary>
    public double Ratio => (double)Edit / Reference;

    /// <summary>Counts an edit.</summary>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="candidates">1 or more; up to 8 run as one batch, whatever memory there is, so that the count is the
    /// same everywhere.</param>
    /// <param name="sampler">The sampler.</param>
    /// <param name="steps">Denoising steps.</param>
    /// <param name="guidance">Weight of the first step, which falls by the inverse square.</param>
    /// <param name="hold">Steps after which the difference of both guidance branches is held; null: never.</param>
    public static EditCost Count(
        int width,
        int height,
        int candidates,
        SamplerKind sampler,
        int steps,
        float guidance,
        int? hold = null
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var networks = ShapeNetworks.Create();
        var options = new StableDiffusionOptions
        {
            Sampler = sampler,
            GuidanceHold = hold,
            CandidatesPerBatch = Math.Min(candidates, DragRequest.MaximumCandidates),
        };
        var picture = new RasterImage(width, height);
        var drag = new DragCondition(
            [new PointPair(new PixelPoint(width / 4, height / 2), new PixelPoint(width / 2, height / 2))],
            new EditMask(width, height, [.. Enumerable.Repeat((byte)1, width * height)])
        );
        ISampler rule = sampler == SamplerKind.Lcm ? new LcmSampler() : new DdimSampler();

        using var counter = MultiplyAdds.Start();
        using var source = EncodedLatentSource.Create(networks, options, picture, CancellationToken.None);
        using var denoiser = source.Condition(drag);
        var latent = new DragSampler(rule).Sample(
            denoiser,
            new NoNoise(candidates),
            steps,
            new Guidance(guidance, GuidanceDecay.InverseSquare)
        );
        var shape = ShapeNetworks.Tensor(1, latent.Shape.Channels, latent.Shape.Height, latent.Shape.Width);
        for (int i = 0; i < candidates; i++)
            networks.Codec.Decode(shape);
        long edit = counter.Count;
        for (int i = 0; i < candidates; i++)
            networks.Appearance.Encode(shape, networks.AppearanceText);
        long ranking = counter.Count - edit;
        return new EditCost(
            edit,
            ranking,
            ReferenceOrder.Count(networks, source.Size.Height, source.Size.Width, candidates, steps)
        );
    }

    /// <summary>Draws of the right shapes; the networks do not look at their values.</summary>
    private sealed class NoNoise(int candidates) : ILatentNoise
    {
        public int Candidates => candidates;

        public Latents DrawShared(LatentShape shape) => new(1, shape);

        public Latents Draw(LatentShape shape) => new(Candidates, shape);
    }
}
