using System.Reflection;
using LightningDrag.Imaging.Containers;

namespace LightningDrag.Imaging;

/// <summary>
/// The part of a picture's metadata that a file of one format holds, as its blocks have it. What it has no place for is
/// named in notes.
/// </summary>
internal sealed record WrittenMetadata
{
    /// <summary>BT.709's primaries with D65 white, times 100,000, as a cHRM chunk has them.</summary>
    private static readonly int[] StandardPrimaries = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000];

    private static readonly string? Version = typeof(WrittenMetadata)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
        ?.InformationalVersion.Split('+')[0];

    private static readonly string Program = $"LightningDrag.NET {Version}";

    public byte[]? Exif { get; private init; }

    public byte[]? Xmp { get; private init; }

    public byte[]? Iptc { get; private init; }

    public PixelDensity? Density { get; private init; }

    public IReadOnlyList<PngText> Texts { get; private init; } = [];

    public IReadOnlyList<PngChunk> Colour { get; private init; } = [];

    public IReadOnlyList<PngChunk> Others { get; private init; } = [];

    /// <summary>The program's name, for formats that have a place of its own for it.</summary>
    public string? Software { get; private init; }

    /// <summary>Whether there is anything to write.</summary>
    public bool IsEmpty =>
        this is { Exif: null, Xmp: null, Iptc: null, Density: null, Software: null }
        && Texts.Count + Colour.Count + Others.Count == 0;

    /// <summary>What of a picture's metadata goes into a file.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="format">The kind of file.</param>
    /// <param name="options">What its user wants in it.</param>
    /// <param name="notes">Receives a sentence about what has no place.</param>
    public static WrittenMetadata For(
        RasterImage image,
        ImageFormat format,
        ImageWriteOptions options,
        ICollection<string>? notes
    )
    {
        if (image.Metadata is not { } known)
            return new WrittenMetadata();
        var homeless = new List<string>();
        bool isMarked = known.IsComposite && options.Provenance,
            isPng = format == ImageFormat.Png;
        var colour = isPng ? known.Colour : [];
        if (!isPng)
        {
            homeless.AddRange(
                known
                    .Colour.Where(IsUnusual)
                    .Select(chunk => $"the colour description {chunk.Type}, without which colours look different")
            );
        }

        var texts =
            isPng ? known.Texts
            : format == ImageFormat.Jpeg && JpegContainer.CommentOf(known) is { } comment ? [comment]
            : [];
        homeless.AddRange(known.Texts.Except(texts).Select(text => $"the text '{text.Keyword}'"));
        if (!isPng && known.Others.Count > 0)
            homeless.Add("blocks of other programs");
        if (format == ImageFormat.Webp && known.Iptc is not null)
            homeless.Add("IPTC's record");
        var written = new WrittenMetadata
        {
            Exif = ExifOf(image, known, format, options, isMarked && !isPng ? Program : null, homeless),
            Xmp = XmpOf(known, format, options, isMarked, homeless),
            Iptc = format == ImageFormat.Webp ? null : known.Iptc,
            Density = format == ImageFormat.Webp ? null : known.Density,
            Colour = colour,
            Texts = texts,
            Others = isPng ? known.Others : [],
            Software = isMarked && isPng ? Program : null,
        };
        Mention(known, format, options, homeless, notes);
        return written;
    }

    private static byte[]? ExifOf(
        RasterImage image,
        ImageMetadata known,
        ImageFormat format,
        ImageWriteOptions options,
        string? software,
        List<string> homeless
    )
    {
        // A PNG that has EXIF names the program there too, or it would go on naming the camera's.
        if (known.Exif is not null && known.IsComposite && options.Provenance)
            software = Program;
        var changes = new ExifChanges(
            options.KeepLocation,
            software,
            image.Width,
            image.Height,
            format == ImageFormat.Webp ? known.Density : null
        );
        if (known.Exif is null && changes is { Software: null, Density: null })
            return null;
        byte[]? exif = known.Exif is null ? ExifBlock.Create(changes) : ExifBlock.Adjusted(known.Exif, changes);
        if (exif is null)
        {
            homeless.Add("an EXIF block that is damaged");
            exif = changes is { Software: null, Density: null } ? null : ExifBlock.Create(changes);
        }

        if (exif is null || format != ImageFormat.Jpeg || JpegContainer.TakesExif(exif))
            return exif;
        homeless.Add("an EXIF block of more than 64 KiB");
        return null;
    }

    private static byte[]? XmpOf(
        ImageMetadata known,
        ImageFormat format,
        ImageWriteOptions options,
        bool isMarked,
        List<string> homeless
    )
    {
        byte[]? packet = known.Xmp is null
            ? null
            : XmpPacket.Adjusted(known.Xmp, new XmpChanges(options.KeepLocation, isMarked));
        if (packet is null && known.Xmp is not null)
            homeless.Add("an XMP packet that is damaged");
        if (packet is not null && format == ImageFormat.Jpeg && !JpegContainer.TakesXmp(packet))
        {
            homeless.Add("an XMP packet of more than 64 KiB");
            packet = null;
        }

        return packet ?? (isMarked ? XmpPacket.Create() : null);
    }

    private static void Mention(
        ImageMetadata known,
        ImageFormat format,
        ImageWriteOptions options,
        List<string> homeless,
        ICollection<string>? notes
    )
    {
        if (notes is null)
            return;
        if (homeless.Count > 0)
        {
            notes.Add(
                $"A {ImageWriter.NameOf(format)} file has no place for "
                    + $"{string.Join(", ", homeless.Distinct())}: left out."
            );
        }

        if (options.KeepLocation)
            return;
        if (
            (known.Exif is { } exif && ExifBlock.HasLocation(exif))
            || (known.Xmp is { } xmp && XmpPacket.HasLocation(xmp))
        )
        {
            notes.Add(
                "Where the photo was taken (GPS) was left out: --keep-location, or keepLocation over HTTP, "
                    + "leaves it in."
            );
        }
    }

    /// <summary>Whether a file without the chunk looks different: not where it says what is meant anyway.</summary>
    private static bool IsUnusual(PngChunk chunk) =>
        chunk switch
        {
            { Type: "sRGB" } => false,
            { Type: "gAMA", Data: [0, 0, 0xB1, 0x8F] } => false,
            { Type: "cICP", Data: [1, 13, 0, 1] } => false,
            { Type: "cHRM", Data.Length: 32 } => StandardPrimaries
                .Where(
                    (value, i) =>
                        System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(chunk.Data.AsSpan(4 * i)) is var found
                        && Math.Abs(found - value) > 20
                )
                .Any(),
            _ => true,
        };
}
