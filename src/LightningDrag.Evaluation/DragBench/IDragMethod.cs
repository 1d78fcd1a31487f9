using LightningDrag.Editing;
using LightningDrag.Evaluation.Baselines;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.DragBench;

/// <summary>Something that edits a whole picture by points and mask.</summary>
internal interface IDragMethod
{
    /// <summary>What the report calls it.</summary>
    string Name { get; }

    /// <summary>The edited picture, of the sample's size.</summary>
    Task<RasterImage> EditAsync(DragBenchSample sample, CancellationToken cancellationToken);
}

/// <summary>A model as people use it: its best candidate.</summary>
internal sealed class EditorMethod(DragEditor editor, int? steps, long seed) : IDragMethod
{
    /// <inheritdoc/>
    public string Name => editor.Model.Name;

    /// <inheritdoc/>
    public async Task<RasterImage> EditAsync(DragBenchSample sample, CancellationToken cancellationToken)
    {
        await using var session = await editor.OpenAsync(sample.Image, cancellationToken).ConfigureAwait(false);
        var request = new DragRequest { Points = sample.Points, Mask = sample.Mask, Steps = steps, Seed = seed };
        return (await session.EditAsync(request, null, cancellationToken).ConfigureAwait(false)).Candidates[0].Image;
    }
}

/// <summary>A baseline's motion over the window that the editor would choose, with Telea filling, pasted back.</summary>
internal sealed class WindowedBaseline(IMotionBaseline baseline) : IDragMethod
{
    private const int WindowSize = 256;

    /// <summary>All baselines, the one without motion first.</summary>
    public static IReadOnlyList<IDragMethod> All { get; } =
        [new WindowedBaseline(new Unchanged()), new WindowedBaseline(new RigidLeastSquaresWarp()), new WindowedBaseline(new ThinPlateWarp()), new WindowedBaseline(new AnchoredShepardField())];

    /// <inheritdoc/>
    public string Name => baseline.Name;

    /// <inheritdoc/>
    public Task<RasterImage> EditAsync(DragBenchSample sample, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var window = EditWindow.Choose(sample.Mask, sample.Points, WindowSize);
            var mask = window.Extract(sample.Mask);
            var source = window.Extract(sample.Image);
            var motion = baseline.Predict([.. sample.Points.Select(window.ToWindow)], mask);
            return PasteBack.Apply(sample.Image, window, TeleaRenderer.Render(source, motion, mask), sample.Mask, PasteBack.DefaultFeather(window.Size, WindowSize));
        },
        cancellationToken);
}
