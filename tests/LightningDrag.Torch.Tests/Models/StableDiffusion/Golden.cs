using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Appearance;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.TestSupport;
using LightningDrag.Weights;
using LightningDrag.Weights.Views;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion;

/// <summary>
/// Tensors of the published pipeline on a tiny checkpoint with random weights, and that checkpoint's networks.
/// </summary>
internal sealed class Golden : IDisposable
{
    private const string Root = "goldens/lightningdrag/";
    private readonly SafetensorsFile file;

    /// <param name="name">Path under the goldens, without the ending.</param>
    public Golden(string name) => file = SafetensorsFile.Open(SharedData.Require(Root + name + ".safetensors"));

    public static string Checkpoint => SharedData.Require(Root + "tiny-checkpoint");

    public Tensor this[string name] => file.Read(name);

    public IReadOnlyCollection<string> Names => file.Names;

    public static string Require(string path) => SharedData.Require(Root + path);

    /// <summary>max |a − b| over the golden's standard deviation.</summary>
    public static float Deviation(Tensor actual, Tensor golden)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(golden.shape, actual.shape);
        float largest = (actual.to(golden.device).to(float32) - golden.to(float32)).abs().max().item<float>(),
            spread = golden.numel() > 1 ? golden.to(float32).std().item<float>() : 1;
        return spread > 0 ? largest / spread : largest;
    }

    public void Dispose() => file.Dispose();

    public static DenoisingUNet UNet(Func<IWeightSource, IWeightSource>? view = null)
    {
        string folder = Path.Combine(Checkpoint, "dreamshaper-8-inpainting", "unet");
        var unet = new DenoisingUNet(Placement.Default, UNetConfig.Read(Path.Combine(folder, "config.json")));
        using var weights = (view ?? (source => source))(
            WeightSource.Open(Path.Combine(folder, "diffusion_pytorch_model.safetensors"))
        );
        WeightLoader.Load(unet, weights);
        return unet;
    }

    public static AppearanceUNet Appearance()
    {
        var config = UNetConfig.Read(Path.Combine(Checkpoint, "dreamshaper-8-inpainting", "unet", "config.json"));
        var appearance = new AppearanceUNet(Placement.Default, config);
        WeightLoader.Load(
            appearance,
            Path.Combine(Checkpoint, "lightning-drag-sd15", "appearance_encoder", "diffusion_pytorch_model.safetensors")
        );
        return appearance;
    }

    public static PointEmbedding Points()
    {
        var points = new PointEmbedding(Placement.Default, width: 1);
        WeightLoader.Load(
            points,
            Path.Combine(Checkpoint, "lightning-drag-sd15", "point_embedding", "point_embedding.pt")
        );
        return points;
    }

    public static DragProcessors Processors(DenoisingUNet unet)
    {
        var processors = new DragProcessors(
            Placement.Default,
            unet.Sites,
            pointWidth: 1,
            unet.Config.CrossAttentionWidth
        );
        using var weights = WeightSource
            .Open(Path.Combine(Checkpoint, "lightning-drag-sd15", "lightning-drag-sd15-attn.bin"))
            .JoinedWith(
                WeightSource
                    .Open(Path.Combine(Checkpoint, "IP-Adapter", "models", "ip-adapter_sd15.bin"))
                    .Under("ip_adapter.")
            );
        WeightLoader.Load(processors, weights);
        return processors;
    }

    /// <summary>Points of a recorded case, as rows and columns.</summary>
    public IReadOnlyList<PixelIndex> Pixels(string name)
    {
        long[] numbers = [.. this[name].data<long>()];
        return [.. numbers.Chunk(2).Select(pair => new PixelIndex((int)pair[0], (int)pair[1]))];
    }
}
