using LightningDrag.Imaging;
using LightningDrag.Models;
using LightningDrag.Models.Compact;
using LightningDrag.Models.Compact.Rendering;
using LightningDrag.Sampling;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.Compact;

public class MotionSamplingTests
{
    private const int Size = 256;

    [Fact]
    public void Four_steps_equal_the_prototypes_latents_and_motion()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var golden = new CompactGolden();
        using var denoiser = CompactGolden.Denoiser();
        var image = new RasterImage(Size, Size);
        var condition = new DragCondition(golden.Points(), new EditMask(Size, Size, [.. golden["mask"].to(uint8).data<byte>()]));
        using var sampling = new MotionSampling(denoiser, new WindowPicture(image, Size), golden.Features(), condition, Size);
        var sampler = new DdimSampler();
        var latent = golden["noise"];
        using var none = CandidateNoise.Independent([0]);
        int[] timesteps = sampler.Timesteps(4, sampling.Schedule);
        Assert.Equal([999, 749, 499, 249], timesteps);
        for (int step = 0; ; step++)
        {
            var prediction = sampling.Predict(latent, timesteps[step], guidance: 1);
            var (clean, noise) = sampling.Schedule.Split(prediction, latent, timesteps[step]);
            latent = sampler.Next(new SamplerStep(latent, clean, noise, timesteps, step, sampling.Schedule), none);
            if (step == 3)
            {
                Compare(sampling.Upsample(latent)[0], golden);
                return;
            }

            Assert.InRange(CompactGolden.RelativeError(latent, golden[$"latent_after_step{step}"]), 0, 2e-4);
        }
    }

    private static void Compare(MotionField motion, CompactGolden golden)
    {
        // 0.01 px, as the goldens state it: float32 roundings of four network evaluations.
        var flow = stack([tensor(motion.FlowX), tensor(motion.FlowY)]).view(1, 2, Size, Size);
        Assert.InRange((flow - golden["final_flow_px"]).abs().max().item<float>(), 0, 0.01);
        Assert.InRange((tensor(motion.Visibility).view(1, 1, Size, Size) - golden["final_visibility"]).abs().max().item<float>(), 0, 1e-3);
    }
}
