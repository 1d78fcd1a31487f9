using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LightningDrag.Training.Pairs;

/// <summary>
/// Pairs in folders, as loose members or in tar files (WebDataset), by number: opening reads names and places only, so that any number of pairs costs little
/// memory and a pair is read where it lies.
/// </summary>
internal sealed class PairLibrary : ISupervisionPairs
{
    private const long LargestMember = 64 << 20;

    private readonly Entry[] entries;

    private PairLibrary(Entry[] entries)
    {
        this.entries = entries;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entry in entries)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(entry.Key));
            foreach (var (suffix, place) in entry.Members.OrderBy(m => m.Key, StringComparer.Ordinal)) hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"|{suffix}|{place.Length}")));
        }

        Version = $"{entries.Length} pairs {Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8))}";
    }

    /// <inheritdoc/>
    public int Count => entries.Length;

    /// <inheritdoc/>
    public string Version { get; }

    /// <summary>Lists the pairs of some folders, in the order of their keys within each container.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: a folder is missing, a tar file is broken, or there is no pair at all.</exception>
    public static PairLibrary Open(IEnumerable<string> folders)
    {
        string[] all = [.. folders];
        if (Array.Find(all, folder => !Directory.Exists(folder)) is { } missing) throw new LightningDragException(ErrorCode.InvalidFile, $"There is no folder of pairs '{missing}'.");
        Entry[] entries = [.. all.SelectMany(folder => Loose(folder).Concat(Directory.EnumerateFiles(folder, "*.tar").Order(StringComparer.Ordinal).SelectMany(Tar)))];
        return entries.Length > 0
            ? new PairLibrary(entries)
            : throw new LightningDragException(ErrorCode.InvalidFile, $"There are no pairs in {string.Join(", ", all.Select(folder => $"'{folder}'"))}: a folder of pairs holds KEY.source.png, KEY.target.png, KEY.mask.png and KEY.json, or tar files of these.");
    }

    /// <inheritdoc/>
    public string KeyOf(int number) => entries[number].Key;

    /// <inheritdoc/>
    public SupervisionPair Read(int number)
    {
        var entry = entries[number];
        return new PairMembers(entry.Key, entry.Members.ToDictionary(m => m.Key, m => Bytes(m.Value))).Decode();
    }

    private static IEnumerable<Entry> Loose(string folder) =>
        Group(Directory.EnumerateFiles(folder).Where(file => !file.EndsWith(".tar", StringComparison.Ordinal)).Select(file => (file, new Place(file, 0, new FileInfo(file).Length))));

    private static IEnumerable<Entry> Tar(string file)
    {
        var members = new List<(string, Place)>();
        try
        {
            using var stream = File.OpenRead(file);
            using var tar = new TarReader(stream);
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || entry.Length == 0) continue;
                members.Add((entry.Name, new Place(file, entry.DataOffset, entry.Length)));
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new LightningDragException(ErrorCode.InvalidFile, $"'{file}' is no tar file or is cut off; make it again.", exception);
        }

        return Group(members);
    }

    private static IEnumerable<Entry> Group(IEnumerable<(string Name, Place Place)> members) => members
        .Select(member => (Name: Split(Path.GetFileName(member.Name)), member.Place))
        .Where(member => PairMembers.IsKnown(member.Name.Suffix))
        .GroupBy(member => member.Name.Key)
        .Where(group => group.Any(member => member.Name.Suffix.StartsWith("source.", StringComparison.Ordinal)))
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => new Entry(group.Key, group.DistinctBy(member => member.Name.Suffix).ToDictionary(member => member.Name.Suffix, member => member.Place)));

    private static byte[] Bytes(Place place)
    {
        if (place.Length > LargestMember) throw new LightningDragException(ErrorCode.InvalidFile, $"A member of '{place.File}' has {place.Length} bytes; the most that a pair's may have is {LargestMember}.");
        var bytes = new byte[place.Length];
        using var file = File.OpenHandle(place.File);
        return RandomAccess.Read(file, bytes, place.Offset) == bytes.Length
            ? bytes
            : throw new LightningDragException(ErrorCode.InvalidFile, $"'{place.File}' became shorter while it was read; start again.");
    }

    // "clip_0001_03.source.png" → ("clip_0001_03", "source.png").
    private static (string Key, string Suffix) Split(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
    }

    private sealed record Entry(string Key, IReadOnlyDictionary<string, Place> Members);

    private readonly record struct Place(string File, long Offset, long Length);
}
