using System.Buffers.Binary;
using System.Text;

namespace LightningDrag.Weights.TorchArchives;

/// <summary>Where a member's bytes lie in the archive.</summary>
internal readonly record struct ZipMember(long Start, long Length);

/// <summary>
/// The members of a zip archive (PKWARE's APPNOTE) of the kind that PyTorch writes: stored without compression, one
/// after the other. So a member is a part of the file, and no member is longer than it looks.
/// </summary>
internal static class ZipDirectory
{
    /// <summary>A member for each tensor, and a few that say how the archive was written.</summary>
    private const int MaxMembers = SafetensorsFormat.MaxEntries + 100;

    private const int MaxNameBytes = 1024,
        MaxDirectoryBytes = MaxMembers * (CentralBytes + MaxNameBytes);
    private const uint CentralSignature = 0x02014b50,
        LocalSignature = 0x04034b50;
    private const int CentralBytes = 46,
        LocalBytes = 30;
    private const int Encrypted = 1;

    /// <summary>Reads the members' names and places.</summary>
    /// <exception cref="InvalidDataException">Any fault; the message is the part of a sentence that says
    /// which.</exception>
    public static Dictionary<string, ZipMember> Read(MappedFile map)
    {
        ZipEndRecord end = ZipEndRecord.Find(map);
        if (end.Count > MaxMembers || end.Length > MaxDirectoryBytes || end.Count * CentralBytes > end.Length)
        {
            throw new InvalidDataException(
                $"its list of {end.Count} members in {end.Length} bytes is not sound, or beyond the limit of "
                    + $"{MaxMembers}"
            );
        }

        var members = map.Lend(end.Start, (int)end.Length, directory => ReadEntries(directory, (int)end.Count));
        // The directory says where a member's own header lies; the bytes begin behind that.
        foreach ((string name, ZipMember member) in members)
            members[name] = SkipHeader(map, end.Start, name, member);
        CheckOverlap(members);
        return members;
    }

    private static Dictionary<string, ZipMember> ReadEntries(ReadOnlySpan<byte> directory, int count)
    {
        var members = new Dictionary<string, ZipMember>(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            if (
                directory.Length < CentralBytes
                || BinaryPrimitives.ReadUInt32LittleEndian(directory) != CentralSignature
            )
                throw BrokenOff(i);
            int nameLength = UInt16(directory, 28),
                extraLength = UInt16(directory, 30),
                entryLength = CentralBytes + nameLength + extraLength + UInt16(directory, 32);
            if (entryLength > directory.Length)
                throw BrokenOff(i);
            if (nameLength > MaxNameBytes)
                throw new InvalidDataException(
                    $"a member's name has {nameLength} bytes, and {MaxNameBytes} is the limit"
                );

            string name = Encoding.UTF8.GetString(directory.Slice(CentralBytes, nameLength));
            if (
                !members.TryAdd(
                    name,
                    ReadEntry(name, directory, directory.Slice(CentralBytes + nameLength, extraLength))
                )
            )
                throw Fault(name, "is listed twice");
            directory = directory[entryLength..];
        }

        return directory.Length == 0
            ? members
            : throw new InvalidDataException(
                $"its list of members has {directory.Length} bytes more than its {count} members take"
            );
    }

    private static ZipMember ReadEntry(string name, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> extra)
    {
        if (LeadsOut(name))
            throw Fault(name, "has a name that leads out of the archive");
        if ((UInt16(entry, 8) & Encrypted) != 0)
            throw Fault(name, "is encrypted");
        if (UInt16(entry, 10) != 0)
            throw Fault(name, "is compressed, which PyTorch's never are");

        ReadOnlySpan<byte> wide = Zip64Field(extra);
        long length = Number(name, entry[24..], ref wide),
            stored = Number(name, entry[20..], ref wide),
            header = Number(name, entry[42..], ref wide);
        return length == stored ? new ZipMember(header, length) : throw Fault(name, "has two lengths");
    }

    private static bool LeadsOut(string name) =>
        name.StartsWith('/')
        || name.Contains('\\', StringComparison.Ordinal)
        || name.StartsWith("../", StringComparison.Ordinal)
        || name.Contains("/../", StringComparison.Ordinal)
        || name.EndsWith("/..", StringComparison.Ordinal);

    /// <summary>A 32-bit number or, where its bits are all ones, the next 64-bit one.</summary>
    private static long Number(string name, ReadOnlySpan<byte> narrow, ref ReadOnlySpan<byte> wide)
    {
        uint number = BinaryPrimitives.ReadUInt32LittleEndian(narrow);
        if (number != uint.MaxValue)
            return number;
        if (wide.Length < sizeof(long))
            throw Fault(name, "lacks its 64-bit lengths");
        long result = BinaryPrimitives.ReadInt64LittleEndian(wide);
        wide = wide[sizeof(long)..];
        return result >= 0 ? result : throw Fault(name, "has a negative length or place");
    }

    /// <summary>Content of the extra field of kind 1: the numbers too large for 32 bits.</summary>
    private static ReadOnlySpan<byte> Zip64Field(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int kind = UInt16(extra, 0),
                length = Math.Min(UInt16(extra, 2), extra.Length - 4);
            if (kind == 1)
                return extra.Slice(4, length);
            extra = extra[(4 + length)..];
        }

        return [];
    }

    private static ZipMember SkipHeader(MappedFile map, long limit, string name, ZipMember member)
    {
        Span<byte> header = stackalloc byte[LocalBytes];
        if (member.Start > limit - LocalBytes)
            throw Fault(name, "is not within the archive");
        map.Copy(member.Start, header);
        int nameLength = UInt16(header, 26);
        long start = member.Start + LocalBytes + nameLength + UInt16(header, 28);
        if (start > limit || member.Length > limit - start)
            throw Fault(name, "is not within the archive");
        bool isKnown =
            BinaryPrimitives.ReadUInt32LittleEndian(header) == LocalSignature
            && nameLength <= MaxNameBytes
            && IsName(map, member.Start + LocalBytes, nameLength, name);
        return isKnown ? new ZipMember(start, member.Length) : throw Fault(name, "is another where it lies");
    }

    private static bool IsName(MappedFile map, long start, int length, string name)
    {
        Span<byte> found = stackalloc byte[MaxNameBytes],
            expected = stackalloc byte[3 * MaxNameBytes]; // UTF-8 of at most as many characters
        map.Copy(start, found[..length]);
        return found[..length].SequenceEqual(expected[..Encoding.UTF8.GetBytes(name, expected)]);
    }

    private static void CheckOverlap(Dictionary<string, ZipMember> members)
    {
        long end = 0;
        foreach ((string name, ZipMember member) in members.OrderBy(m => m.Value.Start))
        {
            if (member.Start < end)
                throw Fault(name, "overlaps another");
            end = member.Start + member.Length;
        }
    }

    private static int UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static InvalidDataException BrokenOff(int index) =>
        new($"its list of members breaks off at number {index}");

    private static InvalidDataException Fault(string name, string what) =>
        new($"its member {SafetensorsFormat.Quote(name)} {what}");
}
