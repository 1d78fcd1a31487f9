using System.Globalization;
using LightningDrag.Models;
using LightningDrag.Runtime;
using LightningDrag.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = LightningDrag.Models.Layers.Conv2d;

namespace LightningDrag.Training.Motion.Network;

/// <summary>
/// The appearance encoder as it is trained: EfficientNet-Lite0's trunk (Tan &amp; Le, ICML 2019; the "Lite" variant
/// without squeeze-excite and with ReLU6), batch normalisations folded into the convolutions. Its ImageNet weights know
/// what an object is, which is what Stable Diffusion's weights give the appearance encoder of the paper (section 3.2).
/// </summary>
internal sealed class AppearanceEncoder : nn.Module
{
    // The stem and these stages (to stride 4) see edges and colours, which are the same in any photo: they are never
    // trained.
    private const int ShallowStages = 2;

    /// <summary>One row per stage: kernel, stride of the first block, expansion, output channels, blocks.</summary>
    private static readonly (int Kernel, int Stride, int Expansion, int Channels, int Blocks)[] StageTable =
    [
        (3, 1, 1, 16, 1),
        (3, 2, 6, 24, 2),
        (5, 2, 6, 40, 2),
        (3, 2, 6, 80, 3),
        (5, 1, 6, 112, 3),
        (5, 2, 6, 192, 4),
        (3, 1, 6, 320, 1),
    ];

    private readonly Conv2d stem;
    private readonly nn.Module<Tensor, Tensor>[][] blocks;

    public AppearanceEncoder()
        : base(nameof(AppearanceEncoder))
    {
        stem = Conv2d.Trainable(3, 32, 3, stride: 2);
        register_module("stem", stem);
        var stages = new ModuleList<nn.Module>();
        blocks = new nn.Module<Tensor, Tensor>[StageTable.Length][];
        int channels = 32;
        for (int stage = 0; stage < StageTable.Length; stage++)
        {
            var (kernel, stride, expansion, output, count) = StageTable[stage];
            blocks[stage] = new nn.Module<Tensor, Tensor>[count];
            var list = new ModuleList<nn.Module>();
            for (int i = 0; i < count; i++)
            {
                blocks[stage][i] = new InvertedResidual(channels, output, kernel, i == 0 ? stride : 1, expansion);
                list.Add(blocks[stage][i]);
                channels = output;
            }

            stages.Add(list);
        }

        register_module("stages", stages);
    }

