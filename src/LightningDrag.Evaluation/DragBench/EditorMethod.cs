using LightningDrag.Editing;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.DragBench;

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
