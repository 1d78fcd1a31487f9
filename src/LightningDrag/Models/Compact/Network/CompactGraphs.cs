using System.Globalization;
using LightningDrag.Weights;

namespace LightningDrag.Models.Compact.Network;

/// <summary>A network of the compact model: its name, its file of weights, and its graph.</summary>
internal sealed record CompactGraphs
{
    /// <summary>The appearance encoder.</summary>
    public static readonly CompactGraphs Encoder = new()
    {
        Name = "encoder",
        File = CompactModel.EncoderFile,
        Build = (weights, window) => AppearanceEncoderGraph.Build(weights, window, window),
        Description =
            "Appearance encoder of LightningDrag.NET's compact model: features of a window, RGB on 0 to 255, at "
            + "strides 4, 8, 16 and 32.",
    };

    /// <summary>The motion denoiser.</summary>
    public static readonly CompactGraphs Denoiser = new()
    {
        Name = "denoiser",
        File = CompactModel.DenoiserFile,
        Build = MotionDenoiserGraph.Build,
        Description =
            "Motion denoiser of LightningDrag.NET's compact model: one step from a noisy motion latent, point "
            + "fields and appearance features "
            + "to where each cell of the grid goes and whether it stays visible.",
    };

    /// <summary>Name of the network.</summary>
    public required string Name { get; init; }

    /// <summary>Its weights in a model folder.</summary>
    public required string File { get; init; }

    /// <summary>What it is, for people.</summary>
    public required string Description { get; init; }

    /// <summary>Writes the graph of the weights for a window of some size.</summary>
    private Func<NetworkWeights, int, GraphBuilder> Build { get; init; } = null!;

    /// <summary>How the weights of a model folder fit, their file, and how many tensors it holds.</summary>
    /// <exception cref="LightningDragException">The file is missing or corrupt.</exception>
    public (WeightFit Fit, string Path, int Tensors) Compare(string folder)
    {
        using var weights = NetworkWeights.Open(Path.Combine(folder, File));
        Build(weights, CompactExport.Window);
        return (weights.Fit(), weights.Path, weights.Count);
    }

    /// <summary>The network as an ONNX file.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: the weights are another
    /// network's.</exception>
    public byte[] Model(NetworkWeights weights, int window)
    {
        var graph = Build(weights, window);
        weights.RequireFit();
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["model"] = CompactModel.Name,
            ["window"] = window.ToString(CultureInfo.InvariantCulture),
            ["grid"] = (window / MotionLatent.Stride).ToString(CultureInfo.InvariantCulture),
            ["flow_scale"] = MotionLatent.FlowScale.ToString(CultureInfo.InvariantCulture),
            ["licence"] = "Apache-2.0",
        };
        foreach (var (key, value) in weights.Metadata)
            facts.TryAdd("weights." + key, value);
        return graph.ToModel(Description, facts.OrderBy(fact => fact.Key, StringComparer.Ordinal));
    }
}
