using System.Formats.Tar;
using LightningDrag.Training.Pairs;

namespace LightningDrag.Evaluation.Pairs;

/// <summary>Pairs of video frames, as loose members in a folder or in its tar files (or one tar file), ordered by key.</summary>
/// <param name="path">The folder or the tar file.</param>
/// <param name="limit">Take at most so many, evenly spread over the keys of a folder, the first ones of a tar file; 0 takes all.</param>
internal sealed class StoredEvaluationPairs(string path, int limit = 0) : IEvaluationPairs
{
    private const long LargestMember = 64 << 20;

    /// <inheritdoc/>
    public string Name => "real";

    /// <inheritdoc/>
    public IEnumerable<SupervisionPair> Read()
    {
        if (File.Exists(path)) return Limited(ReadTar(path));
        if (!Directory.Exists(path)) throw new LightningDragException(ErrorCode.InvalidFile, $"There is no folder or tar file of pairs '{path}'.");
        string[] tars = [.. Directory.EnumerateFiles(path, "*.tar").Order(StringComparer.Ordinal)];
        return tars.Length > 0 ? Limited(tars.SelectMany(ReadTar)) : ReadLoose();
    }

    private IEnumerable<SupervisionPair> Limited(IEnumerable<SupervisionPair> pairs) => limit > 0 ? pairs.Take(limit) : pairs;

    private IEnumerable<SupervisionPair> ReadLoose()
    {
        var files = Directory.EnumerateFiles(path).Select(file => (File: file, Name: Split(Path.GetFileName(file)))).Where(f => PairMembers.IsKnown(f.Name.Suffix));
        var groups = files.GroupBy(f => f.Name.Key).Where(g => g.Any(f => f.Name.Suffix.StartsWith("source.", StringComparison.Ordinal))).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        if (groups.Count == 0) throw new LightningDragException(ErrorCode.InvalidFile, $"The folder '{path}' holds no pairs (no *.source.png or *.source.jpg, no *.tar).");
        int count = limit > 0 ? Math.Min(limit, groups.Count) : groups.Count;
        for (int i = 0; i < count; i++)
        {
            var group = groups[(int)((long)i * groups.Count / count)];
            yield return new PairMembers(group.Key, group.ToDictionary(f => f.Name.Suffix, f => ReadBounded(f.File))).Decode();
        }
    }

    // The members of one pair lie together in a tar file (WebDataset).
    private static IEnumerable<SupervisionPair> ReadTar(string file)
    {
        using var stream = File.OpenRead(file);
        using var tar = new TarReader(stream);
        string? key = null;
        Dictionary<string, byte[]> members = [];
        while (Next(tar, file) is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || entry.DataStream is null) continue;
            var name = Split(Path.GetFileName(entry.Name));
            if (!PairMembers.IsKnown(name.Suffix)) continue;
            if (name.Key != key && key is not null)
            {
                yield return new PairMembers(key, members).Decode();
                members = [];
            }

            key = name.Key;
            if (entry.Length > LargestMember) throw TooLarge($"{file}: {entry.Name}");
            using var memory = new MemoryStream();
            entry.DataStream.CopyTo(memory);
            members[name.Suffix] = memory.ToArray();
        }

        if (key is not null) yield return new PairMembers(key, members).Decode();
    }

    private static TarEntry? Next(TarReader tar, string file)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new LightningDragException(ErrorCode.InvalidFile, $"'{file}' is no tar file or is cut off; make it again.", exception);
        }
    }

    private static byte[] ReadBounded(string file)
    {
        if (new FileInfo(file).Length > LargestMember) throw TooLarge(file);
        return File.ReadAllBytes(file);
    }

    private static LightningDragException TooLarge(string name) =>
        new(ErrorCode.InvalidFile, $"'{name}' is larger than {LargestMember >> 20} MiB, the most a member of a pair may have.");

    // "clip_0001_03.source.png" → ("clip_0001_03", "source.png").
    private static (string Key, string Suffix) Split(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
    }
}
