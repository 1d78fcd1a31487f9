using System.Runtime.InteropServices;
using LightningDrag.Geometry;
using LightningDrag.Models.Compact;
using LightningDrag.Models.Compact.Network;
using LightningDrag.Tests.Models.Compact;
using LightningDrag.TestSupport;
using LightningDrag.Training.Motion.Network;
using LightningDrag.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Training.Tests.Motion.Network;

/// <summary>The graphs say what the trainable networks say: one definition, two uses.</summary>
public class CompactNetworkTests
{
    private const int Window = 256;

    /// <summary>Of the standard deviation, as the goldens state it: summation order differs.</summary>
    private const double Tolerance = 1e-4;

    private static string Shipped => Path.Combine(SharedData.Repository, "models", CompactModel.Name);

    [Fact]
    public void The_encoder_gives_the_packaged_networks_features()
    {
        using var scope = NewDisposeScope();
        using var golden = SafetensorsFile.Open(SharedData.Require("data/backbone/golden.safetensors"));
        var input = golden.Read("input").to(float32);
        int height = (int)input.shape[2],
            width = (int)input.shape[3];
        byte[] model;
        using (
            var weights = NetworkWeights.Open(SharedData.Require("data/backbone/efficientnet_lite0_folded.safetensors"))
        )
        {
            model = AppearanceEncoderGraph.Build(weights, height, width).ToModel("", []);
            weights.RequireFit();
        }

        using var folder = new ModelCopy();
        using var session = OnnxSession.Open(
            OptimisedGraph.Of(folder.Path, "golden", [], "0"),
            () => model,
            threads: 1
        );
        NamedTensor[] taps =
        [
            .. AppearanceEncoderGraph.Outputs.Select(
                (name, i) =>
                {
                    int channels = AppearanceEncoderGraph.Channels[i],
                        stride = AppearanceEncoderGraph.Strides[i];
                    return new NamedTensor(
                        name,
                        new float[channels * (height / stride) * (width / stride)],
                        1,
                        channels,
                        height / stride,
                        width / stride
                    );
                }
            ),
        ];
        session.Run([new NamedTensor(AppearanceEncoderGraph.Image, Elements(input), 1, 3, height, width)], taps);
        for (int i = 0; i < taps.Length; i++)
            Close(golden.Read($"tap_s{AppearanceEncoderGraph.Strides[i]}"), taps[i].Elements);
    }

    [Fact]
    public void The_prototypes_image_gives_the_prototypes_features()
    {
        using var scope = NewDisposeScope();
        using var golden = new CompactGolden();
        using var folder = new ModelCopy();
        folder.Copy(
            SharedData.Require("data/backbone/efficientnet_lite0_folded.safetensors"),
            CompactModel.EncoderFile
        );
        using var network = folder.Load();
        var maps = network.Encode(Elements(golden["image_rgb"].permute(2, 0, 1).unsqueeze(0)));
        foreach (int stride in AppearanceEncoderGraph.Strides)
            Close(golden[$"features_s{stride}"], maps[stride]);
    }

