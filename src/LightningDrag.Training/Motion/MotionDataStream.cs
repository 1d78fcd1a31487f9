using System.Collections.Concurrent;
using LightningDrag.Data.Shards;
using LightningDrag.Data.Shards.Reading;
using LightningDrag.Runtime;
using LightningDrag.Training.Distributed;
using LightningDrag.Training.Synthetic;

namespace LightningDrag.Training.Motion;

/// <summary>
/// The endless stream of training batches. Every pair follows from the seed and its number, and is used several times
/// at fixed delays (each time with new points and noise), because making a pair costs more than a training step on it.
/// The stream therefore has no state but the step: a resumed run sees the same batches.
/// </summary>
internal sealed class MotionDataStream : IDisposable
{
    private const ulong PairStream = 1;
    private const ulong PointStream = 2;
    private const ulong ValidationStream = 3;
    private const ulong RealStream = 4;
    private const int BufferedSteps = 3;

    /// <summary>How often the network is told what the drag means; else it learns to guess.</summary>
    private const float ToldShare = 0.5f;

    /// <summary>Steps after which a pair comes back, by use.</summary>
    private static readonly int[] Delays = [0, 7, 19, 37, 53, 71, 89, 107];

    private readonly TrainingOptions options;
    private readonly IProcessGroup group;
    private readonly SyntheticPairGenerator training;
    private readonly SyntheticPairGenerator held;
    private readonly SyntheticPairGenerator? heldThings;
    private readonly ShuffledPairs? real;
    private readonly BlockingCollection<SyntheticPair?[]> produced = new(BufferedSteps);
    private readonly CancellationTokenSource stop = new();
    private readonly Thread producer;
    private readonly Dictionary<long, SyntheticPair?[]> recent = [];
    private readonly int realPerBatch;
    private readonly int freshPerStep;
    private readonly int longestDelay;
    private Exception? failure;
    private long step;

    private MotionDataStream(
        TrainingOptions options,
        IProcessGroup group,
        PhotoLibrary photos,
        IReadOnlyList<ObjectPicture> things,
        PairEntry[] real,
        long step
    )
    {
        (this.options, this.group, this.step) = (options, group, step);
        this.real = real.Length == 0 ? null : new ShuffledPairs(real, CounterRandom.Derive(options.Seed, RealStream));
        Version =
            $"{photos.All.Count} photos {Convert.ToHexStringLower(photos.ContentHash.AsSpan(0, 8))}, "
            + $"{real.Length} real pairs, {things.Count} things";
        training = new SyntheticPairGenerator(
            [.. photos.Training, .. Backgrounds(things, isHeld: false)],
            options.PartShare,
            Sampler(things, photos.Training, isHeld: false),
            options.ThingShare
        );
        held = new SyntheticPairGenerator(photos.Validation);
        if (Sampler(things, photos.Validation, isHeld: true) is { } sampler)
            heldThings = new SyntheticPairGenerator(photos.Validation, things: sampler, thingShare: 1);
        realPerBatch =
            real.Length == 0 ? 0 : (int)Math.Round(options.Batch * options.RealShare / options.Reuse) * options.Reuse;
        freshPerStep = (options.Batch - realPerBatch) / options.Reuse;
        longestDelay = Delays[options.Reuse - 1];
        producer = new Thread(() => Produce(step)) { IsBackground = true, Name = "synthetic pairs" };
        producer.Start();
    }

    /// <summary>What the batches are made from.</summary>
    public string Version { get; }

    /// <summary>Real pairs that could not be used, and why the latest one could not.</summary>
    public (long Count, string? Fault) SkippedPairs => (real?.Skipped ?? 0, real?.LatestFault);

