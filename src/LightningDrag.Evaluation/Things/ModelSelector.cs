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
    public bool[] AtClick(RasterImage image, PixelPoint click) => Select(image, new SelectionRequest { Points = [click] });

    /// <inheritdoc/>
    public bool[] WithinCircle(RasterImage image, EditMask circle) => Select(image, new SelectionRequest { Area = circle });

    private bool[] Select(RasterImage image, SelectionRequest request)
    {
        using var session = editor.OpenAsync(image).AsTask().GetAwaiter().GetResult();
        try
        {
            return Array.ConvertAll(session.SelectAsync(request).GetAwaiter().GetResult().Editable, value => value != 0);
        }
        catch (LightningDragException nothing) when (nothing.Code == ErrorCode.InvalidRequest)
        {
            return new bool[image.Width * image.Height];
        }
    }
}
