using System.Text.RegularExpressions;
using LightningDrag.Models.Layers;
using LightningDrag.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.Layers;

public partial class Conv2dTests
{
    public static TheoryData<int, int, int, int, int> Shapes { get; } =
        new()
        {
            { 40, 4, 3, 1, 1 },
            { 54, 40, 3, 1, 1 },
            { 24, 24, 3, 2, 1 },
            { 14, 40, 1, 1, 1 },
            { 40, 5, 3, 1, 1 },
            { 24, 1, 1, 1, 1 },
            { 144, 40, 1, 1, 1 },
            { 480, 112, 1, 1, 1 },
            { 240, 240, 5, 1, 240 },
            { 240, 240, 3, 2, 240 },
            { 3, 8, 3, 2, 1 },
        };

    /// <summary>
    /// Doubles are computed by libtorch's own loops. What it gives in lower precision is wrong on some processors: in
    /// the plain layout, of 1×1 convolutions on two threads, and of the gradient of strided depthwise ones.
    /// </summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void It_gives_what_doubles_give_forward_and_backward(
        int inputs,
        int outputs,
        int kernel,
        int stride,
        int groups
    )
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        // Sums of up to 540 products in another order; and of products with 8 bits.
        foreach (var (type, tolerance) in new[] { (float32, 1e-5), (bfloat16, 2e-2) })
        {
            using var layer = Conv2d.Trainable(inputs, outputs, kernel, stride, kernel / 2, groups);
            layer.to(type);
            Tensor map = rand(2, inputs, 20, 24).to(type).requires_grad_(true),
                output = layer.forward(map),
                direction = randn(output.shape).to(type);
            output.backward([direction]);
            Tensor[] exact = [.. new[] { map, layer.Weight, layer.Bias! }.Select(Doubled)];
            Tensor expected = nn.functional.conv2d(
                exact[0],
                exact[1],
                exact[2],
                [stride, stride],
                [kernel / 2, kernel / 2],
                groups: groups
            );
            expected.backward([direction.to(float64)]);
            AssertClose(expected, output, tolerance);
            AssertClose(exact[0].grad!, map.grad!, tolerance);
            AssertClose(exact[1].grad!, layer.Weight.grad!, tolerance);
            AssertClose(exact[2].grad!, layer.Bias!.grad!, tolerance);
        }

        static Tensor Doubled(Tensor values) => values.detach().to(float64).contiguous().requires_grad_(true);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Weights_and_results_lie_channels_last_whatever_comes_in(
        int inputs,
        int outputs,
        int kernel,
        int stride,
        int groups
    )
    {
        using var scope = NewDisposeScope();
        using var layer = Conv2d.Trainable(inputs, outputs, kernel, stride, kernel / 2, groups);
        Assert.Equal(
            [kernel * kernel * inputs / groups, 1, kernel * inputs / groups, inputs / groups],
            layer.Weight.stride()
        );
        layer.to(bfloat16);
        Assert.Equal(
            [kernel * kernel * inputs / groups, 1, kernel * inputs / groups, inputs / groups],
            layer.Weight.stride()
        );
        layer.to(float32);
        Tensor output = layer.forward(rand(2, inputs, 40, 40));
        Assert.Equal(1, output.stride(1));
        Assert.True(output.permute(0, 2, 3, 1).is_contiguous());
    }

    /// <summary>As PyTorch begins: uniform within ±1/√(12·3·3).</summary>
    [Fact]
    public void Initial_values_are_uniform_within_their_bound()
    {
        using var layer = Conv2d.Trainable(12, 64, 3);
        float bound = 1 / MathF.Sqrt(12 * 3 * 3);
        foreach (var values in new[] { layer.Weight, layer.Bias! })
        {
            Assert.InRange(values.abs().max().item<float>(), 0.9f * bound, bound);
            Assert.InRange(values.mean().item<float>(), -0.3f * bound, 0.3f * bound);
            Assert.True(values.requires_grad);
        }
    }

    /// <summary>
    /// In the plain layout some processors read weights that nobody wrote, so all convolutions are this layer's.
    /// </summary>
    [Fact]
    public void No_other_convolution_is_in_the_program()
    {
        string source = Path.Combine(SharedData.Repository, "src");
        string[] others =
        [
            .. Directory
                .EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
                .Where(file =>
                    Path.GetFileName(file) != "Conv2d.cs"
                    && !file.Contains(
                        $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
                        StringComparison.Ordinal
                    )
                )
                .Where(file => Convolution().IsMatch(File.ReadAllText(file))),
        ];
        Assert.True(others.Length == 0, $"Use LightningDrag.Models.Layers.Conv2d in {string.Join(", ", others)}.");
    }

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance) =>
        Assert.InRange(
            (expected - actual).abs().max().item<double>(),
            0,
            tolerance * Math.Max(1, expected.abs().max().item<double>())
        );

    [GeneratedRegex(@"\b(nn\.Conv(Transpose)?[123]d|conv(_transpose)?[123]d)\s*\(")]
    private static partial Regex Convolution();
}
