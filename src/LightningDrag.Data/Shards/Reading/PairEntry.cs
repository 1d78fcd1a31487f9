using System.Formats.Tar;

namespace LightningDrag.Data.Shards.Reading;

/// <summary>A pair that is stored somewhere and not read yet.</summary>
/// <param name="key">Its name.</param>
public abstract class PairEntry(string key)
{
    /// <summary>Most bytes of one member.</summary>
    internal const long LargestMember = 64 << 20;

    /// <summary>Name of the pair.</summary>
    public string Key => key;

    /// <summary>Reads the pair's members.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: the file is gone, changed or too
    /// large.</exception>
    public StoredPair Read()
    {
        try
        {
            return new StoredPair(key, ReadMembers());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException || TarScan.IsDamage(error))
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"The pair '{key}' cannot be read ({error.Message}); build the pairs again.",
                error
            );
        }
    }

    private protected abstract Dictionary<string, byte[]> ReadMembers();
}

/// <summary>A pair whose members lie one after the other in a tar file.</summary>
internal sealed class ShardPairEntry(string key, string shard, long start, long length) : PairEntry(key)
{
    private protected override Dictionary<string, byte[]> ReadMembers()
    {
        var bytes = new byte[length];
        using (var file = File.OpenHandle(shard))
        {
            for (int done = 0, read; done < bytes.Length; done += read)
            {
                read = RandomAccess.Read(file, bytes.AsSpan(done), start + done);
                if (read == 0)
                    throw new EndOfStreamException("the shard has become shorter");
            }
        }

        Dictionary<string, byte[]> members = [];
        using var tar = new TarReader(new MemoryStream(bytes));
        while (tar.GetNextEntry() is { } entry)
        {
            var (_, suffix) = StoredPair.SplitName(Path.GetFileName(entry.Name));
            if (entry.DataStream is null || !StoredPair.IsMember(suffix))
                continue;
            var content = new byte[entry.Length];
            entry.DataStream.ReadExactly(content);
            members[suffix] = content;
        }

        return members;
    }
}

/// <summary>A pair whose members are files of a folder.</summary>
internal sealed class LoosePairEntry(string key, IReadOnlyList<string> files) : PairEntry(key)
{
    private protected override Dictionary<string, byte[]> ReadMembers() =>
        files.ToDictionary(file => StoredPair.SplitName(Path.GetFileName(file)).Suffix, ReadBounded);

    private static byte[] ReadBounded(string file)
    {
        if (new FileInfo(file).Length > LargestMember)
            throw new IOException($"'{file}' is larger than {LargestMember >> 20} MiB");
        return File.ReadAllBytes(file);
    }
}
