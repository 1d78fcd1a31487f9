using System.Collections;
using System.Collections.Concurrent;

namespace LightningDrag.Training.Synthetic;

/// <summary>
/// Pairs number start, start + 1, … of an endless numbered stream, made ahead by background threads. A pair depends on
/// the stream's seed and its number only: a run that stops after n pairs and goes on at n sees what it would have seen.
/// </summary>
internal sealed class SyntheticStream : IEnumerable<SyntheticPair>, IDisposable
{
    private readonly BlockingCollection<SyntheticPair>[] queues;
    private readonly Thread[] threads;
    private readonly CancellationTokenSource stop = new();
    private Exception? failure;
    private long taken;

    /// <param name="generator">Makes the pairs; one for training photos, another for validation photos.</param>
    /// <param name="seed">Names the stream.</param>
    /// <param name="startIndex">Number of the first pair.</param>
    /// <param name="size">Side of the window in pixels.</param>
    /// <param name="threads">Background threads.</param>
    /// <param name="ahead">How many finished pairs each thread may have waiting.</param>
    public SyntheticStream(
        SyntheticPairGenerator generator,
        ulong seed,
        long startIndex,
        int size,
        int threads = 1,
        int ahead = 32
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startIndex);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ahead, 1);
        queues = new BlockingCollection<SyntheticPair>[threads];
        this.threads = new Thread[threads];
        NextIndex = startIndex;
        for (int worker = 0; worker < threads; worker++)
        {
            var queue = queues[worker] = new BlockingCollection<SyntheticPair>(ahead);
            long first = startIndex + worker;
            this.threads[worker] = new Thread(() => Fill(generator, seed, first, size, queue))
            {
                IsBackground = true,
                Name = "synthetic pairs",
            };
            this.threads[worker].Start();
        }
    }

    /// <summary>Number of the pair that <see cref="Next"/> gives: where to go on after a restart.</summary>
    public long NextIndex { get; private set; }

    /// <summary>The next pair; waits until it is made.</summary>
    public SyntheticPair Next()
    {
        try
        {
            var pair = queues[taken % queues.Length].Take(stop.Token);
            taken++;
            NextIndex++;
            return pair;
        }
        catch (Exception error) when (error is InvalidOperationException or OperationCanceledException)
        {
            throw new InvalidOperationException("The stream of synthetic pairs has ended.", failure ?? error);
        }
    }

    /// <summary>The next <paramref name="count"/> pairs.</summary>
    public SyntheticPair[] NextBatch(int count)
    {
        var batch = new SyntheticPair[count];
        for (int i = 0; i < count; i++)
            batch[i] = Next();
        return batch;
    }

    public IEnumerator<SyntheticPair> GetEnumerator()
    {
        while (true)
            yield return Next();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        stop.Cancel();
        foreach (var thread in threads)
            thread.Join();
        foreach (var queue in queues)
            queue.Dispose();
        stop.Dispose();
    }

    private void Fill(
        SyntheticPairGenerator generator,
        ulong seed,
        long first,
        int size,
        BlockingCollection<SyntheticPair> queue
    )
    {
        try
        {
            for (long index = first; !stop.IsCancellationRequested; index += queues.Length)
            {
                queue.Add(generator.Generate(CounterRandom.Derive(seed, (ulong)index), size), stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
        catch (Exception error)
        {
            // Reaches the reader through Next: an exception on a background thread would end the process.
            failure = error;
            queue.CompleteAdding();
        }
    }
}
