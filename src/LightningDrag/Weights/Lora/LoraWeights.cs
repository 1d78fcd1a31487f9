using LightningDrag.Runtime;
using static TorchSharp.torch;

namespace LightningDrag.Weights.Lora;

/// <summary>
/// A U-Net's weights with a low-rank adaptation fused in: W + scale·(α / r)·B·A (Hu et al. 2021, "LoRA", §4.1), computed when a tensor is
/// read, so that neither the plain nor the fused weights ever lie in memory as a whole. Fused tensors are in single precision, the others
/// as the base has them. It owns both sources.
/// </summary>
internal sealed class LoraWeights : IWeightSource
{
    private const string Weight = ".weight";
    private const int NamesShown = 10;

    /// <summary>How the names of a layer's factors are made of its path: kohya's form, peft's, and diffusers' own.</summary>
    private static readonly (string Prefix, string Down, string Up)[] Forms =
    [
        ("lora_unet_", ".lora_down.weight", ".lora_up.weight"),
        ("unet.", ".lora_A.weight", ".lora_B.weight"),
        ("unet.", ".lora.down.weight", ".lora.up.weight"),
    ];

    private readonly IWeightSource plain;
    private readonly IWeightSource lora;
    private readonly double scale;
    private readonly Dictionary<string, LoraLayer> layers = new(StringComparer.Ordinal);

    /// <summary>Finds the weights that the file's layers belong to.</summary>
    /// <param name="plain">The weights without it, named as the layers are; disposed of with this view.</param>
    /// <param name="lora">The adaptation; disposed of with this view.</param>
    /// <param name="scale">Its strength: 1 as it was trained.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidFile"/>: it has a tensor that is no part of such a layer, or layers that the weights do not have or have
    /// in other shapes; the message names them.
    /// </exception>
    public LoraWeights(IWeightSource plain, IWeightSource lora, double scale = 1)
    {
        (this.plain, this.lora, this.scale) = (plain, lora, scale);
        Dictionary<string, LoraLayer> found = FindLayers();
        var weights = plain.Names.Where(name => name.EndsWith(Weight, StringComparison.Ordinal)).ToLookup(name => Underscored(name[..^Weight.Length]), StringComparer.Ordinal);
        Refuse("belong to no weights of the network", found.Keys.Where(path => weights[path].Count() != 1));
        foreach ((string path, LoraLayer layer) in found) layers.Add(weights[path].Single(), layer);
        Refuse("have other shapes than the network's", layers.Where(l => !l.Value.Fits(lora, plain.Info(l.Key).Shape)).Select(l => l.Key));
    }

    public string Path => $"{plain.Path}' with '{lora.Path}";

    public IEnumerable<string> Names => plain.Names;

    public bool Contains(string name) => plain.Contains(name);

    public TensorInfo Info(string name)
    {
        TensorInfo info = plain.Info(name);
        return layers.ContainsKey(name) ? info with { Type = ScalarType.Float32 } : info;
    }

    public Tensor Read(string name)
    {
        if (!layers.ContainsKey(name)) return plain.Read(name);
        TorchRuntime.EnsureLoaded();
        Tensor fused = empty([.. plain.Info(name).Shape], ScalarType.Float32, CPU);
        CopyTo(name, fused);
        return fused;
    }

    public void CopyTo(string name, Tensor destination)
    {
        bool isFused = layers.TryGetValue(name, out LoraLayer? layer);
        if (isFused && destination.dtype != ScalarType.Float32)
        {
            // Rounded once, after the sum.
            using Tensor fused = Read(name);
            destination.copy_(fused);
            return;
        }

        plain.CopyTo(name, destination);
        layer?.AddTo(destination, lora, scale);
    }

    public void Dispose()
    {
        plain.Dispose();
        lora.Dispose();
    }

    /// <summary>The layers by their paths, with underscores for dots as kohya has them.</summary>
    private Dictionary<string, LoraLayer> FindLayers()
    {
        var found = new Dictionary<string, LoraLayer>(StringComparer.Ordinal);
        var parts = new HashSet<string>(StringComparer.Ordinal);
        foreach (string down in lora.Names)
        {
            foreach ((string prefix, string downEnding, string upEnding) in Forms)
            {
                if (!down.StartsWith(prefix, StringComparison.Ordinal) || !down.EndsWith(downEnding, StringComparison.Ordinal) || down.Length <= prefix.Length + downEnding.Length) continue;
                string stem = down[..^downEnding.Length], up = stem + upEnding, alpha = stem + ".alpha";
                if (!lora.Contains(up) || !found.TryAdd(Underscored(stem[prefix.Length..]), new LoraLayer(down, up, lora.Contains(alpha) ? alpha : null))) continue;
                parts.UnionWith([down, up, alpha]);
            }
        }

        Refuse("are no part of a U-Net's LoRA of a known form, or lack the other factor", lora.Names.Where(name => !parts.Contains(name)));
        return found;
    }

    private static string Underscored(string path) => path.Replace('.', '_');

    private void Refuse(string what, IEnumerable<string> names)
    {
        string[] all = [.. names.Order(StringComparer.Ordinal)];
        if (all.Length == 0) return;
        throw new LightningDragException(ErrorCode.InvalidFile, $"The LoRA '{lora.Path}' does not fit '{plain.Path}': {WeightFit.List(all, NamesShown)} {what}; give one for this network.");
    }
}
