using LightningDrag.Weights;
using LightningDrag.Weights.TorchArchives;
using static LightningDrag.Tests.Weights.TorchArchives.HandmadePickle;

namespace LightningDrag.Tests.Weights.TorchArchives;

/// <summary>One archive for each rule about members; the fault must name the file and the member.</summary>
public sealed class HostileArchiveTests : IDisposable
{
    private static readonly byte[] FourFloats = [.. new[] { 1f, 2, 3, 4 }.SelectMany(BitConverter.GetBytes)];
    private static readonly byte[] Sound = Whole(
        Filled(EmptyDictionary, ("a", Tensor(Storage("FloatStorage", "0", 4), 0, [2, 2], [2, 1])))
    );

    private readonly ArchiveFile archive = new();

    public void Dispose() => archive.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_sound_archive_that_the_others_are_made_from_opens(bool zip64)
    {
        using TorchArchive file = TorchArchive.Open(archive.Save(HandmadeArchive.Bytes(Members(), zip64)));
        Assert.Equal(["a"], file.Names);
        Assert.Equal([1f, 2, 3, 4], file.Read("a").data<float>().ToArray());
        Assert.Contains(
            "has no tensor 'b'",
            Assert.Throws<LightningDragException>(() => file.Info("b")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Lengths_and_places_may_stand_in_64_bits()
    {
        HandmadeMember[] members = Members();
        byte[] wide = [1, 0, 16, 0, .. BitConverter.GetBytes(16L), .. BitConverter.GetBytes(16L)];
        members[^1] = members[^1] with { Length = uint.MaxValue, Extra = [0x55, 0x78, 2, 0, 7, 7, .. wide] };
        using TorchArchive file = TorchArchive.Open(archive.Save(HandmadeArchive.Bytes(members)));
        Assert.Equal(4, file.Read("a")[1, 1].item<float>());
        members[^1] = members[^1] with { Extra = wide[..12] };
        archive.AssertRefused(HandmadeArchive.Bytes(members), "'net/data/0' lacks its 64-bit lengths");
        members[^1] = members[^1] with
        {
            Extra = [1, 0, 16, 0, .. BitConverter.GetBytes(-1L), .. BitConverter.GetBytes(-1L)],
        };
        archive.AssertRefused(HandmadeArchive.Bytes(members), "'net/data/0' has a negative length");
    }

    [Fact]
    public void A_member_that_lies_is_refused()
    {
        AssertMemberRefused(m => m with { Method = 8 }, "member 'net/data/0' is compressed");
        AssertMemberRefused(m => m with { Flags = 1 }, "member 'net/data/0' is encrypted");
        AssertMemberRefused(m => m with { Uncompressed = 1 << 30 }, "member 'net/data/0' has two lengths");
        AssertMemberRefused(m => m with { Length = 17 }, "member 'net/data/0' is not within the archive");
        AssertMemberRefused(
            m => m with { Length = uint.MaxValue - 1 },
            "member 'net/data/0' is not within the archive"
        );
        AssertMemberRefused(m => m with { Start = 0 }, "member 'net/data/0' is another where it lies");
        AssertMemberRefused(m => m with { Start = 7 }, "member 'net/data/0' is not within the archive");
        AssertMemberRefused(m => m with { Start = uint.MaxValue - 1 }, "member 'net/data/0' is not within the archive");
        AssertMemberRefused(m => m with { LocalName = "net/data/1" }, "member 'net/data/0' is another where it lies");
        AssertMemberRefused(
            m => m with { Length = 15 },
            "storage of 4 elements of type F32, but its member has 15 bytes"
        );
        AssertMemberRefused(
            m => m with { Data = [.. m.Data, 0] },
            "storage of 4 elements of type F32, but its member has 17 bytes"
        );
        AssertMemberRefused(m => m with { Name = new string('x', 1025) }, "a member's name has 1025 bytes");
    }

    [Theory]
    [InlineData("net/data/../../../etc/passwd", "leads out of the archive")]
    [InlineData("../net/data/0", "leads out of the archive")]
    [InlineData("net/..", "leads out of the archive")]
    [InlineData("/net/data/0", "leads out of the archive")]
    [InlineData("net\\data\\0", "leads out of the archive")]
    [InlineData("net/data/1", "tensor 'a' lies in the member '0', which is not there")]
    [InlineData("archive/data/0", "tensor 'a' lies in the member '0', which is not there")]
    [InlineData("other/data.pkl", "more than one member 'data.pkl'")]
    [InlineData("net/data.pkl", "member 'net/data.pkl' is listed twice")]
    [InlineData("net/byteorder", "member 'net/byteorder' is listed twice")]
    public void A_member_of_another_name_is_refused(string name, string fault) =>
        AssertMemberRefused(m => m with { Name = name }, fault);

    [Fact]
    public void Overlapping_members_are_refused()
    {
        byte[] inner = HandmadeArchive.Bytes([new HandmadeMember("net/data/1", [])]);
        HandmadeMember[] members =
        [
            .. Members(),
            new("net/data/2", inner),
            new HandmadeMember("net/data/1", []) { Start = 0 },
        ];
        uint start = (uint)IndexOf(HandmadeArchive.Bytes(members), inner);
        members[^1] = members[^1] with { Start = start };
        archive.AssertRefused(HandmadeArchive.Bytes(members), "overlaps another");
    }

    [Theory]
    [InlineData("big")]
    [InlineData("")]
    [InlineData("littleendian")]
    public void Numbers_of_another_byte_order_are_refused(string order)
    {
        HandmadeMember[] members = Members();
        members[1] = members[1] with { Data = System.Text.Encoding.UTF8.GetBytes(order) };
        archive.AssertRefused(HandmadeArchive.Bytes(members), "not little-endian");
    }

    [Fact]
    public void An_archive_without_a_pickle_is_refused()
    {
        archive.AssertRefused(HandmadeArchive.Bytes(Members()[1..]), "no member 'data.pkl'");
        archive.AssertRefused(HandmadeArchive.Bytes([]), "no member 'data.pkl'");
        archive.AssertRefused(HandmadeArchive.Bytes([new("data.pkl", Sound)]), "no member 'data.pkl'");
        archive.AssertRefused(HandmadeArchive.Bytes([new("a/b/data.pkl", Sound)]), "no member 'data.pkl'");
    }

    [Fact]
    public void An_archive_cut_short_or_appended_to_is_refused()
    {
        byte[] sound = HandmadeArchive.Bytes(Members());
        for (int length = 22; length < sound.Length; length++)
            archive.AssertRefused(sound[..length], "it was cut short");
        archive.AssertRefused(sound[..21], "it has 21 bytes, and the shortest has 22");
        archive.AssertRefused([.. sound, 0], "something was appended");
    }

    [Theory]
    [InlineData(10, 0xFFFF)]
    [InlineData(10, 2)]
    [InlineData(10, 4)]
    [InlineData(12, 0x7FFF)]
    [InlineData(12, 1)]
    [InlineData(16, 0x7FFF)]
    [InlineData(16, 1)]
    public void An_end_record_that_lies_is_refused(int field, ushort value)
    {
        byte[] bytes = HandmadeArchive.Bytes(Members());
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 22 + field), value);
        archive.AssertRefused(bytes, "list of");
    }

    [Theory]
    [InlineData(-22 - 20 + 8, -1, "64-bit end record is not within it")]
    [InlineData(-22 - 20 + 8, long.MaxValue, "64-bit end record is not within it")]
    [InlineData(-22 - 20 + 8, 0, "64-bit end record is not where it should be")]
    [InlineData(-22 - 20 - 56 + 32, long.MaxValue, "list of")]
    [InlineData(-22 - 20 - 56 + 40, long.MaxValue, "list of")]
    [InlineData(-22 - 20 - 56 + 48, -1, "list of")]
    public void A_64_bit_end_record_that_lies_is_refused(int field, long value, string fault)
    {
        byte[] bytes = HandmadeArchive.Bytes(Members(), zip64: true);
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length + field), value);
        archive.AssertRefused(bytes, fault);
    }

    [Fact]
    public void A_pickle_without_an_archive_is_refused_with_what_to_do()
    {
        byte[] legacy =
        [
            0x80,
            2,
            0x8a,
            10,
            0x6c,
            0xfc,
            0x9c,
            0x46,
            0xf9,
            0x20,
            0x6a,
            0xa8,
            0x50,
            0x19,
            (byte)'.',
            0x80,
            2,
        ];
        var error = Assert.Throws<LightningDragException>(() => WeightSource.Open(archive.Save(legacy)));
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.Contains(".safetensors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_members_cost_no_more_than_twice_the_file()
    {
        byte[] bytes = HandmadeArchive.Bytes([
            .. Members(),
            .. Enumerable.Range(0, 20_000).Select(i => new HandmadeMember($"net/data/x{i}" + new string('é', 400), [])),
        ]);
        string path = archive.Save(bytes);
        TorchArchive.Open(path).Dispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        TorchArchive.Open(path).Dispose();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (2 * bytes.Length) + (10 << 20));
        archive.AssertRefused(
            HandmadeArchive.Bytes([.. Enumerable.Range(0, 20_101).Select(i => new HandmadeMember($"{i}", []))]),
            "its list of 20101 members"
        );
    }

    private static HandmadeMember[] Members() =>
        [new("net/data.pkl", Sound), new("net/byteorder", "little"u8.ToArray()), new("net/data/0", FourFloats)];

    private static int IndexOf(byte[] bytes, byte[] part) => bytes.AsSpan().IndexOf(part);

    private void AssertMemberRefused(Func<HandmadeMember, HandmadeMember> lie, string fault)
    {
        HandmadeMember[] members = Members();
        members[^1] = lie(members[^1]);
        archive.AssertRefused(HandmadeArchive.Bytes(members), fault);
    }
}
