using BenchmarkDotNet.Attributes;
using LightningDrag.Editing;
using LightningDrag.Evaluation.Speed;
using LightningDrag.Models.Compact;

namespace LightningDrag.Benchmarks;

/// <summary>Edits as a person waits for them, in a running program.</summary>
[MemoryDiagnoser]
public class EditBenchmarks
{
    private SpeedScene scene = null!;
    private DragEditor editor = null!;
    private EditSession session = null!;

    /// <summary>Width and height of the photo.</summary>
    [Params("512x512", "4000x3000")]
    public string Photo { get; set; } = "";

    [GlobalSetup]
    public async Task Setup()
    {
        int[] size = [.. Photo.Split('x').Select(int.Parse)];
        scene = SpeedScene.Create(size[0], size[1]);
        editor = new DragEditor(CompactModel.Load(ModelFolder.Compact()));
        session = await editor.OpenAsync(scene.Image);
        await session.EditAsync(scene.Request);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        session.Dispose();
        editor.Dispose();
    }

    [Benchmark(Description = "edit, new picture, 1 step")]
    public async Task<DragResult> NewPicture()
    {
        using var fresh = await editor.OpenAsync(scene.Image);
        return await fresh.EditAsync(scene.Request);
    }

    [Benchmark(Description = "edit, encoded, 1 step")]
    public Task<DragResult> OneStep() => session.EditAsync(scene.Request);

    [Benchmark(Description = "edit, encoded, 4 steps")]
    public Task<DragResult> FourSteps() => session.EditAsync(scene.Request with { Steps = 4 });

    [Benchmark(Description = "preview, encoded")]
    public Task<EditPreview> Preview() => session.PreviewAsync(scene.Request);
}
