using LightningDrag.Imaging;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LightningDrag.Training;

/// <summary>
/// Curves and pictures for TensorBoard: <c>tensorboard --logdir RUN/events</c>. Each start of a run adds a file of its
/// own.
/// </summary>
internal sealed class TensorBoardEvents(string folder)
{
    private readonly SummaryWriter writer = utils.tensorboard.SummaryWriter(folder, createRunName: false);

    /// <summary>A point of the curve of that name.</summary>
    public void Scalar(string name, long step, double value) => writer.add_scalar(name, (float)value, (int)step);

    /// <summary>A picture, opaque.</summary>
    public void Picture(long step, RasterImage picture)
    {
        using var scope = NewDisposeScope();
        var pixels = tensor(picture.Pixels, [picture.Height, picture.Width, RasterImage.BytesPerPixel], dtype: uint8);
        writer.add_img("edits", pixels.narrow(2, 0, 3).contiguous(), (int)step, null, "HWC");
    }
}
