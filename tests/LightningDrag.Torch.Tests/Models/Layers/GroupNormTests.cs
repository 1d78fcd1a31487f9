using LightningDrag.Models.Layers;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.Layers;

public class GroupNormTests
{
    /// <summary>A nearly flat map has lost three digits of its variance before the layer sees it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1e-2)]
    [InlineData(1e-3)]
    public void A_nearly_flat_map_is_normalised_as_exactly_channels_last_as_plain(double spread)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var layer = GroupNorm.Trainable(8, 16);
        Tensor map = (randn(1, 16, 32, 32) * spread) + 1;
        Tensor exact = nn.functional.group_norm(map.to(float64), 8, ones(16, float64), zeros(16, float64), 1e-5);
        Tensor channelsLast = map.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        Assert.InRange((layer.forward(map) - exact).abs().max().item<double>(), 0, 1e-3);
        Assert.InRange((layer.forward(channelsLast) - exact).abs().max().item<double>(), 0, 1e-3);
    }
}
