using System.Runtime.InteropServices;
using LightningDrag.Geometry;

namespace LightningDrag.Imaging;

/// <summary>Views and measures of images and masks that several rooms of this folder need.</summary>
internal static class PixelSpans
{
    /// <summary>RGBA bytes as one 32-bit value a pixel, for copying.</summary>
    public static Span<uint> AsPixels(this Span<byte> rgba) => MemoryMarshal.Cast<byte, uint>(rgba);

    /// <summary>The smallest rectangle that holds every pixel that may change; empty for an empty mask.</summary>
    public static PixelRectangle Bounds(this EditMask mask)
    {
        int left = mask.Width,
            right = -1,
            top = -1,
            bottom = -1;
        for (int y = 0; y < mask.Height; y++)
        {
            ReadOnlySpan<byte> row = mask.Editable.AsSpan(y * mask.Width, mask.Width);
            int first = row.IndexOfAnyExcept((byte)0);
            if (first < 0)
                continue;
            if (top < 0)
                top = y;
            bottom = y;
            left = Math.Min(left, first);
            right = Math.Max(right, row.LastIndexOfAnyExcept((byte)0));
        }

        return top < 0 ? default : new PixelRectangle(left, top, right - left + 1, bottom - top + 1);
    }
}
