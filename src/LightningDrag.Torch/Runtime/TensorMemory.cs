using static TorchSharp.torch;

namespace LightningDrag.Runtime;

/// <summary>How much memory tensors hold.</summary>
internal static class TensorMemory
{
    /// <summary>Bytes of a tensor's elements.</summary>
    public static long Bytes(this Tensor tensor) => tensor.NumberOfElements * tensor.ElementSize;
}
