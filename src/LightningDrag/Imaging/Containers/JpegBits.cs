namespace LightningDrag.Imaging.Containers;

/// <summary>A Huffman code: symbols by the bits that stand for them (annex C).</summary>
internal sealed class JpegHuffmanCode
{
    private const int QuickBits = 9;
    private readonly short[] quick = new short[1 << QuickBits]; // length << 8 | symbol; 0 for longer codes
    private readonly int[] firstCode = new int[17],
        firstSymbol = new int[17],
        counts = new int[17];
    private readonly byte[] symbols;

    public JpegHuffmanCode(ReadOnlySpan<byte> lengths, ReadOnlySpan<byte> values)
    {
        symbols = values.ToArray();
        for (int length = 1, code = 0, symbol = 0; length <= 16; length++, code <<= 1)
        {
            (firstCode[length], firstSymbol[length], counts[length]) = (code, symbol, lengths[length - 1]);
            for (int i = 0; i < counts[length]; i++, code++, symbol++)
            {
                int begin = code << Math.Max(0, QuickBits - length);
                if (length > QuickBits || begin >= quick.Length)
                    continue;
                quick
                    .AsSpan(begin, Math.Min(1 << (QuickBits - length), quick.Length - begin))
                    .Fill((short)((length << 8) | symbols[symbol]));
            }
        }
    }

    /// <summary>The next symbol; −1 where there is none.</summary>
    public int Next(ref JpegBitReader bits)
    {
        int ahead = bits.Peek16(),
            found = quick[ahead >> (16 - QuickBits)];
        if (found != 0)
            return bits.Skip(found >> 8) ? found & 0xFF : -1;
        for (int length = QuickBits + 1; length <= 16; length++)
        {
            int index = (ahead >> (16 - length)) - firstCode[length];
            if (index >= 0 && index < counts[length])
            {
                return bits.Skip(length) ? symbols[firstSymbol[length] + index] : -1;
            }
        }

        return -1;
    }
}

/// <summary>Bits of entropy-coded data, up to the next marker; beyond it there are none.</summary>
internal ref struct JpegBitReader(ReadOnlySpan<byte> file, int position)
{
    private readonly ReadOnlySpan<byte> file = file;
    private ulong held;
    private int count;
    private int missing;

    /// <summary>Where the marker behind the data stands, or the next byte.</summary>
    public int Position { get; private set; } = position;

    /// <summary>Whether more was read than there is.</summary>
    public readonly bool IsOver => missing > count;

    /// <summary>The next 16 bits, zeros where there are none.</summary>
    public int Peek16()
    {
        Fill();
        return (int)(held >> (count - 16)) & 0xFFFF;
    }

    /// <summary>Passes over up to 63 bits; false for a negative number.</summary>
    public bool Skip(int bits)
    {
        if (bits < 0)
            return false;
        for (; bits > 32; bits -= 32)
        {
            Fill();
            count -= 32;
        }

        Fill();
        count -= bits;
        return !IsOver;
    }

    /// <summary>The next few bits as a number.</summary>
    public int Take(int bits)
    {
        int value = Peek16() >> (16 - bits);
        count -= bits;
        return value;
    }

    /// <summary>Goes behind a restart marker.</summary>
    public bool SkipRestart()
    {
        (held, count, missing) = (0, 0, 0);
        while (Position + 1 < file.Length && (file[Position] != 0xFF || file[Position + 1] is 0 or 0xFF))
            Position++;
        if (Position + 1 >= file.Length || file[Position + 1] is < 0xD0 or > 0xD7)
            return false;
        Position += 2;
        return true;
    }

    private void Fill()
    {
        while (count <= 48)
        {
            byte next = 0;
            if (
                missing > 0
                || Position >= file.Length
                || (file[Position] == 0xFF && (Position + 1 >= file.Length || file[Position + 1] != 0))
            )
            {
                missing += 8;
            }
            else
            {
                next = file[Position];
                Position += next == 0xFF ? 2 : 1;
            }

            held = (held << 8) | next;
            count += 8;
        }
    }
}
