namespace LightningDrag.Imaging;

/// <summary>The kinds of image file that can be written.</summary>
public enum ImageFormat
{
    /// <summary>
    /// Lossless, with alpha (.png): the only kind that keeps the colours under fully transparent pixels.
    /// </summary>
    Png,

    /// <summary>Lossy, without alpha: transparent pixels are laid on white (.jpg, .jpeg).</summary>
    Jpeg,

    /// <summary>Lossless or lossy, with alpha (.webp).</summary>
    Webp,
}

/// <summary>How images are written.</summary>
public sealed record ImageWriteOptions
{
    /// <summary>JPEG's quality, 1 to 100; chroma is never subsampled.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: out of range.</exception>
    public int JpegQuality
    {
        get;
        init => field = Quality(value, nameof(JpegQuality));
    } = 95;

    /// <summary>WebP's quality, 1 to 100; null for lossless.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: out of range.</exception>
    public int? WebpQuality
    {
        get;
        init => field = value is null ? null : Quality(value.Value, nameof(WebpQuality));
    }

    /// <summary>
    /// Whether a picture that a model has edited says so: the program's name, and IPTC's digital source type.
    /// </summary>
    public bool Provenance { get; init; } = true;

    /// <summary>Whether a file says where the photo was taken, if the photo did.</summary>
    public bool KeepLocation { get; init; }

    private static int Quality(int value, string name) =>
        value is >= 1 and <= 100
            ? value
            : throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"The {MemberWords.Of(name)} is {value}, but must lie between 1 and 100."
            );
}
