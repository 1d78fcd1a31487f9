using LightningDrag.Weights.Pickles;
using static TorchSharp.torch;

namespace LightningDrag.Weights.TorchArchives;

/// <summary>
/// The weights in a zip archive of torch.save (PyTorch 1.6 and later; .bin, .pt, .ckpt), memory-mapped: a pickle says
/// what the tensors are, a member each holds their elements. Opening reads the pickle, without executing anything, and
/// checks every tensor against the archive; a tensor is copied when asked for. Tensors in dictionaries of dictionaries
/// are named by the keys joined by dots.
/// </summary>
internal sealed class TorchArchive : IWeightSource
{
    /// <summary>What the pickle may allocate beyond the file's size: enough for 10,000 tensors.</summary>
    private const long AllowanceBytes = 8 << 20;

    private const int MaxPickleBytes = 1 << 28;
    private const string Pickle = "/data.pkl",
        Kind = "PyTorch archive",
        Remedy = "download it again, or take its .safetensors form";

    private readonly string path;
    private readonly MappedFile map;
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    private TorchArchive(string path, MappedFile map)
    {
        (this.path, this.map) = (path, map);
        var members = ZipDirectory.Read(map);
        string folder = Folder(members);
        CheckByteOrder(members, folder);
        ZipMember pickle = members[folder + Pickle];
        if (pickle.Length > MaxPickleBytes)
            throw new InvalidDataException($"its pickle has {pickle.Length} bytes, and {MaxPickleBytes} is the limit");

        var allowance = new Allowance(AllowanceBytes + map.Length);
        var tensors = map.Lend(
            pickle.Start,
            (int)pickle.Length,
            bytes => StateDictionary.Flatten(PickleMachine.Load(bytes, TorchVocabulary.Instance, allowance), allowance)
        );
        foreach ((string name, TorchTensor tensor) in tensors)
            entries.Add(name, Place(name, tensor, members, folder));
        // Tied tensors share a storage; but views of a few elements could be copied any number of times.
        if (
            entries.Values.Sum(e =>
                (decimal)Math.Max(e.Tensor.Span, e.Tensor.Count) * SafetensorsFormat.BytesOf(e.Info.Type)
            )
            > 2m * map.Length
        )
        {
            throw new InvalidDataException("its tensors show the same elements over and over");
        }

        map.Release(0, map.Length);
    }

    /// <inheritdoc/>
    public string Path => path;

    /// <inheritdoc/>
    public IEnumerable<string> Names => entries.Keys;

    /// <summary>Opens an archive and checks it.</summary>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidFile"/>: missing, unreadable, or not sound: not an archive of stored members, a
    /// pickle with anything but tensors in dictionaries, a tensor that is not within its storage, a storage that is not
    /// its member's size.
    /// </exception>
    public static TorchArchive Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return UntrustedFile.Open(path, Kind, Remedy, ZipEndRecord.Bytes, map => new TorchArchive(path, map));
    }

    /// <inheritdoc/>
    public bool Contains(string name) => entries.ContainsKey(name);

    /// <inheritdoc/>
    public TensorInfo Info(string name) => Find(name).Info;

    /// <inheritdoc/>
    public Tensor Read(string name)
    {
        Entry entry = Find(name);
        if (entry.Tensor.IsContiguous)
            return map.ReadTensor(entry.Start, entry.Info.Type, entry.Tensor.Shape);
        using Tensor span = map.ReadTensor(entry.Start, entry.Info.Type, [entry.Tensor.Span]);
        using Tensor view = span.as_strided(entry.Tensor.Shape, entry.Tensor.Strides);
        return view.contiguous();
    }

    /// <inheritdoc/>
    public void CopyTo(string name, Tensor destination)
    {
        Entry entry = Find(name);
        if (entry.Tensor.IsContiguous)
        {
            map.CopyTensor(entry.Start, entry.Info.Type, destination);
            return;
        }

        using Tensor saved = Read(name);
        destination.copy_(saved);
    }

    /// <summary>Closes the file; tensors already read stay.</summary>
    public void Dispose() => map.Dispose();

    /// <summary>The folder that everything lies in: named by the file that was saved, or "archive".</summary>
    private static string Folder(Dictionary<string, ZipMember> members)
    {
        string[] pickles =
        [
            .. members
                .Keys.Where(name =>
                    name.IndexOf('/', StringComparison.Ordinal) == name.Length - Pickle.Length
                    && name.EndsWith(Pickle, StringComparison.Ordinal)
                )
                .Take(2),
        ];
        return pickles.Length == 1
            ? pickles[0][..^Pickle.Length]
            : throw new InvalidDataException(
                $"it has {(pickles.Length == 0 ? "no" : "more than one")} member 'data.pkl'"
            );
    }

    private void CheckByteOrder(Dictionary<string, ZipMember> members, string folder)
    {
        if (!members.TryGetValue(folder + "/byteorder", out ZipMember member))
            return;
        Span<byte> order = stackalloc byte[6];
        if (member.Length == order.Length)
            map.Copy(member.Start, order);
        if (!order.SequenceEqual("little"u8))
            throw new InvalidDataException("its numbers are not little-endian");
    }

    private static Entry Place(string name, TorchTensor tensor, Dictionary<string, ZipMember> members, string folder)
    {
        TorchStorage storage = tensor.Storage;
        int elementBytes = SafetensorsFormat.BytesOf(storage.Type);
        if (!members.TryGetValue($"{folder}/data/{storage.Key}", out ZipMember member))
            throw Fault(name, $"lies in the member {SafetensorsFormat.Quote(storage.Key)}, which is not there");
        if (storage.Count > member.Length / elementBytes || storage.Count * elementBytes != member.Length)
        {
            throw Fault(
                name,
                $"lies in a storage of {storage.Count} elements of type "
                    + $"{SafetensorsFormat.NameOf(storage.Type)}, but its member has {member.Length} bytes"
            );
        }

        var info = new TensorInfo(name, storage.Type, tensor.Shape, tensor.Count)
        {
            ByteLength = tensor.Count * elementBytes,
        };
        return new Entry(info, tensor, member.Start + (tensor.Offset * elementBytes));
    }

    private Entry Find(string name) =>
        entries.TryGetValue(name, out Entry entry)
            ? entry
            : throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"'{path}' has no tensor {SafetensorsFormat.Quote(name)}: it is another kind of file than expected."
            );

    private static InvalidDataException Fault(string name, string what) =>
        new($"tensor {SafetensorsFormat.Quote(name)} {what}");

    private readonly record struct Entry(TensorInfo Info, TorchTensor Tensor, long Start);
}
