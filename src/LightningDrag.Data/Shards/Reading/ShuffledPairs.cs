namespace LightningDrag.Data.Shards.Reading;

/// <summary>
/// An endless, shuffled stream of pairs for training. The order follows from seed and epoch alone, so that the stream's
/// whole state is one number: keep <see cref="Position"/> with a checkpoint and set it again to go on. Pairs that
/// cannot be used are skipped and counted.
/// </summary>
/// <param name="pairs">The pairs, in the order in which they lie in their files; at least one.</param>
/// <param name="seed">Seed of the order.</param>
/// <param name="shuffleBuffer">How many pairs are shuffled at a time, at least 1: files are read nearly from front to
/// back when this is much smaller than they are.</param>
public sealed class ShuffledPairs(IReadOnlyList<PairEntry> pairs, ulong seed, int shuffleBuffer = 1000)
{
    private readonly IReadOnlyList<PairEntry> pairs =
        pairs.Count > 0 ? pairs : throw new ArgumentException("A stream needs at least one pair.", nameof(pairs));
    private readonly ShuffledOrder order = new(pairs.Count, seed, shuffleBuffer);

    /// <summary>How many pairs have been passed, skipped ones too; setting it moves the stream there.</summary>
    public long Position { get; set; }

    /// <summary>Pairs that were skipped because something was wrong with them.</summary>
    public long Skipped { get; private set; }

    /// <summary>Why the latest one was skipped.</summary>
    public string? LatestFault { get; private set; }

    /// <summary>
    /// Reads the next pair and makes of it what the training needs; where that fails because of the pair, the one after
    /// it.
    /// </summary>
    /// <param name="decode">Reads and decodes a pair; may be called several times.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: not one pair of a whole epoch can
    /// be used.</exception>
    public T Next<T>(Func<PairEntry, T> decode)
    {
        ArgumentNullException.ThrowIfNull(decode);
        for (int tries = 0; tries < pairs.Count; tries++)
        {
            PairEntry entry = pairs[order.At(Position++)];
            try
            {
                return decode(entry);
            }
            catch (LightningDragException fault) when (fault.Code is ErrorCode.InvalidFile or ErrorCode.InvalidImage)
            {
                Skipped++;
                LatestFault = fault.Message;
            }
        }

        throw new LightningDragException(
            ErrorCode.InvalidFile,
            $"None of the {pairs.Count} pairs can be used; the last one failed so: {LatestFault}"
        );
    }
}
