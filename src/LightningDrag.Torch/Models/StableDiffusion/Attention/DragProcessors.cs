using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.UNet;
using static TorchSharp.torch;
using LayerNorm = LightningDrag.Models.Layers.LayerNorm;
using Linear = LightningDrag.Models.Layers.Linear;

namespace LightningDrag.Models.StableDiffusion.Attention;

/// <summary>
/// The layers that drag editing adds to the attentions of a U-Net: for the self-attention of block b, number 2·b, norm
/// and projection of the point embedding (LightningDrag); for its cross-attention, number 2·b + 1, keys and values of
/// image tokens (IP-Adapter). Blocks count down, up, middle.
/// </summary>
internal sealed class DragProcessors : nn.Module
{
    private readonly PointProjection[] points;
    private readonly ImageProjection[] images;

    /// <param name="placement">Where the weights live.</param>
    /// <param name="sites">The U-Net's transformer blocks, in their order.</param>
    /// <param name="pointWidth">e of the point embedding.</param>
    /// <param name="imageWidth">Width of image tokens.</param>
    public DragProcessors(Placement placement, IReadOnlyList<TransformerSite> sites, int pointWidth, int imageWidth)
        : base(nameof(DragProcessors))
    {
        points =
        [
            .. sites.Select(site => new PointProjection(
                placement,
                PointEmbedding.ChannelsAt(pointWidth, site.Level),
                site.Width
            )),
        ];
        images = [.. sites.Select(site => new ImageProjection(placement, imageWidth, site.Width))];
        for (int b = 0; b < sites.Count; b++)
        {
            register_module($"{2 * b}", points[b]);
            register_module($"{(2 * b) + 1}", images[b]);
        }
    }

    /// <summary>
    /// Whether a tensor of that name belongs to the point embedding's projections, not to the image tokens'.
    /// </summary>
    public static bool IsPoints(string name) => !name.Contains("_ip.", StringComparison.Ordinal);

    /// <summary>
    /// p = W_p·LN(e). Where e is zero p is not: the norm's bias passes through. // [1, tokens, e] → [1, tokens, C]
    /// </summary>
    public Tensor Points(int block, Tensor embedding) => points[block].forward(embedding);

    /// <summary>// [1, tokens, imageWidth] → [1, tokens, C]</summary>
    public Tensor ImageKeys(int block, Tensor image) => images[block].Keys(image);

    /// <summary>// [1, tokens, imageWidth] → [1, tokens, C]</summary>
    public Tensor ImageValues(int block, Tensor image) => images[block].Values(image);

    private sealed class PointProjection : nn.Module<Tensor, Tensor>
    {
        private readonly LayerNorm norm;
        private readonly Linear proj;

        public PointProjection(Placement placement, int inputs, int outputs)
            : base(nameof(PointProjection))
        {
            norm = new LayerNorm(placement, inputs);
            proj = new Linear(placement, inputs, outputs, bias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor embedding)
        {
            using var normalised = norm.forward(embedding);
            return proj.forward(normalised);
        }
    }

    private sealed class ImageProjection : nn.Module
    {
        private readonly Linear to_k_ip;
        private readonly Linear to_v_ip;

        public ImageProjection(Placement placement, int inputs, int outputs)
            : base(nameof(ImageProjection))
        {
            to_k_ip = new Linear(placement, inputs, outputs, bias: false);
            to_v_ip = new Linear(placement, inputs, outputs, bias: false);
            RegisterComponents();
        }

        public Tensor Keys(Tensor image) => to_k_ip.forward(image);

        public Tensor Values(Tensor image) => to_v_ip.forward(image);
    }
}