    [Fact]
    public void The_first_step_equals_the_prototypes()
    {
        using var scope = NewDisposeScope();
        using var golden = new CompactGolden();
        using var denoiser = CompactGolden.Denoiser();
        using var folder = new ModelCopy();
        folder.Save(denoiser);
        using var network = folder.Load();
        var maps = new AppearanceMaps(1, Window);
        foreach (int stride in AppearanceEncoderGraph.Strides)
            Elements(golden[$"features_s{stride}"]).CopyTo(maps[stride], 0);
        var drag = DragInputs.Of(golden.Points(), GoldenEdit.Load().Bytes("mask"), Window) with
        {
            Fields = Elements(golden["fields"]),
        };
        Assert.Equal(Elements(golden["L"])[0], drag.LongestDrag[0]);
        var step = network.Denoise(Elements(golden["noise"]), 999, drag, maps);
        Close(golden["step0_flow"], step.Flow);
        Close(golden["step0_gate"], step.Gate);
        Close(golden["step0_visibility_logit"], step.Visibility);
        Close(golden["step0_convex"], step.Convex);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(23)]
    public void Shipped_weights_give_the_same_in_both_engines(int handles) =>
        SameInBoth(Shipped, handles, candidates: 2, scope: null);

    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    public void Any_weights_give_the_same_in_both_engines(float scope)
    {
        using var disposal = NewDisposeScope();
        using var folder = new ModelCopy();
        using var encoder = new AppearanceEncoder();
        using var denoiser = new MotionDenoiser();
        using var random = new Generator(7);
        using (no_grad())
        {
            string[] atZero =
            [
                "match.q.weight",
                "land.c3.weight",
                "scope.weight",
                "mb.1.a.o.weight",
                "mb.0.f2.weight",
                "fb.0.a.o.weight",
                "fb.2.f2.weight",
            ];
            foreach (string zero in atZero)
                denoiser.state_dict()[zero].normal_(0, 0.2, random);
        }

        folder.Save(encoder);
        folder.Save(denoiser);
        SameInBoth(folder.Path, handles: 3, candidates: 1, scope);
    }

    [Fact]
    public void Two_drags_in_one_batch_give_what_each_gives_alone()
    {
        using var network = CompactNetwork.Load(Shipped, Window, threads: 2);
        var random = new Random(3);
        float[] one = Picture(random),
            other = Picture(random);
        var (first, second) = (Drag(random, 2), Drag(random, 2));
        var maps = network.Encode([.. one, .. other]);
        Assert.Equal(2, maps.Count);
        float[] noise = Noise(random, 2),
            half = noise[(noise.Length / 2)..];
        var together = network.Denoise(noise, 499, DragInputs.Together(first, second), maps);
        var alone = network.Denoise(half, 499, second, network.Encode(other));
        Close(tensor(alone.Flow), together.Flow[(together.Flow.Length / 2)..]);
        Close(tensor(alone.Convex), together.Convex[(together.Convex.Length / 2)..]);
    }

