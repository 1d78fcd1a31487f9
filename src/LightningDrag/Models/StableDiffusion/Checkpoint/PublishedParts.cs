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

/// <summary>The networks of the published model, each with the files of its weights in the model's folder (spec §1).</summary>
internal static class PublishedParts
{
    private const int ImageTokens = 4;

    /// <summary>The networks by the settings that the folder holds; none is made yet.</summary>
    /// <exception cref="LightningDragException">A file of settings is missing or is not that of such a network.</exception>
    public static IReadOnlyList<ModelPart> Of(PublishedModel model, string folder)
    {
        UNetConfig unet = UNetConfig.Read(PathOf("unet config"));
        ClipTextConfig text = ClipTextConfig.Read(PathOf("text encoder config"));
        ClipVisionConfig image = ClipVisionConfig.Read(PathOf("image encoder config"));
        VaeConfig vae = VaeConfig.Read(PathOf("vae config"));
        int pointWidth = PointWidth(Open("point embedding"));
        return
        [
            new("unet", at => new DenoisingUNet(at, unet), () => Open("unet")),
            new("appearance encoder", at => new AppearanceUNet(at, unet), () => Open("appearance encoder")),
            new("attention and image prompt", at => Processors(at, unet, pointWidth), () => Open("attention").JoinedWith(Open("image prompt").Under("ip_adapter."))),
            new("image projection", at => new ImageProjection(at, image.ProjectionWidth, ImageTokens, unet.CrossAttentionWidth), () => Open("image prompt").Under("image_proj.")),
            new("point embedding", at => new PointEmbedding(at, pointWidth), () => Open("point embedding")),
            new("vae", at => new AutoencoderKL(at, vae), () => Open("vae").WithPresentAttentions()),
            new("text encoder", at => new ClipTextEncoder(at, text), () => Open("text encoder").WithoutPositionIds()),
            new("image encoder", at => new ClipVisionEncoder(at, image), () => Open("image encoder").WithoutPositionIds()),
        ];

        string PathOf(string part) => model.PathOf(part, folder);

        IWeightSource Open(string part) => WeightLoader.Open(PathOf(part));
    }

    /// <summary>The layers that drag editing adds to a U-Net of these settings.</summary>
    /// <param name="placement">Where the weights live.</param>
    /// <param name="config">The U-Net's settings.</param>
    /// <param name="pointWidth">The point embedding's e.</param>
    public static DragProcessors Processors(Placement placement, UNetConfig config, int pointWidth)
    {
        // Made for the list of its blocks alone: tensors of the device "meta" have no memory.
        using var unet = new DenoisingUNet(placement with { Device = new Device(DeviceType.META) }, config);
        return new DragProcessors(placement, unet.Sites, pointWidth, config.CrossAttentionWidth);
    }

    /// <summary>The width is told by the file alone; a file without it does not fit any network.</summary>
    public static int PointWidth(IWeightSource source)
    {
        const string first = "conv_in.weight";
        const int published = 16;
        using (source) return source.Contains(first) && source.Info(first).Shape is [> 1 and <= 1024, ..] shape ? (int)shape[0] / 2 : published;
    }
}
