using LightningDrag.Models.StableDiffusion.Attention;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.UNet;

/// <summary>What all levels of one forward pass share.</summary>
/// <param name="Time">The time embedding after its SiLU. // [N or 1, T]</param>
/// <param name="Memories">What each transformer block attends to, by its number.</param>
/// <param name="Recorder">Gets each transformer block's normalised input.</param>
internal readonly record struct ForwardPass(Tensor Time, IReadOnlyList<BlockMemory> Memories, Action<TransformerSite, Tensor>? Recorder);

/// <summary>Residual blocks, each followed by a transformer where the level has them: what the levels of both ways have in common.</summary>
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
    protected Tensor Apply(int place, Tensor x, in ForwardPass pass)
    {
        var h = resnets[place].forward(x, pass.Time);
        if (attentions is null) return h;
        using (h) return attentions[place].Forward(h, pass.Memories, pass.Recorder);
    }
}

/// <summary>A level of the way down.</summary>
internal sealed class DownLevel : UNetLevel
{
    private readonly ModuleList<Downsampler>? downsamplers;

    public DownLevel(IEnumerable<ResnetBlock> resnets, IReadOnlyList<SpatialTransformer> attentions, Downsampler? downsampler)
        : base(resnets, attentions)
    {
        if (downsampler is null) return;
        downsamplers = new ModuleList<Downsampler>(downsampler);
        register_module(nameof(downsamplers), downsamplers);
    }

    /// <summary>// [N, C, h, w] → the same level's or the next one's; every result on the way is added to <paramref name="skips"/></summary>
    public Tensor Forward(Tensor x, in ForwardPass pass, Stack<Tensor> skips)
    {
        for (int place = 0; place < Places; place++) skips.Push(x = Apply(place, x, pass));
        if (downsamplers is not null) skips.Push(x = downsamplers[0].forward(x));
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
        if (upsampler is null) return;
        upsamplers = new ModuleList<Upsampler>(upsampler);
        register_module(nameof(upsamplers), upsamplers);
    }

    /// <summary>// [N, C, h, w] → [N, C′, H, W], the size of the skip connection that comes next; takes one skip connection for each place</summary>
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
    public Tensor Forward(Tensor x, in ForwardPass pass)
    {
        using var h = resnets[0].forward(x, pass.Time);
        using var attended = attentions[0].Forward(h, pass.Memories, pass.Recorder);
        return resnets[1].forward(attended, pass.Time);
    }
}