    /// <summary>Loads saved weights, to encode and not to train.</summary>
    /// <exception cref="LightningDragException">The file is missing, corrupt, or another network's.</exception>
    public static AppearanceEncoder Load(string path)
    {
        TorchRuntime.EnsureLoaded();
        var encoder = new AppearanceEncoder();
        try
        {
            WeightLoader.Load(encoder, path);
            encoder.eval();
            return encoder;
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    /// <summary>Encodes images.</summary>
    /// <param name="image">RGB on 0…255. // [N, 3, H, W], H and W multiples of 32</param>
    /// <returns>Features at strides 4, 8, 16 and 32.</returns>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.NotFinite"/>: they are not finite.</exception>
    public AppearanceFeatures Encode(Tensor image)
    {
        using var scope = NewDisposeScope();
        var features = Deepen(EncodeShallow(image));
        foreach (var map in new[] { features.Stride4, features.Stride8, features.Stride16, features.Stride32 })
            FiniteTensors.Require(map, "appearance encoder");
        features.MoveTo(scope);
        return features;
    }

    /// <summary>The shallow stages alone, which training never changes.</summary>
    /// <param name="image">RGB on 0…255. // [N, 3, H, W], H and W multiples of 32</param>
    /// <returns>What <see cref="Deepen"/> takes. // [N, 24, H/4, W/4]</returns>
    public Tensor EncodeShallow(Tensor image)
    {
        using var scope = NewDisposeScope();
        var h = nn.functional.relu6(SamePadding.Apply((image - 127f) / 128f, 3, 2, stem));
        for (int stage = 0; stage < ShallowStages; stage++)
            h = Run(stage, h);
        return h.MoveToOuterDisposeScope();
    }

    /// <summary>The deep stages alone.</summary>
    /// <param name="stride4">What the shallow stages make of the image; it becomes part of the result. // [N, 24, H/4,
    /// W/4]</param>
    public AppearanceFeatures Deepen(Tensor stride4)
    {
        using var scope = NewDisposeScope();
        var taps = new Tensor[StageTable.Length];
        var h = stride4.to(stem.Weight.dtype);
        for (int stage = ShallowStages; stage < StageTable.Length; stage++)
            taps[stage] = h = Run(stage, h);
        scope.MoveToOuter(taps[2], taps[4], taps[6]);
        return new AppearanceFeatures(stride4, taps[2], taps[4], taps[6]);
    }

    /// <summary>
    /// Whether a parameter, by its state-dict name, is trained where the encoder is: what mixes channels in the deep
    /// stages. Filters of single channels stay; in bfloat16 their gradients alone took a third of a step.
    /// </summary>
    public static bool IsTuned(string parameter) =>
        parameter.Split('.') is ["stages", var stage, _, not "depthwise", ..]
        && int.Parse(stage, CultureInfo.InvariantCulture) >= ShallowStages;

    private Tensor Run(int stage, Tensor h)
    {
        foreach (var block in blocks[stage])
            h = block.call(h);
        return h;
    }

    /// <summary>Expand 1×1, filter each channel, project 1×1 (Sandler et al., CVPR 2018).</summary>
    private sealed class InvertedResidual : nn.Module<Tensor, Tensor>
    {
        private readonly int kernel;
        private readonly int stride;
        private readonly bool residual;
        private readonly Conv2d? expand;
        private readonly Conv2d depthwise;
        private readonly Conv2d project;

        public InvertedResidual(int input, int output, int kernel, int stride, int expansion)
            : base(nameof(InvertedResidual))
        {
            (this.kernel, this.stride) = (kernel, stride);
            residual = stride == 1 && input == output;
            int hidden = input * expansion;
            expand = expansion == 1 ? null : Conv2d.Trainable(input, hidden, 1);
            depthwise = Conv2d.Trainable(hidden, hidden, kernel, stride: stride, groups: hidden);
            project = Conv2d.Trainable(hidden, output, 1);
            if (expand is not null)
                register_module(nameof(expand), expand);
            register_module(nameof(depthwise), depthwise);
            register_module(nameof(project), project);
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var h = expand is null ? input : nn.functional.relu6(expand.call(input));
            h = nn.functional.relu6(SamePadding.Apply(h, kernel, stride, depthwise));
            h = project.call(h);
            return (residual ? h + input : h).MoveToOuterDisposeScope();
        }
    }

    /// <summary>
    /// TensorFlow's "same" padding, with which the weights were trained: an odd pixel goes to the right and the bottom.
    /// </summary>
    private static class SamePadding
    {
        public static Tensor Apply(Tensor input, int kernel, int stride, Conv2d convolution)
        {
            var (top, bottom) = Split(input.shape[2], kernel, stride);
            var (left, right) = Split(input.shape[3], kernel, stride);
            if (top == bottom && left == right)
                return convolution.Forward(input, [top, left]);
            using var padded = nn.functional.pad(input, [left, right, top, bottom]);
            return convolution.call(padded);
        }

        private static (long Before, long After) Split(long length, int kernel, int stride)
        {
            long total = Math.Max(0, ((((length + stride - 1) / stride) - 1) * stride) + kernel - length);
            return (total / 2, total - (total / 2));
        }
    }
}

/// <summary>What the encoder knows of a source window: one map per stride, float32.</summary>
/// <param name="Stride4">// [N, 24, H/4, W/4]</param>
/// <param name="Stride8">// [N, 40, H/8, W/8]</param>
/// <param name="Stride16">// [N, 112, H/16, W/16]</param>
/// <param name="Stride32">// [N, 320, H/32, W/32]</param>
internal sealed record AppearanceFeatures(Tensor Stride4, Tensor Stride8, Tensor Stride16, Tensor Stride32)
    : IDisposable
{
    /// <summary>Hands the maps to the scope outside <paramref name="scope"/>.</summary>
    public void MoveTo(DisposeScope scope) => scope.MoveToOuter(Stride4, Stride8, Stride16, Stride32);

    /// <inheritdoc/>
    public void Dispose()
    {
        Stride4.Dispose();
        Stride8.Dispose();
        Stride16.Dispose();
        Stride32.Dispose();
    }
}
