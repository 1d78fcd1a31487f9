using System.Globalization;

namespace LightningDrag.Data.Shards;

/// <summary>Where the files of a run are.</summary>
internal sealed class ShardFolder(string path, WorkerShare share)
{
    /// <summary>Name of the index of a whole set.</summary>
    public const string IndexName = "index.json";

    public string Path => path;

    /// <summary>What is finished, a line a clip.</summary>
    public string Ledger => System.IO.Path.Combine(path, $"{share.FileMark}ledger.jsonl");

    /// <summary>What the shards hold; written last.</summary>
    public string Index => System.IO.Path.Combine(path, share.FileMark + IndexName);

    /// <summary>Finished clips that are not in a shard yet.</summary>
    public string Parts => System.IO.Path.Combine(path, $"{share.FileMark}parts");

    /// <summary>The pairs of one clip.</summary>
    public string Part(int clip) =>
        System.IO.Path.Combine(Parts, string.Create(CultureInfo.InvariantCulture, $"{clip:D7}.tar"));

    /// <summary>Name of a shard.</summary>
    public string ShardName(DataSplit split, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{split.Prefix()}{share.FileMark}{number:D6}.tar");

    /// <summary>Writes a file under another name first, so that it is either whole or not there.</summary>
    public static void WriteWhole(string file, Action<Stream> write)
    {
        string unfinished = file + ".unfinished";
        using (var stream = File.Create(unfinished))
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, file, overwrite: true);
    }
}
