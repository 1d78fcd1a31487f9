using System.Text;
using LightningDrag.Weights;

namespace LightningDrag.Tests.Weights;

/// <summary>One file for each rule that the reader enforces; the fault must name the file and the tensor.</summary>
public sealed class HostileSafetensorsTests : IDisposable
{
    private const string Sound = """ "a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]} """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_sound_file_that_the_others_are_made_from_opens()
    {
        using SafetensorsFile file = Open(
            $$"""{ "__metadata__":{"k":"v"}, {{Sound}}, "e":{"dtype":"I8","shape":[0,9],"data_offsets":[8,8]} }   """,
            8
        );
        Assert.Equal("v", file.Metadata["k"]);
        Assert.Equal(2, file.ReadArray<float>("a").Length);
        Assert.Empty(file.ReadArray<sbyte>("e"));
    }

    [Theory]
    [InlineData("F8_E4M3", "[8]", "[0,8]", "has the dtype 'F8_E4M3', which is none of F64, F32")]
    [InlineData("f32", "[2]", "[0,8]", "has the dtype 'f32'")]
    [InlineData("F32", "[3]", "[0,8]", "of dtype F32 and shape [3] does not fill its 8 bytes exactly")]
    [InlineData("F32", "[]", "[0,8]", "does not fill its 8 bytes exactly")]
    [InlineData("F32", "[0]", "[0,8]", "does not fill its 8 bytes exactly")]
    [InlineData("U8", "[8]", "[0,9]", "has data_offsets [0, 9], which are not within the file's 8 bytes of data")]
    [InlineData("U8", "[0]", "[9,9]", "not within")]
    [InlineData("U8", "[8]", "[8,0]", "not within")]
    [InlineData("U8", "[7]", "[1,8]", "leaves 1 unused bytes before it")]
    [InlineData("U8", "[8]", "[0]", "does not have two data_offsets")]
    [InlineData("U8", "[8]", "[0,8,8]", "has a data_offsets of more than 2 numbers")]
    [InlineData("U8", "[-8]", "[0,8]", "has a shape with an entry that is not a whole number")]
    [InlineData("U8", "[8]", "[-8,0]", "has a data_offsets with an entry that is not a whole number")]
    [InlineData("U8", "[8.0]", "[0,8]", "not a whole number")]
    [InlineData("U8", "[8e0]", "[0,8]", "not a whole number")]
    [InlineData("U8", "[\"8\"]", "[0,8]", "not a whole number")]
    [InlineData("U8", "[{}]", "[0,8]", "not a whole number")]
    [InlineData("U8", "[9223372036854775808]", "[0,8]", "not a whole number")]
    [InlineData("U8", "[9223372036854775807,3]", "[0,8]", "overflows")]
    [InlineData("U8", "[4294967296,4294967296,4294967296]", "[0,8]", "overflows")]
    [InlineData("U8", "[4294967297,4294967296]", "[0,8]", "overflows")]
    [InlineData("U8", "[0,4294967296,4294967296]", "[0,0]", "overflows")]
    [InlineData("F64", "[2305843009213693953]", "[0,8]", "does not fill")]
    [InlineData("U8", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,8]", "[0,8]", "has a shape of more than 16 numbers")]
    [InlineData("U8", "8", "[0,8]", "has a shape that is not an array")]
    [InlineData("U8", "null", "[0,8]", "has a shape that is not an array")]
    public void A_tensor_that_lies_is_refused(string type, string shape, string offsets, string fault) =>
        AssertRefused(
            $"{{{HandmadeSafetensors.Tensor("a.weight", type, shape, offsets)}}}",
            8,
            "tensor 'a.weight'",
            fault
        );

    [Theory]
    [InlineData("[0,8]", "[4,12]", "[12,16]", "tensor 'b' overlaps")]
    [InlineData("[0,8]", "[0,8]", "[8,12]", "tensor 'b' overlaps")]
    [InlineData("[0,8]", "[8,16]", "[4,8]", "tensor 'c' overlaps")]
    [InlineData("[0,8]", "[8,16]", "[20,24]", "tensor 'c' leaves 4 unused bytes before it")]
    [InlineData("[0,8]", "[8,16]", "[16,20]", "4 bytes follow its last tensor")]
    public void Tensors_must_tile_the_data(string first, string second, string third, string fault)
    {
        string[] tensors =
        [
            HandmadeSafetensors.Tensor("a", "F32", "[2]", first),
            HandmadeSafetensors.Tensor("b", "F32", "[2]", second),
            HandmadeSafetensors.Tensor("c", "F32", "[]", third),
        ];
        AssertRefused($"{{{string.Join(",", tensors)}}}", 24, fault);
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("7", "not a JSON object")]
    [InlineData("{} {}", "not valid JSON")]
    [InlineData("{}x", "not valid JSON")]
    [InlineData("{/*comment*/}", "not valid JSON")]
    [InlineData("{}", "8 bytes follow its last tensor")]
    [InlineData("{ $, $ }", "tensor 'a' stands in its header twice")]
    [InlineData("{ $, }", "not valid JSON")]
    [InlineData(
        "{ $, \"\\u0061\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[8,8]} }",
        "tensor 'a' stands in its header twice"
    )]
    [InlineData("{ \"a\":[] }", "tensor 'a' is not described by a JSON object")]
    [InlineData("{ \"a\":{} }", "tensor 'a' has no dtype")]
    [InlineData("{ \"a\":{\"dtype\":\"F32\"} }", "tensor 'a' has no shape")]
    [InlineData("{ \"a\":{\"dtype\":32} }", "tensor 'a' has a dtype that is not a string")]
    [InlineData("{ \"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"} }", "tensor 'a' has 'dtype' twice")]
    [InlineData("{ \"a\":{\"format\":\"pt\"} }", "tensor 'a' has 'format' twice or where it does not belong")]
    [InlineData("{ \"a\":{\"shape\":[[1]]} }", "tensor 'a' has a shape with an entry that is not a whole number")]
    [InlineData("{ \"\\ud800\":{} }", "not valid JSON")]
    [InlineData("{ \"__metadata__\":{\"k\":1} }", "__metadata__ 'k' is not a string")]
    [InlineData("{ \"__metadata__\":{\"k\":{}} }", "__metadata__ 'k' is not a string")]
    [InlineData("{ \"__metadata__\":{\"k\":null} }", "__metadata__ 'k' is not a string")]
    [InlineData("{ \"__metadata__\":{\"k\":\"v\",\"k\":\"v\"} }", "__metadata__ has 'k' twice")]
    [InlineData("{ \"__metadata__\":{}, \"__metadata__\":{} }", "__metadata__ stands in its header twice")]
    [InlineData("{ \"__metadata__\":[] }", "__metadata__ is not a JSON object")]
    public void A_header_that_is_not_the_formats_is_refused(string header, string fault) =>
        AssertRefused(header.Replace("$", Sound, StringComparison.Ordinal), 8, fault);

    [Fact]
    public void A_header_deep_enough_to_exhaust_a_stack_is_refused() =>
        AssertRefused(new string('[', 1_000_000), 0, "not a JSON object");

    [Fact]
    public void Text_that_is_not_utf8_is_refused()
    {
        byte[] header = Encoding.UTF8.GetBytes("""{"é":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""");
        header[Array.IndexOf(header, (byte)0xC3)] = 0xFF;
        AssertRefused(HandmadeSafetensors.Bytes(header, 8), "not valid JSON");
    }

    [Theory]
    [InlineData(0, "it has 0 bytes")]
    [InlineData(7, "it has 7 bytes")]
    [InlineData(8, "its header should have 58 bytes, but the file has 8")]
    [InlineData(40, "its header should have 58 bytes, but the file has 40")]
    [InlineData(70, "not within the file's 4 bytes")]
    public void A_file_cut_short_is_refused(int length, string fault) =>
        AssertRefused(HandmadeSafetensors.Bytes("{" + Sound.Trim() + "    }", 8)[..length], fault);

    [Theory]
    [InlineData(100_000_001)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void A_header_length_beyond_file_or_limit_is_refused(long length) =>
        AssertRefused([.. BitConverter.GetBytes(length), (byte)'{', (byte)'}'], "its header should have");

    [Fact]
    public void The_header_limit_holds_in_a_file_that_is_long_enough()
    {
        using (FileStream file = File.Create(folder["sparse"]))
        {
            file.Write(BitConverter.GetBytes(100_000_001L));
            file.SetLength(200_000_000);
        }

        AssertRefusedAt(folder["sparse"], "100000000 is the limit");
    }

    [Fact]
    public void A_name_cannot_write_to_the_terminal_or_flood_it()
    {
        LightningDragException error = AssertRefused(
            $$"""{ "\u001b[2J{{new string('x', 5000)}}":{} }""",
            0,
            "'?[2Jxxx"
        );
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.True(error.Message.Length < 400);
    }

    [Fact]
    public void Dense_headers_cost_ten_megabytes_more_than_twice_their_size_at_most()
    {
        string ones = "[" + string.Join(",", Enumerable.Repeat("1", 16)) + "]",
            text = new('t', 1 << 21);
        (string Header, int Data)[] dense =
        [
            (Many(19_999, i => HandmadeSafetensors.Tensor($"{i}", "U8", "[0]", "[0,0]")), 0),
            (Many(19_999, i => HandmadeSafetensors.Tensor($"{i}", "U8", ones, $"[{i},{i + 1}]")), 19_999),
            ($$"""{"__metadata__":{{Many(19_999, i => $"\"{i}\":\"\"")}} }""", 0),
            ($$"""{"__metadata__":{{Many(8, i => $"\"{i}\":\"\\n{text}\"")}} }""", 0),
        ];
        foreach ((string header, int data) in dense)
        {
            string path = Save(HandmadeSafetensors.Bytes(header, data));
            SafetensorsFile.Open(path).Dispose(); // what the first call compiles and pools is not the file's
            long before = GC.GetAllocatedBytesForCurrentThread();
            SafetensorsFile.Open(path).Dispose();
            Assert.InRange(
                GC.GetAllocatedBytesForCurrentThread() - before,
                0,
                (2 * new FileInfo(path).Length) + (10 << 20)
            );
        }
    }

    [Theory]
    [InlineData(true, "it lists more than 20000 tensors")]
    [InlineData(false, "__metadata__ has more than 20000 entries")]
    public void More_entries_than_the_limit_are_refused(bool tensors, string fault) =>
        AssertRefused(
            tensors
                ? Many(20_001, i => HandmadeSafetensors.Tensor($"{i}", "U8", "[0]", "[0,0]"))
                : $$"""{"__metadata__":{{Many(20_001, i => $"\"{i}\":\"\"")}} }""",
            0,
            fault
        );

    [Fact]
    public void A_text_beyond_the_limit_is_refused() =>
        AssertRefused(
            $$"""{"__metadata__":{"k":"{{new string('x', (1 << 22) + 1)}}"} }""",
            0,
            "a text of more than 4194304 bytes"
        );

    [Fact]
    public void A_bool_that_is_neither_true_nor_false_counts_as_true()
    {
        // the bytes 0, 1, 2, 3
        using SafetensorsFile file = Open($"{{{HandmadeSafetensors.Tensor("b", "BOOL", "[4]", "[0,4]")}}}", 4);
        Assert.Equal([false, true, true, true], file.ReadArray<bool>("b"));
    }

    [Fact]
    public void What_is_no_file_is_refused_without_waiting()
    {
        Assert.Contains("does not exist", Refusal(folder["none"]).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Refusal(folder.Path).Message, StringComparison.Ordinal);
        if (File.Exists("/dev/zero"))
            Assert.Contains("it has 0 bytes", Refusal("/dev/zero").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_are_followed()
    {
        File.CreateSymbolicLink(folder["l"], Save(HandmadeSafetensors.Bytes($"{{{Sound}}}", 8)));
        using SafetensorsFile file = SafetensorsFile.Open(folder["l"]);
        Assert.Equal(["a"], file.Names);
    }

    [Fact]
    public void A_closed_file_says_so()
    {
        SafetensorsFile file = Open($"{{{Sound}}}", 8);
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.ReadArray<float>("a"));
    }

    private static string Many(int count, Func<int, string> entry) =>
        "{" + string.Join(",", Enumerable.Range(0, count).Select(entry)) + "}";

    private static LightningDragException Refusal(string path)
    {
        var error = Assert.Throws<LightningDragException>(() => SafetensorsFile.Open(path).Dispose());
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal);
        return error;
    }

    private LightningDragException AssertRefused(string header, int dataLength, params string[] faults) =>
        AssertRefused(HandmadeSafetensors.Bytes(header, dataLength), faults);

    private LightningDragException AssertRefused(byte[] bytes, params string[] faults) =>
        AssertRefusedAt(Save(bytes), faults);

    private static LightningDragException AssertRefusedAt(string path, params string[] faults)
    {
        LightningDragException error = Refusal(path);
        Assert.All(faults, fault => Assert.Contains(fault, error.Message, StringComparison.Ordinal));
        return error;
    }

    private SafetensorsFile Open(string header, int dataLength) =>
        SafetensorsFile.Open(Save(HandmadeSafetensors.Bytes(header, dataLength)));

    private string Save(byte[] bytes)
    {
        string path = folder["file.safetensors"];
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
