using LightningDrag.Models.Compact;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.Compact;

public class MotionDenoiserTests
{
    [Fact]
    public void First_step_equals_the_prototypes()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var golden = new CompactGolden();
        using var denoiser = CompactGolden.Denoiser();
        using var handles = HandleSet.Create([golden.Points()]);
        var output = denoiser.Forward(golden["noise"], golden["fields"].unsqueeze(0), golden.Features(), tensor([999f]), golden["L"].view(1), handles);
        // 1e-4 of the standard deviation, as the goldens state it.
        Assert.InRange(CompactGolden.RelativeError(output.Flow, golden["step0_flow"]), 0, 1e-4);
        Assert.InRange(CompactGolden.RelativeError(output.GateLogit, golden["step0_gate"]), 0, 1e-4);
        Assert.InRange(CompactGolden.RelativeError(output.VisibilityLogit, golden["step0_visibility_logit"]), 0, 1e-4);
        Assert.InRange(CompactGolden.RelativeError(output.Convex, golden["step0_convex"]), 0, 1e-4);
    }

    [Fact]
    public void A_batch_of_candidates_gives_what_each_gives_alone()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var golden = new CompactGolden();
        using var denoiser = CompactGolden.Denoiser();
        using var handles = HandleSet.Create([golden.Points()]);
        var noise = randn(2, 3, 64, 64);
        var fields = golden["fields"].unsqueeze(0);
        var together = denoiser.Forward(noise, fields.expand(2, -1, -1, -1), golden.Features(), tensor([499f, 499f]), golden["L"].expand(2), handles);
        var alone = denoiser.Forward(noise.narrow(0, 1, 1), fields, golden.Features(), tensor([499f]), golden["L"].view(1), handles);
        Assert.InRange(CompactGolden.RelativeError(together.Flow.narrow(0, 1, 1), alone.Flow), 0, 1e-4);
    }

    [Fact]
    public void Weights_have_the_prototypes_names()
    {
        using var denoiser = new MotionDenoiser();
        Assert.Contains("down.1.0.0.1.qkv.weight", denoiser.state_dict().Keys);
        Assert.Equal(3_326_373, denoiser.parameters().Sum(p => p.numel()));
    }

    [Fact]
    public void Fresh_weights_are_of_ordinary_size()
    {
        using var denoiser = new MotionDenoiser();
        Assert.All(denoiser.named_parameters(), p => Assert.InRange(p.parameter.abs().max().item<float>(), 0, 1));
    }

    [Fact]
    public void Noise_schedule_equals_the_prototypes()
    {
        using var scope = NewDisposeScope();
        using var golden = new CompactGolden();
        Assert.InRange((tensor(MotionLatent.CosineAlphasCumprod()) - golden["alphas_cumprod"]).abs().max().item<float>(), 0, 1e-6);
    }
}
