using System.Buffers.Binary;
using System.Text;

namespace LightningDrag.Imaging;

/// <summary>What a result's EXIF block must say other than the photo's.</summary>
/// <param name="KeepLocation">Leave in where the photo was taken.</param>
/// <param name="Software">The program that made the result; null leaves what is there.</param>
/// <param name="Width">The result's columns.</param>
/// <param name="Height">The result's rows.</param>
/// <param name="Density">Pixels on paper, for formats that say so nowhere else; null leaves what is there.</param>
internal sealed record ExifChanges(bool KeepLocation, string? Software, int Width, int Height, PixelDensity? Density);

/// <summary>
/// Makes a photo's EXIF block (EXIF 2.32; TIFF 6.0, section 2) that of its result: upright, without the thumbnail,
/// which shows the photo as it was. Everything stays at its offset, since makers' notes count from the block's start;
/// only the first directory is written anew, at the end.
/// </summary>
internal static class ExifBlock
{
    private const int HeaderBytes = 8,
        EntryBytes = 12,
        MostEntries = 4096;
    private const int TagWidth = 0x100,
        TagHeight = 0x101,
        TagStripOffsets = 0x111,
        TagOrientation = 0x112,
        TagStripBytes = 0x117;
    private const int TagResolutionX = 0x11A,
        TagResolutionY = 0x11B,
        TagResolutionUnit = 0x128,
        TagSoftware = 0x131;
    private const int TagThumbnail = 0x201,
        TagThumbnailBytes = 0x202,
        TagExif = 0x8769,
        TagLocation = 0x8825,
        TagPixelsX = 0xA002,
        TagPixelsY = 0xA003;
    private const int TypeAscii = 2,
        TypeShort = 3,
        TypeLong = 4,
        TypeRational = 5;

