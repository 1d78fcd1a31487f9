using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace LightningDrag.Imaging.Containers;

/// <summary>
/// PNG's chunks (W3C PNG, third edition, section 5): reads profile, colour, orientation, density and texts, and puts
/// them in.
/// </summary>
internal static class PngContainer
{
    private const int HeaderEnd = 33; // signature 8 + IHDR chunk 25
    private const int ChunkFrame = 12; // length, type, checksum

    /// <summary>
    /// The decoder inflates texts that nobody asked for, each a thousandfold: with more than these a file counts as
    /// damaged.
    /// </summary>
    private const int MaxCompressedTexts = 100;

    /// <summary>Photos have a dozen.</summary>
    private const int MaxPieces = 1000;

    private const string XmpKeyword = "XML:com.adobe.xmp",
        SoftwareKeyword = "Software";

    /// <summary>ImageMagick's and ExifTool's way to put what PNG has no chunk for into a text.</summary>
    private const string RawProfile = "Raw profile type ";

    private static readonly uint[] ChecksumTable =
    [
        .. Enumerable
            .Range(0, 256)
            .Select(value =>
            {
                uint crc = (uint)value;
                for (int bit = 0; bit < 8; bit++)
                    crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
                return crc;
            }),
    ];

    /// <summary>The first eight bytes of every PNG.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Walks the chunks.</summary>
    public static ImageContainer Read(ReadOnlySpan<byte> file)
    {
        var facts = new ImageContainer { IsComplete = false };
        int texts = 0,
            kept = 0,
            pieces = 0;
        for (
            int at = Signature.Length;
            at + ChunkFrame <= file.Length && !facts.IsComplete && texts <= MaxCompressedTexts;

        )
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - ChunkFrame)
                break;
            ReadOnlySpan<byte> data = file.Slice(at + 8, (int)length);
            string type = Encoding.Latin1.GetString(file.Slice(at + 4, 4));
            at += ChunkFrame + (int)length;
            if (type is "zTXt" or "iTXt")
                texts++;
            if (type is "IDAT" or "fdAT" or "fcTL" or "PLTE" or "tRNS")
                continue;
            if (
                type is not ("IHDR" or "IEND" or "iCCP")
                && ((kept += data.Length) > ImageContainer.MaxMetadataBytes || pieces++ > MaxPieces)
            )
            {
                facts = facts.Without(
                    $"what is more than {MaxPieces} blocks or {ImageContainer.MaxMetadataBytes >> 20} MiB of metadata"
                );
                continue;
            }

