using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Appearance;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.Text;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Models.StableDiffusion.Vision;
using LightningDrag.Weights;
using LightningDrag.Weights.Hub;
using LightningDrag.Weights.Views;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Checkpoint;

/// <summary>
/// The networks of the published model, each with how it is made by the settings that a folder holds and where its
/// weights are (spec §1): what loads a model and what verifies one read the same list.
/// </summary>
internal sealed class PublishedParts
{
    private readonly PublishedModel model;
    private readonly string folder;

    /// <summary>Reads the settings; no network is made yet.</summary>
    /// <param name="model">The files.</param>
    /// <param name="folder">Where they lie.</param>
    /// <param name="pointWidth">The point embedding's e; null: what its file says.</param>
    /// <exception cref="LightningDragException">A file of settings is missing or is not that of such a
    /// network.</exception>
    public PublishedParts(PublishedModel model, string folder, int? pointWidth = null)
    {
        (this.model, this.folder) = (model, folder);
        UNetConfig unet = UNetConfig.Read(PathOf("unet config"));
        ClipTextConfig text = ClipTextConfig.Read(PathOf("text encoder config"));
        ClipVisionConfig image = ClipVisionConfig.Read(PathOf("image encoder config"));
        PointWidth = pointWidth ?? WidthOf(Open("point embedding"));
        Denoiser = new("unet", at => new DenoisingUNet(at, unet), () => Open("unet"));
        Appearance = new("appearance encoder", at => new AppearanceUNet(at, unet), () => Open("appearance encoder"));
        Processors = new(
            "attention and image prompt",
            at => ProcessorsFor(at, unet, PointWidth),
            () => Open("attention").JoinedWith(Open("image prompt").Under("ip_adapter."))
        );
        ImageProjection = new(
            "image projection",
            at => new ImageProjection(at, image.ProjectionWidth, PublishedSizes.ImageTokens, unet.CrossAttentionWidth),
            () => Open("image prompt").Under("image_proj.")
        );
        Points = new("point embedding", at => new PointEmbedding(at, PointWidth), () => Open("point embedding"));
        Vae = new(
            "vae",
            at => new AutoencoderKL(at, VaeConfig.Read(PathOf("vae config"))),
            () => Open("vae").WithPresentAttentions()
        );
        Text = new(
            "text encoder",
            at => new ClipTextEncoder(at, text),
            () => Open("text encoder").WithoutPositionIds()
        );
        Vision = new(
            "image encoder",
            at => new ClipVisionEncoder(at, image),
            () => Open("image encoder").WithoutPositionIds()
        );
        if (model.Find("lcm", folder) is not null)
            Lcm = new("lcm", Denoiser.Create, () => Open("lcm"));
    }

    /// <summary>e of the point embedding, which its file alone tells.</summary>
    public int PointWidth { get; }

    /// <summary>The denoising U-Net.</summary>
    public ModelPart<DenoisingUNet> Denoiser { get; }

    /// <summary>The appearance encoder.</summary>
    public ModelPart<AppearanceUNet> Appearance { get; }

    /// <summary>What drag editing adds to the denoiser's attentions.</summary>
    public ModelPart<DragProcessors> Processors { get; }

    /// <summary>From image embedding to image tokens.</summary>
    public ModelPart<ImageProjection> ImageProjection { get; }

    /// <summary>The point embedding.</summary>
    public ModelPart<PointEmbedding> Points { get; }

    /// <summary>The autoencoder.</summary>
    public ModelPart<AutoencoderKL> Vae { get; }

    /// <summary>The text encoder.</summary>
    public ModelPart<ClipTextEncoder> Text { get; }

    /// <summary>The image encoder.</summary>
    public ModelPart<ClipVisionEncoder> Vision { get; }

    /// <summary>What makes the denoiser sample in few steps; null where the folder does not hold it.</summary>
    public LoraPart? Lcm { get; }

    /// <summary>All networks.</summary>
    public IReadOnlyList<ModelPart> All =>
        [Denoiser, Appearance, Processors, ImageProjection, Points, Vae, Text, Vision];

    /// <summary>The layers that drag editing adds to a U-Net of these settings.</summary>
    /// <param name="placement">Where the weights live.</param>
    /// <param name="config">The U-Net's settings.</param>
    /// <param name="pointWidth">The point embedding's e.</param>
    public static DragProcessors ProcessorsFor(Placement placement, UNetConfig config, int pointWidth)
    {
        // Made for the list of its blocks alone: tensors of the device "meta" have no memory.
        using var unet = new DenoisingUNet(placement with { Device = new Device(DeviceType.META) }, config);
        return new DragProcessors(placement, unet.Sites, pointWidth, config.CrossAttentionWidth);
    }

    /// <summary>Where a file of the model lies.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.MissingWeights"/>: nowhere.</exception>
    public string PathOf(string part) => model.PathOf(part, folder);

    /// <summary>The weights of a file, by the names that it has.</summary>
    public IWeightSource Open(string part) => WeightLoader.Open(PathOf(part));

    /// <summary>A file without the width does not fit any network.</summary>
    private static int WidthOf(IWeightSource source)
    {
        const string first = "conv_in.weight";
        using (source)
            return source.Contains(first) && source.Info(first).Shape is [> 1 and <= 1024, ..] shape
                ? (int)shape[0] / 2
                : PublishedSizes.PointWidth;
    }
}
