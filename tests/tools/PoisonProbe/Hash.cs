using System.Security.Cryptography;
using static TorchSharp.torch;

namespace LightningDrag.Tools.PoisonProbe;

/// <summary>Results in a few letters.</summary>
internal static class Hash
{
    public static string Of(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));

    /// <summary>Of the values, whatever the layout.</summary>
    public static string Of(Tensor values)
    {
        using Tensor whole = values.detach().to(float32).contiguous();
        return Of(whole.bytes.ToArray());
    }

    public static string Finite(Tensor values)
    {
        using Tensor all = values.isfinite().all();
        return all.item<bool>() ? "finite" : "not finite";
    }
}
