using System.Buffers.Binary;
using System.Text;

namespace LightningDrag.Imaging.Containers;

/// <summary>
/// JPEG's marker segments (ITU-T T.81, annex B): reads density, EXIF, XMP, IPTC, profile and comments, and puts them
/// in.
/// </summary>
internal static class JpegContainer
{
    private const byte Marker = 0xFF,
        StartOfScan = 0xDA,
        App0 = 0xE0,
        App1 = 0xE1,
        App2 = 0xE2,
        App11 = 0xEB,
        App13 = 0xED,
        App14 = 0xEE,
        App15 = 0xEF,
        Comment = 0xFE;

    /// <summary>Most bytes of a segment: its 16-bit length counts itself.</summary>
    private const int SegmentBytes = 65_535 - 2;

    /// <summary>Most profile bytes of a segment, beside the name, the number and the count.</summary>
    private const int ProfileBytes = SegmentBytes - 14;

    /// <summary>Photos have a dozen segments, and a profile or an extended XMP packet some hundred.</summary>
    private const int MaxSegments = 2000;

    private const string CommentKeyword = "Comment";

    /// <summary>The first three bytes of every JPEG.</summary>
    public static ReadOnlySpan<byte> Signature => [Marker, 0xD8, Marker];

    private static ReadOnlySpan<byte> ProfileName => "ICC_PROFILE\0"u8;

    private static ReadOnlySpan<byte> ExifName => "Exif\0\0"u8;

    private static ReadOnlySpan<byte> XmpName => "http://ns.adobe.com/xap/1.0/\0"u8;

    private static ReadOnlySpan<byte> LongXmpName => "http://ns.adobe.com/xmp/extension/\0"u8;

    private static ReadOnlySpan<byte> PhotoshopName => "Photoshop 3.0\0"u8;

    /// <summary>Walks the segments up to the first scan, and all scans to see whether they are whole.</summary>
    public static ImageContainer Read(ReadOnlySpan<byte> file)
    {
        var facts = new ImageContainer();
        var parts = new SortedDictionary<int, byte[]>();
        using var iptc = new MemoryStream();
        int at = 2,
            count = 0,
            found = 0;
        for (
            int segments = 0;
            TrySegment(file, ref at, out byte marker, out ReadOnlySpan<byte> data) && marker != StartOfScan;
            segments++
        )
        {
            if (segments > MaxSegments)
                facts = facts.Without($"what stands behind {MaxSegments} blocks");
            else if (marker is >= 0xC0 and <= 0xC3 && data.Length > 0)
                facts = facts with { BitsPerChannel = data[0] };
            else if (marker == App13 && data.StartsWith(PhotoshopName))
                iptc.Write(data[PhotoshopName.Length..]);
            else if (marker == App2 && data.StartsWith(ProfileName) && data.Length >= ProfileName.Length + 2)
            {
                (int number, count) = (data[ProfileName.Length], data[ProfileName.Length + 1]);
                parts[number] = data[(ProfileName.Length + 2)..].ToArray();
                found++;
            }
            else
                facts = With(facts, marker, data);
        }

        if (iptc.Length > 0)
            facts = facts.With(metadata => metadata with { Iptc = iptc.ToArray() });
        facts = facts with { IsComplete = JpegScans.AreWhole(file) };
        if (found == 0)
            return facts;
        return found == count && parts.Count == count && parts.ContainsKey(1) && parts.ContainsKey(count)
            ? facts.WithProfile([.. parts.Values.SelectMany(part => part)])
            : facts.WithoutProfile("lacks a part");
    }

    /// <summary>Whether an EXIF block fits into the one segment that it may have.</summary>
    public static bool TakesExif(byte[] exif) => exif.Length + ExifName.Length <= SegmentBytes;

    /// <summary>Whether an XMP packet fits into a segment.</summary>
    public static bool TakesXmp(byte[] packet) => packet.Length + XmpName.Length <= SegmentBytes;

    /// <summary>The comment among the texts of a picture; null for none.</summary>
    public static PngText? CommentOf(ImageMetadata metadata) =>
        metadata.Texts.FirstOrDefault(text => text.Keyword == CommentKeyword && text.Chunk.Type == "tEXt");

    /// <summary>
    /// The same file with a profile in as many segments as it needs, and metadata, behind the JFIF header.
    /// </summary>
    public static byte[] Insert(ReadOnlySpan<byte> file, byte[]? profile, WrittenMetadata metadata)
    {
        int insertAt = 2,
            next = 2;
        using var result = new MemoryStream(file.Length + 4096);
        if (TrySegment(file, ref next, out byte marker, out ReadOnlySpan<byte> header) && marker == App0)
        {
            insertAt = next;
        }

        result.Write(file[..2]);
        if (insertAt > 2)
            WriteHeader(result, header, metadata.Density);
        if (metadata.Exif is { } exif)
            Write(result, App1, ExifName, exif);
        if (metadata.Xmp is { } xmp)
            Write(result, App1, XmpName, xmp);
        for (int i = 0; metadata.Iptc is { } iptc && i < iptc.Length; i += SegmentBytes - PhotoshopName.Length)
        {
            Write(
                result,
                App13,
                PhotoshopName,
                iptc.AsSpan(i, Math.Min(SegmentBytes - PhotoshopName.Length, iptc.Length - i))
            );
        }

        if (profile is not null)
            WriteProfile(result, profile);
        foreach (var text in metadata.Texts)
        {
            Write(
                result,
                Comment,
                [],
                text.Chunk.Data.AsSpan(Math.Min(CommentKeyword.Length + 1, text.Chunk.Data.Length))
            );
        }

        result.Write(file[insertAt..]);
        return result.ToArray();
    }

