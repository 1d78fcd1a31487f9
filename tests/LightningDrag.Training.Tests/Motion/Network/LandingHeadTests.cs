using LightningDrag.Training.Motion.Network;
using static TorchSharp.torch;

namespace LightningDrag.Training.Tests.Motion.Network;

public class LandingHeadTests
{
    private const int Mass = 0;
    private const int FlowX = 1;
    private const int Inside = 5;

    [Fact]
    public void Where_nothing_moves_every_cell_lands_on_itself()
    {
        using var scope = NewDisposeScope();
        var landed = LandingHead.Land(zeros(2, 2, 8, 8), randn(2, 1, 8, 8), ones(2) * 20);
        Assert.Equal(1, landed.select(1, Mass).min().item<float>());
        Assert.Equal(1, landed.select(1, Mass).max().item<float>());
        Assert.InRange(landed.narrow(1, FlowX, 4).abs().max().item<float>(), 0, 1e-6f);
        Assert.Equal(1, landed.select(1, Inside).min().item<float>());
    }

    [Fact]
    public void A_still_cell_sees_what_moves_onto_it()
    {
        using var scope = NewDisposeScope();
        var flow = zeros(1, 2, 8, 8);
        flow[0, 0, 3, 2] = 1; // L = 12 px: three cells to the right
        var landed = LandingHead.Land(flow, zeros(1, 1, 8, 8), tensor([12f]));
        Assert.Equal(2, landed[0, Mass, 3, 5].item<float>());
        Assert.True(landed[0, FlowX, 3, 5].item<float>() > 0.4f);
        Assert.True(landed[0, FlowX, 3, 2].item<float>() < -0.4f);
        Assert.Equal(1, landed[0, Mass, 3, 3].item<float>());
    }

    [Fact]
    public void What_leaves_the_window_lands_on_nothing()
    {
        using var scope = NewDisposeScope();
        var flow = zeros(1, 2, 8, 8);
        flow[0, 0, 3, 7] = 1;
        var landed = LandingHead.Land(flow, zeros(1, 1, 8, 8), tensor([6f])); // a cell and a half
        Assert.Equal(0, landed[0, Inside, 3, 7].item<float>());
        Assert.Equal(0, landed[0, Mass, 3, 7].item<float>());
    }

    [Fact]
    public void A_fresh_head_adds_nothing()
    {
        using var scope = NewDisposeScope();
        using var head = new LandingHead(16);
        Assert.Equal(
            0,
            head.Forward(randn(2, 2, 8, 8), randn(2, 1, 8, 8), ones(2) * 30, randn(2, 16, 8, 8))
                .abs()
                .max()
                .item<float>()
        );
    }
}
