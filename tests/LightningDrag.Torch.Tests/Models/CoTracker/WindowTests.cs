using LightningDrag.Models.CoTracker;
using LightningDrag.Models.CoTracker.Features;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.CoTracker;

/// <summary>The correction of one window against the reference's.</summary>
public class WindowTests
{
    [Fact]
    public void A_window_is_corrected_as_by_the_reference()
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        using var golden = new CoTrackerGolden("window");
        using CoTrackerNetwork network = CoTrackerGolden.Tiny();
        var seen = new HashSet<string>();
        void Check(string name, Tensor actual)
        {
            seen.Add(name);
            golden.Check(name, actual);
        }

        using var pyramid = FeaturePyramid.Of(golden.Input("fmaps").squeeze(0));
        var start = new WindowStart(
            golden.Input("coords").squeeze(0),
            golden.Input("track_feat").squeeze(0),
            golden.Input("vis").squeeze(0).squeeze(-1),
            golden.Input("track_mask").squeeze(0).squeeze(-1).to(float32),
            golden.Input("attention_mask").squeeze(0).to(float32)
        );
        Tensor position = network.PositionAt(start.Places);
        Tensor tokens = network.Tokens(pyramid, start, start.Places, start.Features, position);
        Check("it1.pos", position);
        Check("it1.flow_emb", DisplacementEmbedding.Embed(start.Places - start.Places.narrow(0, 0, 1)).transpose(0, 1));
        Check("it1.fcorrs", Correlation.Of(pyramid, start.Features, start.Places).transpose(0, 1));
        Check("it1.transformer_input", tokens);
        Check("it1.delta", network.Transformer.Forward(tokens, start.Active));
        WindowResult first = Corrected(1);
        Check("it1.track_feat", first.Features);
        Check("it1.coords_0", first.Places * CoTrackerConfig.Stride);
        Check("it1.vis_logits", first.Logits);
        for (int i = 0; i < 4; i++)
            Check($"it4.coords_{i}", Corrected(i + 1).Places * CoTrackerConfig.Stride);
        Check("it4.track_feat", Corrected(4).Features);
        Check("it4.vis_logits", Corrected(4).Logits);
        Assert.Equal(CoTrackerGolden.Outputs("window").Order(), seen.Order());

        WindowResult Corrected(int iterations) => network.Correct(pyramid, start, iterations, referenceFaults: true);
    }
}
