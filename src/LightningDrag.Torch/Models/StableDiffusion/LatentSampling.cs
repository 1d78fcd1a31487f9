using LightningDrag.Imaging;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.Preprocessing;
using LightningDrag.Models.StableDiffusion.Ranking;
using LightningDrag.Models.StableDiffusion.Vae;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion;

/// <summary>
/// The denoiser under one drag (LightningDrag, section 3). What depends on the drag alone is computed when it is made,
/// what depends on the candidates' noise when sampling starts; a step is then one pass of the U-Net over the
/// candidates, with or without its unconditional half.
/// </summary>
internal sealed class LatentSampling : IConditionalDenoiser
{
    private readonly StableDiffusionNetworks networks;
    private readonly StableDiffusionOptions options;
    private readonly EncodedLatentSource source;
    private readonly DragConditionPixels drag;
    private readonly LatentDistribution masked;
    private readonly Tensor mask;
    private readonly IReadOnlyList<PointFeatures> points;
    private Run? run;

    private LatentSampling(
        StableDiffusionNetworks networks,
        StableDiffusionOptions options,
        EncodedLatentSource source,
        DragConditionPixels drag,
        LatentDistribution masked,
        Tensor mask,
        IReadOnlyList<PointFeatures> points
    )
    {
        (this.networks, this.options, this.source, this.drag) = (networks, options, source, drag);
        (this.masked, this.mask, this.points) = (masked, mask, points);
    }

    /// <inheritdoc/>
    public NoiseSchedule Schedule => networks.Schedule;

    private int Downscale => networks.Codec.Downscale;

    private LatentShape Shape =>
        new((int)networks.Codec.LatentChannels, source.Size.Height / Downscale, source.Size.Width / Downscale);

