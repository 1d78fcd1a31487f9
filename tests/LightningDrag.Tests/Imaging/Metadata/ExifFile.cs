using System.Buffers.Binary;
using System.Text;

namespace LightningDrag.Tests.Imaging.Metadata;

/// <summary>EXIF blocks that tests write, and a reader of their own.</summary>
internal static class ExifFile
{
    public const string Maker = "Test Camera",
        Taken = "2024:05:17 10:11:12",
        Note = "MAKER NOTE 12345",
        Copyright = "(c) A. Photographer";

    public static ReadOnlySpan<byte> Thumbnail => "THUMBNAIL OF WHAT THE PHOTO WAS"u8;

    /// <summary>
    /// A block as a phone writes it: camera, orientation, 300 dpi, date, maker's note, size, place and thumbnail.
    /// </summary>
    public static byte[] Build(bool isBig, int orientation = 1, bool thumbnailInMiddle = false)
    {
        var writer = new Writer(isBig);
        uint maker = writer.Add(Text(Maker)),
            copyright = writer.Add(Text(Copyright)),
            resolution = writer.Add(writer.Rational(300, 1));
        uint taken = writer.Add(Text(Taken)),
            note = writer.Add(Encoding.ASCII.GetBytes(Note));
        uint latitude = writer.Add([
            .. writer.Rational(52, 1),
            .. writer.Rational(31, 1),
            .. writer.Rational(987, 100),
        ]);
        uint thumbnail = thumbnailInMiddle ? writer.Add(Thumbnail) : 0;
        uint place = writer.Directory(0, [(1, 2, 2, writer.Inline("N\0\0\0"u8)), (2, 5, 3, latitude)]);
        uint exif = writer.Directory(
            0,
            [(0x9003, 2, 20, taken), (0x927C, 7, Note.Length, note), (0xA002, 4, 1, 4000), (0xA003, 4, 1, 3000)]
        );
        if (!thumbnailInMiddle)
            thumbnail = (uint)writer.Length + 2 + (3 * 12) + 4;
        uint second = writer.Directory(
            0,
            [(0x103, 3, 1, writer.Short(6)), (0x201, 4, 1, thumbnail), (0x202, 4, 1, (uint)Thumbnail.Length)]
        );
        if (!thumbnailInMiddle)
            Assert.Equal(thumbnail, writer.Add(Thumbnail, even: false));
        uint first = writer.Directory(
            second,
            [
                (0x10F, 2, Maker.Length + 1, maker),
                (0x112, 3, 1, writer.Short(orientation)),
                (0x11A, 5, 1, resolution),
                (0x11B, 5, 1, resolution),
                (0x128, 3, 1, writer.Short(2)),
                (0x8298, 2, Copyright.Length + 1, copyright),
                (0x8769, 4, 1, exif),
                (0x8825, 4, 1, place),
            ]
        );
        return writer.Finish(first);
    }

    /// <summary>Every tag of a block by directory: "0", "exif", "gps", "1"; numbers and texts as text.</summary>
    public static Dictionary<(string Directory, int Tag), string> Read(byte[] block)
    {
        var tags = new Dictionary<(string, int), string>();
        bool isBig = block[0] == 'M';
        Walk("0", Long(4));
        return tags;

        void Walk(string name, uint at)
        {
            int count = Short((int)at);
            for (int i = 0, entry = (int)at + 2; i < count; i++, entry += 12)
            {
                int tag = Short(entry),
                    type = Short(entry + 2),
                    length = (int)Long(entry + 4);
                int start =
                    length
                        * (
                            type is 2 or 7 ? 1
                            : type == 3 ? 2
                            : type == 5 ? 8
                            : 4
                        )
                    <= 4
                        ? entry + 8
                        : (int)Long(entry + 8);
                tags[(name, tag)] = type switch
                {
                    2 or 7 => Encoding.ASCII.GetString(block, start, length).TrimEnd('\0'),
                    3 => $"{Short(start)}",
                    5 => $"{(double)Long(start) / Long(start + 4)}",
                    _ => $"{Long(start)}",
                };
                if (tag == 0x8769)
                    Walk("exif", Long(entry + 8));
                if (tag == 0x8825)
                    Walk("gps", Long(entry + 8));
            }

            if (name == "0" && Long((int)at + 2 + (12 * count)) is var next and > 0)
                Walk("1", next);
        }

        int Short(int at) =>
            isBig
                ? BinaryPrimitives.ReadUInt16BigEndian(block.AsSpan(at))
                : BinaryPrimitives.ReadUInt16LittleEndian(block.AsSpan(at));
        uint Long(int at) =>
            isBig
                ? BinaryPrimitives.ReadUInt32BigEndian(block.AsSpan(at))
                : BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(at));
    }

    private static byte[] Text(string text) => [.. Encoding.ASCII.GetBytes(text), 0];

    private sealed class Writer(bool isBig)
    {
        private readonly List<byte> bytes = [.. isBig ? "MM\0*"u8 : "II*\0"u8, 0, 0, 0, 0];

        public int Length => bytes.Count;

        public uint Add(ReadOnlySpan<byte> value, bool even = true)
        {
            if (even && bytes.Count % 2 == 1)
                bytes.Add(0);
            uint at = (uint)bytes.Count;
            bytes.AddRange(value);
            return at;
        }

        public byte[] Rational(uint above, uint below) => [.. Long(above), .. Long(below)];

        public uint Short(int value) => isBig ? (uint)value << 16 : (uint)value;

        public uint Inline(ReadOnlySpan<byte> four) =>
            isBig ? BinaryPrimitives.ReadUInt32BigEndian(four) : BinaryPrimitives.ReadUInt32LittleEndian(four);

        public uint Directory(uint next, (int Tag, int Type, int Count, uint Value)[] entries)
        {
            if (bytes.Count % 2 == 1)
                bytes.Add(0);
            uint at = (uint)bytes.Count;
            bytes.AddRange(Long((uint)entries.Length)[isBig ? 2.. : ..2]);
            foreach (var (tag, type, count, value) in entries)
            {
                bytes.AddRange(Long((uint)tag)[isBig ? 2.. : ..2]);
                bytes.AddRange(Long((uint)type)[isBig ? 2.. : ..2]);
                bytes.AddRange(Long((uint)count));
                bytes.AddRange(Long(value));
            }

            bytes.AddRange(Long(next));
            return at;
        }

        public byte[] Finish(uint first)
        {
            byte[] block = [.. bytes];
            Long(first).CopyTo(block, 4);
            return block;
        }

        private byte[] Long(uint value)
        {
            var four = new byte[4];
            if (isBig)
                BinaryPrimitives.WriteUInt32BigEndian(four, value);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(four, value);
            return four;
        }
    }
}