    [Fact]
    public async Task Threads_share_a_network()
    {
        using var network = CompactNetwork.Load(Shipped, Window, threads: 2);
        var random = new Random(4);
        float[] picture = Picture(random),
            noise = Noise(random, 1);
        var drag = Drag(random, 3);
        var expected = network.Denoise(noise, 999, drag, network.Encode(picture));
        var all = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => Task.Run(() => network.Denoise(noise, 999, drag, network.Encode(picture))))
        );
        Assert.All(all, step => Assert.Equal(expected.Flow, step.Flow));
    }

    [Fact]
    public void Missing_weights_say_which_file()
    {
        using var folder = new ModelCopy();
        File.Delete(System.IO.Path.Combine(folder.Path, CompactModel.DenoiserFile));
        var error = Assert.Throws<LightningDragException>(folder.Load);
        Assert.Equal(ErrorCode.MissingWeights, error.Code);
        Assert.Contains(CompactModel.DenoiserFile, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_network_are_named()
    {
        using var folder = new ModelCopy();
        folder.Copy(System.IO.Path.Combine(folder.Path, CompactModel.EncoderFile), CompactModel.DenoiserFile);
        var error = Assert.Throws<LightningDragException>(folder.Load);
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.Contains("missing ('down.", error.Message, StringComparison.Ordinal);
        Assert.Contains("surplus ('stages.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_of_another_shape_is_named()
    {
        using var scope = NewDisposeScope();
        using var denoiser = new MotionDenoiser();
        using var folder = new ModelCopy();
        var state = denoiser.state_dict();
        state["h3.bias"] = zeros(5);
        SafetensorsWriter.Write(System.IO.Path.Combine(folder.Path, CompactModel.DenoiserFile), state);
        var error = Assert.Throws<LightningDragException>(folder.Load);
        Assert.Contains("h3.bias F32 [5] for F32 [4]", error.Message, StringComparison.Ordinal);
    }

    private static void SameInBoth(string folder, int handles, int candidates, float? scope)
    {
        using var disposal = NewDisposeScope();
        using var inference = inference_mode();
        using var encoder = new AppearanceEncoder();
        using var denoiser = new MotionDenoiser();
        WeightLoader.Load(encoder, System.IO.Path.Combine(folder, CompactModel.EncoderFile));
        denoiser.Take(WeightLoader.Open(System.IO.Path.Combine(folder, CompactModel.DenoiserFile)));
        using var network = CompactNetwork.Load(folder, Window, threads: 2);

        var random = new Random(handles);
        float[] picture = Picture(random),
            noise = Noise(random, candidates);
        var points = Points(random, handles);
        var drag = DragInputs.Of(points, Mask(), Window, scope);
        var maps = network.Encode(picture);
        var step = network.Denoise(noise, 700, drag, maps);

        int grid = network.Grid;
        using var handleSet = HandleSet.Create([points]);
        var features = encoder.Encode(tensor(picture, [1, 3, Window, Window]));
        var expected = denoiser.Forward(
            tensor(noise, [candidates, 3, grid, grid]),
            tensor(drag.Fields, [1, PointFields.Channels, grid, grid]).expand(candidates, -1, -1, -1),
            features,
            full(candidates, 700f),
            full(candidates, drag.LongestDrag[0]),
            handleSet,
            tensor(ScopeCondition.Of(scope), [1, ScopeCondition.Width]).expand(candidates, -1)
        );
        Close(features.Stride4, maps[4]);
        Close(features.Stride32, maps[32]);
        Close(expected.Flow, step.Flow);
        Close(expected.GateLogit, step.Gate);
        Close(expected.VisibilityLogit, step.Visibility);
        Close(expected.Convex, step.Convex);
    }

    private static float[] Picture(Random random) =>
        [.. Enumerable.Range(0, 3 * Window * Window).Select(_ => (float)random.Next(256))];

    private static float[] Noise(Random random, int count) =>
        [.. Enumerable.Range(0, count * 3 * (Window / 4) * (Window / 4)).Select(_ => (random.NextSingle() * 4) - 2)];

    private static PointPair[] Points(Random random, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    var handle = new PixelPoint(random.NextSingle() * (Window - 1), random.NextSingle() * (Window - 1));
                    return new PointPair(
                        handle,
                        new PixelPoint(
                            handle.X + (random.NextSingle() * 80) - 40,
                            handle.Y + (random.NextSingle() * 80) - 40
                        )
                    );
                }),
        ];

    private static byte[] Mask() =>
        [.. Enumerable.Range(0, Window * Window).Select(i => (byte)(i % Window > 30 && i / Window < 220 ? 1 : 0))];

    private static DragInputs Drag(Random random, int handles) =>
        DragInputs.Of(Points(random, handles), Mask(), Window);

    private static float[] Elements(Tensor tensor) =>
        MemoryMarshal.Cast<byte, float>(tensor.to(float32).contiguous().bytes).ToArray();

    private static void Close(Tensor expected, float[] actual) =>
        Assert.InRange(CompactGolden.RelativeError(tensor(actual, expected.shape), expected.to(float32)), 0, Tolerance);

    /// <summary>A model folder of its own: the shipped weights until others are put there.</summary>
    private sealed class ModelCopy : IDisposable
    {
        public ModelCopy()
        {
            foreach (string file in new[] { CompactModel.EncoderFile, CompactModel.DenoiserFile })
                Copy(System.IO.Path.Combine(Shipped, file), file);
        }

        public string Path { get; } = Directory.CreateTempSubdirectory("lightningdrag-").FullName;

        public void Copy(string from, string file) =>
            File.Copy(from, System.IO.Path.Combine(Path, file), overwrite: true);

        public void Save(nn.Module network) =>
            SafetensorsWriter.Write(
                System.IO.Path.Combine(
                    Path,
                    network is AppearanceEncoder ? CompactModel.EncoderFile : CompactModel.DenoiserFile
                ),
                network.state_dict()
            );

        public CompactNetwork Load() =>
            CompactNetwork.Load(Path, Window, threads: 2, System.IO.Path.Combine(Path, "graphs"));

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
