using LightningDrag.Editing;
using LightningDrag.Imaging;
using LightningDrag.Models;

namespace LightningDrag.Evaluation.Methods;

/// <summary>A model as people use it: its best candidate.</summary>
/// <param name="editor">The model's editor.</param>
/// <param name="steps">Denoising steps; null takes the model's own.</param>
/// <param name="seed">Seed of the starting noise.</param>
/// <param name="name">What the report calls it; null: the model's name.</param>
/// <param name="scope">What the drags mean.</param>
internal sealed class EditorMethod(
    DragEditor editor,
    int? steps,
    long seed,
    string? name = null,
    DragScope scope = DragScope.Auto
) : IDragMethod
{
    /// <inheritdoc/>
    public string Name => name ?? editor.Model.Name;

    /// <inheritdoc/>
    public async Task<RasterImage> EditAsync(PictureDrag drag, CancellationToken cancellationToken)
    {
        await using var session = await editor.OpenAsync(drag.Image, cancellationToken).ConfigureAwait(false);
        var request = new DragRequest
        {
            Points = drag.Points,
            Mask = drag.Mask,
            Steps = steps,
            Seed = seed,
            Scope = scope,
        };
        return (await session.EditAsync(request, null, cancellationToken).ConfigureAwait(false)).Candidates[0].Image;
    }
}
