using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LightningDrag.Data.Shards;

/// <summary>
/// Writes the pairs of one clip as a piece of a tar file: its entries without the blocks that end an archive, so that a
/// shard is nothing but its pieces one after the other. Nothing in it depends on when or where it was written.
/// </summary>
internal sealed class PartWriter : IDisposable
{
    /// <summary>Two empty blocks end a tar file.</summary>
    public const int EndBytes = 1024;

    private const int LongestName = 60;
    private readonly Stream stream;
    private readonly TarWriter tar;
    private readonly string prefix;
    private int pairs;

    public PartWriter(Stream stream, string clip)
    {
        this.stream = stream;
        tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true);
        prefix = Prefix(clip);
    }

    public void Add(IEnumerable<(string Suffix, byte[] Bytes)> members)
    {
        string key = string.Create(CultureInfo.InvariantCulture, $"{prefix}_{pairs++:D4}");
        foreach (var (suffix, bytes) in members)
        {
            using var data = new MemoryStream(bytes);
            tar.WriteEntry(
                new UstarTarEntry(TarEntryType.RegularFile, $"{key}.{suffix}")
                {
                    DataStream = data,
                    ModificationTime = DateTimeOffset.UnixEpoch,
                    Mode =
                        UnixFileMode.UserRead
                        | UnixFileMode.UserWrite
                        | UnixFileMode.GroupRead
                        | UnixFileMode.OtherRead,
                }
            );
        }
    }

    /// <summary>Ends the piece; how many bytes it has.</summary>
    public long Finish()
    {
        tar.Dispose();
        if (pairs > 0)
            stream.SetLength(stream.Length - EndBytes);
        return stream.Length;
    }

    public void Dispose() => tar.Dispose();

    // A key has no dot (what follows the first one is the member); the hash keeps a/x.mp4, b/x.mp4 and x.mov apart.
    private static string Prefix(string clip)
    {
        string name = Path.GetFileNameWithoutExtension(clip);
        var safe = new StringBuilder();
        foreach (char c in name.AsSpan(0, Math.Min(name.Length, LongestName)))
            safe.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_');
        return $"{safe}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(clip)).AsSpan(0, 4))}";
    }
}
