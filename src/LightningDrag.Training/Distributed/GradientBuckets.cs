using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace LightningDrag.Training.Distributed;

/// <summary>
/// Adds up gradients over all processes in buckets of a few megabytes, while the backward pass computes the next ones
/// (Li et al., "PyTorch Distributed", VLDB 2020, section 3.2). Buckets hold the parameters from the last to the first,
/// the order in which the backward pass reaches them, and are sent in that order by every process.
/// </summary>
/// <remarks>
/// TorchSharp has no hooks on gradients. But the gradient of a parameter appears at once, when all that flows into it
/// has been added up, and <see cref="AdamWOptimizer.ZeroGradients"/> and <see cref="Begin"/> see to it that there is
/// none before. So a thread of its own watches the bucket that is next. What has no gradient when the pass is over has
/// none in any process, for all of them run the same networks: it keeps none.
/// </remarks>
internal sealed class GradientBuckets : IGradientSum
{
    private const int LargestBucket = 4 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(0.5);

    private readonly Bucket[] buckets;
    private readonly Thread thread;
    private readonly SemaphoreSlim begun = new(0);
    private readonly SemaphoreSlim sent = new(0);
    private volatile bool passIsOver;
    private volatile bool disposed;
    private ExceptionDispatchInfo? failure;

    public GradientBuckets(IReadOnlyList<NamedParameter> parameters)
    {
        buckets = [.. Fill(parameters.Reverse())];
        thread = new Thread(Work) { IsBackground = true, Name = "gradients" };
        thread.Start();
    }

    /// <inheritdoc/>
    public void Begin()
    {
        // What earlier parts have left behind waits in the buckets.
        foreach (var bucket in buckets)
            bucket.TakeEarlier();
        passIsOver = false;
        begun.Release();
    }

    /// <inheritdoc/>
    public void Finish()
    {
        passIsOver = true;
        sent.Wait();
        failure?.Throw();
        foreach (var bucket in buckets)
            bucket.GiveBack();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (disposed, passIsOver) = (true, true);
        begun.Release();
        thread.Join();
        begun.Dispose();
        sent.Dispose();
        foreach (var bucket in buckets)
            bucket.Dispose();
    }

    private static IEnumerable<Bucket> Fill(IEnumerable<NamedParameter> parameters)
    {
        var waiting = new List<NamedParameter>();
        long size = 0;
        foreach (var parameter in parameters)
        {
            long bytes = parameter.Value.numel() * sizeof(float);
            if (waiting.Count > 0 && size + bytes > LargestBucket)
            {
                yield return new Bucket(waiting);
                (waiting, size) = ([], 0);
            }

            waiting.Add(parameter);
            size += bytes;
        }

        if (waiting.Count > 0)
            yield return new Bucket(waiting);
    }

    private void Work()
    {
        for (begun.Wait(); !disposed; begun.Wait())
        {
            try
            {
                foreach (var bucket in buckets)
                {
                    // The order matters: what is not complete although the pass was over before the look never will be.
                    for (bool over = passIsOver; !bucket.IsComplete && !over; over = passIsOver)
                        Thread.Sleep(Patience);
                    if (!disposed)
                        bucket.Send();
                }
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }

            sent.Release();
        }
    }

    /// <summary>Gradients side by side in the processor's memory.</summary>
    private sealed class Bucket : IDisposable
    {
        private readonly (NamedParameter Parameter, Tensor Place)[] places;
        private readonly Tensor values;
        private readonly bool[] given;
        private int seen;

        public Bucket(IReadOnlyList<NamedParameter> parameters)
        {
            values = zeros(parameters.Sum(p => p.Value.numel()), float32).DetachFromDisposeScope();
            long offset = 0;
            places =
            [
                .. parameters.Select(parameter =>
                {
                    long length = parameter.Value.numel();
                    var place = values.narrow(0, offset, length).view(parameter.Value.shape).DetachFromDisposeScope();
                    offset += length;
                    return (parameter, place);
                }),
            ];
            given = new bool[places.Length];
        }

        /// <summary>Whether every gradient is there.</summary>
        public bool IsComplete
        {
            get
            {
                for (; seen < places.Length; seen++)
                {
                    using var gradient = places[seen].Parameter.Value.grad;
                    if (gradient is null)
                        return false;
                }

                return true;
            }
        }

        public void TakeEarlier()
        {
            using var _ = no_grad();
            seen = 0;
            values.zero_();
            for (int i = 0; i < places.Length; i++)
            {
                var (parameter, place) = places[i];
                using var gradient = parameter.Value.grad;
                given[i] = gradient is not null;
                if (gradient is null)
                    continue;
                place.copy_(gradient);
                parameter.Value.grad = null;
            }
        }

        public void Send()
        {
            using var _ = no_grad();
            for (int i = 0; i < places.Length; i++)
            {
                using var gradient = places[i].Parameter.Value.grad;
                if (gradient is null)
                    continue;
                using var here = gradient.cpu();
                places[i].Place.add_(here);
                given[i] = true;
            }

            Mpi.Sum(MemoryMarshal.Cast<byte, float>(values.bytes));
        }

        public void GiveBack()
        {
            using var _ = no_grad();
            for (int i = 0; i < places.Length; i++)
            {
                var (parameter, place) = places[i];
                using var gradient = parameter.Value.grad;
                if (gradient is not null)
                    gradient.copy_(place);
                else if (given[i])
                    parameter.Value.grad = place.to(parameter.Value.device).clone();
            }
        }

        public void Dispose()
        {
            foreach (var (_, place) in places)
                place.Dispose();
            values.Dispose();
        }
    }
}
