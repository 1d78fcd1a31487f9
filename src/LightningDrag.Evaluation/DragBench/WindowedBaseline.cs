using LightningDrag.Evaluation.Baselines;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.DragBench;

/// <summary>A baseline's motion over the window that the editor would choose, with Telea filling, pasted back.</summary>
internal sealed class WindowedBaseline(IMotionBaseline baseline) : IDragMethod
{
    private const int WindowSize = 256;

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
