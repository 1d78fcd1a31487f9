using System.Text;
using System.Text.Json;

namespace LightningDrag.Data.Shards;

/// <summary>
/// Which clips are finished, a line each, below a line that says what the run is. A clip's line is added after its
/// pairs are safe; a line that a kill cut off is as good as not written. While it is open no second run can open it.
/// </summary>
internal sealed class ClipLedger : IDisposable
{
    private readonly FileStream file;
    private readonly Dictionary<int, ClipRecord> records = [];

    private ClipLedger(FileStream file) => this.file = file;

    /// <summary>Finished clips by number.</summary>
    public IReadOnlyDictionary<int, ClipRecord> Records => records;

    /// <summary>Opens or begins the ledger of a run.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: another run is going on there,
    /// or one of other options or clips has been.</exception>
    public static ClipLedger Open(string path, RunHeader header)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"Another run is writing '{path}'; wait for it, or give each run its --shard i/n.",
                error
            );
        }

        try
        {
            var ledger = new ClipLedger(file);
            ledger.Load(path, header);
            return ledger;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Adds a finished clip.</summary>
    public void Add(ClipRecord record)
    {
        Append(JsonSerializer.SerializeToUtf8Bytes(record, ShardJson.Default.ClipRecord));
        records[record.Number] = record;
    }

    public void Dispose() => file.Dispose();

    private void Load(string path, RunHeader header)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        byte[] wanted = JsonSerializer.SerializeToUtf8Bytes(header, ShardJson.Default.RunHeader);
        int end = bytes.AsSpan().IndexOf((byte)'\n');
        if (end < 0)
        {
            file.SetLength(0);
            Append(wanted);
            return;
        }

        if (!bytes.AsSpan(0, end).SequenceEqual(wanted))
        {
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"'{Path.GetDirectoryName(path)}' holds a run with other options or clips "
                    + $"({Difference(bytes.AsSpan(0, end), wanted)}); give the same again, or another --output."
            );
        }

        int start = end + 1;
        while (bytes.AsSpan(start).IndexOf((byte)'\n') is var length and >= 0)
        {
            if (Parse(bytes.AsSpan(start, length)) is not { } record)
                break;
            records[record.Number] = record;
            start += length + 1;
        }

        file.SetLength(start);
        file.Position = start;
    }

    private static ClipRecord? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ShardJson.Default.ClipRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Append(byte[] line)
    {
        file.Write([.. line, (byte)'\n']);
        file.Flush(flushToDisk: true);
    }

    // The first place where the two lines part, with what stands there.
    private static string Difference(ReadOnlySpan<byte> there, ReadOnlySpan<byte> here)
    {
        int at = there.CommonPrefixLength(here),
            from = Math.Max(0, there[..at].LastIndexOf((byte)','));
        return $"there {Excerpt(there, from)}, here {Excerpt(here, from)}";
    }

    private static string Excerpt(ReadOnlySpan<byte> line, int from)
    {
        ReadOnlySpan<byte> rest = line[Math.Min(line.Length, from)..].TrimStart((byte)',');
        int end = rest.IndexOfAny((byte)',', (byte)'}');
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }
}
