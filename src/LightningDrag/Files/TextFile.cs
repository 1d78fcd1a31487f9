using System.Text;

namespace LightningDrag.Files;

/// <summary>
/// Text that people's editors and shells have written: UTF-8 with or without a byte-order mark, or UTF-16 and UTF-32
/// with one.
/// </summary>
internal static class TextFile
{
    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a text file as UTF-8 without a mark; also from a pipe, which does not know its length.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">How large it may be; of a larger one a byte more is returned.</param>
    public static byte[] Read(string path, long mostBytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return Read(file, mostBytes);
    }

    /// <inheritdoc cref="Read(string, long)"/>
    public static byte[] Read(Stream file, long mostBytes)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[16_384];
        for (int read; whole.Length <= mostBytes && (read = file.Read(buffer)) > 0; )
            whole.Write(buffer, 0, (int)Math.Min(read, mostBytes + 1 - whole.Length));
        return ToUtf8(whole.ToArray());
    }

    /// <summary>The same text as UTF-8 without a mark.</summary>
    public static byte[] ToUtf8(byte[] text) =>
        text switch
        {
            [0xEF, 0xBB, 0xBF, ..] => text[Utf8Mark.Length..],
            [0xFF, 0xFE, 0, 0, ..] => Encoding.Convert(Encoding.UTF32, Encoding.UTF8, text, 4, text.Length - 4),
            [0xFF, 0xFE, ..] => Encoding.Convert(Encoding.Unicode, Encoding.UTF8, text, 2, text.Length - 2),
            [0xFE, 0xFF, ..] => Encoding.Convert(Encoding.BigEndianUnicode, Encoding.UTF8, text, 2, text.Length - 2),
            _ => text,
        };
}