    /// <summary>
    /// Loads photos, cut-outs and real pairs and starts making pairs, in the background, from <paramref name="step"/>
    /// on.
    /// </summary>
    public static MotionDataStream Open(
        TrainingOptions options,
        IProcessGroup group,
        long step,
        CancellationToken cancellationToken
    )
    {
        var photos = PhotoLibrary.Load(options.Photos);
        if (photos.Training.Count == 0 || photos.Validation.Count == 0)
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"The folder '{options.Photos}' has {photos.All.Count} photos, too few to hold some back for "
                    + $"validation; give at least a hundred."
            );
        }

        if (options.Batch < options.Reuse * group.Count)
        {
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"Training option Batch is {options.Batch}; {group.Count} processes that use each pair "
                    + $"{options.Reuse} times need at least {options.Reuse * group.Count}."
            );
        }

        CutoutLibrary.LoadOrPrepare(photos, options.CutoutCache ?? DefaultCache(photos), null, cancellationToken);
        var real = options.RealPairs.SelectMany(path => StoredPairs.Open(path, DataSplit.Train).Pairs).ToArray();
        var things = options.Objects is { } folder ? ObjectLibrary.Load(folder, options.Photos, _ => true) : [];
        return new MotionDataStream(options, group, photos, things, real, step);
    }

    /// <summary>
    /// Pictures of things that may serve as any other photo does: with a cut-out and a background of its own.
    /// </summary>
    private static IEnumerable<Photo> Backgrounds(IReadOnlyList<ObjectPicture> things, bool isHeld) =>
        Of(things, isHeld)
            .Where(thing => thing.IsScene)
            .DistinctBy(thing => thing.Photo.Name)
            .Select(thing => thing.Photo);

    private static ThingSampler? Sampler(
        IReadOnlyList<ObjectPicture> things,
        IReadOnlyList<Photo> photos,
        bool isHeld
    ) =>
        Of(things, isHeld).ToArray() is { Length: > 0 } own
            ? new ThingSampler(own, [.. photos, .. Backgrounds(own, isHeld)])
            : null;

    private static IEnumerable<ObjectPicture> Of(IReadOnlyList<ObjectPicture> things, bool isHeld) =>
        things.Where(thing => (thing.Side != ObjectSide.Training) == isHeld);

    private static string DefaultCache(PhotoLibrary photos) =>
        Path.Combine(CacheFolder.Path, "cutouts", $"{Convert.ToHexStringLower(photos.ContentHash.AsSpan(0, 8))}.bin");

    /// <summary>
    /// This process's share of the next step's batch, which the caller disposes of, and the samples' places in the
    /// whole batch.
    /// </summary>
    public (MotionBatch Share, long[] Slots) Next()
    {
        // At the start the pairs of the steps before are made too, as if the run had always been going.
        for (long known = recent.Count == 0 ? step - longestDelay : step; known <= step; known++)
            recent[known] = Take();
        var (samples, slots) = (new List<MotionSample>(), new List<long>());
        for (int use = 0; use < options.Reuse; use++)
        {
            for (int i = 0; i < freshPerStep; i++)
            {
                if (IsOwn(i))
                    Add((use * freshPerStep) + i, random => Draw(recent[step - Delays[use]][i]!, random));
            }
        }

        for (int i = 0; i < realPerBatch; i++)
        {
            if (!IsOwn(i))
                continue;
            // Set anew for every sample: a resumed run and another process read the same pairs, whatever was skipped
            // before.
            real!.Position = (step * realPerBatch) + i;
            int slot = (options.Reuse * freshPerStep) + i;
            Add(slot, _ => real.Next(entry => RealPair.Draw(entry, options.Window, Random(slot))));
        }

        recent.Remove(step - longestDelay);
        step++;
        return (MotionBatch.Create(samples), [.. slots]);

        void Add(int slot, Func<CounterRandom, MotionSample> draw)
        {
            samples.Add(draw(Random(slot)));
            slots.Add(slot);
        }
    }

    /// <summary>Fixed batches from the held-out photos.</summary>
    public IReadOnlyList<MotionBatch> ValidationBatches() => Batches(held, isScopeTold: false);

    /// <summary>Fixed batches of held-out things, whose scope is told; none where the run has no things.</summary>
    public IReadOnlyList<MotionBatch> ThingBatches() =>
        heldThings is null ? [] : Batches(heldThings, isScopeTold: true);

    private MotionBatch[] Batches(SyntheticPairGenerator generator, bool isScopeTold)
    {
        var samples = Enumerable
            .Range(0, options.ValidationPairs)
            .Select(i =>
            {
                ulong seed = CounterRandom.Derive(ValidationStream, (ulong)i);
                var pair = generator.Generate(seed, options.Window);
                return Draw(pair, new CounterRandom(seed)) with { Scope = isScopeTold ? pair.Scope : null };
            });
        return [.. samples.Chunk(16).Select(chunk => MotionBatch.Create(chunk))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Cancel();
        producer.Join();
        produced.Dispose();
        stop.Dispose();
    }

    private static MotionSample Draw(SyntheticPair pair, CounterRandom random)
    {
        var points = PointSampler.Draw(pair, ref random);
        return new MotionSample(
            pair.Size,
            pair.Source,
            pair.FlowX,
            pair.FlowY,
            pair.FlowValid,
            pair.Visibility,
            pair.Mask,
            points,
            pair
        )
        {
            Scope = random.Chance(ToldShare) ? pair.Scope : null,
        };
    }

    /// <summary>Processes take turns; each makes its own pairs only.</summary>
    private bool IsOwn(int number) => number % group.Count == group.Rank;

    private CounterRandom Random(int slot) =>
        new(
            CounterRandom.Derive(
                CounterRandom.Derive(options.Seed, PointStream),
                (ulong)((step * options.Batch) + slot)
            )
        );

    private SyntheticPair?[] Take()
    {
        try
        {
            return produced.Take(stop.Token);
        }
        catch (InvalidOperationException) when (failure is not null)
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"Making synthetic pairs failed: {failure.Message}",
                failure
            );
        }
    }

    private void Produce(long start)
    {
        try
        {
            ulong seed = CounterRandom.Derive(options.Seed, PairStream);
            for (long next = start - longestDelay; ; next++)
            {
                long first = next * freshPerStep;
                var pairs = new SyntheticPair?[freshPerStep];
                for (int i = group.Rank; i < pairs.Length; i += group.Count)
                    pairs[i] = training.Generate(CounterRandom.Derive(seed, (ulong)(first + i)), options.Window);
                produced.Add(pairs, stop.Token);
            }
        }
        catch (OperationCanceledException) { }
        catch (Exception exception)
        {
            failure = exception;
            produced.CompleteAdding();
        }
    }
}
