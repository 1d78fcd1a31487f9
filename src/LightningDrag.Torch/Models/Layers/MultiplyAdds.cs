using static TorchSharp.torch;

namespace LightningDrag.Models.Layers;

/// <summary>
/// Counts the multiply–adds of what really runs: while a count is open on a thread, every linear layer, convolution and
/// attention on it adds its own. Element-wise work (norms, activations, softmax) is left out, as usual. Shapes suffice,
/// so networks on the meta device can be counted without computing.
/// </summary>
internal sealed class MultiplyAdds : IDisposable
{
    [ThreadStatic]
    private static MultiplyAdds? open;

    private readonly MultiplyAdds? outer = open;
    private readonly bool paused;

    private MultiplyAdds(bool paused = false) => (open, this.paused) = (this, paused);

    /// <summary>Multiply–adds so far.</summary>
    public long Count { get; private set; }

    /// <summary>
    /// Opens a count on this thread, until disposal. Counts may nest: the outer one gets the inner one's too.
    /// </summary>
    public static MultiplyAdds Start() => new();

    /// <summary>Leaves out what runs until disposal, on this thread.</summary>
    public static IDisposable Pause() => new MultiplyAdds(paused: true);

    /// <summary>What an action takes.</summary>
    public static long Of(Action action)
    {
        using var count = Start();
        action();
        return count.Count;
    }

    /// <summary>
    /// A product with a weight: every element of the output sums over one of the weight's output rows.
    /// </summary>
    /// <param name="weight">// [outputs, …]</param>
    /// <param name="output">The result of the layer.</param>
    public static void AddLayer(Tensor weight, Tensor output)
    {
        if (open is null)
            return;
        Add(output.numel() * (weight.numel() / weight.shape[0]));
    }

    /// <summary>Attention: scores, then values.</summary>
    /// <param name="query">// […, Q, d]</param>
    /// <param name="key">// […, K, d]</param>
    /// <param name="value">// […, K, e]</param>
    public static void AddAttention(Tensor query, Tensor key, Tensor value)
    {
        if (open is null)
            return;
        long[] q = query.shape;
        Add(q.Aggregate(1L, (product, side) => product * side) * key.shape[^2]);
        Add(q[..^1].Aggregate(1L, (product, side) => product * side) * key.shape[^2] * value.shape[^1]);
    }

    /// <inheritdoc/>
    public void Dispose() => open = outer;

    private static void Add(long count)
    {
        for (var counter = open; counter is { paused: false }; counter = counter.outer)
            counter.Count += count;
    }
}
