using System.Text.Json;
using LightningDrag.TestSupport;
using LightningDrag.Weights;
using LightningDrag.Weights.Lora;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Weights.Lora;

/// <summary>
/// Fusing is one product of two small matrices in single precision: 1e-6 relative to the largest weight leaves room for
/// another order of summation and for nothing else.
/// </summary>
public sealed class LoraWeightsTests : IDisposable
{
    private const string Goldens = "goldens/lightningdrag/";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Nine_layers_of_all_kinds_are_fused_as_the_reference_fuses_them()
    {
        using LoraWeights fused = Published();
        using SafetensorsFile golden = SafetensorsFile.Open(SharedData.Require(Goldens + "lora/lora.safetensors"));
        string[] names =
        [
            .. golden
                .Names.Where(name => name.EndsWith(".after", StringComparison.Ordinal))
                .Select(name => name[..^".after".Length]),
        ];
        Assert.Equal(9, names.Length);
        foreach (string name in names)
        {
            using Tensor expected = golden.Read(name + ".after"),
                actual = fused.Read(name + ".weight");
            Assert.Equal(ElementType.Float32, fused.Info(name + ".weight").Type);
            Assert.Equal(fused.Info(name + ".weight").Shape, actual.shape);
            AssertClose(expected, actual, name);
        }
    }

