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
        var output = golden.FirstStep(denoiser);
        // 1e-4 of the standard deviation, as the goldens state it.
        Assert.InRange(CompactGolden.RelativeError(output.Flow, golden["step0_flow"]), 0, 1e-4);
        Assert.InRange(CompactGolden.RelativeError(output.GateLogit, golden["step0_gate"]), 0, 1e-4);
        Assert.InRange(CompactGolden.RelativeError(output.VisibilityLogit, golden["step0_visibility_logit"]), 0, 1e-4);
        Assert.InRange(CompactGolden.RelativeError(output.Convex, golden["step0_convex"]), 0, 1e-4);
    }

    [Fact]
    public async Task An_untrained_network_follows_from_its_seed_whatever_else_draws_random_numbers()
    {
        using var scope = NewDisposeScope();
        using var stop = new CancellationTokenSource();
        var other = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                    rand(10).Dispose();
            },
            TestContext.Current.CancellationToken
        );
        using MotionDenoiser first = MotionDenoiser.Untrained(5),
            same = MotionDenoiser.Untrained(5),
            another = MotionDenoiser.Untrained(6);
        await stop.CancelAsync();
        await other;
        Assert.All(
            first.named_parameters(),
            p => Assert.True(p.parameter.eq(same.get_parameter(p.name)!).all().item<bool>(), p.name)
        );
        Assert.False(first.get_parameter("h2.weight")!.eq(another.get_parameter("h2.weight")!).any().item<bool>());
    }

    [Fact]
    public void Untrained_layers_are_as_wide_as_PyTorchs_and_zero_where_the_network_says_so()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var denoiser = MotionDenoiser.Untrained(5);
        double bound = 1 / Math.Sqrt(40 * 9); // h2: 40 channels, 3 × 3
        foreach (string name in new[] { "h2.weight", "h2.bias" })
        {
            var values = denoiser.get_parameter(name)!;
            Assert.InRange(values.abs().max().item<float>(), bound * 0.8, bound);
            Assert.InRange(values.std().item<float>(), bound * 0.4, bound * 0.75); // uniform: 0.58
        }

        string[] zero = ["scope.weight", "match.q.weight", "match.q.bias", "land.c3.weight", "land.c3.bias"];
        Assert.All(zero, name => Assert.False(denoiser.get_parameter(name)!.any().item<bool>(), name));
        Assert.True(denoiser.get_parameter("on.weight")!.eq(1).all().item<bool>());
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
        // The prototype's, the scope's, and those of the transformer blocks.
        Assert.Equal(3_326_629 + 698_112, denoiser.parameters().Sum(p => p.numel()));
    }

    [Fact]
    public void A_network_that_grows_says_what_it_said_and_can_learn_with_what_has_grown()
    {
        using var scope = NewDisposeScope();
        using var golden = new CompactGolden();
        using MotionDenoiser old = new(),
            grown = MotionDenoiser.Untrained(5);
        old.Take(WithoutBlocks());
        grown.StartFrom(WithoutBlocks());
        var flow = golden.FirstStep(grown).Flow;
        Assert.Equal(0, (flow - golden.FirstStep(old).Flow).abs().max().item<float>());

        flow.square().mean().backward();
        foreach (string part in new[] { "mb.0.a.o.weight", "mb.1.f2.weight", "fb.2.a.o.weight", "fb.2.f2.weight" })
            Assert.True(grown.get_parameter(part)!.grad!.abs().max().item<float>() > 0, part);

        static RenamedWeights WithoutBlocks() =>
            new(
                WeightLoader.Open(Path.Combine(ModelLocator.Find(CompactModel.Name), CompactModel.DenoiserFile)),
                name => name[..3] is "mb." or "fb." ? null : name
            );
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
        denoiser.Take(old);
        Assert.Equal(Forward(null), Forward(1));

        using (no_grad())
            denoiser.state_dict()["scope.weight"].normal_(generator: new Generator(1));
        Assert.Equal(Forward(null), Forward(null));
        Assert.NotEqual(Forward(0), Forward(1));

        float[] Forward(float? told)
        {
            var output = golden.FirstStep(denoiser, tensor(ScopeCondition.Of(told), [1, 2]));
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
