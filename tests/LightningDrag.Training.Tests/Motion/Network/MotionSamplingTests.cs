using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;
using LightningDrag.Models.Compact;
using LightningDrag.Models.Compact.Network;
using LightningDrag.Models.Compact.Rendering;
using LightningDrag.Sampling;
using LightningDrag.Training.Motion.Network;
using LightningDrag.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Training.Tests.Motion.Network;

public class MotionSamplingTests
{
    private const int Size = 256;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Four_steps_equal_the_prototypes_latents_and_motion(bool onnx)
    {
        using var scope = NewDisposeScope();
        using var golden = new CompactGolden();
        using var network = PrototypesNetwork(onnx);
        var maps = new AppearanceMaps(1, Size);
        foreach (int stride in AppearanceEncoderGraph.Strides)
            Elements(golden[$"features_s{stride}"]).CopyTo(maps[stride], 0);
        var condition = new DragCondition(
            golden.Points(),
            new EditMask(Size, Size, [.. golden["mask"].to(uint8).data<byte>()])
        );
        using var sampling = new MotionSampling(
            network,
            new WindowPicture(new RasterImage(Size, Size), Size),
            maps,
            null,
            condition,
            Size
        );
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

    /// <summary>
    /// The mean of both views must not prefer a side: a mirrored drag of the mirrored picture gives the mirrored
    /// motion.
    /// </summary>
    [Fact]
    public void Seen_straight_and_mirrored_a_drag_gives_the_same_motion_in_a_mirror()
    {
        using var scope = NewDisposeScope();
        using var golden = new CompactGolden();
        using var network = PrototypesNetwork(onnx: true);
        using var generator = new Generator(3);
        var picture =
            rand([1, 3, 1, Size / 8], generator: generator).expand(-1, -1, Size, -1).repeat_interleave(8, 3) * 255;
        var (features, reflected) = (network.Encode(Elements(picture)), network.Encode(Elements(picture.flip(3))));
        byte[] mask = [.. golden["mask"].to(uint8).data<byte>()],
            mirroredMask = [.. golden["mask"].flip(golden["mask"].dim() - 1).to(uint8).data<byte>()];
        PointPair[] points = golden.Points(),
            mirroredPoints = Array.ConvertAll(points, p => new PointPair(Mirror(p.Handle), Mirror(p.Target)));
        var window = new WindowPicture(new RasterImage(Size, Size), Size);
        using var straight = new MotionSampling(
            network,
            window,
            features,
            reflected,
            new DragCondition(points, new EditMask(Size, Size, mask)),
            Size
        );
        using var mirrored = new MotionSampling(
            network,
            window,
            reflected,
            features,
            new DragCondition(mirroredPoints, new EditMask(Size, Size, mirroredMask)),
            Size
        );
        using var alone = new MotionSampling(
            network,
            window,
            features,
            null,
            new DragCondition(points, new EditMask(Size, Size, mask)),
            Size
        );

        var noise = golden["noise"].ToLatents();
        var motion = straight.Predict(noise, 999, guidance: 1).ToTensor();
        var inMirror = InMirror(mirrored.Predict(InMirror(noise), 999, guidance: 1)).ToTensor();
        Assert.InRange(CompactGolden.RelativeError(inMirror, motion), 0, 1e-4);
        Assert.True(
            CompactGolden.RelativeError(alone.Predict(noise, 999, guidance: 1).ToTensor(), motion) > 1e-2,
            "One view alone would do."
        );

        static PixelPoint Mirror(PixelPoint point) => new(Size - 1 - point.X, point.Y);
        static Latents InMirror(Latents latents) =>
            new(
                latents.Count,
                latents.Shape,
                MotionMirror.OfMotion(latents.Values, latents.Shape.Channels, latents.Shape.Width)
            );
    }

    /// <summary>The prototype's weights in either engine.</summary>
    private static ICompactNetwork PrototypesNetwork(bool onnx)
    {
        var (encoder, denoiser) = (CompactGolden.Encoder(), CompactGolden.Denoiser());
        if (!onnx)
            return new TorchCompactNetwork(encoder, denoiser);
        using (encoder)
        using (denoiser)
        {
            var folder = Directory.CreateTempSubdirectory("lightningdrag-");
            try
            {
                SafetensorsWriter.Write(Path.Combine(folder.FullName, CompactModel.EncoderFile), encoder.state_dict());
                SafetensorsWriter.Write(
                    Path.Combine(folder.FullName, CompactModel.DenoiserFile),
                    denoiser.state_dict()
                );
                return CompactNetwork.Load(folder.FullName, Size, threads: 2, Path.Combine(folder.FullName, "graphs"));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    private static float[] Elements(Tensor tensor) => [.. tensor.to(float32).contiguous().data<float>()];

    private static void Compare(MotionField motion, CompactGolden golden)
    {
        // 0.01 px, as the goldens state it: float32 roundings of four network evaluations.
        var flow = stack([tensor(motion.FlowX), tensor(motion.FlowY)]).view(1, 2, Size, Size);
        Assert.InRange((flow - golden["final_flow_px"]).abs().max().item<float>(), 0, 0.01);
        Assert.InRange(
            (tensor(motion.Visibility).view(1, 1, Size, Size) - golden["final_visibility"]).abs().max().item<float>(),
            0,
            1e-3
        );
    }
}
