using System.Buffers.Binary;
using System.Text;

namespace LightningDrag.Imaging.Containers;

/// <summary>
/// WebP's RIFF chunks (RFC 9649, section 2): reads profile, EXIF and XMP, and puts them in, which needs the extended
/// header VP8X.
/// </summary>
internal static class WebpContainer
{
    private const int FileHeader = 12,
        ChunkHeader = 8;
    private const byte HasProfile = 0x20,
        HasAlpha = 0x10,
        HasExif = 0x08,
        HasXmp = 0x04;

    /// <summary>Whether the file begins as every WebP does.</summary>
    public static bool Is(ReadOnlySpan<byte> file) =>
        file.Length >= FileHeader && file.StartsWith("RIFF"u8) && file.Slice(8, 4).SequenceEqual("WEBP"u8);

    /// <summary>Walks the chunks.</summary>
    public static ImageContainer Read(ReadOnlySpan<byte> file)
    {
        var facts = new ImageContainer
        {
            IsComplete = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) <= file.Length - ChunkHeader,
        };
        for (long at = FileHeader; at + ChunkHeader <= file.Length; )
        {
            ReadOnlySpan<byte> chunk = file[(int)at..];
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (length > chunk.Length - ChunkHeader)
                break;
            facts = With(facts, Encoding.Latin1.GetString(chunk[..4]), chunk.Slice(ChunkHeader, (int)length));
            at += ChunkHeader + length + (length & 1);
        }

        return facts;
    }

    /// <summary>The same file with a profile and metadata.</summary>
    /// <param name="file">A still picture, as the encoder writes it.</param>
    /// <param name="profile">The profile; null for none.</param>
    /// <param name="metadata">What else to put in.</param>
    /// <param name="width">Columns, up to 2²⁴.</param>
    /// <param name="height">Rows, up to 2²⁴.</param>
    /// <param name="hasAlpha">Whether the picture has an alpha channel.</param>
    public static byte[] Insert(
        ReadOnlySpan<byte> file,
        byte[]? profile,
        WrittenMetadata metadata,
        int width,
        int height,
        bool hasAlpha
    )
    {
        ReadOnlySpan<byte> picture = file[FileHeader..];
        if (picture.StartsWith("VP8X"u8))
            picture = picture[(ChunkHeader + 10)..];

        using var result = new MemoryStream();
        result.Write("RIFF\0\0\0\0WEBP"u8);
        var extended = new byte[10];
        extended[0] = (byte)(
            (profile is null ? 0 : HasProfile)
            | (hasAlpha ? HasAlpha : 0)
            | (metadata.Exif is null ? 0 : HasExif)
            | (metadata.Xmp is null ? 0 : HasXmp)
        );
        WriteUInt24(extended.AsSpan(4), width - 1);
        WriteUInt24(extended.AsSpan(7), height - 1);
        Write(result, "VP8X"u8, extended);
        if (profile is not null)
            Write(result, "ICCP"u8, profile);
        result.Write(picture);
        if (metadata.Exif is { } exif)
            Write(result, "EXIF"u8, exif);
        if (metadata.Xmp is { } xmp)
            Write(result, "XMP "u8, xmp);

        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, checked((uint)result.Length - ChunkHeader));
        result.Position = 4;
        result.Write(length);
        return result.ToArray();
    }

    private static ImageContainer With(ImageContainer facts, string type, ReadOnlySpan<byte> data)
    {
        switch (type)
        {
            case "ICCP":
                return facts.WithProfile(data.ToArray());
            case "EXIF" when data.Length <= ImageContainer.MaxMetadataBytes:
                return facts.WithExif(data);
            case "XMP " when data.Length <= ImageContainer.MaxMetadataBytes && facts.Metadata.Xmp is null:
                byte[] packet = data.ToArray();
                return facts.With(metadata => metadata with { Xmp = packet });
            case "C2PA":
                return facts.Without("its content credentials (C2PA), which do not hold for an edited picture");
            case "VP8 " or "VP8L" or "VP8X" or "ALPH" or "ANIM" or "ANMF":
                return facts;
            default:
                return facts.Without(
                    $"the block '{string.Concat(type.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '?'))}'"
                );
        }
    }

    private static void Write(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        file.Write(type);
        file.Write(length);
        file.Write(data);
        if (data.Length % 2 == 1)
            file.WriteByte(0);
    }

    private static void WriteUInt24(Span<byte> to, int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)value);
        to[2] = (byte)(value >> 16);
    }
}
