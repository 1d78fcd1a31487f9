using LightningDrag.Models;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion;

/// <summary>The draws of a recorded edit, in their order.</summary>
internal sealed class ReplayedNoise(params IReadOnlyList<Tensor> draws) : ILatentNoise
{
    private int next;

    public int Candidates { get; } = (int)draws[1].shape[0];

    public Tensor DrawShared(params long[] shape) => Next(1, shape);

    public Tensor Draw(params long[] shape) => Next(Candidates, shape);

    private Tensor Next(long count, long[] shape)
    {
        var draw = draws[next++];
        Assert.Equal([count, .. shape], draw.shape);
        return draw.alias();
    }
}
