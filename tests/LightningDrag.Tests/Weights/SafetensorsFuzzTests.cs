using System.Text;
using LightningDrag.Weights;

namespace LightningDrag.Tests.Weights;

public class SafetensorsFuzzTests
{
    private const int Files = 5_000;
    private const int DataBytes = 80;

    /// <summary>Error text and stack traces, whatever the file's size.</summary>
    private const int AllocationOfAnError = 64 << 10;

    private static readonly string[] Fragments =
    [
        "[", "]", "{", "}", ",", ":", "\"", "\\", "\\u0000", "-", "0", "9", "1e9", "9223372036854775807", "18446744073709551616", "null",
        "\"shape\":", "\"dtype\":\"F64\"", "[4294967296,4294967296]", "__metadata__", "\u00ff",
    ];

    [Fact]
    public void Mutated_files_open_soundly_or_give_the_error()
    {
        using var folder = new TemporaryFolder();
        byte[] sound = Sound();
        var random = new Random(20260101);
        int opened = 0;
        for (int i = 0; i < Files; i++)
        {
            byte[] bytes = Mutate(sound, random);
            string path = folder[$"{i % 8}"];
            File.WriteAllBytes(path, bytes);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using SafetensorsFile file = SafetensorsFile.Open(path);
                Assert.Equal(bytes.Length, 8 + BitConverter.ToInt64(bytes) + file.Tensors.Sum(ReadAll(file)));
                opened++;
            }
            catch (LightningDragException e)
            {
                Assert.Equal(ErrorCode.InvalidFile, e.Code);
                Assert.Contains(path, e.Message, StringComparison.Ordinal);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (2 * bytes.Length) + AllocationOfAnError);
        }

        Assert.InRange(opened, Files / 50, Files / 2); // both ways out were taken
    }

    /// <summary>Number of bytes that reading a tensor gave.</summary>
    private static Func<TensorInfo, long> ReadAll(SafetensorsFile file) => tensor => SafetensorsFormat.NameOf(tensor.Type) switch
    {
        "F64" => 8L * file.ReadArray<double>(tensor.Name).Length,
        "F32" => 4L * file.ReadArray<float>(tensor.Name).Length,
        "F16" => 2L * file.ReadArray<Half>(tensor.Name).Length,
        "BF16" => 2L * file.ReadArray<ushort>(tensor.Name).Length,
        "I64" => 8L * file.ReadArray<long>(tensor.Name).Length,
        "I32" => 4L * file.ReadArray<int>(tensor.Name).Length,
        "I16" => 2L * file.ReadArray<short>(tensor.Name).Length,
        "I8" => file.ReadArray<sbyte>(tensor.Name).Length,
        "U8" => file.ReadArray<byte>(tensor.Name).Length,
        _ => file.ReadArray<bool>(tensor.Name).Length,
    };

    private static byte[] Sound()
    {
        string[] entries =
        [
            """ "__metadata__":{"step":"1200","note":"caf\u00e9"} """,
            HandmadeFile.Tensor("conv.weight", "F32", "[2,3,2]", "[0,48]"),
            HandmadeFile.Tensor("conv.bias", "F16", "[4]", "[48,56]"),
            HandmadeFile.Tensor("steps", "I64", "[]", "[56,64]"),
            HandmadeFile.Tensor("empty", "F64", "[0,5]", "[64,64]"),
            HandmadeFile.Tensor("mask", "BOOL", "[8]", "[64,72]"),
            HandmadeFile.Tensor("pixels", "U8", "[2,2,2]", "[72,80]"),
        ];
        return HandmadeFile.Bytes("{" + string.Join(",", entries) + "}", DataBytes);
    }

    private static byte[] Mutate(byte[] sound, Random random)
    {
        var header = new List<byte>(sound[8..^DataBytes]);
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            int at = random.Next(header.Count);
            switch (random.Next(5))
            {
                case 0: header[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: header[at] = (byte)random.Next(256); break;
                case 2: ReplaceDigit(header, at, random); break;
                case 3: header.InsertRange(at, Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)])); break;
                default: header.RemoveRange(at, Math.Min(random.Next(1, 20), header.Count - at - 1)); break;
            }
        }

        byte[] bytes = HandmadeFile.Bytes([.. header], DataBytes);
        // Rarely, because nothing behind the length is looked at where it does not fit.
        if (random.Next(10) == 0) bytes[random.Next(8)] = (byte)random.Next(256);
        return random.Next(10) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private static void ReplaceDigit(List<byte> bytes, int from, Random random)
    {
        int digit = bytes.FindIndex(from, b => char.IsAsciiDigit((char)b));
        if (digit >= 0) bytes[digit] = (byte)('0' + random.Next(10));
    }
}
