using System.Formats.Tar;
using System.Text;

namespace LightningDrag.Data.Shards.Reading;

/// <summary>
/// Finds the pairs in a tar file by its headers alone. The file is not trusted: names are never used as paths, sizes
/// must fit into the file, only plain files count, and what is broken ends the scan with a reason in place of an
/// exception.
/// </summary>
internal static class TarScan
{
    private const int Block = 512;
    private const int SizeField = 124;
    private const int TypeField = 156;

    /// <summary>Most bytes of one pair.</summary>
    private const long LargestPair = 256L << 20;

    /// <summary>Most bytes of a header that goes before the real one (long names, PAX attributes).</summary>
    private const long LargestExtension = 64 << 10;

    /// <param name="shard">The tar file.</param>
    /// <param name="pairs">Gets the pairs, in the file's order.</param>
    /// <param name="faults">Gets a sentence for each thing that is wrong.</param>
    public static void Scan(string shard, ICollection<PairEntry> pairs, ICollection<string> faults)
    {
        string? key = null;
        long start = 0,
            end = 0;
        try
        {
            using var file = File.OpenRead(shard);
            using var tar = new TarReader(file);
            while (HeaderIsBounded(file, end) && tar.GetNextEntry() is { } entry)
            {
                // Links have no data; everything else ends at a whole block.
                long next =
                    entry.DataOffset < 0
                        ? end + Block
                        : entry.DataOffset + ((entry.Length + Block - 1) / Block * Block);
                if (entry.Length < 0 || next > file.Length)
                    throw new EndOfStreamException($"'{Shown(entry.Name)}' is cut off");
                var (name, suffix) = StoredPair.SplitName(Path.GetFileName(entry.Name));
                bool isMember =
                    entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile
                    && StoredPair.IsMember(suffix);
                if (!isMember || name != key)
                {
                    Close();
                    (key, start) = (isMember ? name : null, end);
                }

                if (isMember && entry.Length > PairEntry.LargestMember)
                {
                    faults.Add(
                        $"'{shard}': '{Shown(entry.Name)}' is larger than {PairEntry.LargestMember >> 20} MiB, "
                            + $"the most a member of a pair may have."
                    );
                    key = null;
                }

                end = next;
            }

            Close();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException || IsDamage(error))
        {
            // The pair that was begun is not whole.
            faults.Add($"'{shard}' is no tar file or is cut off ({error.Message}); make it again.");
        }

        void Close()
        {
            if (key is null)
                return;
            if (end - start > LargestPair)
                faults.Add($"'{shard}': the pair '{Shown(key)}' is larger than {LargestPair >> 20} MiB.");
            else
                pairs.Add(new ShardPairEntry(key, shard, start, end - start));
        }
    }

    /// <summary>Whether reading a broken tar file ends in this.</summary>
    public static bool IsDamage(Exception error) =>
        error
            is InvalidDataException
                or EndOfStreamException
                or FormatException
                or ArgumentException
                or OverflowException
                or NotSupportedException;

    // The reader would hold such a header in memory, however long it says it is.
    private static bool HeaderIsBounded(FileStream file, long at)
    {
        Span<byte> header = stackalloc byte[Block];
        if (RandomAccess.Read(file.SafeFileHandle, header, at) < Block)
            return true;
        if (header[TypeField] is not ((byte)'x' or (byte)'g' or (byte)'L' or (byte)'K'))
            return true;
        ReadOnlySpan<byte> digits = header.Slice(SizeField, 12).Trim(" \0"u8);
        long size = 0;
        foreach (byte digit in digits)
            size = digit is >= (byte)'0' and <= (byte)'7' ? (size * 8) + digit - '0' : long.MaxValue / 16;
        return size <= LargestExtension ? true : throw new InvalidDataException("a header is too long");
    }

    private static string Shown(string name)
    {
        var shown = new StringBuilder();
        foreach (char c in name.AsSpan(0, Math.Min(80, name.Length)))
            shown.Append(char.IsControl(c) ? '?' : c);
        return shown.ToString();
    }
}
