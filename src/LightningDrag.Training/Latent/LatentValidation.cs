using System.Globalization;
using LightningDrag.Training.Pairs;
using LightningDrag.Training.Synthetic;
using static TorchSharp.torch;

namespace LightningDrag.Training.Latent;

/// <summary>
/// Measures the loss on fixed samples at evenly spread timesteps, always with the same noise, so that figures compare,
/// and shows edits beside the truth.
/// </summary>
internal sealed class LatentValidation(
    LatentTrainingOptions options,
    LatentNetworks networks,
    ISupervisionPairs pairs,
    bool isHeldOut
)
{
    private const int BatchSize = 8;
    private const ulong Stream = 3;

    /// <summary>What it finds, and the error alone.</summary>
    public (TrainingValidation Result, double Error) Measure()
    {
        using var inference = inference_mode();
        var plain = options with { PointDropout = 0, Crop = 1, Flip = false, ColourJitter = 0 };
        double sum = 0;
        foreach (int[] chunk in Enumerable.Range(0, options.ValidationSamples).Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            LatentSample[] samples =
            [
                .. chunk.Select(i =>
                    LatentSample.Draw(pairs.Read(i % pairs.Count), plain, CounterRandom.Derive(Stream, (ulong)i)) with
                    {
                        TimestepShare = (i + 0.5f) / options.ValidationSamples,
                    }
                ),
            ];
            sum += LatentLoss.Compute(networks, LatentBatch.Create(samples, networks)).sum().item<float>();
        }

        double error = sum / options.ValidationSamples;
        bool shows = options.Pictures > 0 && networks.Denoiser.Config.InChannels > networks.Codec.LatentChannels;
        string of = isHeldOut ? "held-out" : "training";
        return (
            new TrainingValidation(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"noise error {error:0.0000} on {options.ValidationSamples} {of} samples"
                ),
                new Dictionary<string, double> { ["validationError"] = error },
                shows
                    ? PictureGrid.Draw([.. Enumerable.Range(0, Math.Min(options.Pictures, pairs.Count)).Select(Row)])
                    : null
            ),
            error
        );
    }

    private PictureGridRow Row(int number)
    {
        var pair = pairs.Read(number);
        return new PictureGridRow(pair, LatentEdit.Run(networks, options, pair, seed: number).Picture);
    }
}
