using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using LightningDrag.Imaging;
using LightningDrag.Imaging.Containers;

namespace LightningDrag.Tests.Imaging;

/// <summary>Image files that tests write byte by byte, in kinds that the library's own writer does not make.</summary>
internal static class TestFiles
{
    /// <summary>
    /// A PNG of given scan lines (without filter bytes), with further chunks between header and data.
    /// </summary>
    public static byte[] Png(
        int width,
        int height,
        byte bits,
        byte colourType,
        byte[] lines,
        params (string Type, byte[] Data)[] chunks
    )
    {
        using var file = new MemoryStream();
        file.Write(PngContainer.Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (bits, colourType);
        WriteChunk(file, "IHDR", header);
        foreach ((string type, byte[] data) in chunks)
            WriteChunk(file, type, data);
        using (var packed = new MemoryStream())
        {
            using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                int stride = lines.Length == 0 ? 0 : lines.Length / height;
                for (int y = 0; y < height && stride > 0; y++)
                {
                    zlib.WriteByte(0);
                    zlib.Write(lines, y * stride, stride);
                }
            }

            WriteChunk(file, "IDAT", packed.ToArray());
        }

        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>What a compressed-profile chunk holds.</summary>
    public static byte[] PngProfile(byte[] profile)
    {
        using var data = new MemoryStream();
        data.Write("p\0\0"u8);
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(profile);
        return data.ToArray();
    }

    /// <summary>A well-formed profile header of the given colour space, followed by noise.</summary>
    public static byte[] Profile(int length, string colourSpace = "RGB ")
    {
        var profile = new byte[length];
        new Random(length).NextBytes(profile);
        BinaryPrimitives.WriteInt32BigEndian(profile, length);
        Encoding.ASCII.GetBytes(colourSpace, profile.AsSpan(16));
        Encoding.ASCII.GetBytes("acsp", profile.AsSpan(36));
        return profile;
    }

    /// <summary>A TIFF block with nothing but an orientation.</summary>
    public static byte[] Orientation(byte orientation, bool bigEndian) =>
        bigEndian
            ? [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
            : [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Puts a segment right behind the start of a JPEG.</summary>
    public static byte[] WithSegment(byte[] jpeg, byte marker, byte[] data)
    {
        int length = data.Length + 2;
        return [.. jpeg[..2], 0xFF, marker, (byte)(length >> 8), (byte)length, .. data, .. jpeg[2..]];
    }

    /// <summary>An uncompressed 24-bit bitmap.</summary>
    public static byte[] Bmp(RasterImage image)
    {
        int stride = ((image.Width * 3) + 3) / 4 * 4;
        var file = new byte[54 + (stride * image.Height)];
        "BM"u8.CopyTo(file);
        Write32(2, file.Length);
        Write32(10, 54);
        Write32(14, 40);
        Write32(18, image.Width);
        Write32(22, image.Height);
        (file[26], file[28]) = (1, 24);
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                ReadOnlySpan<byte> pixel = image.Row(y).Slice(x * 4, 3);
                int at = 54 + ((image.Height - 1 - y) * stride) + (x * 3);
                (file[at], file[at + 1], file[at + 2]) = (pixel[2], pixel[1], pixel[0]);
            }
        }

        return file;

        void Write32(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
    }

    /// <summary>
    /// A GIF of 128 colours, one byte of <paramref name="frames"/> a pixel; a clear code every 100 pixels keeps all
    /// codes at 8 bits.
    /// </summary>
    public static byte[] Gif(int width, int height, byte[] palette, byte? transparent, params byte[][] frames)
    {
        using var file = new MemoryStream();
        file.Write("GIF89a"u8);
        file.Write([(byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0xF6, 0, 0]);
        Array.Resize(ref palette, 128 * 3);
        file.Write(palette);
        foreach (byte[] frame in frames)
        {
            file.Write([0x21, 0xF9, 4, (byte)(transparent is null ? 0 : 1), 10, 0, transparent ?? 0, 0]);
            file.Write([0x2C, 0, 0, 0, 0, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0, 7]);
            using var bits = new MemoryStream();
            // Codes have 8 bits as long as fewer than 126 follow a clear code, so each is a byte.
            for (int i = 0; i < frame.Length; i++)
            {
                if (i % 100 == 0)
                    bits.WriteByte(0x80);
                bits.WriteByte(frame[i]);
            }

            bits.WriteByte(0x81);
            foreach (byte[] block in bits.ToArray().Chunk(255))
            {
                file.WriteByte((byte)block.Length);
                file.Write(block);
            }

            file.WriteByte(0);
        }

        file.WriteByte(0x3B);
        return file.ToArray();
    }

    private static void WriteChunk(Stream file, string type, byte[] data)
    {
        byte[] typeAndData = [.. Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(typeAndData);
        BinaryPrimitives.WriteUInt32BigEndian(number, PngContainer.Checksum(typeAndData));
        file.Write(number);
    }
}
