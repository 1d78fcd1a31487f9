using LightningDrag.Models.Compact;
using LightningDrag.Training.Motion.Network;
using LightningDrag.Weights;
using LightningDrag.Weights.Views;
using static TorchSharp.torch;

namespace LightningDrag.Training.Tests.Motion.Network;

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
        var output = denoiser.Forward(
            golden["noise"],
            golden["fields"].unsqueeze(0),
            golden.Features(),
            tensor([999f]),
            golden["L"].view(1),
            handles
        );
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
        var together = denoiser.Forward(
            noise,
            fields.expand(2, -1, -1, -1),
            golden.Features(),
            tensor([499f, 499f]),
            golden["L"].expand(2),
            handles
        );
        var alone = denoiser.Forward(
            noise.narrow(0, 1, 1),
            fields,
            golden.Features(),
            tensor([499f]),
            golden["L"].view(1),
            handles
        );
        Assert.InRange(CompactGolden.RelativeError(together.Flow.narrow(0, 1, 1), alone.Flow), 0, 1e-4);
    }

    [Fact]
    public void Weights_have_the_prototypes_names()
    {
        using var denoiser = new MotionDenoiser();
        Assert.Contains("down.1.0.0.1.qkv.weight", denoiser.state_dict().Keys);
        Assert.Equal(3_326_629, denoiser.parameters().Sum(p => p.numel()));
    }

    [Fact]
    public void Weights_from_before_scopes_load_and_say_the_same_whatever_the_scope()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var golden = new CompactGolden();
        using var denoiser = new MotionDenoiser();
        string folder = ModelLocator.Find(CompactModel.Name),
            path = Path.Combine(folder, CompactModel.DenoiserFile);
        using (var file = SafetensorsFile.Open(path))
            Assert.True(!file.Contains("scope.weight") || file.Info("scope.weight").Shape.SequenceEqual([128, 2]));
        var old = new RenamedWeights(WeightLoader.Open(path), name => name == "scope.weight" ? null : name);
        using (var weights = MotionDenoiser.WithScope(old))
            WeightLoader.Load(denoiser, weights);
        Assert.Equal(Forward(null), Forward(1));

        using (no_grad())
            denoiser.state_dict()["scope.weight"].normal_(generator: new Generator(1));
        Assert.Equal(Forward(null), Forward(null));
        Assert.NotEqual(Forward(0), Forward(1));

        float[] Forward(float? told)
        {
            using var handles = HandleSet.Create([golden.Points()]);
            var condition = tensor(ScopeCondition.Of(told), [1, 2]);
            var output = denoiser.Forward(
                golden["noise"],
                golden["fields"].unsqueeze(0),
                golden.Features(),
                tensor([999f]),
                golden["L"].view(1),
                handles,
                condition
            );
            return [.. output.GateLogit.data<float>()];
        }
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
        Assert.InRange(
            (tensor(MotionLatent.CosineAlphasCumprod()) - golden["alphas_cumprod"]).abs().max().item<float>(),
            0,
            1e-6
        );
    }
}
