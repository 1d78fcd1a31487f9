using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Models;

/// <summary>
/// Latents between the sampler's arrays and a network's tensors. The caller's dispose scope owns what is made.
/// </summary>
internal static class LatentTensors
{
    /// <summary>A copy on a device; null: the processor. // [N, C, h, w]</summary>
    public static Tensor ToTensor(this Latents latents, Device? device = null) =>
        tensor(latents.Values, Shape(latents.Count, latents.Shape), device: device);

    /// <summary>A copy of one candidate. // [1, C, h, w]</summary>
    public static Tensor ToTensor(this Latents latents, int candidate, Device? device = null) =>
        tensor(latents[candidate].ToArray(), Shape(1, latents.Shape), device: device);

    /// <summary>A copy of a tensor of any device and layout; of one that has a shape but no values, zeros.</summary>
    /// <param name="tensor">// [N, C, h, w]</param>
    public static Latents ToLatents(this Tensor tensor)
    {
        var latents = new Latents(
            (int)tensor.shape[0],
            new LatentShape((int)tensor.shape[1], (int)tensor.shape[2], (int)tensor.shape[3])
        );
        if (tensor.device_type == DeviceType.META)
            return latents;
        using var scope = NewDisposeScope();
        MemoryMarshal.Cast<byte, float>(tensor.to(ScalarType.Float32).cpu().contiguous().bytes).CopyTo(latents.Values);
        return latents;
    }

    private static long[] Shape(int count, LatentShape shape) => [count, shape.Channels, shape.Height, shape.Width];
}
