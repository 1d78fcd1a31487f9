using System.Globalization;

namespace LightningDrag.Data.Shards.Reading;

/// <summary>
/// The endless order in which pairs are learned from: every epoch takes each once, shuffled anew. A place holds the
/// same pair in every run of a seed, whoever asks and when.
/// </summary>
/// <param name="count">How many pairs there are, at least 1.</param>
/// <param name="seed">Seed of the order.</param>
/// <param name="shuffleBuffer">How many pairs are shuffled at a time, at least 1: files are read nearly from front to
/// back when this is much smaller than they are.</param>
public sealed class ShuffledOrder(int count, ulong seed, int shuffleBuffer = 1000)
{
    private readonly int count =
        count > 0
            ? count
            : throw new ArgumentOutOfRangeException(nameof(count), count, "An order needs at least one pair.");
    private int[] order = [];
    private long epoch = -1;

    /// <summary>The number of the pair at a place, from 0. Not for several threads at once.</summary>
    public int At(long place)
    {
        long wanted = Math.DivRem(place, count, out long within);
        if (wanted != epoch)
            (order, epoch) = (Shuffle(wanted), wanted);
        return order[within];
    }

    // Pieces of a buffer's length in another order, then a buffer from which one pair at a time is drawn and replaced
    // by the next in line.
    private int[] Shuffle(long epochNumber)
    {
        Random random = StableRandom.For(string.Create(CultureInfo.InvariantCulture, $"{seed}:{epochNumber}"));
        int size = Math.Clamp(shuffleBuffer, 1, count);
        int[] pieces = [.. Enumerable.Range(0, (count + size - 1) / size)];
        random.Shuffle(pieces);
        IEnumerable<int> line = pieces.SelectMany(piece =>
            Enumerable.Range(piece * size, Math.Min(size, count - (piece * size)))
        );
        var shuffled = new int[count];
        List<int> buffer = [];
        int written = 0;
        foreach (int next in line)
        {
            if (buffer.Count < size)
            {
                buffer.Add(next);
                continue;
            }

            int drawn = random.Next(size);
            (shuffled[written++], buffer[drawn]) = (buffer[drawn], next);
        }

        int[] rest = [.. buffer];
        random.Shuffle(rest);
        rest.CopyTo(shuffled, written);
        return shuffled;
    }
}
