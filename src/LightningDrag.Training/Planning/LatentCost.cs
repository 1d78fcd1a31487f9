using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Appearance;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Checkpoint;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Models.StableDiffusion.Vision;
using LightningDrag.Runtime;
using LightningDrag.Training.Latent;
using static TorchSharp.torch;

namespace LightningDrag.Training.Planning;

/// <summary>Counts what training the published network takes, from its shapes: nothing is loaded or computed.</summary>
internal static class LatentCost
{
    private static readonly Placement Nowhere = new(META, ScalarType.Float32);

    /// <summary>Stable Diffusion XL's U-Net (Podell et al., ICLR 2024, section 2.1) for inpainting.</summary>
    public static UNetConfig Sdxl { get; } =
        new()
        {
            InChannels = 9,
            Widths = [320, 640, 1280],
            Depths = [0, 2, 10],
            Heads = [5, 10, 20],
            CrossAttentionWidth = 2048,
            UsesLinearProjection = true,
            TimeIdWidth = 256,
            AddedWidth = 2816,
        };

    /// <summary>Counts.</summary>
    /// <param name="name">What the plan calls it.</param>
    /// <param name="unet">The base's U-Net.</param>
    /// <param name="autoencoder">Its autoencoder.</param>
    /// <param name="options">Window, precision, recomputation, what is trained.</param>
    public static TrainingCost Of(string name, UNetConfig unet, VaeConfig autoencoder, LatentTrainingOptions options)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        using var denoiser = new DenoisingUNet(Nowhere, unet);
        using var appearance = new AppearanceUNet(Nowhere, unet);
        using var points = new PointEmbedding(Nowhere, options.PointWidth);
        using var processors = new DragProcessors(
            Nowhere,
            denoiser.Sites,
            options.PointWidth,
            unet.CrossAttentionWidth
        );
        using var vae = new AutoencoderKL(Nowhere, autoencoder);
        using var vision = new ClipVisionEncoder(Nowhere, PublishedSizes.Vision);
        int window = options.Window,
            latent = window / 8;
        Tensor text = Shape(1, PublishedSizes.Text.Tokens, unet.CrossAttentionWidth),
            image = Shape(1, PublishedSizes.ImageTokens, unet.CrossAttentionWidth);
        var added =
            unet.AddedWidth == 0
                ? null
                : new AddedCondition(Shape(1, unet.AddedWidth - (6 * unet.TimeIdWidth)), Shape(1, 6));

        long encoding = MultiplyAdds.Of(() => vae.EncodeMoments(Shape(1, 3, window, window)));
        long seeing = MultiplyAdds.Of(() => vision.Embed(Shape(1, 3, 224, 224)));
        IReadOnlyList<Tensor> bank = [];
        IReadOnlyList<PointFeatures> features = [];
        long referring = MultiplyAdds.Of(() =>
            bank = appearance.Encode(Shape(1, 4, latent, latent), appearance.RememberText(text), added)
        );
        long pointing = MultiplyAdds.Of(() => features = points.Forward(Shape(1, 2, window, window)));
        long denoising = MultiplyAdds.Of(() =>
        {
            var memories = LatentLoss.Remember(
                denoiser,
                processors,
                denoiser.RememberText(text),
                bank,
                features,
                image,
                Shape(1, 1, 1)
            );
            denoiser.Forward(Shape(1, unet.InChannels, latent, latent), timestep: 0, memories, added);
        });

        int again = options.Recompute ? 1 : 0;
        long frozenForward = (3 * encoding) + seeing;
        long flops =
            2
            * (
                frozenForward
                + (3 * pointing)
                + ((3 + again) * referring)
                + (((options.TrainDenoiser ? 3 : 2) + again) * denoising)
            );
        long imagePrompt = Count(processors, name => !DragProcessors.IsPoints(name));
        long trained =
            Count(appearance)
            + Count(points)
            + (Count(processors) - imagePrompt)
            + (options.TrainDenoiser ? Count(denoiser) : 0);
        long frozen = Count(vae) + Count(vision) + imagePrompt + (options.TrainDenoiser ? 0 : Count(denoiser));
        int bytes = options.FrozenPrecision == ComputePrecision.BFloat16 ? 2 : sizeof(float);
        return new TrainingCost(
            name,
            window,
            trained,
            frozen,
            frozen * bytes,
            frozenForward + pointing + referring + denoising,
            flops,
            ActivationBytes(unet, autoencoder, options)
        );
    }

    /// <summary>
    /// About what one sample adds to a step's memory: twice what is kept for the backward pass, whose own results and
    /// the kernels' buffers take as much again (measured, see docs/training.md), or what encoding its pictures takes
    /// before that, where it is more: four maps at their full size.
    /// </summary>
    private static long ActivationBytes(UNetConfig unet, VaeConfig autoencoder, LatentTrainingOptions options)
    {
        long window = options.Window,
            encoding = 4L * autoencoder.Widths[0] * window * window * sizeof(float);
        return Math.Max(
            encoding,
            2 * (KeptByUNets(unet, window / 8, options.Recompute) + KeptByPoints(options.PointWidth, window))
        );
    }

    /// <summary>
    /// What both U-Nets keep of one sample, in float32. A residual block keeps about 8 maps of its width, a transformer
    /// block about 30 (three norms, queries, keys and values, the feed-forward's inner maps of 8 and 4 widths,
    /// results), the memory of the denoiser's block 4 more. With recomputation only what goes into each place stays,
    /// and for the moment the place that keeps most.
    /// </summary>
    private static long KeptByUNets(UNetConfig unet, long latent, bool recompute)
    {
        const long residual = 8,
            transformer = 30,
            memory = 4;
        long kept = 0,
            largest = 0;
        for (int level = 0; level < unet.Widths.Count; level++)
        {
            long side = Math.Max(1, latent >> level),
                map = unet.Widths[level] * side * side * sizeof(float);
            long places = (2 * unet.LayersPerBlock) + 1 + (level == unet.Widths.Count - 1 ? 1 : 0);
            long place = map * (residual + (transformer * unet.Depths[level]));
            kept += 2 * places * (recompute ? 2 * map : place); // the joined skip connection makes it two
            kept += places * unet.Depths[level] * memory * map;
            largest = Math.Max(largest, place);
        }

        return kept + (recompute ? largest : 0);
    }

    /// <summary>
    /// The point embedding begins at the picture's full size: 2·e channels there, then four maps at each half of it, of
    /// twice the channels.
    /// </summary>
    private static long KeptByPoints(int pointWidth, long window)
    {
        long kept = 2L * pointWidth * window * window;
        for (int halving = 1; halving <= 6; halving++)
            kept += 4 * ((2L * pointWidth) << halving) * (window >> halving) * (window >> halving);
        return kept * sizeof(float);
    }

    private static Tensor Shape(params long[] shape) => empty(shape, Nowhere.Type, Nowhere.Device);

    private static long Count(nn.Module network, Func<string, bool>? which = null) =>
        NamedParameter.Of(network).Where(p => which is null || which(p.Name)).Sum(p => p.Value.numel());
}
