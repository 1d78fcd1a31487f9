using LightningDrag.Geometry;
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
        using var sampling = new MotionSampling(denoiser, new WindowPicture(image, Size), golden.Features(), null, condition, Size);
        var sampler = new DdimSampler();
        var latent = golden["noise"].ToLatents();
        var none = CandidateNoise.Independent([0]);
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

            Assert.InRange(CompactGolden.RelativeError(latent.ToTensor(), golden[$"latent_after_step{step}"]), 0, 2e-4);
        }
    }

    /// <summary>The mean of both views must not prefer a side: a mirrored drag of the mirrored picture gives the mirrored motion.</summary>
    [Fact]
    public void Seen_straight_and_mirrored_a_drag_gives_the_same_motion_in_a_mirror()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var golden = new CompactGolden();
        using var denoiser = CompactGolden.Denoiser();
        using var encoder = CompactGolden.Encoder();
        using var generator = new Generator(3);
        var picture = rand([1, 3, 1, Size / 8], generator: generator).expand(-1, -1, Size, -1).repeat_interleave(8, 3) * 255;
        var (features, reflected) = (encoder.Encode(picture), encoder.Encode(picture.flip(3)));
        byte[] mask = [.. golden["mask"].to(uint8).data<byte>()], mirroredMask = [.. golden["mask"].flip(golden["mask"].dim() - 1).to(uint8).data<byte>()];
        PointPair[] points = golden.Points(), mirroredPoints = Array.ConvertAll(points, p => new PointPair(Mirror(p.Handle), Mirror(p.Target)));
        var window = new WindowPicture(new RasterImage(Size, Size), Size);
        using var straight = new MotionSampling(denoiser, window, features, reflected, new DragCondition(points, new EditMask(Size, Size, mask)), Size);
        using var mirrored = new MotionSampling(denoiser, window, reflected, features, new DragCondition(mirroredPoints, new EditMask(Size, Size, mirroredMask)), Size);
        using var alone = new MotionSampling(denoiser, window, features, null, new DragCondition(points, new EditMask(Size, Size, mask)), Size);

        var noise = golden["noise"].ToLatents();
        var motion = straight.Predict(noise, 999, guidance: 1).ToTensor();
        var inMirror = MotionLatent.Mirror(mirrored.Predict(MotionLatent.Mirror(golden["noise"]).ToLatents(), 999, guidance: 1).ToTensor());
        Assert.InRange(CompactGolden.RelativeError(inMirror, motion), 0, 1e-4);
        Assert.True(CompactGolden.RelativeError(alone.Predict(noise, 999, guidance: 1).ToTensor(), motion) > 1e-2, "One view alone would do.");

        static PixelPoint Mirror(PixelPoint point) => new(Size - 1 - point.X, point.Y);
    }

    private static void Compare(MotionField motion, CompactGolden golden)
    {
        // 0.01 px, as the goldens state it: float32 roundings of four network evaluations.
        var flow = stack([tensor(motion.FlowX), tensor(motion.FlowY)]).view(1, 2, Size, Size);
        Assert.InRange((flow - golden["final_flow_px"]).abs().max().item<float>(), 0, 0.01);
        Assert.InRange((tensor(motion.Visibility).view(1, 1, Size, Size) - golden["final_visibility"]).abs().max().item<float>(), 0, 1e-3);
    }
}
