using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LightningDrag.Training.Synthetic;

/// <summary>
/// One photo in memory, RGBA bytes in three sizes (full, half, quarter) so that shrinking does not alias. The alpha
/// channel holds the photo's cut-out (its centred object), if it has one.
/// </summary>
internal sealed class Photo
{
    public const int Levels = 3;

    private readonly byte[][] levels = new byte[Levels][];

    /// <param name="name">File name without folder: what the split is made by.</param>
    /// <param name="width">Columns, at least 8.</param>
    /// <param name="height">Rows, at least 8.</param>
    /// <param name="rgba">width × height × 4 bytes; their alpha is ignored.</param>
    public Photo(string name, int width, int height, byte[] rgba)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 8);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 8);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgba.Length, checked(width * height * 4));
        (Name, Width, Height) = (name, width, height);
        for (int i = 3; i < rgba.Length; i += 4)
            rgba[i] = 0;
        levels[0] = rgba;
        ShrinkLevels();
    }

    public string Name { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Where the cut-out lies, in pixels of the full size; null for a photo without one.</summary>
    public CutoutBox? Cutout { get; private set; }

    /// <summary>RGBA bytes of a level: 0 is the full size, each further one half as large.</summary>
    public ReadOnlySpan<byte> Pixels(int level) => levels[level];

    public int LevelWidth(int level) => Width >> level;

    public int LevelHeight(int level) => Height >> level;

    /// <summary>Makes <paramref name="alpha"/> (width × height) the photo's cut-out.</summary>
    public void AttachCutout(ReadOnlySpan<byte> alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(alpha.Length, Width * Height);
        int left = Width,
            top = Height,
            right = 0,
            bottom = 0;
        for (int i = 0; i < alpha.Length; i++)
            levels[0][(i * 4) + 3] = alpha[i];
        for (int y = 0; y < Height; y++)
        {
            var row = alpha.Slice(y * Width, Width);
            int first = row.IndexOfAnyInRange((byte)128, (byte)255),
                last = row.LastIndexOfAnyInRange((byte)128, (byte)255);
            if (first >= 0)
                (left, top, right, bottom) = (
                    Math.Min(left, first),
                    Math.Min(top, y),
                    Math.Max(right, last + 1),
                    y + 1
                );
        }

        Cutout = right > left ? new CutoutBox(left, top, right, bottom) : null;
        ShrinkLevels();
    }

    /// <summary>Bilinear colour and alpha (0…255) at a position of a level; positions outside are mirrored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Sample(int level, float x, float y)
    {
        int width = Width >> level,
            height = Height >> level;
        float floorX = MathF.Floor(x),
            floorY = MathF.Floor(y);
        int column = (int)floorX,
            row = (int)floorY;
        float weightX = x - floorX,
            weightY = y - floorY;
        if ((uint)column >= (uint)(width - 1) || (uint)row >= (uint)(height - 1))
        {
            (column, weightX) = Mirror(x, width);
            (row, weightY) = Mirror(y, height);
        }

        // In range by the branch above: column + 1 < width and row + 1 < height.
        ref byte corner = ref Unsafe.Add(
            ref MemoryMarshal.GetArrayDataReference(levels[level]),
            ((row * width) + column) * 4
        );
        var (upperLeft, upperRight) = LoadTwo(ref corner);
        var (lowerLeft, lowerRight) = LoadTwo(ref Unsafe.Add(ref corner, width * 4));
        var vertical = Vector128.Create(weightY);
        var left = Vector128.MultiplyAddEstimate(lowerLeft - upperLeft, vertical, upperLeft);
        var right = Vector128.MultiplyAddEstimate(lowerRight - upperRight, vertical, upperRight);
        return Vector128.MultiplyAddEstimate(right - left, Vector128.Create(weightX), left);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> First, Vector128<float> Second) LoadTwo(ref byte pixel)
    {
        var words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref pixel)).AsByte());
        var (first, second) = Vector128.Widen(words);
        return (Vector128.ConvertToSingle(first.AsInt32()), Vector128.ConvertToSingle(second.AsInt32()));
    }

    private static (int Cell, float Weight) Mirror(float position, int length)
    {
        float last = length - 1;
        float folded = MathF.Abs(position) % (2 * last);
        if (!(folded <= last))
            folded = float.IsNaN(folded) ? 0 : (2 * last) - folded;
        int cell = Math.Clamp((int)folded, 0, length - 2);
        return (cell, folded - cell);
    }

    /// <summary>
    /// Each smaller level holds the means of 2 × 2 pixels, two channels at a time within one integer.
    /// </summary>
    private void ShrinkLevels()
    {
        const uint EvenChannels = 0x00FF00FF,
            Half = 0x00020002;
        for (int level = 1; level < Levels; level++)
        {
            int width = LevelWidth(level),
                height = LevelHeight(level),
                largerWidth = LevelWidth(level - 1);
            levels[level] ??= new byte[width * height * 4];
            var larger = MemoryMarshal.Cast<byte, uint>(levels[level - 1].AsSpan());
            var smaller = MemoryMarshal.Cast<byte, uint>(levels[level].AsSpan());
            for (int y = 0; y < height; y++)
            {
                var upper = larger.Slice(y * 2 * largerWidth, width * 2);
                var lower = larger.Slice(((y * 2) + 1) * largerWidth, width * 2);
                var row = smaller.Slice(y * width, width);
                for (int x = 0; x < row.Length; x++)
                {
                    uint a = upper[2 * x],
                        b = upper[(2 * x) + 1],
                        c = lower[2 * x],
                        d = lower[(2 * x) + 1];
                    uint even =
                        (a & EvenChannels) + (b & EvenChannels) + (c & EvenChannels) + (d & EvenChannels) + Half;
                    uint odd =
                        ((a >> 8) & EvenChannels)
                        + ((b >> 8) & EvenChannels)
                        + ((c >> 8) & EvenChannels)
                        + ((d >> 8) & EvenChannels)
                        + Half;
                    row[x] = ((even >> 2) & EvenChannels) | (((odd >> 2) & EvenChannels) << 8);
                }
            }
        }
    }
}

/// <summary>Bounds of a cut-out in photo pixels; right and bottom exclusive.</summary>
internal readonly record struct CutoutBox(int Left, int Top, int Right, int Bottom)
{
    public float CentreX => (Left + Right - 1) / 2f;

    public float CentreY => (Top + Bottom - 1) / 2f;

    public int LongerSide => Math.Max(Right - Left, Bottom - Top);
}
