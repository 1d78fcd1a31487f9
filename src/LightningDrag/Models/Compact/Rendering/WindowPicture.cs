using LightningDrag.Imaging;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// The window's picture in the forms that sharpening, filling and warping read; each is made once and serves every
/// drag. Thread-safe.
/// </summary>
internal sealed class WindowPicture
{
    private readonly Lazy<GridImage> grid;

    /// <param name="image">The square window at full resolution, at least 2 × 2.</param>
    /// <param name="gridSize">Side of the window grid.</param>
    /// <exception cref="ArgumentException">The image is not square.</exception>
    public WindowPicture(RasterImage image, int gridSize)
    {
        if (image.Width != image.Height)
            throw new ArgumentException($"The window must be square, not {image.Width}x{image.Height}.", nameof(image));
        (Image, Sampler) = (image, new BicubicSampler(image));
        grid = new Lazy<GridImage>(() => GridImage.Of(image, Sampler, gridSize));
    }

    /// <summary>The window at full resolution.</summary>
    public RasterImage Image { get; }

    /// <summary>The same between its pixels.</summary>
    public BicubicSampler Sampler { get; }

    /// <summary>The same at the grid's resolution.</summary>
    public GridImage Grid => grid.Value;
}
