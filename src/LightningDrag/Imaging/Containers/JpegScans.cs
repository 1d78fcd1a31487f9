using System.Numerics;

namespace LightningDrag.Imaging.Containers;

/// <summary>
/// Whether a JPEG's scans hold all of its picture (ITU-T T.81, annexes F and G). The decoder fills what is missing with
/// grey and says nothing, so the entropy-coded data is walked through once more, without making pixels of it.
/// Arithmetic and lossless coding, which hardly anyone writes, are believed.
/// </summary>
internal static class JpegScans
{
    private const byte Marker = 0xFF,
        EndOfImage = 0xD9,
        StartOfScan = 0xDA,
        HuffmanTables = 0xC4,
        RestartInterval = 0xDD,
        BaselineFrame = 0xC0,
        ProgressiveFrame = 0xC2;
    private const int BlockCoefficients = 64;

    /// <summary>Encoders write up to thirty; more are made to waste time.</summary>
    private const int MostScans = 100;

    /// <summary>Most blocks whose coefficients are followed: those of 500 megapixels.</summary>
    private const long MostBlocks = 24_000_000;

    /// <summary>Walks the file. Files that are malformed otherwise are the decoder's to refuse.</summary>
    public static bool AreWhole(ReadOnlySpan<byte> file)
    {
        int at = 2,
            interval = 0,
            scans = 0;
        var dc = new JpegHuffmanCode?[4];
        var ac = new JpegHuffmanCode?[4];
        Frame? frame = null;
        while (true)
        {
            while (at + 1 < file.Length && (file[at] != Marker || file[at + 1] is Marker or 0))
                at++;
            if (at + 1 >= file.Length)
                return false;
            byte marker = file[at + 1];
            if (marker == EndOfImage)
                return scans > 0 && frame?.HasEverything != false;
            if (marker is (>= 0xD0 and <= 0xD8) or 0x01)
            {
                at += 2;
                continue;
            }

            if (!JpegContainer.TrySegment(file, ref at, out marker, out ReadOnlySpan<byte> data))
                return false;
            if (marker == HuffmanTables)
                ReadTables(data, dc, ac);
            else if (marker == RestartInterval && data.Length >= 2)
                interval = (data[0] << 8) | data[1];
            else if (marker is >= BaselineFrame and <= ProgressiveFrame)
            {
                frame = Frame.Read(data, marker == ProgressiveFrame);
            }
            else if (marker is >= 0xC3 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return HasEnd(file, at); // arithmetic, lossless
            }
            else if (marker == StartOfScan)
            {
                if (++scans > MostScans)
                    return false;
                if (frame is null || Scan.Read(data, frame, dc, ac) is not { } scan)
                    return HasEnd(file, at);
                if (!scan.IsWhole(file, ref at, interval))
                    return false;
            }
        }
    }

    /// <summary>All that is known of data that cannot be followed.</summary>
    private static bool HasEnd(ReadOnlySpan<byte> file, int at) => file[at..].LastIndexOf([Marker, EndOfImage]) >= 0;

    private static void ReadTables(ReadOnlySpan<byte> data, JpegHuffmanCode?[] dc, JpegHuffmanCode?[] ac)
    {
        while (data.Length >= 17)
        {
            int total = 0;
            foreach (byte count in data.Slice(1, 16))
                total += count;
            if (total > 256 || data.Length < 17 + total)
                return;
            (data[0] >> 4 == 0 ? dc : ac)[data[0] & 3] = new JpegHuffmanCode(data.Slice(1, 16), data.Slice(17, total));
            data = data[(17 + total)..];
        }
    }

    private sealed class Component(int id, int horizontal, int vertical)
    {
        public int Id => id;

        public int Horizontal => horizontal;

        public int Vertical => vertical;

        /// <summary>Blocks in a row and in a column, padded to whole units.</summary>
        public int BlocksAcross { get; set; }

        public int BlocksDown { get; set; }

        /// <summary>The same without padding, as a scan of this component alone has them.</summary>
        public int OwnAcross { get; set; }

        public int OwnDown { get; set; }

        /// <summary>
        /// For each block the coefficients that are not 0 so far, a bit each; of progressive pictures only.
        /// </summary>
        public ulong[]? NotZero { get; set; }

        /// <summary>For each coefficient the bits that are still to come; −1 before its first scan.</summary>
        public int[] BitsToCome { get; } = [.. Enumerable.Repeat(-1, BlockCoefficients)];
    }

