using LightningDrag.Files;
using LightningDrag.Runtime;
using static TorchSharp.torch;

namespace LightningDrag.Weights;

/// <summary>What the readers of weights have in common: how a file is opened, what its faults become, how a tensor is copied out.</summary>
internal static class UntrustedFile
{
    /// <summary>Elements copied at once: enough for all cores to convert, a few megabytes of memory.</summary>
    private const long PieceElements = 1 << 21;

    /// <summary>Maps a file and reads what it says of itself.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it should be, for messages.</param>
    /// <param name="remedy">What to do about one that is not sound, for messages.</param>
    /// <param name="minLength">Bytes without which it cannot be that.</param>
    /// <param name="read">Takes the map over; throws <see cref="InvalidDataException"/> with the part of a sentence that says what is wrong.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: missing, unreadable, or not sound.</exception>
    public static T Open<T>(string path, string kind, string remedy, int minLength, Func<MappedFile, T> read)
    {
        MappedFile? map = null;
        try
        {
            var entry = new FileInfo(path);
            if (!entry.Exists) throw new LightningDragException(ErrorCode.InvalidFile, $"The file '{path}' does not exist: check the path.");
            // Asked before opening, because opening a pipe would wait for ever; its length counts as 0.
            long length = (entry.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? entry).Length;
            if (length < minLength) throw new InvalidDataException($"it has {length} bytes, and the shortest has {minLength}");
            map = MappedFile.Open(path);
            return read(map);
        }
        catch (Exception e)
        {
            map?.Dispose();
            if (e is InvalidDataException)
            {
                if (KindOf(path) is { } other) throw new LightningDragException(ErrorCode.InvalidFile, $"'{path}' {other}.", e);
                throw new LightningDragException(ErrorCode.InvalidFile, $"'{path}' is not a sound {kind}: {e.Message}; {remedy}.", e);
            }

            if (e is not (IOException or UnauthorizedAccessException or ArgumentException)) throw;
            throw new LightningDragException(ErrorCode.InvalidFile, $"The file '{path}' cannot be read ({e.Message}): check its path and permissions.", e);
        }
    }

    /// <summary>What stands in place of weights where a download went wrong; null for nothing known.</summary>
    private static string? KindOf(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var begin = new byte[1024];
            return FileKinds.DescribeText(begin.AsSpan(0, file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Copies the elements of a tensor, which lie one after the other, into the CPU's memory.</summary>
    public static Tensor ReadTensor(MappedFile map, long start, ScalarType type, IEnumerable<long> shape)
    {
        TorchRuntime.EnsureLoaded();
        Tensor tensor = empty([.. shape], type, CPU);
        CopyTensor(map, start, type, tensor);
        return tensor;
    }

    /// <summary>The same into a contiguous tensor of any type and device: beside it only a piece at a time is in memory.</summary>
    public static void CopyTensor(MappedFile map, long start, ScalarType type, Tensor destination)
    {
        // A byte that is neither 0 nor 1 is no bool to PyTorch, whatever the file says: it is converted from a byte.
        ScalarType read = type == ScalarType.Bool ? ScalarType.Byte : type;
        int elementBytes = SafetensorsFormat.BytesOf(read);
        bool isDirect = read == destination.dtype && destination.device_type == TorchSharp.DeviceType.CPU;
        using Tensor flat = destination.view(-1);
        using Tensor? scratch = isDirect ? null : empty(Math.Min(flat.numel(), PieceElements), read, CPU);
        for (long at = 0; at < flat.numel(); at += PieceElements)
        {
            long count = Math.Min(PieceElements, flat.numel() - at);
            using Tensor target = flat.narrow(0, at, count);
            using Tensor? piece = scratch?.narrow(0, 0, count);
            Span<byte> bytes = (piece ?? target).bytes;
            map.Copy(start + (at * elementBytes), bytes);
            map.Release(start + (at * elementBytes), bytes.Length);
            if (piece is not null) target.copy_(piece);
        }
    }
}
