using LightningDrag.TestSupport;
using LightningDrag.Weights;
using LightningDrag.Weights.Views;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Weights.Views;

public sealed class WeightViewsTests : IDisposable
{
    private const string Checkpoint = "goldens/lightningdrag/tiny-checkpoint/";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Names_are_changed_left_out_and_prefixed()
    {
        using IWeightSource view = Source("f", ("net.a", 1), ("net.b", 2), ("other.a", 3))
            .Without(name => name == "net.b")
            .Under("net.")
            .Renamed(name => name + "!")
            .WithPrefix("x.");
        Assert.Equal(["x.a!"], view.Names);
        Assert.True(view.Contains("x.a!"));
        Assert.False(view.Contains("net.a"));
        Assert.Equal("x.a!", view.Info("x.a!").Name);
        Assert.Equal(1, view.Read("x.a!").item<float>());
        Tensor copied = zeros([], dtype: float64);
        view.CopyTo("x.a!", copied);
        Assert.Equal(1, copied.item<double>());
    }

    [Fact]
    public void Two_names_that_become_one_are_refused()
    {
        var error = Assert.Throws<LightningDragException>(() =>
            Source("f", ("a.query", 1), ("a.to_q", 2)).Renamed(_ => "a")
        );
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.Contains("'a.query' and 'a.to_q'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_joined_sources_the_later_wins()
    {
        using IWeightSource joined = Source("one", ("a", 1), ("b", 2)).JoinedWith(Source("two", ("b", 3), ("c", 4)));
        Assert.Equal(["a", "b", "c"], joined.Names);
        Assert.Equal([1f, 3, 4], joined.Names.Select(name => joined.Read(name).item<float>()));
        Assert.Contains("one' and '", joined.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bin")]
    [InlineData("safetensors")]
    public void The_processors_of_both_files_make_80_tensors(string kind)
    {
        using IWeightSource all = Open("lightning-drag-sd15/lightning-drag-sd15-attn.bin")
            .JoinedWith(Open($"IP-Adapter/models/ip-adapter_sd15.{kind}").Under("ip_adapter."));
        Assert.Equal(80, all.Names.Count());
        for (int i = 0; i < 32; i++)
        {
            Assert.All(
                i % 2 == 0 ? new[] { "norm.weight", "norm.bias", "proj.weight" } : ["to_k_ip.weight", "to_v_ip.weight"],
                name => Assert.True(all.Contains($"{i}.{name}"))
            );
        }

        using IWeightSource projection = Open($"IP-Adapter/models/ip-adapter_sd15.{kind}").Under("image_proj.");
        Assert.Equal(["norm.bias", "norm.weight", "proj.bias", "proj.weight"], projection.Names.Order());
    }

    [Fact]
    public void Position_ids_are_left_out()
    {
        using IWeightSource text = Open("dreamshaper-8-inpainting/text_encoder/pytorch_model.bin").WithoutPositionIds();
        using IWeightSource safetensors = Open("dreamshaper-8-inpainting/text_encoder/model.safetensors");
        Assert.Equal(safetensors.Names.Order(), text.Names.Order());
    }

    [Theory]
    [InlineData("sd-vae-ft-mse/diffusion_pytorch_model.bin")]
    [InlineData("sd-vae-ft-mse/diffusion_pytorch_model.safetensors")]
    [InlineData("dreamshaper-8-inpainting/vae/diffusion_pytorch_model.safetensors")]
    public void Attentions_of_old_and_new_VAEs_have_the_same_names_and_shapes(string file)
    {
        using IWeightSource vae = Open(file).WithPresentAttentions();
        using IWeightSource today = Open("dreamshaper-8-inpainting/vae/diffusion_pytorch_model.safetensors");
        Assert.Equal(today.Names.Order(), vae.Names.Order());
        Assert.All(today.Names, name => Assert.Equal(today.Info(name).Shape, vae.Info(name).Shape));
    }

    [Fact]
    public void Attentions_that_are_1x1_convolutions_become_linear_and_other_convolutions_do_not()
    {
        Tensor weight = rand(4, 4, 1, 1);
        SafetensorsWriter.Write(
            folder["old"],
            new Dictionary<string, Tensor>
            {
                ["m.proj_attn.weight"] = weight,
                ["m.proj_attn.bias"] = zeros(4),
                ["quant_conv.weight"] = zeros(8, 8, 1, 1),
            }
        );
        using IWeightSource view = WeightSource.Open(folder["old"]).WithPresentAttentions();
        Assert.Equal(["m.to_out.0.bias", "m.to_out.0.weight", "quant_conv.weight"], view.Names.Order());
        Assert.Equal([4L, 4], view.Info("m.to_out.0.weight").Shape);
        SafetensorsRoundTripTests.AssertSame(weight.view(4, 4), view.Read("m.to_out.0.weight"));
        Assert.Equal([8L, 8, 1, 1], view.Read("quant_conv.weight").shape);
        Tensor copied = zeros(4, 4);
        view.CopyTo("m.to_out.0.weight", copied);
        SafetensorsRoundTripTests.AssertSame(weight.view(4, 4), copied);
    }

    private static IWeightSource Open(string file) => WeightSource.Open(SharedData.Require(Checkpoint + file));

    private IWeightSource Source(string file, params (string Name, float Value)[] tensors)
    {
        SafetensorsWriter.Write(folder[file], tensors.ToDictionary(t => t.Name, t => tensor(t.Value)));
        return WeightSource.Open(folder[file]);
    }
}