    private sealed record Frame(int Width, int Height, bool IsProgressive, Component[] Components)
    {
        public int UnitsAcross { get; private init; }

        public int UnitsDown { get; private init; }

        /// <summary>
        /// Whether every coefficient that was begun has been sent to its last bit, and the mean of every block at all.
        /// </summary>
        public bool HasEverything =>
            Components.All(component => component.BitsToCome[0] == 0 && component.BitsToCome.All(bits => bits <= 0))
            && (!IsProgressive || Components.All(component => component.BitsToCome.All(bits => bits == 0)));

        public static Frame? Read(ReadOnlySpan<byte> data, bool isProgressive)
        {
            if (data.Length < 6 || data.Length < 6 + (3 * data[5]) || data[5] is 0 or > 4)
                return null;
            int height = (data[1] << 8) | data[2],
                width = (data[3] << 8) | data[4];
            var components = new Component[data[5]];
            for (int i = 0; i < components.Length; i++)
            {
                ReadOnlySpan<byte> one = data.Slice(6 + (3 * i), 3);
                if ((one[1] >> 4) is 0 or > 4 || (one[1] & 15) is 0 or > 4)
                    return null;
                components[i] = new Component(one[0], one[1] >> 4, one[1] & 15);
            }

            if (width == 0 || height == 0)
                return null;
            int acrossMost = components.Max(c => c.Horizontal),
                downMost = components.Max(c => c.Vertical);
            int unitsAcross = Parts(width, 8 * acrossMost),
                unitsDown = Parts(height, 8 * downMost);
            foreach (var component in components)
            {
                (component.BlocksAcross, component.BlocksDown) = (
                    unitsAcross * component.Horizontal,
                    unitsDown * component.Vertical
                );
                component.OwnAcross = Parts(Parts(width * component.Horizontal, acrossMost), 8);
                component.OwnDown = Parts(Parts(height * component.Vertical, downMost), 8);
            }

            if (components.Sum(c => (long)c.BlocksAcross * c.BlocksDown) > MostBlocks)
                return null;
            return new Frame(width, height, isProgressive, components)
            {
                UnitsAcross = unitsAcross,
                UnitsDown = unitsDown,
            };
        }

        private static int Parts(int length, int part) => (length + part - 1) / part;
    }

