using System.Globalization;
using LightningDrag.Models.Compact;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Training.Motion;

/// <summary>Keeps the weights with the lowest held-out end-point error, in half precision, ready to ship.</summary>
internal sealed class BestWeights(string folder)
{
    private const string ErrorKey = "validation_end_point_error";
    private readonly string path = Path.Combine(folder, CompactModel.DenoiserFile);
    private double best = Recall(Path.Combine(folder, CompactModel.DenoiserFile));

    /// <summary>Saves the module where it is better than any before.</summary>
    public void Offer(long step, MotionMetrics metrics, MotionDenoiser denoiser)
    {
        if (metrics.EndPointError >= best) return;
        best = metrics.EndPointError;
        using var scope = NewDisposeScope();
        var tensors = denoiser.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().to(float16));
        SafetensorsWriter.Write(path, tensors, new Dictionary<string, string>
        {
            ["step"] = step.ToString(CultureInfo.InvariantCulture),
            [ErrorKey] = best.ToString("r", CultureInfo.InvariantCulture),
            ["validation_ratio_to_shepard"] = metrics.Ratio.ToString("f4", CultureInfo.InvariantCulture),
        });
    }

    private static double Recall(string path)
    {
        if (!File.Exists(path)) return double.PositiveInfinity;
        using var file = SafetensorsFile.Open(path);
        return file.Metadata.TryGetValue(ErrorKey, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : double.PositiveInfinity;
    }
}
