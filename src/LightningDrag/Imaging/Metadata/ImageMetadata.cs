namespace LightningDrag.Imaging;

/// <summary>
/// What an image file says beside its pixels and their colour profile. It goes from a photo to its results, as far as
/// their format has a place for it.
/// </summary>
public sealed record ImageMetadata
{
    /// <summary>The EXIF block as it stood in the file: a TIFF header and its directories; null for none.</summary>
    public byte[]? Exif { get; init; }

    /// <summary>The XMP packet in UTF-8; null for none.</summary>
    public byte[]? Xmp { get; init; }

    /// <summary>Photoshop's image resources, IPTC's record among them; null for none.</summary>
    public byte[]? Iptc { get; init; }

    /// <summary>Pixels on paper; null where the file does not say.</summary>
    public PixelDensity? Density { get; init; }

    /// <summary>Keywords of the texts that the file carries, in order; a JPEG's comment counts as "Comment".</summary>
    public IReadOnlyList<string> TextKeywords => [.. Texts.Select(text => text.Keyword)];

    /// <summary>Texts, as PNG has them.</summary>
    internal IReadOnlyList<PngText> Texts { get; init; } = [];

    /// <summary>PNG's description of its colours: cICP, gAMA, cHRM, sRGB, mDCV and cLLI, as they stood.</summary>
    internal IReadOnlyList<PngChunk> Colour { get; init; } = [];

    /// <summary>Other pieces that an editor may copy without knowing them (PNG, section 14.2).</summary>
    internal IReadOnlyList<PngChunk> Others { get; init; } = [];

    /// <summary>Whether the picture was composed with a trained model.</summary>
    internal bool IsComposite { get; init; }

    /// <summary>
    /// PQ or HLG where the values are of high dynamic range (ITU-T H.273, transfer characteristics 16 and 18); null
    /// where not.
    /// </summary>
    internal string? HighDynamicRange =>
        Colour.FirstOrDefault(chunk => chunk is { Type: "cICP", Data.Length: 4 })?.Data[1] switch
        {
            16 => "PQ",
            18 => "HLG",
            _ => null,
        };

    /// <summary>
    /// The same without where the photo was taken, as its results have it unless someone wants it in them.
    /// </summary>
    internal ImageMetadata WithoutLocation() =>
        this with
        {
            Exif = Exif is null ? null : ExifBlock.WithoutLocation(Exif),
            Xmp = Xmp is null
                ? null
                : XmpPacket.Adjusted(Xmp, new XmpChanges(KeepLocation: false, IsComposite: false)) ?? Xmp,
        };
}

/// <summary>How many pixels lie side by side on paper.</summary>
/// <param name="X">Along a row, per metre.</param>
/// <param name="Y">Along a column, per metre.</param>
public readonly record struct PixelDensity(double X, double Y)
{
    private const double MetresPerInch = 0.0254;

    /// <summary>Along a row, per inch.</summary>
    public double DotsPerInchX => X * MetresPerInch;

    /// <summary>Along a column, per inch.</summary>
    public double DotsPerInchY => Y * MetresPerInch;

    /// <summary>From dots per inch.</summary>
    public static PixelDensity OfInches(double x, double y) => new(x / MetresPerInch, y / MetresPerInch);

    /// <summary>The same turned by a quarter.</summary>
    internal PixelDensity Turned() => new(Y, X);
}

/// <summary>A PNG chunk: four letters and what they hold.</summary>
internal sealed record PngChunk(string Type, byte[] Data);

/// <summary>A text chunk of a PNG (tEXt, zTXt, iTXt), not unpacked.</summary>
internal sealed record PngText(string Keyword, PngChunk Chunk);
