using System.Text.Json;
using System.Text.Json.Nodes;
using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Appearance;
using LightningDrag.Models.StableDiffusion.Checkpoint;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.Text;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Models.StableDiffusion.Vision;
using LightningDrag.Runtime;
using LightningDrag.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Tools.RandomCheckpoint;

/// <summary>
/// Writes a checkpoint laid out, named and shaped like the published one (spec §1), with random weights. Names and
/// shapes are those that the networks themselves ask for; one tensor at a time is in memory.
/// </summary>
internal sealed class CheckpointWriter(string folder, CheckpointSize size, ScalarType precision, long seed)
{
    private const int ImageTokens = 4;
    private const int LoraRank = 8;

    /// <summary>
    /// Networks are made for their names and shapes alone: tensors of the device "meta" have no memory.
    /// </summary>
    private static readonly Placement Nowhere = new(new Device(DeviceType.META), ScalarType.Float32);

    private readonly RandomWeights weights = new(seed);

    /// <summary>Writes all files.</summary>
    public void Write()
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        const string baseModel = "dreamshaper-8-inpainting",
            drag = "lightning-drag-sd15",
            imagePrompt = "IP-Adapter/models";
        WriteJson(
            $"{baseModel}/model_index.json",
            new JsonObject { ["_class_name"] = "StableDiffusionInpaintPipeline" }
        );
        WriteJson($"{baseModel}/scheduler/scheduler_config.json", ConfigJson.Scheduler);
        WriteTokenizer($"{baseModel}/tokenizer");

        UNetConfig config = UNetConfig.Read(
            WriteJson($"{baseModel}/unet/config.json", ConfigJson.UNet(size, inputChannels: 9))
        );
        TensorInfo[] unet = TensorsOf(new DenoisingUNet(Nowhere, config));
        WriteSafetensors($"{baseModel}/unet/diffusion_pytorch_model.safetensors", unet);
        WriteSafetensors("lcm-lora-sdv1-5/pytorch_lora_weights.safetensors", Lora.TensorsOf(unet, LoraRank));
        WriteJson($"{drag}/appearance_encoder/config.json", ConfigJson.UNet(size, inputChannels: 4));
        WriteSafetensors(
            $"{drag}/appearance_encoder/diffusion_pytorch_model.safetensors",
            TensorsOf(new AppearanceUNet(Nowhere, config))
        );

        WriteTorch(
            $"{drag}/point_embedding/point_embedding.pt",
            TensorsOf(new PointEmbedding(Nowhere, size.PointWidth))
        );
        TensorInfo[] processors = TensorsOf(PublishedParts.ProcessorsFor(Nowhere, config, size.PointWidth));
        WriteTorch($"{drag}/lightning-drag-sd15-attn.bin", [.. processors.Where(tensor => !IsImagePrompt(tensor))]);
        TensorInfo[] projection = TensorsOf(
            new ImageProjection(Nowhere, size.ImageEmbedding, ImageTokens, size.ContextWidth)
        );
        WriteSafetensors(
            $"{imagePrompt}/ip-adapter_sd15.safetensors",
            [
                .. processors.Where(IsImagePrompt).Select(tensor => Prefixed("ip_adapter.", tensor)),
                .. projection.Select(tensor => Prefixed("image_proj.", tensor)),
            ]
        );

        VaeConfig vae = VaeConfig.Read(WriteJson("sd-vae-ft-mse/config.json", ConfigJson.Vae(size)));
        WriteSafetensors(
            "sd-vae-ft-mse/diffusion_pytorch_model.safetensors",
            TensorsOf(new AutoencoderKL(Nowhere, vae))
        );
        WriteText($"{baseModel}/text_encoder", ConfigJson.Text(size));
        if (size.Sdxl is { } larger)
        {
            WriteTokenizer($"{baseModel}/tokenizer_2");
            WriteJson($"{baseModel}/tokenizer_2/special_tokens_map.json", new JsonObject { ["pad_token"] = "!" });
            WriteText($"{baseModel}/text_encoder_2", ConfigJson.SecondText(size, larger));
        }

        ClipVisionConfig image = ClipVisionConfig.Read(
            WriteJson($"{imagePrompt}/image_encoder/config.json", ConfigJson.Image(size))
        );
        WriteSafetensors(
            $"{imagePrompt}/image_encoder/model.safetensors",
            TensorsOf(new ClipVisionEncoder(Nowhere, image))
        );
    }

    private static bool IsImagePrompt(TensorInfo tensor) => tensor.Name.Contains("_ip.", StringComparison.Ordinal);

    private static TensorInfo Prefixed(string prefix, TensorInfo tensor) => tensor with { Name = prefix + tensor.Name };

    private TensorInfo[] TensorsOf(nn.Module network) =>
        [
            .. network
                .state_dict()
                .OrderBy(tensor => tensor.Key, StringComparer.Ordinal)
                .Select(tensor => SafetensorsWriter.Describe(tensor.Key, precision, tensor.Value.shape)),
        ];

    private void WriteTokenizer(string tokenizer)
    {
        WriteJson($"{tokenizer}/vocab.json", ByteVocabulary.Create(size.Vocabulary));
        WriteFile($"{tokenizer}/merges.txt", ByteVocabulary.Merges);
    }

    private void WriteText(string encoder, JsonObject settings)
    {
        ClipTextConfig config = ClipTextConfig.Read(WriteJson($"{encoder}/config.json", settings));
        WriteSafetensors($"{encoder}/model.safetensors", TensorsOf(new ClipTextEncoder(Nowhere, config)));
    }

    private void WriteSafetensors(string path, TensorInfo[] tensors) =>
        SafetensorsWriter.Write(Prepare(path), tensors, weights.Draw);

    private void WriteTorch(string path, TensorInfo[] tensors) =>
        TorchArchiveWriter.Write(Prepare(path), tensors, weights.Draw);

    private string WriteJson(string path, JsonObject content) =>
        WriteFile(path, content.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));

    private string WriteFile(string path, string content)
    {
        string full = Prepare(path);
        File.WriteAllText(full, content);
        return full;
    }

    private string Prepare(string path)
    {
        string full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.Delete(full);
        return full;
    }
}
