using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LightningDrag.Data.Shards;

/// <summary>
/// Optical flow in NumPy's array format (NEP 1): float16 or float32, little-endian, C order, shape (height, width, 2)
/// as (x, y).
/// </summary>
internal static partial class NpyFlow
{
    private const int HeaderBytes = 128;

    /// <summary>A square float16 flow.</summary>
    public static byte[] Write(float[] x, float[] y, int size)
    {
        string header =
            string.Create(
                    CultureInfo.InvariantCulture,
                    $"{{'descr': '<f2', 'fortran_order': False, 'shape': ({size}, {size}, 2), }}"
                )
                .PadRight(HeaderBytes - 11) + "\n";
        var bytes = new byte[HeaderBytes + (4 * x.Length)];
        bytes[0] = 0x93;
        "NUMPY"u8.CopyTo(bytes.AsSpan(1));
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)header.Length);
        Encoding.ASCII.GetBytes(header, bytes.AsSpan(10));
        for (int i = 0; i < x.Length; i++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(HeaderBytes + (4 * i)), (Half)x[i]);
            BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(HeaderBytes + 2 + (4 * i)), (Half)y[i]);
        }

        return bytes;
    }

    /// <summary>
    /// Reads a flow of exactly the size that is expected; nothing is allocated before the header agrees.
    /// </summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: another kind, shape or
    /// length.</exception>
    public static (float[] X, float[] Y) Read(ReadOnlySpan<byte> file, string name, int width, int height)
    {
        if (file.Length < 12 || !file[1..6].SequenceEqual("NUMPY"u8) || file[0] != 0x93)
            throw Broken(name, "is not an .npy file");
        int prefix = file[6] == 1 ? 10 : 12;
        long length =
            file[6] == 1
                ? BinaryPrimitives.ReadUInt16LittleEndian(file[8..])
                : BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        if (prefix + length > file.Length)
            throw Broken(name, "ends within its header");
        Match header = Header().Match(Encoding.ASCII.GetString(file.Slice(prefix, (int)length)));
        bool half = header.Success && header.Groups["type"].Value == "<f2";
        string expected = string.Create(CultureInfo.InvariantCulture, $"{height},{width},2");
        if (
            !header.Success
            || header.Groups["shape"].Value.Replace(" ", "", StringComparison.Ordinal).TrimEnd(',') != expected
        )
        {
            throw Broken(name, $"is not a float16 or float32 array of shape ({expected}) in C order");
        }

        int bytes = half ? 2 : 4,
            pixels = width * height;
        ReadOnlySpan<byte> data = file[(prefix + (int)length)..];
        if (data.Length != 2L * bytes * pixels)
            throw Broken(name, $"holds {data.Length} bytes of values instead of {2L * bytes * pixels}");
        float[] x = new float[pixels],
            y = new float[pixels];
        for (int i = 0; i < pixels; i++)
            (x[i], y[i]) = (Value(data, 2 * i, half), Value(data, (2 * i) + 1, half));
        return (x, y);
    }

    private static float Value(ReadOnlySpan<byte> data, int index, bool half) =>
        half
            ? (float)BinaryPrimitives.ReadHalfLittleEndian(data[(2 * index)..])
            : BinaryPrimitives.ReadSingleLittleEndian(data[(4 * index)..]);

    private static LightningDragException Broken(string name, string what) =>
        new(ErrorCode.InvalidFile, $"The flow '{name}' {what}; make the pair again or delete it.");

    [GeneratedRegex(
        @"'descr':\s*'(?<type><f[24])'.*'fortran_order':\s*False.*'shape':\s*\((?<shape>[\d,\s]+)\)",
        RegexOptions.Singleline
    )]
    private static partial Regex Header();
}
