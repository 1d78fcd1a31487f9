using System.Buffers.Binary;
using System.Text;

namespace LightningDrag.Models.Compact.Network;

/// <summary>
/// A message in the wire format of Protocol Buffers, written field by field. Large contents are referred to, not
/// copied, until the whole is written. Format: https://protobuf.dev/programming-guides/encoding.
/// </summary>
internal sealed class ProtobufMessage
{
    private const int Varint = 0,
        LengthDelimited = 2,
        FourBytes = 5;
    private readonly List<ReadOnlyMemory<byte>> pieces = [];

    /// <summary>Bytes of the message.</summary>
    public int Length { get; private set; }

    /// <summary>Adds a number or a value of an enumeration.</summary>
    public ProtobufMessage Add(int field, long value) => Append(Tag(field, Varint)).Append(Encode((ulong)value));

    /// <summary>Adds a number in single precision.</summary>
    public ProtobufMessage Add(int field, float value)
    {
        byte[] bytes = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        return Append(Tag(field, FourBytes)).Append(bytes);
    }

    /// <summary>Adds text.</summary>
    public ProtobufMessage Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

    /// <summary>Adds bytes, which must not change before the message is written.</summary>
    public ProtobufMessage Add(int field, ReadOnlyMemory<byte> bytes) =>
        Append(Tag(field, LengthDelimited)).Append(Encode((ulong)bytes.Length)).Append(bytes);

    /// <summary>Adds a message as it is now.</summary>
    public ProtobufMessage Add(int field, ProtobufMessage message)
    {
        Append(Tag(field, LengthDelimited)).Append(Encode((ulong)message.Length));
        pieces.AddRange(message.pieces);
        Length = checked(Length + message.Length);
        return this;
    }

    /// <summary>Adds each of several messages.</summary>
    public ProtobufMessage AddEach(int field, IEnumerable<ProtobufMessage> messages)
    {
        foreach (var message in messages)
            Add(field, message);
        return this;
    }

    /// <summary>The message's bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        int at = 0;
        foreach (var piece in pieces)
        {
            piece.Span.CopyTo(bytes.AsSpan(at));
            at += piece.Length;
        }

        return bytes;
    }

    private ProtobufMessage Append(ReadOnlyMemory<byte> bytes)
    {
        pieces.Add(bytes);
        Length = checked(Length + bytes.Length);
        return this;
    }

    private static byte[] Tag(int field, int wireType) => Encode((ulong)((field << 3) | wireType));

    /// <summary>Seven bits a byte, the lowest first; the highest bit says that more follow.</summary>
    private static byte[] Encode(ulong value)
    {
        Span<byte> bytes = stackalloc byte[10];
        int count = 0;
        for (; value > 0x7f; value >>= 7)
            bytes[count++] = (byte)(value | 0x80);
        bytes[count++] = (byte)value;
        return bytes[..count].ToArray();
    }
}
