using LightningDrag.Geometry;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion;

/// <summary>
/// Starting latents: x_T = √ᾱ_T·z + √(1 − ᾱ_T)·ε with T the noisiest timestep, whatever timestep the sampler begins
/// with: what is left of the source in it is what the network was trained to meet (Lin et al., WACV 2024, section 3.2).
/// </summary>
internal static class StartingLatent
{
    /// <summary>
    /// Half the side of what is copied around a handle, in latent pixels: 5×5, about 40 image pixels.
    /// </summary>
    private const int CopyRadius = 2;

    /// <summary>Makes the starting latents.</summary>
    /// <param name="prior">What they are made of.</param>
    /// <param name="source">Latents of the source, one per candidate. // [N, 4, h, w]</param>
    /// <param name="noise">ε. // [N, 4, h, w]</param>
    /// <param name="alpha">ᾱ of the noisiest timestep.</param>
    /// <param name="mask">1 = editable. // [1, 1, h, w]</param>
    /// <param name="points">The drag in latent pixels.</param>
    /// <returns>The caller's dispose scope owns it. // [N, 4, h, w]</returns>
    public static Tensor Create(
        NoisePrior prior,
        Tensor source,
        Tensor noise,
        float alpha,
        Tensor mask,
        IReadOnlyList<PointPair> points
    )
    {
        using var scope = NewDisposeScope();
        Tensor Noised(Tensor latent) => (latent * MathF.Sqrt(alpha)) + (noise * MathF.Sqrt(1 - alpha));
        return (
            prior switch
            {
                NoisePrior.Pure => noise.clone(),
                NoisePrior.Mixed => where(mask > 0.5f, noise, Noised(source)),
                NoisePrior.CopyAndPaste => Noised(Dragged(source, mask, points)),
                _ => Noised(source),
            }
        ).MoveToOuterDisposeScope();
    }

    /// <summary>Copies are cut off at the picture's border and where the target may not change.</summary>
    private static Tensor Dragged(Tensor source, Tensor mask, IReadOnlyList<PointPair> points)
    {
        int height = (int)source.shape[2],
            width = (int)source.shape[3];
        var dragged = source.clone();
        foreach (var point in points.Where(point => point.Handle != point.Target))
        {
            int fromX = Cell(point.Handle.X, width),
                fromY = Cell(point.Handle.Y, height),
                toX = Cell(point.Target.X, width),
                toY = Cell(point.Target.Y, height);
            int left = Math.Min(CopyRadius, Math.Min(fromX, toX)),
                right = Math.Min(CopyRadius, width - 1 - Math.Max(fromX, toX));
            int top = Math.Min(CopyRadius, Math.Min(fromY, toY)),
                bottom = Math.Min(CopyRadius, height - 1 - Math.Max(fromY, toY));
            Tensor Patch(Tensor map, int x, int y) =>
                map.narrow(2, y - top, top + bottom + 1).narrow(3, x - left, left + right + 1);
            var target = Patch(dragged, toX, toY);
            target.copy_(where(Patch(mask, toX, toY) > 0.5f, Patch(source, fromX, fromY), target));
        }

        return dragged;
    }

    private static int Cell(float position, int size) => Math.Clamp((int)MathF.Round(position), 0, size - 1);
}
