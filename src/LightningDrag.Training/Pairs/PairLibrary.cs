using System.Security.Cryptography;
using System.Text;
using LightningDrag.Data.Shards;
using LightningDrag.Data.Shards.Reading;

namespace LightningDrag.Training.Pairs;

/// <summary>
/// Stored pairs for training, by number: opening reads names and places only, so that any number of pairs costs little
/// memory and a pair is read where it lies.
/// </summary>
internal sealed class PairLibrary : ISupervisionPairs
{
    private readonly PairEntry[] entries;

    private PairLibrary(PairEntry[] entries)
    {
        this.entries = entries;
        byte[] keys = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', entries.Select(entry => entry.Key))));
        Version = $"{entries.Length} pairs {Convert.ToHexStringLower(keys.AsSpan(0, 8))}";
    }

    /// <inheritdoc/>
    public int Count => entries.Length;

    /// <inheritdoc/>
    public string Version { get; }

    /// <summary>
    /// Lists the pairs of some folders or tar files, in their order; of shards that say what they are for, those for
    /// training.
    /// </summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: a folder is missing, a tar file is
    /// broken, or there is no pair at all.</exception>
    public static PairLibrary Open(IEnumerable<string> paths)
    {
        var all = paths.Select(path => StoredPairs.Open(path, DataSplit.Train)).ToArray();
        if (all.SelectMany(stored => stored.Faults).FirstOrDefault() is { } fault)
            throw new LightningDragException(ErrorCode.InvalidFile, fault);
        return new PairLibrary([.. all.SelectMany(stored => stored.Pairs)]);
    }

    /// <inheritdoc/>
    public string KeyOf(int number) => entries[number].Key;

    /// <inheritdoc/>
    public SupervisionPair Read(int number) => SupervisionPair.Decode(entries[number].Read());
}