    /// <summary>Bytes of a value of each type.</summary>
    private static ReadOnlySpan<byte> TypeBytes => [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

    /// <summary>Whether the block says where the photo was taken.</summary>
    public static bool HasLocation(byte[] exif) =>
        Tiff.Open(exif) is { } tiff && tiff.Entries(tiff.First).Any(entry => entry.Tag == TagLocation);

    /// <summary>The density that the block tells; null for none.</summary>
    public static PixelDensity? DensityOf(byte[] exif)
    {
        if (Tiff.Open(exif) is not { } tiff)
            return null;
        var entries = tiff.Entries(tiff.First);
        double x = tiff.Rational(entries.Find(e => e.Tag == TagResolutionX)),
            y = tiff.Rational(entries.Find(e => e.Tag == TagResolutionY));
        double perMetre = entries.Find(e => e.Tag == TagResolutionUnit) is { } unit
            ? (
                tiff.Short(unit.At + 8) switch
                {
                    2 => 1 / 0.0254,
                    3 => 100,
                    _ => 0,
                }
            )
            : 1 / 0.0254;
        return x > 0 && y > 0 && perMetre > 0 ? new PixelDensity(x * perMetre, y * perMetre) : null;
    }

    /// <summary>The same block without where the photo was taken.</summary>
    public static byte[] WithoutLocation(byte[] exif)
    {
        if (Tiff.Open(exif) is not { } tiff || !HasLocation(exif))
            return exif;
        var entries = tiff.Entries(tiff.First);
        uint next = tiff.Next(tiff.First, entries.Count);
        DropLocation(tiff, entries);
        return tiff.WithFirst(entries.ConvertAll(entry => (entry.Tag, entry.Bytes)), next);
    }

    /// <summary>The result's block; null where the photo's is damaged.</summary>
    public static byte[]? Adjusted(byte[] exif, ExifChanges changes)
    {
        if (Tiff.Open(exif) is not { } tiff)
            return null;
        var entries = tiff.Entries(tiff.First);
        if (entries.Count == 0)
            return null;
        DropThumbnail(tiff, tiff.Next(tiff.First, entries.Count));
        if (!changes.KeepLocation)
            DropLocation(tiff, entries);
        if (entries.Find(entry => entry.Tag == TagExif) is { } pointer)
        {
            foreach (var entry in tiff.Entries(tiff.Long(pointer.At + 8)))
            {
                tiff.SetSize(entry, TagPixelsX, TagPixelsY, changes);
            }
        }

        foreach (var entry in entries)
            tiff.SetSize(entry, TagWidth, TagHeight, changes);
        var kept = entries.ConvertAll(entry => (entry.Tag, Bytes: tiff.Read(entry)));
        tiff.CutErasedTail();
        kept.RemoveAll(entry => entry.Tag == TagOrientation);
        kept.Add((TagOrientation, tiff.Entry(TagOrientation, TypeShort, 1, 1)));
        Add(tiff, kept, changes);
        return tiff.WithFirst(kept, next: 0);
    }

    /// <summary>A block that says what the changes say and nothing else.</summary>
    public static byte[] Create(ExifChanges changes)
    {
        var tiff = Tiff.Open([.. "MM\0*"u8, 0, 0, 0, HeaderBytes, 0, 0, 0, 0, 0, 0])!;
        List<(int Tag, byte[] Bytes)> entries = [];
        Add(tiff, entries, changes);
        return tiff.WithFirst(entries, next: 0);
    }

    private static void Add(Tiff tiff, List<(int Tag, byte[] Bytes)> entries, ExifChanges changes)
    {
        if (changes.Software is { } software)
        {
            entries.RemoveAll(entry => entry.Tag == TagSoftware);
            byte[] text = [.. Encoding.ASCII.GetBytes(software), 0];
            entries.Add((TagSoftware, tiff.Entry(TagSoftware, TypeAscii, text.Length, tiff.Append(text))));
        }

        if (changes.Density is not { } density || entries.Exists(entry => entry.Tag == TagResolutionX))
            return;
        entries.RemoveAll(entry => entry.Tag is TagResolutionY or TagResolutionUnit);
        entries.Add(
            (TagResolutionX, tiff.Entry(TagResolutionX, TypeRational, 1, tiff.AppendRational(density.DotsPerInchX)))
        );
        entries.Add(
            (TagResolutionY, tiff.Entry(TagResolutionY, TypeRational, 1, tiff.AppendRational(density.DotsPerInchY)))
        );
        entries.Add((TagResolutionUnit, tiff.Entry(TagResolutionUnit, TypeShort, 1, 2)));
    }

    /// <summary>The thumbnail's bytes too, not only the way to them: they show what the photo was before.</summary>
    private static void DropThumbnail(Tiff tiff, uint directory)
    {
        var entries = tiff.Entries(directory);
        Erase(TagThumbnail, TagThumbnailBytes);
        Erase(TagStripOffsets, TagStripBytes);
        tiff.EraseDirectory(directory, entries.Count);

        void Erase(int start, int length)
        {
            if (entries.Find(e => e.Tag == start) is { } at && entries.Find(e => e.Tag == length) is { } bytes)
            {
                tiff.Erase(tiff.Long(at.At + 8), tiff.Integer(bytes));
            }
        }
    }

    private static void DropLocation(Tiff tiff, List<TiffEntry> entries)
    {
        foreach (var pointer in entries.Where(entry => entry.Tag == TagLocation))
        {
            uint directory = tiff.Long(pointer.At + 8);
            var location = tiff.Entries(directory);
            foreach (var entry in location)
            {
                if (tiff.BytesOf(entry) is var bytes and > 4)
                    tiff.Erase(tiff.Long(entry.At + 8), bytes);
            }

            tiff.EraseDirectory(directory, location.Count);
        }

        entries.RemoveAll(entry => entry.Tag == TagLocation);
    }

    /// <summary>An entry of a directory.</summary>
    /// <param name="Tag">What it says.</param>
    /// <param name="At">Where it stands.</param>
    /// <param name="Bytes">Its twelve bytes as they were read.</param>
    private sealed record TiffEntry(int Tag, int At, byte[] Bytes);

    /// <summary>
    /// A copy of a block, in its byte order; every offset is checked before it is followed, and what lies outside does
    /// not exist.
    /// </summary>
    private sealed class Tiff
    {
        private readonly bool isBig;
        private readonly int firstCount;
        private byte[] block;
        private int erasedTail;

        private Tiff(byte[] block, bool isBig)
        {
            (this.block, this.isBig, erasedTail) = (block, isBig, block.Length);
            firstCount = Entries(First).Count;
        }

        public uint First => Long(4);

        public static Tiff? Open(byte[] exif) =>
            exif.Length < HeaderBytes ? null
            : exif.AsSpan().StartsWith("MM\0*"u8) ? new Tiff([.. exif], isBig: true)
            : exif.AsSpan().StartsWith("II*\0"u8) ? new Tiff([.. exif], isBig: false)
            : null;

        public List<TiffEntry> Entries(uint directory)
        {
            List<TiffEntry> entries = [];
            if (directory < HeaderBytes || directory > block.Length - 2)
                return entries;
            int count = Short((int)directory);
            for (
                long i = 0, at = directory + 2;
                i < Math.Min(count, MostEntries) && at + EntryBytes <= block.Length;
                i++, at += EntryBytes
            )
            {
                entries.Add(new TiffEntry(Short((int)at), (int)at, block.AsSpan((int)at, EntryBytes).ToArray()));
            }

            return entries;
        }

        /// <summary>Where the next directory is; 0 for none.</summary>
        public uint Next(uint directory, int count) =>
            directory + 2 + (count * EntryBytes) + 4 <= block.Length
                ? Long((int)(directory + 2 + (count * EntryBytes)))
                : 0;

        public int Short(int at) =>
            isBig
                ? BinaryPrimitives.ReadUInt16BigEndian(block.AsSpan(at))
                : BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(at));

        public uint Long(int at) =>
            isBig
                ? BinaryPrimitives.ReadUInt32BigEndian(block.AsSpan(at))
                : BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(at));