    [Fact]
    public void All_278_layers_are_fused_and_nothing_else()
    {
        using LoraWeights fused = Published();
        using IWeightSource plain = WeightSource.Open(
            SharedData.Require(
                Goldens + "tiny-checkpoint/dreamshaper-8-inpainting/unet/diffusion_pytorch_model.safetensors"
            )
        );
        using var sums = JsonDocument.Parse(File.ReadAllText(SharedData.Require(Goldens + "lora/fused_sums.json")));
        Assert.Equal(278, sums.RootElement.EnumerateObject().Count());
        foreach (string name in fused.Names)
        {
            using Tensor tensor = fused.Read(name);
            if (!sums.RootElement.TryGetProperty(name, out JsonElement golden))
            {
                SafetensorsRoundTripTests.AssertSame(plain.Read(name), tensor);
                continue;
            }

            using Tensor exact = tensor.to(float64);
            // A sum of n rounding errors, each at most 1e-6 of the largest weight, which all could have one sign.
            double tolerance = 1e-6 * tensor.abs().max().item<float>() * tensor.numel();
            Assert.InRange(exact.sum().item<double>() - golden.GetProperty("sum").GetDouble(), -tolerance, tolerance);
            Assert.Equal(
                1,
                exact.square().sum().item<double>() / golden.GetProperty("sum_of_squares").GetDouble(),
                2e-6
            );
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void What_is_copied_into_a_parameter_is_what_is_read_rounded_once(ScalarType type)
    {
        using LoraWeights fused = Published();
        foreach (string name in fused.Names.Where(name => name.StartsWith("mid_block.", StringComparison.Ordinal)))
        {
            using Tensor read = fused.Read(name),
                copied = empty([.. fused.Info(name).Shape], type);
            fused.CopyTo(name, copied);
            SafetensorsRoundTripTests.AssertSame(read.to(type), copied);
        }
    }

    [Theory]
    [InlineData("unet.a.0.b.lora_A.weight", "unet.a.0.b.lora_B.weight")]
    [InlineData("unet.a.0.b.lora.down.weight", "unet.a.0.b.lora.up.weight")]
    [InlineData("lora_unet_a_0_b.lora_down.weight", "lora_unet_a_0_b.lora_up.weight")]
    public void Without_alpha_the_product_is_added_as_it_is(string down, string up)
    {
        Tensor a = rand(2, 3),
            b = rand(5, 2),
            weight = rand(5, 3);
        using LoraWeights fused = Fused(
            new() { ["a.0.b.weight"] = weight },
            new() { [down] = a, [up] = b },
            scale: 0.5
        );
        AssertClose(weight + (0.5 * b.matmul(a)), fused.Read("a.0.b.weight"), down);
    }

    [Fact]
    public void Linear_factors_fit_1x1_convolutions()
    {
        Tensor a = rand(2, 3).to(float16),
            b = rand(5, 2).to(float16),
            weight = rand(5, 3, 1, 1).to(bfloat16);
        using LoraWeights fused = Fused(
            new() { ["a.weight"] = weight, ["a.bias"] = zeros(5) },
            new()
            {
                ["unet.a.lora_A.weight"] = a,
                ["unet.a.lora_B.weight"] = b,
                ["unet.a.alpha"] = tensor(1f),
            }
        );
        Tensor product = 0.5 * b.to(float32).matmul(a.to(float32));
        AssertClose(weight.to(float32) + product.reshape(5, 3, 1, 1), fused.Read("a.weight"), "a");
        Assert.Equal(ElementType.Float32, fused.Info("a.bias").Type);
    }

    [Theory]
    [InlineData(
        "lora_unet_c.lora_down.weight",
        "lora_unet_c.lora_up.weight",
        new long[] { 2, 3 },
        "2 surplus ('lora_unet_c.lora_down.weight', 'lora_unet_c.lora_up.weight')"
    )]
    [InlineData(
        "lora_te_a.lora_down.weight",
        "lora_te_a.lora_up.weight",
        new long[] { 2, 3 },
        "2 surplus ('lora_te_a.lora_down.weight', 'lora_te_a.lora_up.weight')"
    )]
    [InlineData(
        "lora_unet_a.lora_down.weight",
        "lora_unet_a.up",
        new long[] { 2, 3 },
        "1 missing ('lora_unet_a.lora_up.weight'); 1 surplus ('lora_unet_a.up')"
    )]
    [InlineData(
        "lora_unet_a.down",
        "lora_unet_a.lora_up.weight",
        new long[] { 2, 3 },
        "1 missing ('lora_unet_a.lora_down.weight'); 1 surplus ('lora_unet_a.down')"
    )]
    [InlineData(
        "lora_unet_a.lora_down.weight",
        "lora_unet_a.lora_up.weight",
        new long[] { 2, 4 },
        "1 mis-shaped ('lora_unet_a.lora_down.weight [2, 4] for weights of [5, 3]')"
    )]
    [InlineData(
        "lora_unet_a.lora_down.weight",
        "lora_unet_a.lora_up.weight",
        new long[] { 3, 3 },
        "1 mis-shaped ('lora_unet_a.lora_up.weight [5, 2] for weights of [5, 3]')"
    )]
    [InlineData(
        "lora_unet_a.lora_down.weight",
        "lora_unet_a.lora_up.weight",
        new long[] { 6 },
        "2 mis-shaped ('lora_unet_a.lora_down.weight [6]"
    )]
    public void What_does_not_fit_is_named(string down, string up, long[] downShape, string fault)
    {
        var error = Assert.Throws<LightningDragException>(() =>
            Fused(new() { ["a.weight"] = zeros(5, 3) }, new() { [down] = zeros(downShape), [up] = zeros(5, 2) })
        );
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_that_is_there_in_two_forms_is_surplus()
    {
        var error = Assert.Throws<LightningDragException>(() =>
            Fused(
                new() { ["a.weight"] = zeros(5, 3) },
                new()
                {
                    ["lora_unet_a.lora_down.weight"] = zeros(2, 3),
                    ["lora_unet_a.lora_up.weight"] = zeros(5, 2),
                    ["lora_unet_a.alpha"] = zeros(2),
                    ["unet.a.lora_A.weight"] = zeros(2, 3),
                    ["unet.a.lora_B.weight"] = zeros(5, 2),
                }
            )
        );
        Assert.Contains(
            "2 surplus ('unet.a.lora_A.weight', 'unet.a.lora_B.weight')",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "1 mis-shaped ('lora_unet_a.alpha [2] for weights of [5, 3]')",
            error.Message,
            StringComparison.Ordinal
        );
    }

    private static LoraWeights Published()
    {
        const string Checkpoint = Goldens + "tiny-checkpoint/";
        return new LoraWeights(
            WeightSource.Open(
                SharedData.Require(Checkpoint + "dreamshaper-8-inpainting/unet/diffusion_pytorch_model.safetensors")
            ),
            WeightSource.Open(SharedData.Require(Checkpoint + "lcm-lora-sdv1-5/pytorch_lora_weights.safetensors"))
        );
    }

    private static void AssertClose(Tensor expected, Tensor actual, string name)
    {
        double difference = (expected - actual).abs().max().item<float>(),
            largest = expected.abs().max().item<float>();
        Assert.True(difference <= 1e-6 * largest, $"{name}: {difference} of {largest}");
    }

    private LoraWeights Fused(Dictionary<string, Tensor> plain, Dictionary<string, Tensor> lora, double scale = 1)
    {
        SafetensorsWriter.Write(folder["plain"], plain);
        SafetensorsWriter.Write(folder["lora"], lora);
        return new LoraWeights(WeightSource.Open(folder["plain"]), WeightSource.Open(folder["lora"]), scale);
    }
}
