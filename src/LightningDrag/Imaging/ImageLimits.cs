namespace LightningDrag.Imaging;

/// <summary>
/// How large an image file may be. Checked while the file is read and, from its header, before any pixel is decoded.
/// </summary>
public sealed record ImageLimits
{
    /// <summary>The limits that hold where nothing else is said: 64 megapixels, 64 MiB, 30,000 pixels a side.</summary>
    public static ImageLimits Default { get; } = new();

    /// <summary>
    /// Most pixels of an image, 1 to 500,000,000. Decoding takes 4 bytes a pixel, twice that while it is turned
    /// upright.
    /// </summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: out of range.</exception>
    public long MaxPixels
    {
        get;
        init => field = InRange(value, 500_000_000, nameof(MaxPixels));
    } = 64_000_000;

    /// <summary>Most bytes of an image file, 1 to 1 GiB.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: out of range.</exception>
    public long MaxFileBytes
    {
        get;
        init => field = InRange(value, 1L << 30, nameof(MaxFileBytes));
    } = 64L << 20;

    /// <summary>Most pixels of either side, 1 to 65,535.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: out of range.</exception>
    public int MaxSide
    {
        get;
        init => field = (int)InRange(value, 65_535, nameof(MaxSide));
    } = 30_000;

    private static long InRange(long value, long most, string name) =>
        value >= 1 && value <= most
            ? value
            : throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"The limit '{MemberWords.Of(name)}' is {value}, but must lie between 1 and {most}."
            );
}