    /// <summary>A scan's header and what it takes to walk its blocks.</summary>
    private sealed class Scan(
        Frame frame,
        (Component Component, JpegHuffmanCode? Dc, JpegHuffmanCode? Ac)[] parts,
        int first,
        int last,
        int high,
        int low
    )
    {
        private int endOfBand;

        public static Scan? Read(ReadOnlySpan<byte> data, Frame frame, JpegHuffmanCode?[] dc, JpegHuffmanCode?[] ac)
        {
            if (data.Length < 1 || data[0] is 0 or > 4 || data.Length < 4 + (2 * data[0]))
                return null;
            var parts = new (Component, JpegHuffmanCode?, JpegHuffmanCode?)[data[0]];
            ReadOnlySpan<byte> tail = data[(1 + (2 * data[0]))..];
            (int first, int last, int high, int low) = frame.IsProgressive
                ? (tail[0], tail[1], tail[2] >> 4, tail[2] & 15)
                : (0, BlockCoefficients - 1, 0, 0);
            if (
                first > last
                || last >= BlockCoefficients
                || (first > 0 && parts.Length > 1)
                || (frame.IsProgressive && first == 0 && last > 0)
            )
            {
                return null;
            }

            for (int i = 0; i < parts.Length; i++)
            {
                byte id = data[1 + (2 * i)],
                    tables = data[2 + (2 * i)];
                if (Array.Find(frame.Components, c => c.Id == id) is not { } component)
                    return null;
                (JpegHuffmanCode? d, JpegHuffmanCode? a) = (dc[(tables >> 4) & 3], ac[tables & 3]);
                if ((first == 0 && high == 0 && d is null) || (last > 0 && a is null))
                    return null;
                parts[i] = (component, d, a);
                if (frame.IsProgressive && last > 0)
                {
                    component.NotZero ??= new ulong[component.BlocksAcross * component.BlocksDown];
                }
            }

            return new Scan(frame, parts, first, last, high, low);
        }

        /// <summary>Walks the scan's blocks; <paramref name="at"/> then stands behind them.</summary>
        public bool IsWhole(ReadOnlySpan<byte> file, ref int at, int interval)
        {
            var bits = new JpegBitReader(file, at);
            var only = parts[0].Component;
            bool isInterleaved = parts.Length > 1;
            int across = isInterleaved ? frame.UnitsAcross : only.OwnAcross,
                down = isInterleaved ? frame.UnitsDown : only.OwnDown;
            for (int unit = 0, left = interval; unit < across * down; unit++, left--)
            {
                if (interval > 0 && left == 0)
                {
                    if (!bits.SkipRestart())
                        return false;
                    (left, endOfBand) = (interval, 0);
                }

                int x = unit % across,
                    y = unit / across;
                foreach (var (component, dc, ac) in parts)
                {
                    int wide = isInterleaved ? component.Horizontal : 1,
                        tall = isInterleaved ? component.Vertical : 1;
                    for (int block = 0; block < wide * tall; block++)
                    {
                        int number =
                            (((y * tall) + (block / wide)) * component.BlocksAcross) + (x * wide) + (block % wide);
                        if (!Walk(ref bits, component, number, dc, ac))
                            return false;
                    }
                }

                if (bits.IsOver)
                    return false;
            }

            foreach (var (component, _, _) in parts)
                component.BitsToCome.AsSpan(first, last - first + 1).Fill(low);
            at = bits.Position;
            return true;
        }

        private bool Walk(
            ref JpegBitReader bits,
            Component component,
            int block,
            JpegHuffmanCode? dc,
            JpegHuffmanCode? ac
        )
        {
            if (!frame.IsProgressive)
                return bits.Skip(dc!.Next(ref bits)) && WalkSequential(ref bits, ac!);
            if (first == 0)
                return high == 0 ? bits.Skip(dc!.Next(ref bits)) : bits.Skip(1);
            return high == 0
                ? WalkFirst(ref bits, ref component.NotZero![block], ac!)
                : WalkRefinement(ref bits, ref component.NotZero![block], ac!);
        }

        private static bool WalkSequential(ref JpegBitReader bits, JpegHuffmanCode ac)
        {
            for (int k = 1; k < BlockCoefficients; k++)
            {
                int symbol = ac.Next(ref bits);
                if (symbol < 0)
                    return false;
                int run = symbol >> 4,
                    size = symbol & 15;
                if (size == 0 && run != 15)
                    break;
                k += run;
                if (!bits.Skip(size))
                    return false;
            }

            return true;
        }

        private bool WalkFirst(ref JpegBitReader bits, ref ulong notZero, JpegHuffmanCode ac)
        {
            if (endOfBand > 0)
            {
                endOfBand--;
                return true;
            }

            for (int k = first; k <= last; k++)
            {
                int symbol = ac.Next(ref bits);
                if (symbol < 0)
                    return false;
                int run = symbol >> 4,
                    size = symbol & 15;
                if (size == 0 && run < 15)
                {
                    endOfBand = (1 << run) - 1 + bits.Take(run);
                    return true;
                }

                k += run;
                if (size == 0)
                    continue;
                if (!bits.Skip(size))
                    return false;
                if (k <= last)
                    notZero |= 1UL << k;
            }

            return true;
        }

        /// <summary>
        /// A bit for every coefficient that is not 0 yet passed over, and new ones between them (figure G.7).
        /// </summary>
        private bool WalkRefinement(ref JpegBitReader bits, ref ulong notZero, JpegHuffmanCode ac)
        {
            int k = first;
            for (; endOfBand == 0 && k <= last; k++)
            {
                int symbol = ac.Next(ref bits);
                if (symbol < 0)
                    return false;
                int run = symbol >> 4;
                bool isNew = (symbol & 15) != 0;
                if (!isNew && run < 15)
                {
                    endOfBand = (1 << run) + bits.Take(run);
                    break;
                }

                if (isNew && !bits.Skip(1))
                    return false;
                for (; k <= last; k++)
                {
                    if ((notZero >> k & 1) != 0)
                    {
                        if (!bits.Skip(1))
                            return false;
                    }
                    else if (run-- == 0)
                    {
                        if (isNew)
                            notZero |= 1UL << k;
                        break;
                    }
                }
            }

            if (endOfBand == 0)
                return true;
            endOfBand--;
            ulong rest = k > last ? 0 : notZero >> k << k & (ulong.MaxValue >> (BlockCoefficients - 1 - last));
            return bits.Skip(BitOperations.PopCount(rest));
        }
    }
}