            facts = With(facts, type, data);
        }

        return facts;
    }

    /// <summary>The same file with a profile and metadata behind the header.</summary>
    public static byte[] Insert(ReadOnlySpan<byte> file, byte[]? profile, WrittenMetadata metadata)
    {
        using var chunks = new MemoryStream();
        foreach (var chunk in metadata.Colour.Where(chunk => chunk.Type == "cICP"))
        {
            Write(chunks, chunk.Type, chunk.Data);
        }

        if (profile is not null)
            Write(chunks, "iCCP", [.. "ICC profile\0\0"u8, .. Deflate(profile)]);
        foreach (var chunk in metadata.Colour.Where(chunk => chunk.Type != "cICP"))
        {
            Write(chunks, chunk.Type, chunk.Data);
        }

        if (metadata.Density is { } density)
            Write(chunks, "pHYs", DensityBytes(density));
        if (metadata.Exif is { } exif)
            Write(chunks, "eXIf", exif);
        if (metadata.Xmp is { } xmp)
        {
            Write(chunks, "iTXt", [.. Encoding.Latin1.GetBytes(XmpKeyword), 0, 0, 0, 0, 0, .. xmp]);
        }

        if (metadata.Iptc is { } iptc)
        {
            Write(
                chunks,
                "zTXt",
                [.. Encoding.Latin1.GetBytes(RawProfile + "iptc"), 0, 0, .. Deflate(Hexadecimal("iptc", iptc))]
            );
        }

        if (metadata.Software is { } software)
        {
            Write(
                chunks,
                "tEXt",
                [.. Encoding.Latin1.GetBytes(SoftwareKeyword), 0, .. Encoding.Latin1.GetBytes(software)]
            );
        }

        foreach (var text in metadata.Texts.Where(text => text.Keyword != SoftwareKeyword || metadata.Software is null))
        {
            Write(chunks, text.Chunk.Type, text.Chunk.Data);
        }

        foreach (var other in metadata.Others)
            Write(chunks, other.Type, other.Data);
        return [.. file[..HeaderEnd], .. chunks.GetBuffer().AsSpan(0, (int)chunks.Length), .. file[HeaderEnd..]];
    }

    /// <summary>Writes a chunk with its length and checksum.</summary>
    public static void Write(Stream file, string type, ReadOnlySpan<byte> data)
    {
        var typeAndData = new byte[4 + data.Length];
        Encoding.Latin1.GetBytes(type, typeAndData);
        data.CopyTo(typeAndData.AsSpan(4));
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(typeAndData);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(typeAndData));
        file.Write(number);
    }

    /// <summary>A text chunk.</summary>
    public static PngText Text(string keyword, string text) =>
        text.All(c => c < 256)
            ? new PngText(
                keyword,
                new PngChunk("tEXt", [.. Encoding.Latin1.GetBytes(keyword), 0, .. Encoding.Latin1.GetBytes(text)])
            )
            : new PngText(
                keyword,
                new PngChunk(
                    "iTXt",
                    [.. Encoding.Latin1.GetBytes(keyword), 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)]
                )
            );

    /// <summary>CRC-32 of a chunk's type and data (ISO 3309, as PNG's annex D).</summary>
    internal static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
            crc = (crc >> 8) ^ ChecksumTable[(byte)(crc ^ value)];
        return ~crc;
    }

    private static ImageContainer With(ImageContainer facts, string type, ReadOnlySpan<byte> data)
    {
        switch (type)
        {
            case "IHDR" when data.Length >= 9:
                return facts with { BitsPerChannel = Math.Max(8, (int)data[8]) };
            // Only the first: a hostile file can hold thousands, each of which inflates a thousandfold.
            case "iCCP" when facts is { Profile: null, ProfileNote: null }:
                return Behind(data) is { } at && Inflate(data[at..], ImageContainer.MaxProfileBytes) is { } profile
                    ? facts.WithProfile(profile)
                    : facts.WithoutProfile("is damaged");
            case "cICP" or "gAMA" or "cHRM" or "sRGB" or "mDCV" or "cLLI":
                var colour = new PngChunk(type, data.ToArray());
                return facts.Metadata.Colour.Any(known => known.Type == type)
                    ? facts.Without($"a second {type}")
                    : facts.With(m => m with { Colour = [.. m.Colour, colour] });
            case "eXIf":
                return facts.WithExif(data);
            case "pHYs" when data is [_, _, _, _, _, _, _, _, 1]:
                var density = new PixelDensity(
                    BinaryPrimitives.ReadUInt32BigEndian(data),
                    BinaryPrimitives.ReadUInt32BigEndian(data[4..])
                );
                return facts.With(m => m with { Density = density });
            case "tEXt" or "zTXt" or "iTXt":
                return WithText(facts, type, data);
            case "acTL":
                return facts with { IsAnimation = data.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(data) > 1 };
            case "caBX":
                return facts.Without("its content credentials (C2PA), which do not hold for an edited picture");
            case "IEND":
                return facts with { IsComplete = true };
            // These belong to how the pixels were stored, or to when (section 11.3): they would be wrong in a new file.
            case "bKGD" or "hIST" or "sBIT" or "sPLT" or "tIME" or "pHYs" or "iCCP" or "IHDR":
                return facts;
            default:
                var other = new PngChunk(type, data.ToArray());
                bool maybeCopied =
                    type.All(char.IsAsciiLetter)
                    && char.IsAsciiLetterLower(type[0])
                    && char.IsAsciiLetterLower(type[3]);
                return maybeCopied
                    ? facts.With(m => m with { Others = [.. m.Others, other] })
                    : facts.Without($"the block '{Printable(type)}'");
        }
    }

    private static ImageContainer WithText(ImageContainer facts, string type, ReadOnlySpan<byte> data)
    {
        int zero = data.IndexOf((byte)0);
        if (zero is < 1 or > 79)
            return facts.Without("a damaged text");
        string keyword = Encoding.Latin1.GetString(data[..zero]);
        if (type == "iTXt" && keyword == XmpKeyword && facts.Metadata.Xmp is null)
        {
            if (International(data[(zero + 1)..]) is not { } packet)
                return facts.Without("a damaged XMP packet");
            return facts.With(m => m with { Xmp = packet });
        }

        if (
            type == "zTXt"
            && keyword.StartsWith(RawProfile, StringComparison.Ordinal)
            && Behind(data) is { } at
            && Inflate(data[at..], ImageContainer.MaxProfileBytes) is { } text
            && FromHexadecimal(text) is { } raw
        )
        {
            switch (keyword[RawProfile.Length..])
            {
                case "exif"
                or "APP1"
                or "app1" when raw.AsSpan().StartsWith("Exif\0\0"u8) && facts.Metadata.Exif is null:
                    return facts.WithExif(raw);
                case "xmp" when facts.Metadata.Xmp is null:
                    return facts.With(m => m with { Xmp = raw });
                case "iptc" or "8bim" when facts.Metadata.Iptc is null:
                    return facts.With(m => m with { Iptc = raw });
            }
        }

        var kept = new PngText(keyword, new PngChunk(type, data.ToArray()));
        return facts.With(m => m with { Texts = [.. m.Texts, kept] });
    }

    /// <summary>
    /// The text of an iTXt chunk behind its keyword: compressed or not, language, translated keyword, text.
    /// </summary>
    private static byte[]? International(ReadOnlySpan<byte> data)
    {
        if (data.Length < 2)
            return null;
        ReadOnlySpan<byte> rest = data[2..];
        for (int i = 0; i < 2; i++)
        {
            int zero = rest.IndexOf((byte)0);
            if (zero < 0)
                return null;
            rest = rest[(zero + 1)..];
        }

        return data[0] == 0 ? rest.ToArray() : Inflate(rest, ImageContainer.MaxProfileBytes);
    }

    /// <summary>Where the zlib stream of a chunk begins: behind a name, a zero and method 0.</summary>
    private static int? Behind(ReadOnlySpan<byte> data)
    {
        int zero = data.IndexOf((byte)0);
        return zero is < 1 or > 79 || zero + 2 > data.Length || data[zero + 1] != 0 ? null : zero + 2;
    }

    /// <summary>
    /// What a zlib stream holds, inflated no further than one buffer past the most that is kept; null for a damaged
    /// one.
    /// </summary>
    private static byte[]? Inflate(ReadOnlySpan<byte> stream, int mostBytes)
    {
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(stream.ToArray()), CompressionMode.Decompress);
            using var whole = new MemoryStream();
            var buffer = new byte[16_384];
            for (int read; whole.Length <= mostBytes && (read = zlib.Read(buffer)) > 0; )
                whole.Write(buffer, 0, read);
            return whole.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] DensityBytes(PixelDensity density)
    {
        var bytes = new byte[9];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)Math.Clamp(Math.Round(density.X), 0, int.MaxValue));
        BinaryPrimitives.WriteUInt32BigEndian(
            bytes.AsSpan(4),
            (uint)Math.Clamp(Math.Round(density.Y), 0, int.MaxValue)
        );
        bytes[8] = 1; // metres
        return bytes;
    }

    /// <summary>"\niptc\n      42\n" and hexadecimal digits in lines.</summary>
    private static byte[] Hexadecimal(string name, byte[] bytes)
    {
        var text = new StringBuilder($"\n{name}\n{bytes.Length, 8}\n");
        foreach (byte[] line in bytes.Chunk(36))
            text.Append(Convert.ToHexStringLower(line)).Append('\n');
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static byte[]? FromHexadecimal(byte[] text)
    {
        string[] lines = Encoding.Latin1.GetString(text).TrimStart('\n').Split('\n');
        if (lines.Length < 3)
            return null;
        string digits = string.Concat(lines.Skip(2)).Replace(" ", "", StringComparison.Ordinal).TrimEnd('\0');
        return digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digits) : null;
    }

    private static string Printable(string type) =>
        string.Concat(type.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '?'));
}
