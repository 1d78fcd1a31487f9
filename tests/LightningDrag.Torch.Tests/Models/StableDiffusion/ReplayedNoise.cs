using LightningDrag.Models;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion;

/// <summary>The draws of a recorded edit, in their order.</summary>
internal sealed class ReplayedNoise(params IReadOnlyList<Tensor> draws) : ILatentNoise
{
    private int next;

    public int Candidates { get; } = (int)draws[1].shape[0];

    public Latents DrawShared(LatentShape shape) => Next(1, shape);

    public Latents Draw(LatentShape shape) => Next(Candidates, shape);

    private Latents Next(int count, LatentShape shape)
    {
        var draw = draws[next++].ToLatents();
        Assert.Equal((count, shape), (draw.Count, draw.Shape));
        return draw;
    }
}
