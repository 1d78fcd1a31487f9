namespace LightningDrag.Weights.Views;

/// <summary>
/// Sources seen through others, so that a network finds its names and shapes in the files as they were published.
/// </summary>
internal static class WeightViews
{
    /// <summary>With each name changed.</summary>
    public static IWeightSource Renamed(this IWeightSource source, Func<string, string> rename) =>
        new RenamedWeights(source, rename);

    /// <summary>Without the tensors whose name fits.</summary>
    public static IWeightSource Without(this IWeightSource source, Func<string, bool> isLeftOut) =>
        new RenamedWeights(source, name => isLeftOut(name) ? null : name);

    /// <summary>With a prefix before every name.</summary>
    public static IWeightSource WithPrefix(this IWeightSource source, string prefix) =>
        new RenamedWeights(source, name => prefix + name);

    /// <summary>
    /// Only the tensors whose name begins so, without that beginning: a dictionary in a dictionary, a network in
    /// another.
    /// </summary>
    public static IWeightSource Under(this IWeightSource source, string prefix) =>
        new RenamedWeights(
            source,
            name => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : null
        );

    /// <summary>Together with another source, whose tensors win where both have a name.</summary>
    public static IWeightSource JoinedWith(this IWeightSource source, IWeightSource winning) =>
        new JoinedWeights(source, winning);
}
