using LightningDrag.Runtime;
using LightningDrag.Training.Motion.Network;
using static TorchSharp.torch;

namespace LightningDrag.Training.Motion;

/// <summary>
/// What the encoder makes of the pictures that training uses again and again: a third of a step went into it. All of
/// its features where the encoder stays as it is; where its deep stages are trained, what the shallow ones say, and the
/// deep ones run each time. The pictures used longest ago are forgotten. Each is encoded by itself, so that what is
/// kept does not depend on the rest of its batch.
/// </summary>
/// <param name="encoder">The caller's.</param>
/// <param name="deep">What computes the deep stages where they are trained, the caller's; null where they are
/// not.</param>
internal sealed class AppearanceCache(AppearanceEncoder encoder, AppearanceEncoder? deep) : IDisposable
{
    private const long LargestSize = 1L << 30;

    private readonly Dictionary<object, LinkedListNode<(object Picture, Tensor[] Maps)>> known = new(
        ReferenceEqualityComparer.Instance
    );
    private readonly LinkedList<(object Picture, Tensor[] Maps)> byLastUse = [];
    private long size;

    /// <summary>The features of a batch, in the caller's scope.</summary>
    public AppearanceFeatures Encode(MotionBatch batch)
    {
        Tensor[] maps;
        using (no_grad())
        {
            var each = Enumerable.Range(0, batch.Count).Select(i => Find(batch.Pictures[i], batch.Source, i)).ToArray();
            maps = [.. Enumerable.Range(0, each[0].Length).Select(map => cat([.. each.Select(of => of[map])], 0))];
        }

        return deep?.Deepen(maps[0]) ?? new AppearanceFeatures(maps[0], maps[1], maps[2], maps[3]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, maps) in byLastUse)
            Forget(maps);
    }

    private Tensor[] Find(object picture, Tensor sources, int index)
    {
        if (known.TryGetValue(picture, out var node))
        {
            byLastUse.Remove(node);
        }
        else
        {
            using var source = sources.narrow(0, index, 1);
            node = new LinkedListNode<(object Picture, Tensor[] Maps)>((picture, MapsOf(source)));
            foreach (var map in node.Value.Maps)
                map.DetachFromDisposeScope();
            known[picture] = node;
            size += SizeOf(node.Value.Maps);
        }

        byLastUse.AddLast(node);
        return node.Value.Maps;
    }

    private Tensor[] MapsOf(Tensor source)
    {
        if (deep is not null)
            return [encoder.EncodeShallow(source)];
        var features = encoder.Encode(source);
        return [features.Stride4, features.Stride8, features.Stride16, features.Stride32];
    }

    /// <summary>Forgets the pictures used longest ago; not between finding and using a batch's features.</summary>
    public void Trim()
    {
        while (size > LargestSize && byLastUse.First is { } oldest)
        {
            byLastUse.RemoveFirst();
            known.Remove(oldest.Value.Picture);
            size -= SizeOf(oldest.Value.Maps);
            Forget(oldest.Value.Maps);
        }
    }

    private static void Forget(Tensor[] maps)
    {
        foreach (var map in maps)
            map.Dispose();
    }

    private static long SizeOf(Tensor[] maps) => maps.Sum(map => map.Bytes());
}
