using LightningDrag.Models.Layers;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Vision;

/// <summary>
/// The image prompt of IP-Adapter (Ye et al. 2023, section 3.2.1): LN(W·e + b) cut into a few tokens of the text's
/// width. Names of the tensors as in the part <c>image_proj</c> of its files.
/// </summary>
internal sealed class ImageProjection : nn.Module<Tensor, Tensor>
{
    private readonly Linear proj;
    private readonly LayerNorm norm;
    private readonly long width;

    public ImageProjection(Placement placement, long embedding, long tokens, long width)
        : base(nameof(ImageProjection))
    {
        this.width = width;
        proj = new Linear(placement, embedding, tokens * width);
        norm = new LayerNorm(placement, width);
        RegisterComponents();
    }

    /// <summary>Width of the image embedding.</summary>
    public long Inputs => proj.Weight.shape[1];

    /// <summary>The tokens of image embeddings. // [N, embedding] → [N, tokens, width]</summary>
    public override Tensor forward(Tensor embedding)
    {
        using var scope = NewDisposeScope();
        return norm.forward(proj.forward(embedding).unflatten(1, [-1, width])).MoveToOuterDisposeScope();
    }

    /// <summary>Loads a projection whose sizes are those of its tensors.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: tensors are missing, surplus or do
    /// not fit each other.</exception>
    public static ImageProjection Load(Placement placement, IWeightSource weights)
    {
        const string projection = "proj.weight",
            norm = "norm.weight";
        bool fits =
            weights.Contains(projection)
            && weights.Contains(norm)
            && weights.Info(projection).Shape.Count == 2
            && weights.Info(norm).Shape.Count == 1
            && weights.Info(norm).ElementCount > 0
            && weights.Info(projection).Shape[0] % weights.Info(norm).ElementCount == 0;
        if (!fits)
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"The image projection in '{weights.Path}' needs {projection} and {norm} of matching sizes: give "
                    + $"the IP-Adapter that belongs to Stable Diffusion 1.5."
            );
        }

        long width = weights.Info(norm).ElementCount;
        var module = new ImageProjection(
            placement,
            weights.Info(projection).Shape[1],
            weights.Info(projection).Shape[0] / width,
            width
        );
        try
        {
            WeightLoader.Load(module, weights);
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }
}
