using BenchmarkDotNet.Attributes;
using LightningDrag.Evaluation.Speed;
using LightningDrag.Imaging;
using LightningDrag.Models;
using LightningDrag.Models.Compact;
using LightningDrag.Sampling;

namespace LightningDrag.Benchmarks;

/// <summary>The parts of an edit of a 512² photo, one by one.</summary>
[MemoryDiagnoser]
public class StageBenchmarks
{
    private readonly DragSampler sampler = new(new DdimSampler());
    private SpeedScene scene = null!;
    private DragCondition condition = null!;
    private CompactModel model = null!;
    private IEncodedSource encoded = null!;
    private IConditionalDenoiser denoiser = null!;
    private Latents clean = null!;

    [GlobalSetup]
    public void Setup()
    {
        scene = SpeedScene.Create(512, 512);
        condition = new DragCondition(scene.Request.Points, scene.Request.Mask!);
        model = CompactModel.Load(ModelFolder.Compact());
        encoded = model.Encode(scene.Image);
        denoiser = encoded.Condition(condition);
        clean = Sample();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        denoiser.Dispose();
        encoded.Dispose();
        model.Dispose();
    }

    [Benchmark]
    public void Encode() => model.Encode(scene.Image).Dispose();

    [Benchmark(Description = "point fields")]
    public void Condition() => encoded.Condition(condition).Dispose();

    [Benchmark(Description = "denoise, 1 step")]
    public Latents Denoise() => Sample();

    [Benchmark(Description = "render and fill")]
    public IReadOnlyList<RasterImage> Decode() => denoiser.Decode(clean);

    [Benchmark(Description = "suggest a mask")]
    public EditMask SuggestMask() => Editing.MaskSuggester.Suggest(scene.Image, scene.Request.Points);

    [Benchmark(Description = "PNG")]
    public byte[] Png() => ImageWriter.Encode(scene.Image, ImageFormat.Png);

    private Latents Sample() => sampler.Sample(denoiser, CandidateNoise.Independent([0]), 1, Guidance.Off);
}
