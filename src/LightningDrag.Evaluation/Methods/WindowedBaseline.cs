using LightningDrag.Editing;
using LightningDrag.Evaluation.Baselines;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Methods;

/// <summary>
/// A baseline's motion over the window that the editor would choose, with Telea filling, pasted back.
/// </summary>
internal sealed class WindowedBaseline(IMotionBaseline baseline) : IDragMethod
{
    private const int WindowSize = 256;

    /// <inheritdoc/>
    public string Name => baseline.Name;

    /// <inheritdoc/>
    public Task<RasterImage> EditAsync(PictureDrag drag, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                var editable = drag.Mask ?? MaskSuggester.Suggest(drag.Image, drag.Points);
                var window = EditWindow.Choose(editable, drag.Points, WindowSize);
                var mask = window.Extract(editable);
                var source = window.Extract(drag.Image);
                var motion = baseline.Predict([.. drag.Points.Select(window.ToWindow)], mask);
                return PasteBack.Apply(
                    drag.Image,
                    window,
                    TeleaRenderer.Render(source, motion, mask),
                    editable,
                    PasteBack.DefaultFeather(window.Size, WindowSize)
                );
            },
            cancellationToken
        );
}
