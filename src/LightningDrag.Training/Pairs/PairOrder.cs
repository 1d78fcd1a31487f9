using LightningDrag.Training.Synthetic;

namespace LightningDrag.Training.Pairs;

/// <summary>
/// The endless order in which pairs are learned from: every epoch takes each once, shuffled anew (Fisher &amp; Yates; Durstenfeld 1964). Place n is the same in
/// every run of a seed, whoever asks and when.
/// </summary>
internal sealed class PairOrder(int count, ulong seed)
{
    private long epoch = -1;
    private int[] shuffled = [];

    /// <summary>The pair at a place of the order, from 0.</summary>
    public int At(long place)
    {
        if (place / count != epoch)
        {
            epoch = place / count;
            var random = new CounterRandom(CounterRandom.Derive(seed, (ulong)epoch));
            shuffled = [.. Enumerable.Range(0, count)];
            for (int i = count - 1; i > 0; i--)
            {
                int j = random.Index(i + 1);
                (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
            }
        }

        return shuffled[place % count];
    }
}