    /// <summary>
    /// The segment at <paramref name="at"/>, which then moves behind it; false where none begins or it reaches beyond
    /// the file.
    /// </summary>
    public static bool TrySegment(ReadOnlySpan<byte> file, ref int at, out byte marker, out ReadOnlySpan<byte> data)
    {
        marker = 0;
        data = default;
        while (at + 1 < file.Length && file[at] == Marker && file[at + 1] == Marker)
            at++; // fill bytes
        if (at + 4 > file.Length || file[at] != Marker)
            return false;
        marker = file[at + 1];
        int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        if (length < 2 || length > file.Length - at - 2)
            return false;
        data = file.Slice(at + 4, length - 2);
        at += 2 + length;
        return true;
    }

    private static ImageContainer With(ImageContainer facts, byte marker, ReadOnlySpan<byte> data)
    {
        switch (marker)
        {
            case App0 when data.StartsWith("JFIF\0"u8) && data.Length >= 12:
                int x = BinaryPrimitives.ReadUInt16BigEndian(data[8..]),
                    y = BinaryPrimitives.ReadUInt16BigEndian(data[10..]);
                PixelDensity? density = data[7] switch
                {
                    1 => PixelDensity.OfInches(x, y),
                    2 => new PixelDensity(100.0 * x, 100.0 * y),
                    _ => null,
                };
                return x == 0 || y == 0 ? facts : facts.With(metadata => metadata with { Density = density });
            case App1 when data.StartsWith(ExifName):
                return facts.WithExif(data[ExifName.Length..]);
            case App1 when data.StartsWith(XmpName) && facts.Metadata.Xmp is null:
                byte[] packet = data[XmpName.Length..].ToArray();
                return facts.With(metadata => metadata with { Xmp = packet });
            case App1 when data.StartsWith(LongXmpName):
                return facts.Without("the long part of its XMP packet");
            case App2 when data.StartsWith("MPF\0"u8):
                return facts.Without("further pictures in it (a gain map or depth)");
            case App11 when data.StartsWith("JP"u8):
                return facts.Without("its content credentials (C2PA), which do not hold for an edited picture");
            case Comment:
                string comment = Text(data);
                return facts.With(metadata =>
                    metadata with
                    {
                        Texts = [.. metadata.Texts, PngContainer.Text(CommentKeyword, comment)],
                    }
                );
            // JFIF's thumbnail, and how the encoder stored colours: both would be wrong in a new file.
            case App0 or App14:
                return facts;
            case >= App1 and <= App15:
                return facts.Without($"data of its camera or editor (APP{marker - App0})");
            default:
                return facts;
        }
    }

    /// <summary>Comments have no encoding; what is UTF-8 by its bytes is meant so.</summary>
    private static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    private static void WriteHeader(Stream file, ReadOnlySpan<byte> header, PixelDensity? density)
    {
        byte[] changed = header.ToArray();
        if (density is { } known && changed.Length >= 12)
        {
            changed[7] = 1; // inches
            BinaryPrimitives.WriteUInt16BigEndian(
                changed.AsSpan(8),
                (ushort)Math.Clamp(Math.Round(known.DotsPerInchX), 1, ushort.MaxValue)
            );
            BinaryPrimitives.WriteUInt16BigEndian(
                changed.AsSpan(10),
                (ushort)Math.Clamp(Math.Round(known.DotsPerInchY), 1, ushort.MaxValue)
            );
        }

        Write(file, App0, [], changed);
    }

    private static void WriteProfile(Stream file, byte[] profile)
    {
        int count = (profile.Length + ProfileBytes - 1) / ProfileBytes;
        if (count > byte.MaxValue)
        {
            throw new ArgumentException(
                $"A JPEG holds at most {byte.MaxValue} parts of a profile, not {count}.",
                nameof(profile)
            );
        }

        for (int i = 0; i < count; i++)
        {
            Write(
                file,
                App2,
                [.. ProfileName, (byte)(i + 1), (byte)count],
                profile.AsSpan(i * ProfileBytes, Math.Min(ProfileBytes, profile.Length - (i * ProfileBytes)))
            );
        }
    }

    private static void Write(Stream file, byte marker, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Span<byte> head = [Marker, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(2 + name.Length + data.Length));
        file.Write(head);
        file.Write(name);
        file.Write(data);
    }
}
