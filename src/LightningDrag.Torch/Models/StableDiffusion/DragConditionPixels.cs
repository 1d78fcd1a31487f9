using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.Preprocessing;

namespace LightningDrag.Models.StableDiffusion;

/// <summary>A drag in pixels of the picture that the network sees.</summary>
/// <param name="Handles">Pixels of the handles.</param>
/// <param name="Targets">Pixels of the targets.</param>
/// <param name="Mask">The editable mask at the network's size.</param>
/// <param name="WindowScale">Window pixels per pixel of the network's picture, along the diagonal.</param>
internal sealed record DragConditionPixels(
    IReadOnlyList<PixelIndex> Handles,
    IReadOnlyList<PixelIndex> Targets,
    EditMask Mask,
    float WindowScale
)
{
    /// <summary>From pixels of the window.</summary>
    public static DragConditionPixels Of(DragCondition condition, EncodedLatentSource source)
    {
        var size = source.Size;
        PixelIndex At(PixelPoint point)
        {
            var (row, column) = size.PixelOf(point, source.Width, source.Height);
            return new PixelIndex(row, column);
        }

        return new DragConditionPixels(
            [.. condition.Points.Select(point => At(point.Handle))],
            [.. condition.Points.Select(point => At(point.Target))],
            MaskValues.Resize(condition.Mask, size.Width, size.Height),
            MathF.Sqrt((float)source.Width * source.Height / ((float)size.Width * size.Height))
        );
    }

    /// <summary>The pairs in pixels of a latent.</summary>
    /// <param name="downscale">Pixels along one side of a latent's element.</param>
    public IReadOnlyList<PointPair> AtLatentSize(int downscale)
    {
        PixelPoint Latent(PixelIndex pixel) =>
            new(((pixel.Column + 0.5f) / downscale) - 0.5f, ((pixel.Row + 0.5f) / downscale) - 0.5f);
        return [.. Handles.Zip(Targets, (handle, target) => new PointPair(Latent(handle), Latent(target)))];
    }
}
