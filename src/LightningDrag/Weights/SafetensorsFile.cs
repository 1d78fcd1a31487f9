using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LightningDrag.Weights;

/// <summary>
/// A safetensors file, memory-mapped: opening reads and checks the header only, each tensor is copied when asked for.
/// Safe for files from strangers and for use from several threads. The file must not be shortened while it is open;
/// replacing it by renaming is harmless. Format: https://github.com/huggingface/safetensors (8 bytes of header length,
/// JSON header, data without holes).
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly string path;
    private readonly MappedFile map;
    private readonly long dataStart;
    private readonly Dictionary<string, TensorInfo> tensors;
    private readonly Dictionary<string, string> metadata;

    private SafetensorsFile(string path, MappedFile map)
    {
        (this.path, this.map) = (path, map);
        ulong headerLength = map.Lend(0, SafetensorsFormat.PrefixBytes, BinaryPrimitives.ReadUInt64LittleEndian);
        if (
            headerLength > SafetensorsFormat.MaxHeaderBytes
            || (long)headerLength > map.Length - SafetensorsFormat.PrefixBytes
        )
        {
            throw new InvalidDataException(
                $"its header should have {headerLength} bytes, but the file has {map.Length} and "
                    + $"{SafetensorsFormat.MaxHeaderBytes} is the limit"
            );
        }

        dataStart = SafetensorsFormat.PrefixBytes + (long)headerLength;
        (tensors, metadata) = map.Lend(
            SafetensorsFormat.PrefixBytes,
            (int)headerLength,
            header => SafetensorsHeaderParser.Parse(header, map.Length - dataStart)
        );
    }

    /// <summary>Free text that the file carries, such as the training step; empty where it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>Names of the tensors.</summary>
    public IReadOnlyCollection<string> Names => tensors.Keys;

    /// <summary>Where it was opened.</summary>
    internal string Path => path;

    /// <summary>The whole file.</summary>
    internal MappedFile Map => map;

    /// <summary>Name, element type and shape of each tensor.</summary>
    public IReadOnlyCollection<TensorInfo> Tensors => tensors.Values;

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidFile"/>: missing, unreadable, or not sound: a header that is too long or not the
    /// expected JSON; a tensor of an unknown type, listed twice, or whose place is outside the file, overlaps another's
    /// or does not fit its shape.
    /// </exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return UntrustedFile.Open(
            path,
            "safetensors file",
            "download or write it again",
            SafetensorsFormat.PrefixBytes,
            map => new SafetensorsFile(path, map)
        );
    }

    /// <summary>Whether the file has a tensor of that name.</summary>
    public bool Contains(string name) => tensors.ContainsKey(name);

    /// <summary>Element type and shape of a tensor.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: the file has no such
    /// tensor.</exception>
    public TensorInfo Info(string name) =>
        tensors.TryGetValue(name, out TensorInfo? tensor)
            ? tensor
            : throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"'{path}' has no tensor {SafetensorsFormat.Quote(name)}: it is another kind of file than expected."
            );

    /// <summary>Where in the file a tensor's elements begin.</summary>
    internal long StartOf(TensorInfo tensor) => dataStart + tensor.Offset;

    /// <summary>Copies a tensor's elements into an array.</summary>
    /// <typeparam name="T">The file's own element type; <see cref="ushort"/>, the bits, for bfloat16.</typeparam>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidFile"/>: the file has no such tensor, or one of another type, or one longer than
    /// arrays can be.
    /// </exception>
    public T[] ReadArray<T>(string name)
        where T : unmanaged
    {
        TensorInfo info = Info(name);
        if (SafetensorsFormat.ClrTypeOf(info.Type) != typeof(T) || info.ByteLength > Array.MaxLength)
        {
            string found = $"{info.ElementCount} elements of type {SafetensorsFormat.NameOf(info.Type)}";
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"'{path}': tensor {SafetensorsFormat.Quote(name)} has {found}, which do not go into an array of "
                    + $"{typeof(T).Name}."
            );
        }

        var elements = new T[info.ElementCount];
        Span<byte> bytes = MemoryMarshal.AsBytes(elements.AsSpan());
        map.Copy(StartOf(info), bytes);
        if (typeof(T) == typeof(bool))
        {
            foreach (ref byte b in bytes)
                b = Math.Min(b, (byte)1);
        }

        return elements;
    }

    /// <summary>Closes the file; tensors already read stay.</summary>
    public void Dispose() => map.Dispose();
}
