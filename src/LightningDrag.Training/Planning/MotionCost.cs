using LightningDrag.Geometry;
using LightningDrag.Models.Compact;
using LightningDrag.Training.Motion;
using LightningDrag.Training.Motion.Network;
using static TorchSharp.torch;

namespace LightningDrag.Training.Planning;

/// <summary>Counts what training the compact model takes, by running it once on one sample.</summary>
internal static class MotionCost
{
    /// <summary>
    /// Of each layer's result also what goes into it and what the norm before it keeps stays in memory; the backward
    /// pass takes as much again (measured, see docs/training.md).
    /// </summary>
    private const long BytesPerResult = 7 * sizeof(float);

    /// <summary>Counts.</summary>
    public static TrainingCost Of(TrainingOptions options)
    {
        using var scope = NewDisposeScope();
        using var encoder = new AppearanceEncoder();
        using var denoiser = new MotionDenoiser();
        int size = options.Window,
            plane = size * size;
        var sample = new MotionSample(
            size,
            new byte[3 * plane],
            new float[plane],
            new float[plane],
            new byte[plane],
            new byte[plane],
            [.. Enumerable.Repeat((byte)1, plane)],
            [new PointPair(new PixelPoint(size / 2, size / 2), new PixelPoint((size / 2) + 8, size / 2))],
            new object()
        );
        using var batch = MotionBatch.Create([sample]);
        using var _ = no_grad();
        AppearanceFeatures? features = null;
        var (seeing, _) = Count(encoder, () => features = encoder.Encode(batch.Source));
        var (denoising, results) = Count(
            denoiser,
            () =>
                denoiser.Forward(
                    zeros(1, MotionLatent.Channels, size / 4, size / 4),
                    batch.Fields,
                    features!,
                    zeros(1),
                    batch.LongestDrag,
                    batch.Handles
                )
        );
        long trained = Parameters(denoiser.parameters()),
            frozen = Parameters(encoder.parameters()),
            deepening = 0;
        if (options.EncoderRate > 0)
        {
            (deepening, long deepResults) = Count(encoder, () => encoder.Deepen(features!.Stride4));
            long deep = Parameters(
                encoder.named_parameters().Where(p => AppearanceEncoder.IsTuned(p.name)).Select(p => p.parameter)
            );
            (trained, frozen, results) = (trained + deep, frozen - deep, results + deepResults);
        }

        long step = seeing - deepening + (3 * (deepening + denoising));
        return new TrainingCost(
            CompactModel.Name,
            size,
            trained,
            frozen,
            frozen * sizeof(float),
            seeing + denoising,
            2 * step,
            BytesPerResult * results
        );
    }

    /// <summary>Multiply–adds and results of the convolutions and linear layers that run.</summary>
    private static (long MultiplyAdds, long Results) Count(nn.Module network, Action run)
    {
        long multiplyAdds = 0,
            results = 0;
        foreach (var (_, module) in network.named_modules())
        {
            if (
                module is not nn.Module<Tensor, Tensor> layer
                || module.parameters(recurse: false).FirstOrDefault() is not { } weight
                || weight.shape.Length < 2
            )
                continue;
            long each = weight.numel() / weight.shape[0];
            layer.register_forward_hook(
                (_, _, output) =>
                {
                    (multiplyAdds, results) = (multiplyAdds + (output.numel() * each), results + output.numel());
                    return output;
                }
            );
        }

        run();
        return (multiplyAdds, results);
    }

    private static long Parameters(IEnumerable<Tensor> parameters) => parameters.Sum(parameter => parameter.numel());
}
