namespace LightningDrag.Weights.Lora;

/// <summary>
/// Which weights of a network the layers of a low-rank adaptation belong to, and which of its tensors do not fit; no
/// tensor is read.
/// </summary>
/// <param name="Layers">The layers that fit, by the weights' names.</param>
/// <param name="Faults">
/// Missing: the other factor of one that is there. Surplus: part of no layer of a known form, or of one that the
/// network has not. Mis-shaped: as for other weights, with the shape of the weights that it belongs to.
/// </param>
internal sealed record LoraFit(IReadOnlyDictionary<string, LoraLayer> Layers, WeightFit Faults)
{
    private const string Weight = ".weight";

    /// <summary>
    /// How the names of a layer's factors are made of its path: kohya's form, peft's, and diffusers' own.
    /// </summary>
    private static readonly (string Prefix, string Down, string Up)[] Forms =
    [
        ("lora_unet_", ".lora_down.weight", ".lora_up.weight"),
        ("unet.", ".lora_A.weight", ".lora_B.weight"),
        ("unet.", ".lora.down.weight", ".lora.up.weight"),
    ];

    /// <summary>Finds the weights that a file's layers belong to.</summary>
    /// <param name="lora">The adaptation.</param>
    /// <param name="shapes">The network's weights and their shapes.</param>
    public static LoraFit Of(IWeightSource lora, IEnumerable<KeyValuePair<string, IReadOnlyList<long>>> shapes)
    {
        var weights = shapes
            .Where(shape => shape.Key.EndsWith(Weight, StringComparison.Ordinal))
            .ToLookup(shape => Underscored(shape.Key[..^Weight.Length]), StringComparer.Ordinal);
        var layers = new Dictionary<string, LoraLayer>(StringComparer.Ordinal);
        var placed = new HashSet<string>(StringComparer.Ordinal);
        List<string> missing = [],
            misShaped = [];
        foreach ((string path, LoraLayer layer) in LayersOf(lora))
        {
            if (weights[path].Count() != 1)
                continue;
            (string name, IReadOnlyList<long> shape) = weights[path].Single();
            if (!layers.TryAdd(name, layer))
                continue;
            placed.UnionWith(layer.Names);
            string[] absent = [.. layer.Names.Where(factor => !lora.Contains(factor))];
            missing.AddRange(absent);
            if (absent.Length == 0)
                misShaped.AddRange(layer.MisShaped(lora, shape));
        }

        return new LoraFit(
            layers,
            new WeightFit(
                [.. missing.Order(StringComparer.Ordinal)],
                [.. lora.Names.Where(name => !placed.Contains(name)).Order(StringComparer.Ordinal)],
                [.. misShaped.Order(StringComparer.Ordinal)]
            )
        );
    }

    /// <summary>
    /// The layers by their paths, with underscores for dots as kohya has them; of one that is there twice both.
    /// </summary>
    private static IEnumerable<(string Path, LoraLayer Layer)> LayersOf(IWeightSource lora)
    {
        var stems = new HashSet<(string Stem, string Down)>();
        foreach (string name in lora.Names)
        {
            foreach ((string prefix, string down, string up) in Forms)
            {
                string? ending = new[] { down, up }.FirstOrDefault(ending =>
                    name.EndsWith(ending, StringComparison.Ordinal)
                );
                if (
                    ending is null
                    || !name.StartsWith(prefix, StringComparison.Ordinal)
                    || name.Length <= prefix.Length + ending.Length
                )
                    continue;
                string stem = name[..^ending.Length],
                    alpha = stem + ".alpha";
                if (!stems.Add((stem, down)))
                    continue;
                yield return (
                    Underscored(stem[prefix.Length..]),
                    new LoraLayer(stem + down, stem + up, lora.Contains(alpha) ? alpha : null)
                );
            }
        }
    }

    private static string Underscored(string path) => path.Replace('.', '_');
}
