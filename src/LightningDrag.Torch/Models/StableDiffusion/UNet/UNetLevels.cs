using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Attention;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.UNet;

/// <summary>What all levels of one forward pass share.</summary>
/// <param name="Time">The time embedding after its SiLU. // [N or 1, T]</param>
/// <param name="Memories">What each transformer block attends to, by its number.</param>
/// <param name="Recorder">Gets each transformer block's normalised input.</param>
/// <param name="Recomputes">Whether the backward pass runs each place once more in place of keeping what it
/// computed.</param>
internal readonly record struct ForwardPass(
    Tensor Time,
    IReadOnlyList<BlockMemory> Memories,
    Action<TransformerSite, Tensor>? Recorder,
    bool Recomputes = false
)
{
    /// <summary>Runs a place of the network.</summary>
    /// <param name="x">What goes into it. // [N, C, h, w]</param>
    /// <param name="blocks">Its transformer blocks.</param>
    /// <param name="place">The place.</param>
    public Tensor Run(Tensor x, IEnumerable<TransformerBlock> blocks, Func<Tensor, ForwardPass, Tensor> place)
    {
        if (!Recomputes)
            return place(x, this);
        TransformerSite[] sites = [.. blocks.Select(block => block.Site)];
        var (memories, recorder) = (Memories, Recorder);
        int each = sites.Length == 0 ? 0 : memories[sites[0].Index].Tensors.Count;
        var outputs = Recomputation.Run(
            inputs =>
            {
                var own = memories.ToArray();
                for (int i = 0; i < sites.Length; i++)
                    own[sites[i].Index] = BlockMemory.Of([.. inputs.Skip(2 + (i * each)).Take(each)]);
                // A segment's results are its outputs alone: what it records is among them.
                var recorded = new List<Tensor>();
                var output = place(
                    inputs[0]!,
                    new ForwardPass(
                        inputs[1]!,
                        own,
                        recorder is null ? null : (_, tokens) => recorded.Add(tokens.alias().DetachFromDisposeScope()),
                        false
                    )
                );
                return [output, .. recorded];
            },
            [x, Time, .. sites.SelectMany(site => memories[site.Index].Tensors)]
        );
        for (int i = 1; i < outputs.Count; i++)
            recorder!(sites[i - 1], outputs[i]);
        return outputs[0];
    }
}

/// <summary>
/// Residual blocks, each followed by a transformer where the level has them: what the levels of both ways have in
/// common.
/// </summary>
internal abstract class UNetLevel : nn.Module
{
    private readonly ModuleList<ResnetBlock> resnets;
    private readonly ModuleList<SpatialTransformer>? attentions;

    protected UNetLevel(IEnumerable<ResnetBlock> resnets, IReadOnlyList<SpatialTransformer> attentions)
        : base(nameof(UNetLevel))
    {
        this.resnets = new ModuleList<ResnetBlock>([.. resnets]);
        if (attentions.Count > 0)
        {
            this.attentions = new ModuleList<SpatialTransformer>([.. attentions]);
            register_module(nameof(attentions), this.attentions);
        }

        register_module(nameof(resnets), this.resnets);
    }

    /// <summary>Places with a residual block.</summary>
    protected int Places => resnets.Count;

    /// <summary>Residual block and transformer number <paramref name="place"/>.</summary>
    protected Tensor Apply(int place, Tensor x, in ForwardPass pass) =>
        pass.Run(
            x,
            attentions?[place].Blocks ?? [],
            (input, within) =>
            {
                var h = resnets[place].forward(input, within.Time);
                if (attentions is null)
                    return h;
                using (h)
                    return attentions[place].Forward(h, within.Memories, within.Recorder);
            }
        );
}

/// <summary>A level of the way down.</summary>
internal sealed class DownLevel : UNetLevel
{
    private readonly ModuleList<Downsampler>? downsamplers;

    public DownLevel(
        IEnumerable<ResnetBlock> resnets,
        IReadOnlyList<SpatialTransformer> attentions,
        Downsampler? downsampler
    )
        : base(resnets, attentions)
    {
        if (downsampler is null)
            return;
        downsamplers = new ModuleList<Downsampler>(downsampler);
        register_module(nameof(downsamplers), downsamplers);
    }

    /// <summary>
    /// // [N, C, h, w] → the same level's or the next one's; every result on the way is added to
    /// <paramref name="skips"/>
    /// </summary>
    public Tensor Forward(Tensor x, in ForwardPass pass, Stack<Tensor> skips)
    {
        for (int place = 0; place < Places; place++)
            skips.Push(x = Apply(place, x, pass));
        if (downsamplers is not null)
            skips.Push(x = downsamplers[0].forward(x));
        return x;
    }
}

/// <summary>A level of the way up.</summary>
internal sealed class UpLevel : UNetLevel
{
    private readonly ModuleList<Upsampler>? upsamplers;

    public UpLevel(IEnumerable<ResnetBlock> resnets, IReadOnlyList<SpatialTransformer> attentions, Upsampler? upsampler)
        : base(resnets, attentions)
    {
        if (upsampler is null)
            return;
        upsamplers = new ModuleList<Upsampler>(upsampler);
        register_module(nameof(upsamplers), upsamplers);
    }

    /// <summary>
    /// // [N, C, h, w] → [N, C′, H, W], the size of the skip connection that comes next; takes one skip connection for
    /// each place
    /// </summary>
    public Tensor Forward(Tensor x, in ForwardPass pass, Stack<Tensor> skips)
    {
        for (int place = 0; place < Places; place++)
        {
            using var joined = cat([x, skips.Pop()], 1);
            x = Apply(place, joined, pass);
        }

        return upsamplers is null ? x : upsamplers[0].Forward(x, skips.Peek().shape[2], skips.Peek().shape[3]);
    }
}

/// <summary>The coarsest level: residual block, transformer, residual block.</summary>
internal sealed class MiddleLevel : nn.Module
{
    private readonly ModuleList<ResnetBlock> resnets;
    private readonly ModuleList<SpatialTransformer> attentions;

    public MiddleLevel(ResnetBlock first, SpatialTransformer transformer, ResnetBlock second)
        : base(nameof(MiddleLevel))
    {
        resnets = new ModuleList<ResnetBlock>(first, second);
        attentions = new ModuleList<SpatialTransformer>(transformer);
        RegisterComponents();
    }

    /// <summary>// [N, C, h, w] → the same</summary>
    public Tensor Forward(Tensor x, in ForwardPass pass) =>
        pass.Run(
            x,
            attentions[0].Blocks,
            (input, within) =>
            {
                using var h = resnets[0].forward(input, within.Time);
                using var attended = attentions[0].Forward(h, within.Memories, within.Recorder);
                return resnets[1].forward(attended, within.Time);
            }
        );
}
