using LightningDrag.Imaging;
using LightningDrag.Models.StableDiffusion.Preprocessing;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Runtime;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion;

/// <summary>
/// A source window as the published network sees it, encoded once for any number of edits: its picture at the network's
/// size, the distribution of its latents (one encoding serves the starting latent and the reference of every
/// candidate), its image tokens.
/// </summary>
internal sealed class EncodedLatentSource : IEncodedSource
{
    private readonly StableDiffusionNetworks networks;
    private readonly StableDiffusionOptions options;

    private EncodedLatentSource(
        StableDiffusionNetworks networks,
        StableDiffusionOptions options,
        int width,
        int height,
        NetworkSize size,
        Tensor picture,
        LatentDistribution latents,
        Tensor imageTokens
    )
    {
        (this.networks, this.options, Width, Height) = (networks, options, width, height);
        (Size, Picture, Latents, ImageTokens) = (size, picture, latents, imageTokens);
    }

    /// <summary>Columns of the window.</summary>
    public int Width { get; }

    /// <summary>Rows of the window.</summary>
    public int Height { get; }

    /// <summary>The size that the network works at.</summary>
    public NetworkSize Size { get; }

    /// <summary>The picture in [−1, 1]. // [1, 3, H, W]</summary>
    public Tensor Picture { get; }

    /// <summary>Of the picture.</summary>
    public LatentDistribution Latents { get; }

    /// <summary>What the image encoder sees. // [1, tokens, width]</summary>
    public Tensor ImageTokens { get; }

    /// <inheritdoc/>
    public long Bytes => Picture.Bytes() + Latents.Bytes + ImageTokens.Bytes();

    /// <summary>Encodes a window.</summary>
    public static EncodedLatentSource Create(
        StableDiffusionNetworks networks,
        StableDiffusionOptions options,
        RasterImage source,
        CancellationToken cancellationToken
    )
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var (device, type) = (networks.Placement.Device, networks.Placement.Type);
        var size = NetworkSize.For(source.Width, source.Height, options.Area);
        var resized = FixedPointResampling.Resize(source, size.Width, size.Height, ResamplingKernel.Lanczos);
        var picture = PixelValues.FromImage(resized).to(type, device);
        cancellationToken.ThrowIfCancellationRequested();
        var tokens = networks.ImageProjection.forward(
            networks.Vision.Embed(ClipPicture.ToTensor(resized).to(type, device))
        );
        cancellationToken.ThrowIfCancellationRequested();
        var latents = networks.Codec.Encode(picture);
        return new EncodedLatentSource(
            networks,
            options,
            source.Width,
            source.Height,
            size,
            picture.DetachFromDisposeScope(),
            latents,
            tokens.DetachFromDisposeScope()
        );
    }

    /// <inheritdoc/>
    public IConditionalDenoiser Condition(DragCondition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        if (condition.Mask.Width != Width || condition.Mask.Height != Height)
        {
            throw new LightningDragException(
                ErrorCode.InvalidMask,
                $"The mask is {condition.Mask.Width}x{condition.Mask.Height}, the window {Width}x{Height}; they "
                    + $"must match."
            );
        }

        return LatentSampling.Create(networks, options, this, DragConditionPixels.Of(condition, this));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Picture.Dispose();
        Latents.Dispose();
        ImageTokens.Dispose();
    }
}
