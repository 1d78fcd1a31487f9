using LightningDrag.Models.CoTracker;
using LightningDrag.Models.CoTracker.Features;
using LightningDrag.Models.CoTracker.Prediction;
using LightningDrag.Models.CoTracker.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.CoTracker;

/// <summary>The network's parts against the reference's.</summary>
public sealed class PartsTests : IDisposable
{
    private readonly CoTrackerGolden golden = new("parts");
    private readonly CoTrackerNetwork network = CoTrackerGolden.Tiny();
    private readonly IDisposable inference = inference_mode();
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly HashSet<string> seen = [];

    [Fact]
    public void Every_part_equals_the_references()
    {
        FrameFeatures();
        Sampling();
        Correlations();
        Embeddings();
        Blocks();
        CrossBlocks();
        Assert.Equal(CoTrackerGolden.Outputs("parts").Order(), seen.Order());
    }

    public void Dispose()
    {
        network.Dispose();
        golden.Dispose();
        scope.Dispose();
        inference.Dispose();
    }

    private void FrameFeatures()
    {
        Tensor[] levels = network.Encoder.Levels(golden.Input("fnet.frame_even"));
        Check("fnet.stem", levels[0]);
        for (int level = 1; level <= 4; level++)
            Check($"fnet.layer{level}", levels[level]);
        Check("fnet.out_even", network.Encoder.forward(golden.Input("fnet.frame_even")));
        Check("fnet.out_odd", network.Encoder.forward(golden.Input("fnet.frame_odd")));
        Check("eps.fnet", network.Encoder.forward(golden.Input("eps.frame")));
    }

    private void Sampling()
    {
        Tensor map = golden.Input("sample2d.map").squeeze(0).permute(1, 2, 0);
        Check("sample2d.out", BorderSampling.Read(map, golden.Input("sample2d.xy").squeeze(0)));

        // Times are whole numbers, as of queries: a place in a clip is a place in one of its frames.
        Tensor clip = golden.Input("sample3d.map").squeeze(0).permute(0, 2, 3, 1),
            places = golden.Input("sample3d.txy").flatten(0, 2);
        Tensor Read(Tensor place) =>
            BorderSampling.Read(
                clip[(long)Math.Clamp(place[0].item<float>(), 0, clip.shape[0] - 1)],
                place.narrow(0, 1, 2).unsqueeze(0)
            );
        Check("sample3d.out", cat([.. places.unbind(0).Select(Read)], 0));
    }

    private void Correlations()
    {
        Tensor features = golden.Input("corr.targets").squeeze(0);
        using var pyramid = FeaturePyramid.Of(golden.Input("corr.fmaps").squeeze(0));
        Check("corr.out", Correlation.Of(pyramid, features, golden.Input("corr.xy").squeeze(0)).transpose(0, 1));
        for (int k = 0; k < FeaturePyramid.LevelCount; k++)
        {
            if (k > 0)
                Check($"corr.fmaps_level{k}", pyramid.Levels[k].permute(0, 3, 1, 2));
            Check($"corr.volume_level{k}", Volume(pyramid, features, k));
        }
    }

    /// <summary>
    /// All of a level, which the network itself never makes: a track on every cell, of which the window's centre is
    /// read.
    /// </summary>
    private static Tensor Volume(FeaturePyramid pyramid, Tensor features, int level)
    {
        (long frames, long tracks, long height, long width) = (
            features.shape[0],
            features.shape[1],
            pyramid.Levels[level].shape[1],
            pyramid.Levels[level].shape[2]
        );
        Tensor[] axes = meshgrid([arange(height), arange(width)], "ij");
        Tensor cells = stack([axes[1], axes[0]], -1).flatten(0, 1).to(float32) * (1 << level); // [h·w, 2]
        Tensor places = cells.repeat(tracks, 1).expand(frames, -1, -1);
        Tensor repeated = features.repeat_interleave(height * width, 1);
        const int window = 7 * 7;
        return Correlation
            .Of(pyramid, repeated, places)
            .select(-1, (window * level) + (window / 2))
            .view(frames, tracks, height, width);
    }

    private void Embeddings()
    {
        Check("flow.out", DisplacementEmbedding.Embed(golden.Input("flow.xy")));
        Check("time_emb", Sinusoids.Times(network.Config.WindowLength, network.Config.InputWidth));
        Check("grid6_64x96", Grid(64, 96));
        Check("grid6_384x512", Grid(384, 512));
        Tensor Grid(int height, int width) =>
            tensor(QueryGrid.Points(6, height, width).SelectMany(point => new[] { point.X, point.Y }).ToArray())
                .view(-1, 2);
    }

    private void Blocks()
    {
        Check("time_block.out", network.Transformer.TimeBlocks[0].forward(golden.Input("time_block.x")));
        Check("eps.time_block", network.Transformer.TimeBlocks[0].forward(golden.Input("eps.tokens")));
        Check("eps.updater", network.FeatureCorrection(golden.Input("eps.delta")));
        Check(
            "former.out",
            network.Transformer.Forward(golden.Input("former.x").squeeze(0), golden.Input("former.mask").to(float32))
        );
    }

    private void CrossBlocks()
    {
        var (pointsRead, virtualReads) = (
            network.Transformer.PointsReadVirtual[0],
            network.Transformer.VirtualReadsPoints[0]
        );
        Tensor virtuals = golden.Input("cross.virtual"),
            five = golden.Input("cross.points5"),
            eight = golden.Input("cross.points8");
        SpaceMasks masks5 = Masks("cross.mask5"),
            masks8 = Masks("cross.mask8");
        Check("cross.virtual2point5", virtualReads.Forward(virtuals, five, masks5.VirtualReadsPoints));
        Check("cross.virtual2point5_nomask", virtualReads.Forward(virtuals, five, null));
        Check("cross.point2virtual5", pointsRead.Forward(five, virtuals, masks5.PointsReadVirtual));
        Check("cross.virtual2point8", virtualReads.Forward(virtuals, eight, masks8.VirtualReadsPoints));
        Check("cross.point2virtual8", pointsRead.Forward(eight, virtuals, masks8.PointsReadVirtual));
        Check("eps.cross", virtualReads.Forward(golden.Input("eps.tokens"), golden.Input("eps.context"), null));

        SpaceMasks Masks(string name) =>
            SpaceMasks.Of(golden.Input(name).to(float32), network.Config.VirtualTracks, referenceFaults: true);
    }

    private void Check(string name, Tensor actual)
    {
        seen.Add(name);
        golden.Check(name, actual);
    }
}
