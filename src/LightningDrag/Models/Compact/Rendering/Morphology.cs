using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>Dilation and erosion of square binary images with a 3×3 square; outside the image nothing is set.</summary>
internal static class Morphology
{
    /// <summary>Pixels with at least one set pixel in their (2·radius+1)² neighbourhood.</summary>
    public static bool[] Dilate(bool[] set, int size, int radius = 1, ScratchArrays? scratch = null)
    {
        for (int i = 0; i < radius; i++)
            set = Step(set, size, erode: false, scratch);
        return set;
    }

    /// <summary>Pixels whose whole (2·radius+1)² neighbourhood is set.</summary>
    public static bool[] Erode(bool[] set, int size, int radius = 1, ScratchArrays? scratch = null)
    {
        for (int i = 0; i < radius; i++)
            set = Step(set, size, erode: true, scratch);
        return set;
    }

    private static bool[] Step(bool[] set, int size, bool erode, ScratchArrays? scratch)
    {
        bool[] result = scratch?.Take<bool>(set.Length) ?? new bool[set.Length];
        ReadOnlySpan<byte> from = MemoryMarshal.AsBytes(set.AsSpan());
        Span<byte> to = MemoryMarshal.AsBytes(result.AsSpan());

        // A column of zeros on either side, and a row of them: what lies outside.
        byte[] column = new byte[size + 2],
            outside = new byte[size];
        for (int start = 0; start < from.Length; start += size)
        {
            ReadOnlySpan<byte> above = start > 0 ? from.Slice(start - size, size) : outside,
                below = start + size < from.Length ? from.Slice(start + size, size) : outside;
            Combine(above, from.Slice(start, size), below, column.AsSpan(1, size), erode);
            Combine(
                column.AsSpan(0, size),
                column.AsSpan(1, size),
                column.AsSpan(2, size),
                to.Slice(start, size),
                erode
            );
        }

        return result;
    }

    private static void Combine(
        ReadOnlySpan<byte> a,
        ReadOnlySpan<byte> b,
        ReadOnlySpan<byte> c,
        Span<byte> result,
        bool all
    )
    {
        int i = 0;
        for (; i <= result.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            Vector256<byte> x = Vector256.Create(a[i..]),
                y = Vector256.Create(b[i..]),
                z = Vector256.Create(c[i..]);
            (all ? x & y & z : x | y | z).CopyTo(result[i..]);
        }

        for (; i < result.Length; i++)
            result[i] = (byte)(all ? a[i] & b[i] & c[i] : a[i] | b[i] | c[i]);
    }
}