        /// <summary>A short or long of an entry.</summary>
        public long Integer(TiffEntry entry) =>
            Short(entry.At + 2) == TypeShort ? Short(entry.At + 8) : Long(entry.At + 8);

        public double Rational(TiffEntry? entry)
        {
            if (
                entry is null
                || Short(entry.At + 2) != TypeRational
                || Long(entry.At + 8) is var at && at > block.Length - 8
            )
            {
                return 0;
            }

            return Long((int)at + 4) is var divisor and > 0 ? (double)Long((int)at) / divisor : 0;
        }

        /// <summary>Bytes of an entry's values; 0 for an unknown type.</summary>
        public long BytesOf(TiffEntry entry) =>
            Short(entry.At + 2) is var type && type < TypeBytes.Length ? TypeBytes[type] * (long)Long(entry.At + 4) : 0;

        /// <summary>An entry as it is now.</summary>
        public byte[] Read(TiffEntry entry) => block.AsSpan(entry.At, EntryBytes).ToArray();

        /// <summary>Writes the picture's size where an entry holds it.</summary>
        public void SetSize(TiffEntry entry, int widthTag, int heightTag, ExifChanges changes)
        {
            if (entry.Tag != widthTag && entry.Tag != heightTag)
                return;
            int value = entry.Tag == widthTag ? changes.Width : changes.Height;
            Entry(entry.Tag, TypeLong, 1, (uint)value).CopyTo(block, entry.At);
        }

        public byte[] Entry(int tag, int type, int count, uint value)
        {
            var entry = new byte[EntryBytes];
            WriteShort(entry, tag);
            WriteShort(entry.AsSpan(2), type);
            WriteLong(entry.AsSpan(4), (uint)count);
            if (type == TypeShort)
                WriteShort(entry.AsSpan(8), (int)value);
            else
                WriteLong(entry.AsSpan(8), value);
            return entry;
        }

        public void Erase(long start, long length)
        {
            if (start < HeaderBytes || start >= block.Length)
                return;
            int end = (int)Math.Min(block.Length, start + Math.Max(0, length));
            block.AsSpan((int)start, end - (int)start).Clear();
            if (end == block.Length)
                erasedTail = (int)Math.Min(erasedTail, start);
        }

        /// <summary>
        /// A thumbnail is what usually comes last: then nothing has to stay in its place. Entries cannot be read any
        /// more.
        /// </summary>
        public void CutErasedTail() => Array.Resize(ref block, erasedTail);

        public void EraseDirectory(uint directory, int count)
        {
            if (count > 0)
                Erase(directory, 2 + ((long)count * EntryBytes) + 4);
        }

        /// <summary>Adds a value at the end; where it stands.</summary>
        public uint Append(byte[] value)
        {
            int start = (block.Length + 1) / 2 * 2;
            Array.Resize(ref block, start + value.Length);
            value.CopyTo(block, start);
            return (uint)start;
        }

        public uint AppendRational(double value)
        {
            var rational = new byte[8];
            WriteLong(rational, (uint)Math.Clamp(Math.Round(value * 1000), 0, uint.MaxValue));
            WriteLong(rational.AsSpan(4), 1000);
            return Append(rational);
        }

        /// <summary>The block with another first directory.</summary>
        public byte[] WithFirst(List<(int Tag, byte[] Bytes)> entries, uint next)
        {
            EraseDirectory(First, firstCount);
            var directory = new byte[2 + (entries.Count * EntryBytes) + 4];
            WriteShort(directory, entries.Count);
            int at = 2;
            foreach (var (_, bytes) in entries.OrderBy(entry => entry.Tag))
            {
                bytes.CopyTo(directory, at);
                at += EntryBytes;
            }

            WriteLong(directory.AsSpan(at), next);
            uint start = Append(directory);
            WriteLong(block.AsSpan(4), start);
            return block;
        }

        private void WriteShort(Span<byte> to, int value)
        {
            if (isBig)
                BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)value);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)value);
        }

        private void WriteLong(Span<byte> to, uint value)
        {
            if (isBig)
                BinaryPrimitives.WriteUInt32BigEndian(to, value);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(to, value);
        }
    }
}
