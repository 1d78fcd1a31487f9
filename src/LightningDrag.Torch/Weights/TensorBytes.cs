using static TorchSharp.torch;

namespace LightningDrag.Weights;

/// <summary>A tensor's memory in pieces, because a span ends at 2 GiB and a tensor does not.</summary>
internal static class TensorBytes
{
    private const long PieceElements = 1 << 24;

    public delegate void Visitor(Span<byte> piece, long offset);

    /// <summary>Visits the memory of a contiguous tensor in the CPU's memory, in order.</summary>
    public static void Visit(Tensor tensor, Visitor visitor)
    {
        using Tensor flat = tensor.view(-1);
        long offset = 0;
        for (long at = 0; at < flat.numel(); at += PieceElements)
        {
            using Tensor piece = flat.narrow(0, at, Math.Min(PieceElements, flat.numel() - at));
            Span<byte> bytes = piece.bytes;
            visitor(bytes, offset);
            offset += bytes.Length;
        }
    }
}