    /// <summary>Encodes the masked picture and embeds the points.</summary>
    public static LatentSampling Create(
        StableDiffusionNetworks networks,
        StableDiffusionOptions options,
        EncodedLatentSource source,
        DragConditionPixels drag
    )
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var (device, type) = (networks.Placement.Device, networks.Placement.Type);
        var pixels = MaskValues.ToTensor(drag.Mask).to(device); // [1, 1, H, W]
        var masked = networks.Codec.Encode(MaskValues.Blank(source.Picture, pixels));
        var maps = PointMaps.Draw(drag.Handles, drag.Targets, source.Size.Height, source.Size.Width).to(type, device);
        var points = networks.Points.Forward(maps);
        foreach (var level in points)
            (_, _) = (level.Handles.DetachFromDisposeScope(), level.Targets.DetachFromDisposeScope());
        var mask = MaskValues.AtLatentSize(pixels, networks.Codec.Downscale).DetachFromDisposeScope(); // [1, 1, h, w]
        return new LatentSampling(networks, options, source, drag, masked, mask, points);
    }

    /// <summary>
    /// The draws come in the published pipeline's order, on which a seed's picture depends: the masked picture's
    /// posterior, the source's for the starting latent, the starting noise, the source's again for the reference.
    /// </summary>
    public Latents Start(ILatentNoise noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        Tensor OnDevice(Latents draw) => draw.ToTensor(networks.Placement.Device);
        var maskedLatent = masked.Sample(OnDevice(noise.DrawShared(Shape))); // [1, 4, h, w]
        var latent = source.Latents.Sample(OnDevice(noise.Draw(Shape))); // [N, 4, h, w]
        var epsilon = OnDevice(noise.Draw(Shape));
        var start = StartingLatent.Create(
            options.NoisePrior,
            latent,
            epsilon,
            Schedule.AlphasCumprod[^1],
            mask,
            drag.AtLatentSize(Downscale)
        );

        var reference = source.Latents.Sample(OnDevice(noise.Draw(Shape))).to(networks.Placement.Type);
        var bank = networks.Appearance.Encode(reference, networks.AppearanceText, networks.Added);
        var memory = EditMemory.Create(
            networks.Denoiser,
            networks.Processors,
            networks.DenoiserText,
            source.ImageTokens,
            bank,
            points
        );
        run?.Dispose();
        run = new Run(
            memory,
            cat([mask, maskedLatent], 1).DetachFromDisposeScope(),
            FeatureMatching
                .Features(networks.Appearance.Sites, bank, Shape.Height, Shape.Width)
                .narrow(0, 0, 1)
                .clone()
                .DetachFromDisposeScope()
        );
        return start.ToLatents();
    }

    /// <summary>
    /// ε = ε_u + w·(ε_c − ε_u). With w = 1 the unconditional half is not run; nor is it once the difference is held,
    /// when ε = ε_c + (w − 1)·(ε_c − ε_u) takes the last one computed.
    /// </summary>
    public Latents Predict(Latents latent, int timestep, float guidance)
    {
        ArgumentNullException.ThrowIfNull(latent);
        var current = run ?? throw new InvalidOperationException("Predict follows Start.");
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        int candidates = latent.Count,
            batch = CandidateBatch.Size(options, source.Size, networks.Placement, candidates);
        bool guided = guidance != 1,
            held = guided && current.GuidedSteps >= options.GuidanceHold;
        var latents = latent.ToTensor(networks.Placement.Device);
        var (conditional, differences) = (new List<Tensor>(), new List<Tensor>());
        for (int first = 0; first < candidates; first += batch)
        {
            int count = Math.Min(batch, candidates - first);
            var input = cat([latents.narrow(0, first, count), current.Stacked.expand(count, -1, -1, -1)], 1)
                .to(networks.Placement.Type); // [n, 9, h, w]
            if (guided && !held)
            {
                var both = Forward(current, input, timestep, GuidanceBranch.Both, first, count); // [2n, 4, h, w]
                conditional.Add(both.narrow(0, count, count));
                differences.Add(conditional[^1] - both.narrow(0, 0, count));
            }
            else
            {
                conditional.Add(Forward(current, input, timestep, GuidanceBranch.Conditional, first, count));
            }
        }

        if (differences.Count > 0)
            current.Keep(cat(differences, 0));
        var prediction = cat(conditional, 0); // [N, 4, h, w]
        return (guided ? prediction + (current.Difference! * (guidance - 1)) : prediction).ToLatents();
    }

    /// <inheritdoc/>
    public IReadOnlyList<RasterImage> Decode(Latents latent, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(latent);
        using var inference = inference_mode();
        var pictures = new List<RasterImage>();
        for (int i = 0; i < latent.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var values = FiniteTensors.Require(
                networks.Codec.Decode(latent.ToTensor(i, networks.Placement.Device).to(networks.Placement.Type)),
                "image decoder"
            );
            pictures.Add(
                FixedPointResampling.Resize(
                    PixelValues.ToImages(values)[0],
                    source.Width,
                    source.Height,
                    ResamplingKernel.Lanczos
                )
            );
        }

        return pictures;
    }

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<float>> MeasureArrival(
        Latents latent,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(latent);
        var current = run ?? throw new InvalidOperationException("MeasureArrival follows Start.");
        using var inference = inference_mode();
        var arrivals = new List<IReadOnlyList<float>>();
        for (int i = 0; i < latent.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var bank = networks.Appearance.Encode(
                latent.ToTensor(i, networks.Placement.Device).to(networks.Placement.Type),
                networks.AppearanceText,
                networks.Added
            );
            var edited = FiniteTensors.Require(
                FeatureMatching.Features(networks.Appearance.Sites, bank, Shape.Height, Shape.Width),
                "appearance encoder"
            );
            var distances = FeatureMatching.Distances(current.SourceFeatures, edited, drag.AtLatentSize(Downscale));
            arrivals.Add([.. distances.Select(distance => distance * Downscale * drag.WindowScale)]);
        }

        return arrivals;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        run?.Dispose();
        masked.Dispose();
        mask.Dispose();
        foreach (var level in points)
        {
            level.Handles.Dispose();
            level.Targets.Dispose();
        }
    }

    private Tensor Forward(Run current, Tensor input, int timestep, GuidanceBranch branch, int first, int count) =>
        networks
            .Denoiser.Forward(
                branch == GuidanceBranch.Both ? cat([input, input], 0) : input,
                timestep,
                current.Memory.Of(branch, first, count),
                networks.Added
            )
            .to(float32);

    /// <summary>What one sampling run keeps.</summary>
    /// <param name="Memory">What the attentions need.</param>
    /// <param name="Stacked">Mask and masked picture's latent, the denoiser's further channels. // [1, 5, h, w]</param>
    /// <param name="SourceFeatures">To find the handles' content again. // [1, C, h, w]</param>
    private sealed record Run(EditMemory Memory, Tensor Stacked, Tensor SourceFeatures) : IDisposable
    {
        /// <summary>Steps that computed both guidance halves.</summary>
        public int GuidedSteps { get; private set; }

        /// <summary>ε_c − ε_u of the last of them. // [N, 4, h, w]</summary>
        public Tensor? Difference { get; private set; }

        /// <summary>Takes over the difference of a step.</summary>
        public void Keep(Tensor difference)
        {
            Difference?.Dispose();
            Difference = difference.DetachFromDisposeScope();
            GuidedSteps++;
        }

        public void Dispose()
        {
            Difference?.Dispose();
            Memory.Dispose();
            Stacked.Dispose();
            SourceFeatures.Dispose();
        }
    }
}
