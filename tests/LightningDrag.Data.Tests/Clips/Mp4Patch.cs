using System.Buffers.Binary;
using System.Text;

namespace LightningDrag.Data.Tests.Clips;

/// <summary>
/// Changes the boxes of an MP4 file whose index lies behind its frames, so that nothing else has to move.
/// </summary>
internal static class Mp4Patch
{
    private static readonly string[] Above = ["moov", "trak", "mdia", "minf", "stbl"];

    /// <summary>Says that the picture is to be turned by 90 degrees (the track's matrix).</summary>
    public static byte[] Rotated(byte[] file)
    {
        byte[] patched = [.. file];
        int matrix = Find(patched, "tkhd") + 4 + 40;
        int[] values = [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(patched.AsSpan(matrix + (4 * i)), values[i]);
        return patched;
    }

    /// <summary>
    /// Gives the frames other times: the first <paramref name="count"/> of them last <paramref name="factor"/> times as
    /// long, the rest as long as before.
    /// </summary>
    public static byte[] Retimed(byte[] file, int count, int factor)
    {
        // Box: size, "stts", version and flags, number of entries, then count and duration for each.
        int box = Find(file, "stts") - 4,
            entries = Read(file, box + 12),
            frames = Read(file, box + 16),
            duration = Read(file, box + 20);
        Assert.Equal(1, entries);
        byte[] patched = [.. file[..(box + 24)], .. new byte[8], .. file[(box + 24)..]];
        Write(patched, box, Read(patched, box) + 8);
        Write(patched, box + 12, 2);
        Write(patched, box + 16, count);
        Write(patched, box + 20, duration * factor);
        Write(patched, box + 24, frames - count);
        Write(patched, box + 28, duration);

        // The list of edits would end the clip where it ended before.
        "free"u8.CopyTo(patched.AsSpan(Find(patched, "edts")));
        foreach (string name in Above)
            Write(patched, Find(patched, name) - 4, Read(patched, Find(patched, name) - 4) + 8);
        return patched;
    }

    /// <summary>Takes every frame's duration away.</summary>
    public static byte[] Timeless(byte[] file)
    {
        byte[] patched = [.. file];
        int box = Find(patched, "stts") - 4;
        for (int i = 0; i < Read(patched, box + 12); i++)
            Write(patched, box + 20 + (8 * i), 0);
        return patched;
    }

    private static int Find(byte[] file, string name) => file.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(name));

    private static int Read(byte[] file, int at) => BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));

    private static void Write(byte[] file, int at, int value) =>
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(at), value);
}
