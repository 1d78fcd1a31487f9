namespace LightningDrag.Weights.Views;

/// <summary>
/// Names and shapes in published Stable Diffusion files that differ from those of the libraries' present versions.
/// </summary>
internal static class PublishedNames
{
    /// <summary>The four projections of an attention until diffusers 0.15, and since.</summary>
    private static readonly (string Old, string Today)[] AttentionProjections =
    [
        ("query", "to_q"),
        ("key", "to_k"),
        ("value", "to_v"),
        ("proj_attn", "to_out.0"),
    ];

    /// <summary>
    /// Without the counting numbers that transformers before 4.31 saved beside the position embedding.
    /// </summary>
    public static IWeightSource WithoutPositionIds(this IWeightSource source) =>
        source.Without(name => name.EndsWith("embeddings.position_ids", StringComparison.Ordinal));

    /// <summary>
    /// A VAE's attentions with today's names, "to_q" for "query" and so on, and as linear layers where they are 1×1
    /// convolutions.
    /// </summary>
    public static IWeightSource WithPresentAttentions(this IWeightSource source) =>
        new LinearWeights(
            source.Renamed(PresentName),
            name => AttentionProjections.Any(p => name.EndsWith($".{p.Today}.weight", StringComparison.Ordinal))
        );

    private static string PresentName(string name)
    {
        foreach ((string old, string today) in AttentionProjections)
        {
            foreach (string kind in new[] { ".weight", ".bias" })
            {
                if (name.EndsWith($".{old}{kind}", StringComparison.Ordinal))
                    return $"{name[..^(old.Length + kind.Length)]}{today}{kind}";
            }
        }

        return name;
    }
}
