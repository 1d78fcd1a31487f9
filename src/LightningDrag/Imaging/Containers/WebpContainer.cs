using System.Buffers.Binary;

namespace LightningDrag.Imaging.Containers;

/// <summary>WebP's RIFF chunks (RFC 9649, section 2): reads colour profile and orientation, and puts a profile in, which needs the extended
/// header VP8X.</summary>
internal static class WebpContainer
{
    private const int FileHeader = 12, ChunkHeader = 8;
    private const byte HasProfile = 0x20, HasAlpha = 0x10;

    /// <summary>Whether the file begins as every WebP does.</summary>
    public static bool Is(ReadOnlySpan<byte> file) =>
        file.Length >= FileHeader && file.StartsWith("RIFF"u8) && file.Slice(8, 4).SequenceEqual("WEBP"u8);

    /// <summary>Walks the chunks.</summary>
    public static ImageContainer Read(ReadOnlySpan<byte> file)
    {
        var facts = new ImageContainer { IsComplete = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) <= file.Length - ChunkHeader };
        for (long at = FileHeader; at + ChunkHeader <= file.Length;)
        {
            ReadOnlySpan<byte> chunk = file[(int)at..];
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (length > chunk.Length - ChunkHeader) break;
            ReadOnlySpan<byte> data = chunk.Slice(ChunkHeader, (int)length);
            if (chunk.StartsWith("ICCP"u8)) facts = facts.WithProfile(data.ToArray());
            else if (chunk.StartsWith("EXIF"u8)) facts = facts with { Orientation = ExifOrientation.Parse(data) };
            at += ChunkHeader + length + (length & 1);
        }

        return facts;
    }

    /// <summary>The same file with <paramref name="profile"/> in an ICCP chunk.</summary>
    /// <param name="file">A still picture, as the encoder writes it.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="width">Columns, up to 2²⁴.</param>
    /// <param name="height">Rows, up to 2²⁴.</param>
    /// <param name="hasAlpha">Whether the picture has an alpha channel.</param>
    public static byte[] Insert(ReadOnlySpan<byte> file, byte[] profile, int width, int height, bool hasAlpha)
    {
        ReadOnlySpan<byte> picture = file[FileHeader..];
        if (picture.StartsWith("VP8X"u8)) picture = picture[(ChunkHeader + 10)..];

        using var result = new MemoryStream(checked(file.Length + profile.Length + 64));
        result.Write("RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0"u8);
        var extended = new byte[10];
        extended[0] = (byte)(HasProfile | (hasAlpha ? HasAlpha : 0));
        WriteUInt24(extended.AsSpan(4), width - 1);
        WriteUInt24(extended.AsSpan(7), height - 1);
        result.Write(extended);

        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, profile.Length);
        result.Write("ICCP"u8);
        result.Write(length);
        result.Write(profile);
        if (profile.Length % 2 == 1) result.WriteByte(0);
        result.Write(picture);

        BinaryPrimitives.WriteUInt32LittleEndian(length, checked((uint)result.Length - ChunkHeader));
        result.Position = 4;
        result.Write(length);
        return result.ToArray();
    }

    private static void WriteUInt24(Span<byte> to, int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)value);
        to[2] = (byte)(value >> 16);
    }
}
