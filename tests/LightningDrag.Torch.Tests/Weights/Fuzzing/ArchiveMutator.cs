using LightningDrag.Tests.Weights.TorchArchives;
using LightningDrag.Weights.Pickles;
using static LightningDrag.Tests.Weights.TorchArchives.HandmadePickle;

namespace LightningDrag.Tests.Weights.Fuzzing;

/// <summary>
/// Archives of torch.save with a few faults each: in the pickle, in the members and what is said of them, or in the
/// file's bytes.
/// </summary>
internal static class ArchiveMutator
{
    private static readonly byte[] Operations = [.. Enum.GetValues<PickleOpcode>().Select(o => (byte)o)];

    private static readonly byte[][] Fragments =
    [
        Global("os", "system"),
        Global("torch", "DoubleStorage"),
        OrderedDictionary,
        EmptyTuple,
        EmptyDictionary,
        Mark,
        Reduce,
        Build,
        None,
        Truth(true),
        Number(0),
        Number(6),
        Number(-1),
        Number(int.MaxValue),
        Number(long.MaxValue),
        Number(long.MinValue),
        Text("a"),
        Text("storage"),
        Get(0),
        Get(1),
        Put(2),
        "X\xff\xff\xff\xff"u8.ToArray(),
        [0x8a, 255],
        "Q"u8.ToArray(),
        "s"u8.ToArray(),
        "u"u8.ToArray(),
        "t"u8.ToArray(),
        "."u8.ToArray(),
    ];

    private static readonly uint[] Lengths = [0, 1, 6, 23, 25, 255, 65535, int.MaxValue, uint.MaxValue];

    private static readonly HandmadeMember[] Sound =
    [
        new("net/data.pkl", Pickle()),
        new("net/byteorder", "little"u8.ToArray()),
        new("net/data/0", new byte[24]),
        new("net/data/1", new byte[16]),
        new("net/data/2", [0, 1, 2, 3]),
        new("net/version", "3\n"u8.ToArray()),
    ];

    /// <summary>One such file.</summary>
    public static byte[] Next(Random random)
    {
        HandmadeMember[] members = [.. Sound];
        // Mostly the pickle: it has most of the rules.
        switch (random.Next(8))
        {
            case < 5:
                members[0] = members[0] with { Data = MutatePickle(random) };
                break;
            case < 7:
                members = MutateMembers(members, random);
                break;
            default:
                break; // the file's bytes alone
        }

        byte[] bytes = HandmadeArchive.Bytes(members, zip64: random.Next(4) == 0);
        if (ReferenceEquals(members[0].Data, Sound[0].Data) || random.Next(20) == 0)
            FlipBytes(bytes, random);
        return random.Next(20) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private static byte[] Pickle()
    {
        byte[] floats = Storage("FloatStorage", "0", 6),
            halves = Storage("HalfStorage", "1", 8),
            flags = Storage("BoolStorage", "2", 4);
        return Whole(
            Filled(
                OrderedDictionary,
                ("weight", Join(Tensor(floats, 0, [2, 3], [3, 1]), Put(0))),
                ("tied", Get(0)),
                ("transposed", Parameter(Tensor(halves, 0, [2, 4], [1, 2]))),
                (
                    "inner",
                    Filled(EmptyDictionary, ("mask", Tensor(flags, 1, [3], [1])), ("none", Tensor(flags, 4, [0], [1])))
                )
            ),
            Put(1),
            Filled(
                EmptyDictionary,
                ("_metadata", Filled(OrderedDictionary, ("", Filled(EmptyDictionary, ("version", Number(1))))))
            ),
            Build
        );
    }

    private static byte[] MutatePickle(Random random)
    {
        var pickle = new List<byte>(Sound[0].Data);
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            if (random.Next(2) == 0)
                pickle[random.Next(pickle.Count)] = Operations[random.Next(Operations.Length)];
            else
                ByteEdits.Apply(pickle, random, Fragments);
        }

        return [.. pickle];
    }

    /// <summary>Members left out, doubled, exchanged or renamed, and other lengths and places for them.</summary>
    private static HandmadeMember[] MutateMembers(HandmadeMember[] members, Random random)
    {
        int one = random.Next(members.Length),
            other = random.Next(members.Length);
        HandmadeMember member = members[one];
        switch (random.Next(7))
        {
            case 0:
                return [.. members[..one], .. members[(one + 1)..]];
            case 1:
                return [.. members, member];
            case 2:
                member = member with { Data = members[other].Data };
                break;
            case 3:
                member = member with
                {
                    Name = members[other].Name,
                    LocalName = random.Next(2) == 0 ? member.Name : null,
                };
                break;
            case 4:
                member = member with
                {
                    Length = Lengths[random.Next(Lengths.Length)],
                    Extra = [1, 0, 16, 0, .. BitConverter.GetBytes(random.NextInt64()), .. new byte[8]],
                };
                break;
            case 5:
                member = member with { Start = random.Next(3) == 0 ? uint.MaxValue : (uint)random.Next(400) };
                break;
            default:
                member = member with { Method = (ushort)random.Next(3), Flags = (ushort)random.Next(3) };
                break;
        }

        members[one] = member;
        return members;
    }

    private static void FlipBytes(byte[] bytes, Random random)
    {
        for (int flips = random.Next(1, 4); flips > 0; flips--)
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
    }
}
