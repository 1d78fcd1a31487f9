using LightningDrag.Models.StableDiffusion.Points;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion;

public class PointEmbeddingTests
{
    /// <summary>
    /// Float32 convolutions summed in another order: the reference deviates from itself by up to 1e-5.
    /// </summary>
    private const float Tolerance = 1e-4f;

    [Theory]
    [InlineData("none")]
    [InlineData("one")]
    [InlineData("three")]
    [InlineData("border")]
    [InlineData("repeated")]
    [InlineData("uneven")]
    [InlineData("many")]
    [InlineData("wide")]
    public void Maps_and_embeddings_equal_the_references(string name)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var golden = new Golden("components/points");
        using var network = Golden.Points();
        var eighth = golden[$"{name}.handle.8"].shape;
        int height = 8 * (int)eighth[2],
            width = 8 * (int)eighth[3];
        var maps = PointMaps.Draw(golden.Pixels($"{name}.handles"), golden.Pixels($"{name}.targets"), height, width);
        Assert.Equal(0, Golden.Deviation(maps[0, 0].flatten(), golden[$"{name}.handle_map"].flatten()));
        Assert.Equal(0, Golden.Deviation(maps[0, 1].flatten(), golden[$"{name}.target_map"].flatten()));
        var levels = network.Forward(maps);
        for (int level = 0; level < 4; level++)
        {
            Assert.InRange(
                Golden.Deviation(levels[level].Handles, golden[$"{name}.handle.{8 << level}"]),
                0,
                Tolerance
            );
            Assert.InRange(
                Golden.Deviation(levels[level].Targets, golden[$"{name}.target.{8 << level}"]),
                0,
                Tolerance
            );
        }
    }

    [Fact]
    public void A_point_outside_is_refused() =>
        Assert.Throws<ArgumentException>(() => PointMaps.Draw([new PixelIndex(64, 0)], [], 64, 64));
}
