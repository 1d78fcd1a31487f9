using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Things;

/// <summary>A model's own selection, as the editor gives it.</summary>
/// <param name="editor">With a model that knows things.</param>
/// <param name="name">What the report calls it.</param>
internal sealed class ModelSelector(DragEditor editor, string name) : IThingSelector
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Task<bool[]> AtClickAsync(RasterImage image, PixelPoint click, CancellationToken cancellationToken) =>
        SelectAsync(image, new SelectionRequest { Points = [click] }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool[]> WithinCircleAsync(RasterImage image, EditMask circle, CancellationToken cancellationToken) =>
        SelectAsync(image, new SelectionRequest { Area = circle }, cancellationToken);

    private async Task<bool[]> SelectAsync(
        RasterImage image,
        SelectionRequest request,
        CancellationToken cancellationToken
    )
    {
        await using var session = await editor.OpenAsync(image, cancellationToken).ConfigureAwait(false);
        try
        {
            EditMask found = await session.SelectAsync(request, cancellationToken).ConfigureAwait(false);
            return Array.ConvertAll(found.Editable, value => value != 0);
        }
        catch (LightningDragException nothing) when (nothing.Code == ErrorCode.InvalidRequest)
        {
            return new bool[image.Width * image.Height];
        }
    }
}
