using LightningDrag.Weights.Pickles;

namespace LightningDrag.Weights.TorchArchives;

/// <summary>
/// The tensors of a dictionary, those of dictionaries in it too: their names are the keys on the way, joined by dots.
/// </summary>
internal static class StateDictionary
{
    /// <summary>Dictionaries in one another; published files have two.</summary>
    private const int MaxDepth = 8;

    /// <exception cref="InvalidDataException">
    /// Something in it is not a tensor, two tensors have the same name, or a dictionary stands in it twice, as in
    /// itself.
    /// </exception>
    public static Dictionary<string, TorchTensor> Flatten(object? root, Allowance allowance)
    {
        if (root is not Dictionary<string, object?> dictionary)
            throw new InvalidDataException("its pickle is not a dictionary of tensors");
        var tensors = new Dictionary<string, TorchTensor>(StringComparer.Ordinal);
        Add(
            tensors,
            dictionary,
            string.Empty,
            new HashSet<object>(ReferenceEqualityComparer.Instance),
            MaxDepth,
            allowance
        );
        return tensors;
    }

    private static void Add(
        Dictionary<string, TorchTensor> tensors,
        Dictionary<string, object?> dictionary,
        string prefix,
        HashSet<object> seen,
        int depth,
        Allowance allowance
    )
    {
        allowance.Take(Allowance.EntryBytes);
        if (depth == 0 || !seen.Add(dictionary))
            throw new InvalidDataException(
                $"the dictionary {SafetensorsFormat.Quote(prefix)} of its pickle stands in itself, or twice, "
                    + $"or too deep"
            );
        foreach ((string key, object? value) in dictionary)
        {
            allowance.TakeText(prefix.Length + key.Length);
            string name = prefix + key;
            if (value is Dictionary<string, object?> inner)
            {
                allowance.TakeText(name.Length + 1);
                Add(tensors, inner, name + ".", seen, depth - 1, allowance);
                continue;
            }

            if (value is not TorchTensor tensor)
                throw new InvalidDataException($"{SafetensorsFormat.Quote(name)} in its pickle is not a tensor");
            if (tensors.Count == SafetensorsFormat.MaxEntries)
                throw new InvalidDataException($"it has more than {SafetensorsFormat.MaxEntries} tensors");
            allowance.Take(Allowance.EntryBytes);
            if (!tensors.TryAdd(name, tensor))
                throw new InvalidDataException($"it has two tensors of the name {SafetensorsFormat.Quote(name)}");
        }
    }
}
