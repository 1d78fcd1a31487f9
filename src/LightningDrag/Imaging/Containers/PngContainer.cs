using System.Buffers.Binary;
using System.IO.Compression;

namespace LightningDrag.Imaging.Containers;

/// <summary>PNG's chunks (W3C PNG, third edition, section 5): reads colour profile and orientation, and puts a profile in.</summary>
internal static class PngContainer
{
    private const int HeaderEnd = 33; // signature 8 + IHDR chunk 25
    private const int ChunkFrame = 12; // length, type, checksum

    /// <summary>The decoder inflates texts that nobody asked for, each a thousandfold: with more than these a file counts as damaged.</summary>
    private const int MaxCompressedTexts = 100;

    /// <summary>The first eight bytes of every PNG.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Walks the chunks.</summary>
    public static ImageContainer Read(ReadOnlySpan<byte> file)
    {
        var facts = new ImageContainer { IsComplete = false };
        int texts = 0;
        for (int at = Signature.Length; at + ChunkFrame <= file.Length && !facts.IsComplete && texts <= MaxCompressedTexts;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - ChunkFrame) break;
            ReadOnlySpan<byte> type = file.Slice(at + 4, 4), data = file.Slice(at + 8, (int)length);
            if (type.SequenceEqual("zTXt"u8) || type.SequenceEqual("iTXt"u8)) texts++;
            facts = type switch
            {
                _ when type.SequenceEqual("IHDR"u8) && length >= 9 => facts with { BitsPerChannel = Math.Max(8, (int)data[8]) },
                // Only the first: a hostile file can hold thousands, each of which inflates a thousandfold.
                _ when type.SequenceEqual("iCCP"u8) && facts is { Profile: null, ProfileNote: null } =>
                    Inflate(data) is { } profile ? facts.WithProfile(profile) : facts.WithoutProfile("is damaged"),
                _ when type.SequenceEqual("eXIf"u8) => facts with { Orientation = ExifOrientation.Parse(data) },
                _ when type.SequenceEqual("IEND"u8) => facts with { IsComplete = true },
                _ => facts,
            };
            at += ChunkFrame + (int)length;
        }

        return facts;
    }

    /// <summary>The same file with <paramref name="profile"/> in an iCCP chunk behind the header.</summary>
    public static byte[] Insert(ReadOnlySpan<byte> file, byte[] profile)
    {
        using var chunk = new MemoryStream();
        chunk.Write("iCCPICC profile\0\0"u8); // type, name, zero, method 0
        using (var zlib = new ZLibStream(chunk, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(profile);
        ReadOnlySpan<byte> typeAndData = chunk.GetBuffer().AsSpan(0, (int)chunk.Length);

        var result = new byte[checked(file.Length + typeAndData.Length + 8)];
        file[..HeaderEnd].CopyTo(result);
        BinaryPrimitives.WriteInt32BigEndian(result.AsSpan(HeaderEnd), typeAndData.Length - 4);
        typeAndData.CopyTo(result.AsSpan(HeaderEnd + 4));
        BinaryPrimitives.WriteUInt32BigEndian(result.AsSpan(HeaderEnd + 4 + typeAndData.Length), Checksum(typeAndData));
        file[HeaderEnd..].CopyTo(result.AsSpan(HeaderEnd + 8 + typeAndData.Length));
        return result;
    }

    /// <summary>CRC-32 of a chunk's type and data (ISO 3309, as PNG's annex D).</summary>
    internal static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }

        return ~crc;
    }

    /// <summary>
    /// The profile in an iCCP chunk (name, zero, method 0, zlib stream), inflated no further than one buffer past the largest one kept; null
    /// for a damaged one.
    /// </summary>
    private static byte[]? Inflate(ReadOnlySpan<byte> data)
    {
        int zero = data.IndexOf((byte)0);
        if (zero is < 1 or > 79 || zero + 2 > data.Length || data[zero + 1] != 0) return null;
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(data[(zero + 2)..].ToArray()), CompressionMode.Decompress);
            using var profile = new MemoryStream();
            var buffer = new byte[16_384];
            for (int read; profile.Length <= ImageContainer.MaxProfileBytes && (read = zlib.Read(buffer)) > 0;) profile.Write(buffer, 0, read);
            return profile.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
