using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion.Vae;

public class AutoencoderKLTests
{
    [Theory]
    [InlineData("base", "dreamshaper-8-inpainting/vae")]
    public void Moments_samples_and_pictures_equal_the_references(string name, string folder)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using AutoencoderKL vae = Load(folder);
        using SafetensorsFile golden = TinyCheckpoint.Golden("components/vae");
        void Equal(string part, Tensor actual) => Assert.InRange(TinyCheckpoint.Deviation(actual, golden.Read($"{name}.{part}")), 0, TinyCheckpoint.Tolerance);

        Equal("moments", vae.EncodeMoments(golden.Read("image")));
        using LatentDistribution latents = vae.Encode(golden.Read("image"));
        Equal("mean", latents.Mean);
        Equal("logvar", latents.LogVariance!);
        Equal("scaled_sample", latents.Sample(golden.Read("noise")));
        Equal("decoded", vae.DecodeUnscaled(golden.Read("z")));
        Equal("decoded", vae.Decode(golden.Read("z") * latents.Scale));
    }

    private static AutoencoderKL Load(string folder)
    {
        var vae = new AutoencoderKL(Placement.Default, VaeConfig.Read(TinyCheckpoint.File($"{folder}/config.json")));
        WeightLoader.Load(vae, TinyCheckpoint.File($"{folder}/diffusion_pytorch_model.safetensors"));
        return vae;
    }
}
