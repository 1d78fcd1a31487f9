using System.Globalization;
using LightningDrag.Models.Compact;
using LightningDrag.Training.Motion.Network;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Training.Motion;

/// <summary>
/// Keeps the weights with the lowest held-out end-point error, in half precision, ready to ship: the run folder is then
/// the folder of a model.
/// </summary>
internal sealed class BestWeights(string folder)
{
    private const string ErrorKey = "validation_end_point_error";
    private readonly string path = Path.Combine(folder, CompactModel.DenoiserFile);
    private readonly string encoderPath = Path.Combine(folder, CompactModel.EncoderFile);
    private double best = Recall(Path.Combine(folder, CompactModel.DenoiserFile));

    /// <summary>Saves the networks where they are better than any before.</summary>
    /// <param name="step">Steps taken.</param>
    /// <param name="metrics">What they reach.</param>
    /// <param name="ofThings">What they reach on things; null where the run has none.</param>
    /// <param name="denoiser">The denoiser.</param>
    /// <param name="encoder">The encoder that belongs to it.</param>
    public void Offer(
        long step,
        MotionMetrics metrics,
        MotionMetrics? ofThings,
        MotionDenoiser denoiser,
        AppearanceEncoder encoder
    )
    {
        double error = (metrics.EndPointError + (ofThings ?? metrics).EndPointError) / 2;
        if (error >= best)
            return;
        best = error;
        var found = new Dictionary<string, string>
        {
            ["step"] = step.ToString(CultureInfo.InvariantCulture),
            [ErrorKey] = best.ToString("r", CultureInfo.InvariantCulture),
            ["validation_ratio_to_shepard"] = metrics.Ratio.ToString("f4", CultureInfo.InvariantCulture),
        };
        if (ofThings is not null)
            found["validation_outline_iou"] = ofThings.OutlineIou.ToString("f4", CultureInfo.InvariantCulture);
        Save(encoderPath, encoder, found);
        Save(path, denoiser, found);
    }

    private static void Save(string path, nn.Module network, Dictionary<string, string> metadata)
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(
            path,
            network.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().to(float16)),
            metadata
        );
    }

    private static double Recall(string path)
    {
        if (!File.Exists(path))
            return double.PositiveInfinity;
        using var file = SafetensorsFile.Open(path);
        return file.Metadata.TryGetValue(ErrorKey, out var text)
            ? double.Parse(text, CultureInfo.InvariantCulture)
            : double.PositiveInfinity;
    }
}
