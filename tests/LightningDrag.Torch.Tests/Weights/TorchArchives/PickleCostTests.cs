using LightningDrag.Weights.TorchArchives;
using static LightningDrag.Tests.Weights.TorchArchives.HandmadePickle;

namespace LightningDrag.Tests.Weights.TorchArchives;

/// <summary>Pickles that would cost more memory or stack than their size is worth.</summary>
public sealed class PickleCostTests : HandmadePickleTests
{
    [Fact]
    public void Deep_nesting_exhausts_no_stack()
    {
        AssertRefused("too deep", Nested(9));
        AssertRefused("too deep", Nested(20_000));
        AssertRefused("far more memory", [.. Enumerable.Repeat(Mark, 10_000_000)]);
        // Tuples in tuples are never looked into.
        AssertRefused("not a dictionary of tensors", [EmptyTuple, .. Enumerable.Repeat(new byte[] { 0x85 }, 50_000)]);
    }

    [Fact]
    public void Tensors_that_show_the_same_elements_over_and_over_are_refused()
    {
        byte[] many = new byte[4000];
        byte[] view = Tensor(Storage("ByteStorage", "0", many.Length), 0, [many.Length], [1]);
        byte[] pickle = Whole(
            EmptyDictionary,
            Mark,
            Text("0"),
            view,
            Put(0),
            Join([.. Enumerable.Range(1, 9).Select(i => Join(Text($"{i}"), Get(0)))]),
            "u"u8.ToArray()
        );
        Archive.AssertRefused(HandmadeArchive.Bytes(pickle, ("0", many)), "show the same elements over and over");
    }

    [Fact]
    public void Dense_pickles_cost_ten_megabytes_more_than_twice_their_size_at_most()
    {
        const int Size = 4 << 20;
        byte[] remembered = [.. EmptyTuple, .. Put(0)],
            entries = Join([.. Enumerable.Range(0, 200_000).Select(i => Join(Text($"{i:x}"), None))]);
        byte[][] dense =
        [
            Repeat(EmptyDictionary),
            Repeat(EmptyTuple),
            Repeat(Mark),
            Repeat(None),
            Repeat(Number(7)),
            Repeat([0x8a, 0]),
            Repeat(Text("")),
            Repeat(Text("abcdefgh")),
            Repeat(OrderedDictionary),
            Repeat(SixFloats),
            Repeat(Sound),
            Repeat(Global("torch", "FloatStorage")),
            Text(new string('x', Size)),
            [.. EmptyTuple, .. Repeat([0x85])],
            [.. Mark, .. Repeat(None), (byte)'t'],
            [.. Repeat([.. Mark, (byte)'t'])],
            [.. EmptyDictionary, .. Mark, .. entries, (byte)'u'],
            [.. remembered, .. Join([.. Enumerable.Range(1, 500_000).Select(Put)])],
            [
                .. EmptyDictionary,
                .. Text(new string('x', 10_000)),
                .. EmptyDictionary,
                .. Mark,
                .. Join([
                    .. Enumerable
                        .Range(0, 19_000)
                        .Select(i => Join(Text($"{i}"), i == 0 ? Join(Sound, Put(0)) : Get(0))),
                ]),
                (byte)'u',
                (byte)'s',
            ],
        ];
        // what the first call compiles is not the file's
        Archive.AssertRefused(HandmadeArchive.Bytes(Whole(dense[0])), "far more memory");
        foreach (byte[] pickle in dense)
        {
            string path = Archive.Save(HandmadeArchive.Bytes(Whole(pickle), ("0", Elements)));
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal(
                ErrorCode.InvalidFile,
                Assert.Throws<LightningDragException>(() => TorchArchive.Open(path).Dispose()).Code
            );
            Assert.InRange(
                GC.GetAllocatedBytesForCurrentThread() - before,
                0,
                (2 * new FileInfo(path).Length) + (10 << 20)
            );
        }

        static byte[] Repeat(byte[] operation) =>
            [.. Enumerable.Repeat(operation, Size / operation.Length).SelectMany(o => o)];
    }

    /// <summary>Dictionaries in dictionaries.</summary>
    private static byte[] Nested(int depth) =>
        [
            .. Enumerable.Range(0, depth).SelectMany(_ => Join(EmptyDictionary, Text("d"))),
            .. EmptyDictionary,
            .. Enumerable.Repeat((byte)'s', depth),
        ];
}
