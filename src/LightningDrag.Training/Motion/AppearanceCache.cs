using LightningDrag.Models.Compact;
using static TorchSharp.torch;

namespace LightningDrag.Training.Motion;

/// <summary>
/// Appearance features of the pictures that training uses again and again, by the encoder as it was when a picture came first: a third of a step went into them. The
/// pictures used longest ago are forgotten. Each is encoded by itself, so that its features do not depend on the rest of its batch.
/// </summary>
internal sealed class AppearanceCache(AppearanceEncoder encoder) : IDisposable
{
    private const long LargestSize = 1L << 30;

    private readonly Dictionary<object, LinkedListNode<(object Picture, AppearanceFeatures Features)>> known = new(ReferenceEqualityComparer.Instance);
    private readonly LinkedList<(object Picture, AppearanceFeatures Features)> byLastUse = [];
    private long size;

    /// <summary>The features of a batch, in the caller's scope.</summary>
    public AppearanceFeatures Encode(MotionBatch batch)
    {
        using var _ = no_grad();
        var features = Enumerable.Range(0, batch.Count).Select(i => Find(batch.Pictures[i], batch.Source, i)).ToArray();
        return new AppearanceFeatures(
            cat([.. features.Select(f => f.Stride4)], 0),
            cat([.. features.Select(f => f.Stride8)], 0),
            cat([.. features.Select(f => f.Stride16)], 0),
            cat([.. features.Select(f => f.Stride32)], 0));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, features) in byLastUse) features.Dispose();
    }

    private AppearanceFeatures Find(object picture, Tensor sources, int index)
    {
        if (known.TryGetValue(picture, out var node))
        {
            byLastUse.Remove(node);
        }
        else
        {
            using var source = sources.narrow(0, index, 1);
            node = new LinkedListNode<(object, AppearanceFeatures)>((picture, encoder.Encode(source).Detach()));
            known[picture] = node;
            size += SizeOf(node.Value.Features);
        }

        byLastUse.AddLast(node);
        return node.Value.Features;
    }

    /// <summary>Forgets the pictures used longest ago; not between finding and using a batch's features.</summary>
    public void Trim()
    {
        while (size > LargestSize && byLastUse.First is { } oldest)
        {
            byLastUse.RemoveFirst();
            known.Remove(oldest.Value.Picture);
            size -= SizeOf(oldest.Value.Features);
            oldest.Value.Features.Dispose();
        }
    }

    private static long SizeOf(AppearanceFeatures features) =>
        sizeof(float) * new[] { features.Stride4, features.Stride8, features.Stride16, features.Stride32 }.Sum(map => map.numel());
}
