using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Appearance;
using LightningDrag.Models.StableDiffusion.Denoising;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.Text;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Models.StableDiffusion.Vision;
using LightningDrag.Weights;
using LightningDrag.Weights.Hub;
using LightningDrag.Weights.Views;
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
            new("unet", at => new DenoisingUNet(unet, at), () => Open("unet")),
            new("appearance encoder", at => new AppearanceEncoder(unet, at), () => Open("appearance encoder")),
            new("attention and image prompt", at => Adapters(at, unet, pointWidth), () => Open("attention").JoinedWith(Open("image prompt").Under("ip_adapter."))),
            new("image projection", at => new ImageProjection(at, image.ProjectionWidth, ImageTokens, unet.ContextWidth), () => Open("image prompt").Under("image_proj.")),
            new("point embedding", at => new PointEmbedding(pointWidth, at), () => Open("point embedding")),
            new("vae", at => new AutoencoderKL(at, vae), () => Open("vae").WithPresentAttentions()),
            new("text encoder", at => new ClipTextEncoder(at, text), () => Open("text encoder").WithoutPositionIds()),
            new("image encoder", at => new ClipVisionEncoder(at, image), () => Open("image encoder").WithoutPositionIds()),
        ];

        string PathOf(string part) => model.PathOf(part, folder);

        IWeightSource Open(string part) => WeightLoader.Open(PathOf(part));

        nn.Module Adapters(Placement at, UNetConfig config, int width)
        {
            using var network = new DenoisingUNet(config, at);
            using var points = new PointEmbedding(width, at);
            return new AttentionAdapters(network, points.LatentWidth, at);
        }
    }

    /// <summary>The width is told by the file alone; a file without it does not fit any network.</summary>
    private static int PointWidth(IWeightSource source)
    {
        const string first = "conv_in.weight";
        const int published = 32;
        using (source) return source.Contains(first) && source.Info(first).Shape is [> 0 and <= 1024, ..] shape ? (int)shape[0] : published;
    }
}
