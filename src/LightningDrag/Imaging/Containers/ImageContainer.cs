namespace LightningDrag.Imaging.Containers;

/// <summary>
/// What the decoder does not tell about an image file, or not for every kind: its colour profile and metadata, its bit
/// depth, which way up it is, and whether its container ends where it should. Found by walking the container's blocks,
/// with every length checked against the file.
/// </summary>
internal sealed record ImageContainer
{
    /// <summary>Largest profile kept. Display and camera profiles have 0.5 KiB to 1 MiB.</summary>
    public const int MaxProfileBytes = 4 << 20;

    /// <summary>
    /// Most bytes of all metadata kept. Cameras write up to 64 KiB, editors with their history some MiB.
    /// </summary>
    public const int MaxMetadataBytes = 16 << 20;

    /// <summary>
    /// Offset of the colour space's signature in a profile's 128-byte header (ICC.1:2022, section 7.2).
    /// </summary>
    private const int ColourSpaceAt = 16;

    private const int ProfileHeaderBytes = 128;

    /// <summary>The ICC profile of the RGB pixels; null for none.</summary>
    public byte[]? Profile { get; private init; }

    /// <summary>
    /// Why a profile that is there was left out, as the rest of a sentence about it; null for nothing to say.
    /// </summary>
    public string? ProfileNote { get; private init; }

    /// <summary>What else the file says.</summary>
    public ImageMetadata Metadata { get; private init; } = new();

    /// <summary>What the file has that no result can have, as parts of a list: "content credentials (C2PA)".</summary>
    public IReadOnlyList<string> LeftOut { get; private init; } = [];

    /// <summary>Bits of a channel in the file.</summary>
    public int BitsPerChannel { get; init; } = 8;

    /// <summary>EXIF orientation, 1 to 8.</summary>
    public int Orientation { get; private init; } = 1;

    /// <summary>Whether the file holds more than one frame of an animation.</summary>
    public bool IsAnimation { get; init; }

    /// <summary>False where the file is cut off, which the decoder may not notice, or built to waste time.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>Recognises the kind of file by its first bytes; null for an unknown kind.</summary>
    public static ImageContainer? Of(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith(PngContainer.Signature))
            return PngContainer.Read(file);
        if (file.StartsWith(JpegContainer.Signature))
            return JpegContainer.Read(file);
        if (WebpContainer.Is(file))
            return WebpContainer.Read(file);
        return file.StartsWith("BM"u8) || file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8)
            ? new ImageContainer()
            : null;
    }

    /// <summary>
    /// The same with <paramref name="profile"/> where it can describe the RGB pixels that leave the decoder, else with
    /// a note.
    /// </summary>
    public ImageContainer WithProfile(byte[] profile) =>
        profile.Length > MaxProfileBytes ? WithoutProfile($"has more than {MaxProfileBytes >> 20} MiB")
        : profile.Length < ProfileHeaderBytes ? WithoutProfile("is damaged")
        : !profile.AsSpan(ColourSpaceAt, 4).SequenceEqual("RGB "u8) ? WithoutProfile("is not for RGB values")
        : this with { Profile = profile, ProfileNote = null };

    /// <summary>The same with a note that its profile was left out, and why.</summary>
    public ImageContainer WithoutProfile(string reason) =>
        this with
        {
            Profile = null,
            ProfileNote = $"{reason} and was left out",
        };

    /// <summary>
    /// The same with an EXIF block, which also says which way up the picture is; a second one counts for nothing.
    /// </summary>
    public ImageContainer WithExif(ReadOnlySpan<byte> exif)
    {
        if (Metadata.Exif is not null)
            return Without("a second EXIF block");
        // Some writers put JPEG's segment name in front in other containers too.
        byte[] tiff = (exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif).ToArray();
        return this with
        {
            Orientation = ExifOrientation.Parse(tiff),
            Metadata = Metadata with { Exif = tiff, Density = Metadata.Density ?? ExifBlock.DensityOf(tiff) },
        };
    }

    /// <summary>The same with other metadata.</summary>
    public ImageContainer With(Func<ImageMetadata, ImageMetadata> change) => this with { Metadata = change(Metadata) };

    /// <summary>The same, with something more that is left out.</summary>
    public ImageContainer Without(string what) =>
        LeftOut.Contains(what) || LeftOut.Count > 20 ? this : this with { LeftOut = [.. LeftOut, what] };
}
