using LightningDrag.Evaluation.Metrics;
using LightningDrag.Evaluation.Speed;
using LightningDrag.Imaging;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Evaluation.Tests.Metrics;

/// <summary>On random weights: the published ones are the user's.</summary>
public sealed class LpipsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lpips-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Equal_pictures_have_no_distance_and_a_larger_change_a_larger_one()
    {
        using var lpips = Load();
        var image = SpeedScene.Create(96, 80).Image;
        double little = lpips.Between(image, Noisy(image, 8)),
            much = lpips.Between(image, Noisy(image, 60));
        Assert.Equal(0, lpips.Between(image, image), 1e-6);
        Assert.InRange(little, 1e-4, much);
        Assert.Equal(much, lpips.Between(Noisy(image, 60), image), 1e-5);
    }

    /// <summary>
    /// With channel weights of one and a network whose features are all alike the unit vectors are equal, whatever the
    /// picture.
    /// </summary>
    [Fact]
    public void It_compares_directions_of_features_not_their_lengths()
    {
        using var lpips = Load(weight: 0, bias: 3);
        var image = SpeedScene.Create(96, 80).Image;
        Assert.Equal(0, lpips.Between(image, Noisy(image, 60)), 1e-6);
    }

    [Fact]
    public void A_missing_tensor_is_named()
    {
        var error = Assert.Throws<LightningDragException>(() => Load(leaveOut: "features.8.bias"));
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.Contains("features.8.bias", error.Message, StringComparison.Ordinal);
    }

    private Lpips Load(double weight = 0.05, float bias = 0, string? leaveOut = null)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        (int Number, long[] Shape)[] layers =
        [
            (0, [64, 3, 11, 11]),
            (3, [192, 64, 5, 5]),
            (6, [384, 192, 3, 3]),
            (8, [256, 384, 3, 3]),
            (10, [256, 256, 3, 3]),
        ];
        var network = new Dictionary<string, Tensor>();
        var channels = new Dictionary<string, Tensor>();
        for (int i = 0; i < layers.Length; i++)
        {
            var (number, shape) = layers[i];
            network[$"features.{number}.weight"] = randn(shape, generator: generator) * weight;
            network[$"features.{number}.bias"] = full(shape[0], bias);
            channels[$"lin{i}.model.1.weight"] = rand([1, shape[0], 1, 1], generator: generator);
        }

        if (leaveOut is not null)
            network.Remove(leaveOut);
        string first = Path.Combine(folder, "alexnet.safetensors"),
            second = Path.Combine(folder, "channels.safetensors");
        SafetensorsWriter.Write(first, network);
        SafetensorsWriter.Write(second, channels);
        return Lpips.Load(first, second);
    }

    private static RasterImage Noisy(RasterImage image, int levels)
    {
        var random = new Random(1);
        var noisy = new RasterImage(image.Width, image.Height);
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            noisy.Pixels[i] =
                i % 4 == 3 ? (byte)255 : (byte)Math.Clamp(image.Pixels[i] + random.Next(-levels, levels + 1), 0, 255);
        }

        return noisy;
    }
}
