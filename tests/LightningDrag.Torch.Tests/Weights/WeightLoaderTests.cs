using LightningDrag.TestSupport;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Weights;

public class WeightLoaderTests
{
    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float32)]
    public void Floats_of_any_width_load_into_float32_parameters(ScalarType type)
    {
        using var folder = new TemporaryFolder();
        using nn.Module<Tensor, Tensor> source = Network(),
            destination = Network();
        var saved = source
            .state_dict()
            .ToDictionary(s => s.Key, s => s.Value.dtype == ScalarType.Float32 ? s.Value.to(type) : s.Value);
        SafetensorsWriter.Write(folder["net"], saved);
        WeightLoader.Load(destination, folder["net"]);
        foreach ((string name, Tensor loaded) in destination.state_dict())
        {
            Assert.Equal(source.state_dict()[name].dtype, loaded.dtype);
            Assert.True(loaded.eq(saved[name].to(loaded.dtype)).all().item<bool>(), name);
        }

        Assert.All(destination.parameters(), p => Assert.True(p.requires_grad));
    }

    [Fact]
    public void Everything_that_does_not_fit_is_named_at_once_and_the_module_stays_as_it_was()
    {
        using var folder = new TemporaryFolder();
        using nn.Module<Tensor, Tensor> module = Network();
        var state = module.state_dict();
        var before = state.ToDictionary(s => s.Key, s => s.Value.clone());
        var saved = state.ToDictionary(s => s.Key, s => zeros_like(s.Value));
        saved.Remove("0.bias");
        saved["1.weight"] = zeros(5);
        saved["1.num_batches_tracked"] = zeros([], dtype: float32);
        for (int i = 0; i < 14; i++)
            saved[$"extra.{i:d2}"] = zeros(1);
        SafetensorsWriter.Write(folder["net"], saved);

        var error = Assert.Throws<LightningDragException>(() => WeightLoader.Load(module, folder["net"]));
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.Contains("1 missing ('0.bias')", error.Message, StringComparison.Ordinal);
        Assert.Contains("14 surplus ('extra.00', ", error.Message, StringComparison.Ordinal);
        Assert.Contains("'extra.09' and 4 more", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("extra.10", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "2 mis-shaped ('1.num_batches_tracked F32 [] for I64 []', '1.weight F32 [5] for F32 [4]')",
            error.Message,
            StringComparison.Ordinal
        );
        foreach ((string name, Tensor now) in module.state_dict())
            Assert.True(now.eq(before[name]).all().item<bool>(), name);

        using IWeightSource source = WeightSource.Open(folder["net"]);
        WeightFit fit = ModuleFit.Of(module, source);
        Assert.False(fit.IsExact);
        Assert.Equal(["0.bias"], fit.Missing);
        Assert.Equal(Enumerable.Range(0, 14).Select(i => $"extra.{i:d2}"), fit.Surplus);
        Assert.Equal(2, fit.MisShaped.Count);
    }

    [Fact]
    public void Parameters_longer_than_one_piece_and_not_contiguous_are_filled()
    {
        using var folder = new TemporaryFolder();
        Tensor values = rand(5000, 1000).to(float16);
        SafetensorsWriter.Write(
            folder["net"],
            new Dictionary<string, Tensor> { ["weight"] = values, ["bias"] = values[0] }
        );
        using nn.Module<Tensor, Tensor> module = new Transposed();
        WeightLoader.Load(module, folder["net"]);
        Assert.All(module.parameters(), p => Assert.True(p.eq(p.dim() == 1 ? values[0] : values).all().item<bool>()));
    }

    [Fact]
    public void A_missing_file_says_what_to_do()
    {
        using nn.Module<Tensor, Tensor> module = Network();
        var error = Assert.Throws<LightningDragException>(() => WeightLoader.Load(module, "/nowhere/net.safetensors"));
        Assert.Equal(ErrorCode.MissingWeights, error.Code);
        Assert.Contains("/nowhere/net.safetensors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shared_file_that_belongs_to_another_model_is_refused()
    {
        using nn.Module<Tensor, Tensor> module = Network();
        string path = SharedData.Require("goldens/compact/motion_net.fp16.safetensors");
        Assert.Equal(
            ErrorCode.InvalidFile,
            Assert.Throws<LightningDragException>(() => WeightLoader.Load(module, path)).Code
        );
    }

    private static nn.Module<Tensor, Tensor> Network() =>
        nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU());

    private sealed class Transposed : nn.Module<Tensor, Tensor>
    {
        public Transposed()
            : base(nameof(Transposed))
        {
            register_parameter("weight", new(zeros(1000, 5000).transpose(0, 1)));
            register_parameter("bias", new(zeros(1000)));
        }

        public override Tensor forward(Tensor input) => input;
    }
}
