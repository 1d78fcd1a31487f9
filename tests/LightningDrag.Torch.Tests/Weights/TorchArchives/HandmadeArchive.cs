using System.Text;

namespace LightningDrag.Tests.Weights.TorchArchives;

/// <summary>A member of an archive, and the lies about it.</summary>
internal sealed record HandmadeMember(string Name, byte[] Data)
{
    /// <summary>Its name where it lies, if another than in the list of members.</summary>
    public string? LocalName { get; init; }

    public ushort Method { get; init; }

    public ushort Flags { get; init; }

    /// <summary>Both lengths in the list of members, if others than the data's.</summary>
    public uint? Length { get; init; }

    /// <summary>The length before compression, if another than <see cref="Length"/>.</summary>
    public uint? Uncompressed { get; init; }

    /// <summary>Where it lies, if not where it was put.</summary>
    public uint? Start { get; init; }

    /// <summary>Further fields in the list of members.</summary>
    public byte[] Extra { get; init; } = [];
}

/// <summary>The bytes of zip archives such as PyTorch writes, and such as it does not.</summary>
internal static class HandmadeArchive
{
    /// <summary>What every archive needs, and members for storages.</summary>
    public static byte[] Bytes(byte[] pickle, params (string Key, byte[] Data)[] storages) =>
        Bytes([
            new("net/data.pkl", pickle),
            new("net/byteorder", "little"u8.ToArray()),
            .. storages.Select(s => new HandmadeMember($"net/data/{s.Key}", s.Data)),
        ]);

    public static byte[] Bytes(IReadOnlyList<HandmadeMember> members, bool zip64 = false)
    {
        using var archive = new MemoryStream();
        using var writer = new BinaryWriter(archive);
        var starts = new List<uint>();
        foreach (HandmadeMember member in members)
        {
            starts.Add((uint)archive.Position);
            byte[] name = Encoding.UTF8.GetBytes(member.LocalName ?? member.Name);
            writer.Write(0x04034b50);
            writer.Write(new byte[22]);
            writer.Write((ushort)name.Length);
            writer.Write((ushort)0);
            writer.Write(name);
            writer.Write(member.Data);
        }

        long directory = archive.Position;
        foreach ((HandmadeMember member, uint start) in members.Zip(starts))
            WriteEntry(writer, member, start);
        WriteEnd(writer, members.Count, directory, zip64);
        return archive.ToArray();
    }

    private static void WriteEntry(BinaryWriter writer, HandmadeMember member, uint start)
    {
        byte[] name = Encoding.UTF8.GetBytes(member.Name);
        uint length = member.Length ?? (uint)member.Data.Length;
        writer.Write(0x02014b50);
        writer.Write(0); // versions
        writer.Write(member.Flags);
        writer.Write(member.Method);
        writer.Write(new byte[8]); // time, CRC-32
        writer.Write(length);
        writer.Write(member.Uncompressed ?? length);
        writer.Write((ushort)name.Length);
        writer.Write((ushort)member.Extra.Length);
        writer.Write(new byte[10]); // comment, disk, attributes
        writer.Write(member.Start ?? start);
        writer.Write(name);
        writer.Write(member.Extra);
    }

    private static void WriteEnd(BinaryWriter writer, int count, long directory, bool zip64)
    {
        long end = writer.BaseStream.Position;
        if (zip64)
        {
            writer.Write(0x06064b50);
            writer.Write(44L);
            writer.Write(new byte[12]); // versions, disks
            writer.Write((long)count);
            writer.Write((long)count);
            writer.Write(end - directory);
            writer.Write(directory);
            writer.Write(0x07064b50);
            writer.Write(0);
            writer.Write(end);
            writer.Write(1);
        }

        writer.Write(0x06054b50);
        writer.Write(0);
        writer.Write(zip64 ? ushort.MaxValue : (ushort)count);
        writer.Write(zip64 ? ushort.MaxValue : (ushort)count);
        writer.Write(zip64 ? uint.MaxValue : (uint)(end - directory));
        writer.Write(zip64 ? uint.MaxValue : (uint)directory);
        writer.Write((ushort)0);
    }
}
