using LightningDrag.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = LightningDrag.Models.Layers.Linear;

namespace LightningDrag.Models.StableDiffusion.Attention;

/// <summary>
/// Cross-attention to text and, decoupled from it, to image tokens with keys and values of their own (Ye et al.,
/// IP-Adapter, 2023, equation 5): W_o·(attn(q, text) + attn(q, image)).
/// </summary>
internal sealed class CrossAttention : nn.Module
{
    private readonly int heads;
    private readonly Linear to_q;
    private readonly Linear to_k;
    private readonly Linear to_v;
    private readonly ModuleList<Linear> to_out;

    public CrossAttention(Placement placement, int width, int contextWidth, int heads)
        : base(nameof(CrossAttention))
    {
        this.heads = heads;
        to_q = new Linear(placement, width, width, bias: false);
        to_k = new Linear(placement, contextWidth, width, bias: false);
        to_v = new Linear(placement, contextWidth, width, bias: false);
        to_out = new ModuleList<Linear>(new Linear(placement, width, width));
        RegisterComponents();
    }

    /// <summary>Keys and values of text tokens. // [1, tokens, contextWidth]</summary>
    public KeysAndValues RememberText(Tensor text) =>
        new(TokenHeads.Split(to_k.forward(text), heads), TokenHeads.Split(to_v.forward(text), heads));

    /// <summary>Keys and values of image tokens, by the image's own projections. // [1, tokens, contextWidth]</summary>
    public KeysAndValues RememberImage(Tensor image, DragProcessors processors, int block) =>
        new(
            TokenHeads.Split(processors.ImageKeys(block, image), heads),
            TokenHeads.Split(processors.ImageValues(block, image), heads)
        );

    /// <param name="x">Normalised tokens. // [N, tokens, C]</param>
    /// <param name="memory">Text and image.</param>
    public Tensor Forward(Tensor x, BlockMemory memory)
    {
        using var scope = NewDisposeScope();
        var q = TokenHeads.Split(to_q.forward(x), heads);
        var attended = AttendTo(q, memory.Text);
        if (memory.Image is { } image)
            attended = attended + AttendTo(q, image);
        return to_out[0].forward(TokenHeads.Join(attended)).MoveToOuterDisposeScope();
    }

    /// <summary>All candidates see the same text and image.</summary>
    private static Tensor AttendTo(Tensor q, KeysAndValues context) =>
        FusedAttention.Attend(
            q,
            context.Keys.expand(q.shape[0], -1, -1, -1),
            context.Values.expand(q.shape[0], -1, -1, -1)
        );
}
