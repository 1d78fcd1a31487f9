using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.UNet;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Attention;

/// <summary>The branches of point-following guidance that a forward pass computes.</summary>
internal enum GuidanceBranch
{
    /// <summary>Without point embedding.</summary>
    Unconditional,

    /// <summary>With point embedding.</summary>
    Conditional,

    /// <summary>Both in one batch: first all unconditional, then all conditional.</summary>
    Both,
}

/// <summary>
/// Everything that the attentions of a denoiser need of one edit, projected once: text, image tokens, each candidate's
/// reference tokens, points. Both branches see the source; only the conditional one the points.
/// </summary>
internal sealed class EditMemory : IDisposable
{
    private readonly Block[] blocks;

    private EditMemory(Block[] blocks) => this.blocks = blocks;

    /// <summary>Projects what an edit gives.</summary>
    /// <param name="unet">The denoiser.</param>
    /// <param name="processors">Its layers for points and image tokens.</param>
    /// <param name="text">The text, projected; shared, not owned.</param>
    /// <param name="imageTokens">Of the source. // [1, tokens, width]</param>
    /// <param name="bank">Reference tokens by block. // [N, tokens, C] each</param>
    /// <param name="points">Point embeddings by level.</param>
    public static EditMemory Create(
        DenoisingUNet unet,
        DragProcessors processors,
        IReadOnlyList<BlockMemory> text,
        Tensor imageTokens,
        IReadOnlyList<Tensor> bank,
        IReadOnlyList<PointFeatures> points
    )
    {
        var blocks = unet
            .Sites.Select(site =>
            {
                using var scope = NewDisposeScope();
                var embedding = points[site.Level];
                var handles = processors.Points(site.Index, Tokens(embedding.Handles));
                var targets = processors.Points(site.Index, Tokens(embedding.Targets));
                var plain = unet.RememberReference(site, bank[site.Index]);
                // W_k·r + p_h: the second projection of the same tokens is only this sum.
                var pointed = plain.Keys + TokenHeads.Split(handles, site.Heads);
                var block = new Block(
                    text[site.Index].Text,
                    unet.RememberImage(site, imageTokens, processors),
                    plain.Keys,
                    pointed,
                    plain.Values,
                    targets
                );
                foreach (var tensor in block.Owned)
                    tensor.DetachFromDisposeScope();
                return block;
            })
            .ToArray();
        return new EditMemory(blocks);
    }

    /// <summary>
    /// The memory of some candidates for one or both branches; the caller's dispose scope owns what is new.
    /// </summary>
    public IReadOnlyList<BlockMemory> Of(GuidanceBranch branch, int first, int count) =>
        [.. blocks.Select(block => block.Of(branch, first, count))];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in blocks.SelectMany(block => block.Owned))
            tensor.Dispose();
    }

    private static Tensor Tokens(Tensor map) => map.flatten(2).transpose(1, 2);

    private sealed record Block(
        KeysAndValues Text,
        KeysAndValues Image,
        Tensor PlainKeys,
        Tensor PointedKeys,
        Tensor Values,
        Tensor Targets
    )
    {
        public IEnumerable<Tensor> Owned => [Image.Keys, Image.Values, PlainKeys, PointedKeys, Values, Targets];

        public BlockMemory Of(GuidanceBranch branch, int first, int count)
        {
            Tensor Some(Tensor all) => all.narrow(0, first, count);
            var values = Some(Values);
            return branch switch
            {
                GuidanceBranch.Unconditional => Memory(Some(PlainKeys), values, null),
                GuidanceBranch.Conditional => Memory(Some(PointedKeys), values, Targets),
                _ => Memory(
                    cat([Some(PlainKeys), Some(PointedKeys)], 0),
                    cat([values, values], 0),
                    cat([zeros_like(Targets).expand(count, -1, -1), Targets.expand(count, -1, -1)], 0)
                ),
            };
        }

        private BlockMemory Memory(Tensor keys, Tensor values, Tensor? targets) =>
            new()
            {
                Text = Text,
                Image = Image,
                Reference = new KeysAndValues(keys, values),
                Target = targets,
            };
    }
}
