using System.Runtime.ExceptionServices;
using LightningDrag.Data.Shards.Reading;
using LightningDrag.Training.Distributed;
using LightningDrag.Training.Pairs;
using LightningDrag.Training.Synthetic;

namespace LightningDrag.Training.Latent;

/// <summary>
/// The samples of every step. A sample follows from the seed and its number (step · batch + place in the batch), so the
/// stream has no state, and neither an interruption nor another number of processes changes it. The next part is
/// decoded while the present one is learned from.
/// </summary>
internal sealed class LatentData(LatentTrainingOptions options, ISupervisionPairs pairs, IProcessGroup group)
    : IDisposable
{
    private const ulong OrderStream = 1;
    private const ulong SampleStream = 2;

    private readonly ShuffledOrder order = new(pairs.Count, CounterRandom.Derive(options.Seed, OrderStream));
    private (long Step, int Part, Task<LatentSample[]> Samples)? ahead;

    /// <summary>The samples of a part of a step, this process's share.</summary>
    public LatentSample[] Take(long step, int part)
    {
        var samples =
            ahead is { } known && (known.Step, known.Part) == (step, part) ? known.Samples : Begin(step, part);
        LatentSample[] taken;
        try
        {
            taken = samples.GetAwaiter().GetResult();
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.GetBaseException());
            throw;
        }

        var (nextStep, nextPart) = part + 1 < options.Accumulation ? (step, part + 1) : (step + 1, 0);
        ahead = nextStep < options.Steps ? (nextStep, nextPart, Begin(nextStep, nextPart)) : null;
        return taken;
    }

    /// <summary>The keys of a step's batch.</summary>
    public IEnumerable<string> KeysOf(long step) =>
        Enumerable.Range(0, options.Batch).Select(place => pairs.KeyOf(order.At((step * options.Batch) + place)));

    /// <inheritdoc/>
    public void Dispose()
    {
        // The one that nobody will ask for must not outlive the files.
        if (ahead is { } pending)
            ((IAsyncResult)pending.Samples).AsyncWaitHandle.WaitOne();
    }

    private Task<LatentSample[]> Begin(long step, int part)
    {
        // Processes and parts take turns.
        int shares = group.Count * options.Accumulation,
            share = (part * group.Count) + group.Rank;
        (long Number, int Pair)[] chosen =
        [
            .. Enumerable
                .Range(0, options.Batch)
                .Where(place => place % shares == share)
                .Select(place => (step * options.Batch) + place)
                .Select(number => (number, order.At(number))),
        ];
        ulong seed = CounterRandom.Derive(options.Seed, SampleStream);
        return Task.Run(() =>
            chosen
                .AsParallel()
                .AsOrdered()
                .Select(sample =>
                    LatentSample.Draw(
                        pairs.Read(sample.Pair),
                        options,
                        CounterRandom.Derive(seed, (ulong)sample.Number)
                    )
                )
                .ToArray()
        );
    }
}
