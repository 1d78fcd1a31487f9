using System.Text;

namespace LightningDrag.Tests.Weights.Fuzzing;

/// <summary>
/// Safetensors files with a few faults each, most of them in the header, of which nearly all checks are.
/// </summary>
internal static class SafetensorsMutator
{
    private const int DataBytes = 80;

    private static readonly byte[][] Fragments =
    [
        .. new[]
        {
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "\"",
            "\\",
            "\\u0000",
            "-",
            "0",
            "9",
            "1e9",
            "9223372036854775807",
            "18446744073709551616",
            "null",
            "\"shape\":",
            "\"dtype\":\"F64\"",
            "[4294967296,4294967296]",
            "__metadata__",
            "\u00ff",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[] Header = Encoding.UTF8.GetBytes(
        "{"
            + string.Join(
                ",",
                """ "__metadata__":{"step":"1200","note":"caf\u00e9"} """,
                HandmadeSafetensors.Tensor("conv.weight", "F32", "[2,3,2]", "[0,48]"),
                HandmadeSafetensors.Tensor("conv.bias", "F16", "[4]", "[48,56]"),
                HandmadeSafetensors.Tensor("steps", "I64", "[]", "[56,64]"),
                HandmadeSafetensors.Tensor("empty", "F64", "[0,5]", "[64,64]"),
                HandmadeSafetensors.Tensor("mask", "BOOL", "[8]", "[64,72]"),
                HandmadeSafetensors.Tensor("pixels", "U8", "[2,2,2]", "[72,80]")
            )
            + "}"
    );

    /// <summary>One such file.</summary>
    public static byte[] Next(Random random)
    {
        var header = new List<byte>(Header);
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            if (random.Next(3) == 0)
                ReplaceDigit(header, random.Next(header.Count), random);
            else
                ByteEdits.Apply(header, random, Fragments);
        }

        byte[] bytes = HandmadeSafetensors.Bytes([.. header], DataBytes);
        // Rarely, because nothing behind the length is looked at where it does not fit.
        if (random.Next(10) == 0)
            bytes[random.Next(8)] = (byte)random.Next(256);
        return random.Next(10) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private static void ReplaceDigit(List<byte> bytes, int from, Random random)
    {
        int digit = bytes.FindIndex(from, b => char.IsAsciiDigit((char)b));
        if (digit >= 0)
            bytes[digit] = (byte)('0' + random.Next(10));
    }
}
