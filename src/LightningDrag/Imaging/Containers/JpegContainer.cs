using System.Buffers.Binary;

namespace LightningDrag.Imaging.Containers;

/// <summary>JPEG's marker segments (ITU-T T.81, annex B): reads the orientation in APP1 and the colour profile in APP2 (ICC.1:2022,
/// annex B.4), and puts a profile in.</summary>
internal static class JpegContainer
{
    private const byte Marker = 0xFF, StartOfScan = 0xDA, EndOfImage = 0xD9, App0 = 0xE0, App1 = 0xE1, App2 = 0xE2;

    /// <summary>Most profile bytes of a segment: its 16-bit length counts itself, the name, the number and the count.</summary>
    private const int SegmentBytes = 65_535 - 2 - 14;

    /// <summary>The first three bytes of every JPEG.</summary>
    public static ReadOnlySpan<byte> Signature => [Marker, 0xD8, Marker];

    private static ReadOnlySpan<byte> ProfileName => "ICC_PROFILE\0"u8;

    private static ReadOnlySpan<byte> ExifName => "Exif\0\0"u8;

    /// <summary>Walks the segments up to the first scan.</summary>
    public static ImageContainer Read(ReadOnlySpan<byte> file)
    {
        var facts = new ImageContainer();
        var parts = new SortedDictionary<int, byte[]>();
        int at = 2, count = 0, found = 0;
        while (TrySegment(file, ref at, out byte marker, out ReadOnlySpan<byte> data) && marker != StartOfScan)
        {
            if (marker is >= 0xC0 and <= 0xC3 && data.Length > 0) facts = facts with { BitsPerChannel = data[0] };
            if (marker == App1 && data.StartsWith(ExifName)) facts = facts with { Orientation = ExifOrientation.Parse(data[ExifName.Length..]) };
            if (marker != App2 || !data.StartsWith(ProfileName) || data.Length < ProfileName.Length + 2) continue;
            (int number, count) = (data[ProfileName.Length], data[ProfileName.Length + 1]);
            parts[number] = data[(ProfileName.Length + 2)..].ToArray();
            found++;
        }

        // Behind the first scan's header, since a thumbnail before it has an end of its own.
        facts = facts with { IsComplete = file[at..].LastIndexOf([Marker, EndOfImage]) >= 0 };
        if (found == 0) return facts;
        return found == count && parts.Count == count && parts.ContainsKey(1) && parts.ContainsKey(count)
            ? facts.WithProfile([.. parts.Values.SelectMany(part => part)])
            : facts.WithoutProfile("lacks a part");
    }

    /// <summary>The same file with <paramref name="profile"/> in as many APP2 segments as it needs, behind the JFIF header.</summary>
    public static byte[] Insert(ReadOnlySpan<byte> file, byte[] profile)
    {
        int insertAt = 2;
        int next = 2;
        if (TrySegment(file, ref next, out byte marker, out _) && marker == App0) insertAt = next;
        int count = (profile.Length + SegmentBytes - 1) / SegmentBytes;
        if (count > byte.MaxValue) throw new ArgumentException($"A JPEG holds at most {byte.MaxValue} parts of a profile, not {count}.", nameof(profile));

        using var result = new MemoryStream(checked(file.Length + profile.Length + (count * 18)));
        result.Write(file[..insertAt]);
        Span<byte> length = stackalloc byte[2];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> part = profile.AsSpan(i * SegmentBytes, Math.Min(SegmentBytes, profile.Length - (i * SegmentBytes)));
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(part.Length + 2 + ProfileName.Length + 2));
            result.Write([Marker, App2, .. length]);
            result.Write(ProfileName);
            result.Write([(byte)(i + 1), (byte)count]);
            result.Write(part);
        }

        result.Write(file[insertAt..]);
        return result.ToArray();
    }

    /// <summary>The segment at <paramref name="at"/>, which then moves behind it; false where none begins or it reaches beyond the file.</summary>
    private static bool TrySegment(ReadOnlySpan<byte> file, ref int at, out byte marker, out ReadOnlySpan<byte> data)
    {
        marker = 0;
        data = default;
        while (at + 1 < file.Length && file[at] == Marker && file[at + 1] == Marker) at++; // fill bytes
        if (at + 4 > file.Length || file[at] != Marker) return false;
        marker = file[at + 1];
        int length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        if (length < 2 || length > file.Length - at - 2) return false;
        data = file.Slice(at + 4, length - 2);
        at += 2 + length;
        return true;
    }
}
