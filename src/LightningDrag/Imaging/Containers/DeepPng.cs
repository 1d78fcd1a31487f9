using System.Buffers.Binary;
using System.IO.Compression;

namespace LightningDrag.Imaging.Containers;

/// <summary>
/// The samples of PNGs with 16 bits a channel (W3C PNG, third edition, sections 7 to 9), which the decoder and encoder
/// of all other files reduce to 8.
/// </summary>
internal static class DeepPng
{
    private const int Channels = 4;
    private const byte Grey = 0,
        Colour = 2,
        GreyAlpha = 4,
        ColourAlpha = 6;

    /// <summary>Where each pass of an interlaced picture begins, and its steps: x, y, dx, dy (section 8.2).</summary>
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
    [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ];

    /// <summary>Reads the samples of a file that the decoder has accepted.</summary>
    /// <returns>width × height × 4 samples, R, G, B, A; null where the file is of another depth or damaged.</returns>
    public static ushort[]? Read(ReadOnlySpan<byte> file, int width, int height)
    {
        using var packed = new MemoryStream();
        byte[]? header = null,
            key = null;
        for (int at = PngContainer.Signature.Length; at + 12 <= file.Length; )
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - 12)
                break;
            ReadOnlySpan<byte> type = file.Slice(at + 4, 4),
                data = file.Slice(at + 8, (int)length);
            if (type.SequenceEqual("IHDR"u8))
                header = data.ToArray();
            else if (type.SequenceEqual("tRNS"u8))
                key = data.ToArray();
            else if (type.SequenceEqual("IDAT"u8))
                packed.Write(data);
            at += 12 + (int)length;
        }

        if (
            header is not { Length: 13 }
            || header[8] != 16
            || header[9] is not (Grey or Colour or GreyAlpha or ColourAlpha)
        )
        {
            return null;
        }

        packed.Position = 0;
        using var lines = new ZLibStream(packed, CompressionMode.Decompress);
        var samples = new ushort[checked(width * height * Channels)];
        try
        {
            foreach (var pass in header[12] == 0 ? [(0, 0, 1, 1)] : Passes)
            {
                ReadPass(lines, samples, width, height, header[9], key, pass);
            }

            return samples;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return null;
        }
    }

    /// <summary>Writes samples as a PNG without interlacing.</summary>
    public static byte[] Write(ushort[] samples, int width, int height, bool hasAlpha)
    {
        int channels = hasAlpha ? 4 : 3,
            pixel = 2 * channels;
        byte[] line = new byte[width * pixel],
            above = new byte[line.Length],
            filtered = new byte[line.Length];
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int y = 0; y < height; y++)
            {
                (line, above) = (above, line);
                for (int x = 0; x < width; x++)
                {
                    for (int c = 0; c < channels; c++)
                    {
                        ushort sample = samples[(((y * width) + x) * Channels) + c];
                        BinaryPrimitives.WriteUInt16BigEndian(line.AsSpan((x * pixel) + (2 * c)), sample);
                    }
                }

                for (int i = 0; i < line.Length; i++)
                {
                    int left = i < pixel ? 0 : line[i - pixel],
                        up = y == 0 ? 0 : above[i];
                    int corner = i < pixel || y == 0 ? 0 : above[i - pixel];
                    filtered[i] = (byte)(line[i] - Paeth(left, up, corner));
                }

                zlib.WriteByte(4);
                zlib.Write(filtered);
            }
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (16, hasAlpha ? ColourAlpha : Colour);
        using var file = new MemoryStream();
        file.Write(PngContainer.Signature);
        PngContainer.Write(file, "IHDR", header);
        PngContainer.Write(file, "IDAT", packed.GetBuffer().AsSpan(0, (int)packed.Length));
        PngContainer.Write(file, "IEND", []);
        return file.ToArray();
    }

    private static void ReadPass(
        Stream lines,
        ushort[] samples,
        int width,
        int height,
        byte kind,
        byte[]? key,
        (int X, int Y, int StepX, int StepY) pass
    )
    {
        int across = (width - pass.X + pass.StepX - 1) / pass.StepX,
            down = (height - pass.Y + pass.StepY - 1) / pass.StepY;
        if (across <= 0 || down <= 0)
            return;
        int channels = kind switch
            {
                Grey => 1,
                GreyAlpha => 2,
                Colour => 3,
                _ => 4,
            },
            pixel = 2 * channels;
        byte[] line = new byte[1 + (across * pixel)],
            above = new byte[line.Length];
        for (int y = 0; y < down; y++)
        {
            (line, above) = (above, line);
            lines.ReadExactly(line);
            Unfilter(line.AsSpan(1), above.AsSpan(1), line[0], pixel, y == 0);
            for (int x = 0; x < across; x++)
            {
                ReadOnlySpan<byte> from = line.AsSpan(1 + (x * pixel), pixel);
                var to = samples.AsSpan(
                    ((((pass.Y + (y * pass.StepY)) * width) + pass.X + (x * pass.StepX)) * Channels),
                    Channels
                );
                ushort first = BinaryPrimitives.ReadUInt16BigEndian(from);
                bool isGrey = channels <= 2;
                to[0] = first;
                to[1] = isGrey ? first : BinaryPrimitives.ReadUInt16BigEndian(from[2..]);
                to[2] = isGrey ? first : BinaryPrimitives.ReadUInt16BigEndian(from[4..]);
                to[3] =
                    channels % 2 == 0 ? BinaryPrimitives.ReadUInt16BigEndian(from[^2..])
                    : key is not null && key.Length >= pixel && from.SequenceEqual(key.AsSpan(0, pixel))
                        ? ushort.MinValue
                    : ushort.MaxValue;
            }
        }
    }

    private static void Unfilter(Span<byte> line, ReadOnlySpan<byte> above, byte filter, int pixel, bool isFirst)
    {
        for (int i = 0; i < line.Length; i++)
        {
            int left = i < pixel ? 0 : line[i - pixel],
                up = isFirst ? 0 : above[i];
            int corner = i < pixel || isFirst ? 0 : above[i - pixel];
            line[i] += filter switch
            {
                0 => 0,
                1 => (byte)left,
                2 => (byte)up,
                3 => (byte)((left + up) / 2),
                4 => (byte)Paeth(left, up, corner),
                _ => throw new InvalidDataException($"There is no filter {filter}."),
            };
        }
    }

    /// <summary>Whichever of the three lies nearest to left + up − corner (section 9.4).</summary>
    private static int Paeth(int left, int up, int corner)
    {
        int toLeft = Math.Abs(up - corner),
            toUp = Math.Abs(left - corner),
            toCorner = Math.Abs(left + up - (2 * corner));
        return toLeft <= toUp && toLeft <= toCorner ? left
            : toUp <= toCorner ? up
            : corner;
    }
}
