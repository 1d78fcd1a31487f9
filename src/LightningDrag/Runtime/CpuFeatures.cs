using System.Runtime.Intrinsics.X86;
using System.Text;

namespace LightningDrag.Runtime;

/// <summary>
/// What the processor can do that matters here, asked of the processor itself (CPUID) and never assumed.
/// </summary>
/// <param name="Name">The processor's own name.</param>
/// <param name="HasAvx2">256-bit integer and float vectors with fused multiply-add.</param>
/// <param name="HasAvx512">512-bit vectors.</param>
/// <param name="HasBFloat16">Multiplies bfloat16 (AVX512-BF16, with or without AMX).</param>
public sealed record CpuFeatures(string Name, bool HasAvx2, bool HasAvx512, bool HasBFloat16)
{
    /// <summary>This machine's processor.</summary>
    public static CpuFeatures Current { get; } = Ask();

    /// <summary>The features by name.</summary>
    public override string ToString()
    {
        var names = new[] { (HasAvx2, "AVX2"), (HasAvx512, "AVX-512"), (HasBFloat16, "bf16") }
            .Where(f => f.Item1)
            .Select(f => f.Item2);
        return $"{Name} ({string.Join(", ", names.DefaultIfEmpty(X86Base.IsSupported ? "SSE" : "NEON"))})";
    }

    private static CpuFeatures Ask()
    {
        if (!X86Base.IsSupported)
            return new CpuFeatures(
                System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString(),
                false,
                false,
                false
            );

        // Leaf 7, subleaf 1, EAX bit 5: AVX512-BF16 (Intel SDM vol. 2A, CPUID), which processors with AMX-BF16 have
        // too. IsSupported also asks the operating system.
        bool bf16 = X86Base.CpuId(0, 0).Eax >= 7 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;
        return new CpuFeatures(
            ReadName(),
            Avx2.IsSupported && Fma.IsSupported,
            Avx512F.IsSupported,
            bf16 && Avx512F.IsSupported
        );
    }

    private static string ReadName()
    {
        const int firstLeaf = unchecked((int)0x80000002),
            lastLeaf = unchecked((int)0x80000004);
        if ((uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax < unchecked((uint)lastLeaf))
            return "x64 processor";
        var bytes = new List<byte>();
        for (int leaf = firstLeaf; leaf <= lastLeaf; leaf++)
        {
            var (a, b, c, d) = X86Base.CpuId(leaf, 0);
            foreach (int register in new[] { a, b, c, d })
                bytes.AddRange(BitConverter.GetBytes(register));
        }

        return Encoding.ASCII.GetString([.. bytes.TakeWhile(letter => letter != 0)]).Trim();
    }
}
