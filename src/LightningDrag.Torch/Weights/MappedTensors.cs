using LightningDrag.Runtime;
using static TorchSharp.torch;

namespace LightningDrag.Weights;

/// <summary>Tensors out of files that were mapped.</summary>
internal static class MappedTensors
{
    /// <summary>Elements copied at once: enough for all cores to convert, a few megabytes of memory.</summary>
    private const long PieceElements = 1 << 21;

    /// <summary>Copies the elements of a tensor, which lie one after the other, into the CPU's memory.</summary>
    public static Tensor ReadTensor(this MappedFile map, long start, ElementType type, IEnumerable<long> shape)
    {
        TorchRuntime.EnsureLoaded();
        Tensor tensor = empty([.. shape], type.ToScalarType(), CPU);
        CopyTensor(map, start, type, tensor);
        return tensor;
    }

    /// <summary>
    /// The same into a contiguous tensor of any type and device: beside it only a piece at a time is in memory.
    /// </summary>
    public static void CopyTensor(this MappedFile map, long start, ElementType type, Tensor destination)
    {
        // A byte that is neither 0 nor 1 is no bool to PyTorch, whatever the file says: it is converted from a byte.
        ScalarType read = (type == ElementType.Bool ? ElementType.Byte : type).ToScalarType();
        int elementBytes = SafetensorsFormat.BytesOf(type);
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
            if (piece is not null)
                target.copy_(piece);
        }
    }
}
