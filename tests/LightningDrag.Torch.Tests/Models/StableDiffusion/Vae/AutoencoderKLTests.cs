using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Weights;
using LightningDrag.Weights.Views;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion.Vae;

public class AutoencoderKLTests
{
    [Theory]
    [InlineData("base", "dreamshaper-8-inpainting/vae", "safetensors")]
    [InlineData("mse", "sd-vae-ft-mse", "safetensors")]
    [InlineData("mse", "sd-vae-ft-mse", "bin")]
    public void Moments_samples_and_pictures_equal_the_references(string name, string folder, string kind)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using AutoencoderKL vae = Load(folder, kind);
        using SafetensorsFile golden = TinyCheckpoint.Golden("components/vae");
        void Equal(string part, Tensor actual) =>
            Assert.InRange(
                TinyCheckpoint.Deviation(actual, golden.Read($"{name}.{part}")),
                0,
                TinyCheckpoint.Tolerance
            );

        Equal("moments", vae.EncodeMoments(golden.Read("image")));
        using LatentDistribution latents = vae.Encode(golden.Read("image"));
        Equal("mean", latents.Mean);
        Equal("logvar", latents.LogVariance!);
        Equal("scaled_sample", latents.Sample(golden.Read("noise")));
        Equal("decoded", vae.DecodeUnscaled(golden.Read("z")));
        Equal("decoded", vae.Decode(golden.Read("z") * latents.Scale));
    }

    [Fact]
    public void One_encoding_gives_a_sample_for_each_row_of_noise()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using AutoencoderKL vae = Load("sd-vae-ft-mse", "safetensors");
        using SafetensorsFile golden = TinyCheckpoint.Golden("components/vae");
        using LatentDistribution latents = vae.Encode(golden.Read("image"));
        Tensor noise = golden.Read("noise");
        Tensor samples = latents.Sample(cat([noise, -noise, zeros_like(noise)], 0));
        TinyCheckpoint.Same(latents.Sample(noise)[0], samples[0]);
        TinyCheckpoint.Same(latents.Sample(-noise)[0], samples[1]);
        TinyCheckpoint.Same((latents.Mean * latents.Scale)[0], samples[2]);
    }

    [Fact]
    public void A_configuration_without_scaling_factor_has_the_papers()
    {
        Assert.Equal(0.18215, VaeConfig.Read(TinyCheckpoint.File("sd-vae-ft-mse/config.json")).ScalingFactor);
    }

    internal static AutoencoderKL Load(string folder, string kind)
    {
        var vae = new AutoencoderKL(Placement.Default, VaeConfig.Read(TinyCheckpoint.File($"{folder}/config.json")));
        using IWeightSource weights = WeightSource
            .Open(TinyCheckpoint.File($"{folder}/diffusion_pytorch_model.{kind}"))
            .WithPresentAttentions();
        WeightLoader.Load(vae, weights);
        return vae;
    }
}
