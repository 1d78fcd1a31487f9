using System.Buffers.Binary;
using System.Text;

namespace LightningDrag.Weights.Pickles;

/// <summary>
/// Python's pickle machine (pickletools documents it) without its power: it builds texts, numbers, bytes, tuples, lists
/// and dictionaries, and a <see cref="PickleVocabulary"/> alone says which of its operations a file may use and which
/// names it may refer to. Every other one is refused by its name; nothing that a file holds is ever executed.
/// </summary>
/// <remarks>
/// Values: null, bool, long, double, string, byte[], object?[] (a tuple), <see cref="List{T}"/>,
/// <see cref="Dictionary{TKey,TValue}"/> by texts, and what the vocabulary makes. The work is linear in the pickle's
/// length and its memory bounded by the allowance.
/// </remarks>
internal ref struct PickleMachine
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> pickle;
    private readonly PickleVocabulary vocabulary;
    private readonly Allowance allowance;
    private readonly List<object?> stack = [];
    private readonly List<int> marks = [];
    private readonly List<object?> memo = [];
    private int at;

    private PickleMachine(ReadOnlySpan<byte> pickle, PickleVocabulary vocabulary, Allowance allowance)
    {
        this.pickle = pickle;
        this.vocabulary = vocabulary;
        this.allowance = allowance;
    }

    /// <summary>The value that a pickle describes.</summary>
    /// <exception cref="InvalidDataException">Any fault; the message is the part of a sentence that says
    /// which.</exception>
    public static object? Load(ReadOnlySpan<byte> pickle, PickleVocabulary vocabulary, Allowance allowance) =>
        new PickleMachine(pickle, vocabulary, allowance).Run();

    /// <summary>An empty dictionary, paid for.</summary>
    public static Dictionary<string, object?> NewDictionary(Allowance allowance)
    {
        allowance.Take((2 * Allowance.ObjectBytes) + Allowance.EntryBytes);
        return new(StringComparer.Ordinal);
    }

    private object? Run()
    {
        while (true)
        {
            int start = at;
            var opcode = (PickleOpcode)Byte();
            if (!vocabulary.Allows(opcode))
                throw Refused(start, opcode);
            switch (opcode)
            {
                case PickleOpcode.PROTO:
                    vocabulary.CheckProtocol(Byte());
                    break;
                case PickleOpcode.FRAME:
                    Bytes(sizeof(long));
                    break; // how much to read ahead: all of it is here already
                case PickleOpcode.MARK:
                    Mark();
                    break;
                case PickleOpcode.GLOBAL:
                    Push(vocabulary.Find(Line(), Line()));
                    break;
                case PickleOpcode.STACK_GLOBAL:
                    PushGlobal();
                    break;
                case PickleOpcode.REDUCE:
                    Reduce();
                    break;
                case PickleOpcode.BUILD:
                    vocabulary.Build(state: Pop(), target: Top());
                    break;
                case PickleOpcode.BINPERSID:
                    Push(vocabulary.Persistent(Pop(), allowance));
                    break;
                case PickleOpcode.BINPUT:
                    Remember(Byte());
                    break;
                case PickleOpcode.LONG_BINPUT:
                    Remember(UInt32());
                    break;
                case PickleOpcode.MEMOIZE:
                    Remember((uint)memo.Count);
                    break;
                case PickleOpcode.BINGET:
                    Recall(Byte());
                    break;
                case PickleOpcode.LONG_BINGET:
                    Recall(UInt32());
                    break;
                case PickleOpcode.NONE:
                    Push(null);
                    break;
                case PickleOpcode.NEWTRUE:
                    Push(true);
                    break;
                case PickleOpcode.NEWFALSE:
                    Push(false);
                    break;
                case PickleOpcode.BININT:
                    Push((long)(int)UInt32());
                    break;
                case PickleOpcode.BININT1:
                    Push((long)Byte());
                    break;
                case PickleOpcode.BININT2:
                    Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2)));
                    break;
                case PickleOpcode.LONG1:
                    Push(Long(Bytes(Byte())));
                    break;
                case PickleOpcode.BINFLOAT:
                    Push(BinaryPrimitives.ReadDoubleBigEndian(Bytes(sizeof(double))));
                    break;
                case PickleOpcode.SHORT_BINBYTES:
                    PushBytes(Byte());
                    break;
                case PickleOpcode.BINBYTES:
                    PushBytes(UInt32());
                    break;
                case PickleOpcode.SHORT_BINUNICODE:
                    Push(Text(Byte()));
                    break;
                case PickleOpcode.BINUNICODE:
                    Push(Text(UInt32()));
                    break;
                case PickleOpcode.EMPTY_TUPLE:
                    Push(Array.Empty<object?>());
                    break;
                case PickleOpcode.TUPLE:
                    PushTuple(stack.Count - PopMark());
                    break;
                case PickleOpcode.TUPLE1:
                    PushTuple(1);
                    break;
                case PickleOpcode.TUPLE2:
                    PushTuple(2);
                    break;
                case PickleOpcode.TUPLE3:
                    PushTuple(3);
                    break;
                case PickleOpcode.EMPTY_LIST:
                    PushList();
                    break;
                case PickleOpcode.APPEND:
                    Append(stack.Count - 1);
                    break;
                case PickleOpcode.APPENDS:
                    Append(PopMark());
                    break;
                case PickleOpcode.EMPTY_DICT:
                    Push(NewDictionary(allowance));
                    break;
                case PickleOpcode.SETITEM:
                    SetItems(stack.Count - 2);
                    break;
                case PickleOpcode.SETITEMS:
                    SetItems(PopMark());
                    break;
                case PickleOpcode.STOP:
                    return Result();
                default:
                    throw Refused(start, opcode);
            }
        }
    }

    private readonly InvalidDataException Refused(int start, PickleOpcode opcode) =>
        Fault(
            start,
            $"has the operation {(Enum.IsDefined(opcode) ? opcode : $"0x{(byte)opcode:x2}")}, which "
                + $"{vocabulary.Content} do not need and which is refused"
        );

    private void Mark()
    {
        allowance.Take(sizeof(int) * 3); // lists double while they grow
        marks.Add(stack.Count);
    }

    private int PopMark()
    {
        if (marks.Count == 0)
            throw Fault(at - 1, "refers to a mark that it did not set");
        int mark = marks[^1];
        marks.RemoveAt(marks.Count - 1);
        return mark;
    }

    private void Push(object? value)
    {
        allowance.Take(value is long ? 48 : 24);
        stack.Add(value);
    }

    /// <summary>What lies above the last mark belongs to it alone.</summary>
    private readonly void Require(int values)
    {
        if (stack.Count - (marks.Count == 0 ? 0 : marks[^1]) < values)
            throw Fault(at - 1, "takes more values from its stack than lie there");
    }

    private readonly object? Top()
    {
        Require(1);
        return stack[^1];
    }

    private readonly object? Pop()
    {
        object? top = Top();
        stack.RemoveAt(stack.Count - 1);
        return top;
    }

    private void Reduce()
    {
        object? arguments = Pop(),
            function = Pop();
        if (arguments is not object?[] tuple)
            throw Fault(at - 1, "calls something with arguments that are not a tuple");
        Push(PickleVocabulary.Call(function, tuple, allowance));
    }

    private void PushTuple(int count)
    {
        Require(count);
        allowance.Take(Allowance.ObjectBytes + (count * 8L));
        var tuple = new object?[count];
        stack.CopyTo(stack.Count - count, tuple, 0, count);
        stack.RemoveRange(stack.Count - count, count);
        Push(tuple);
    }

    private void PushGlobal()
    {
        if (Pop() is not string name || Pop() is not string module)
            throw Fault(at - 1, "refers to a name that is not a text");
        Push(vocabulary.Find(module, name));
    }

    private void PushBytes(uint count)
    {
        var bytes = Bytes(count);
        allowance.Take(Allowance.ObjectBytes + bytes.Length);
        Push(bytes.ToArray());
    }

    private void PushList()
    {
        allowance.Take(2 * Allowance.ObjectBytes);
        Push(new List<object?>());
    }

    private readonly void Append(int first)
    {
        int count = stack.Count - first;
        Require(count + 1);
        if (count < 0 || stack[first - 1] is not List<object?> list)
            throw Fault(at - 1, "appends to something that is not a list");
        allowance.Take(count * 24L); // lists double while they grow
        list.AddRange(stack.GetRange(first, count));
        stack.RemoveRange(first, count);
    }

    private readonly void SetItems(int first)
    {
        int count = stack.Count - first;
        Require(count + 1);
        if (count % 2 != 0 || stack[first - 1] is not Dictionary<string, object?> dictionary)
            throw Fault(at - 1, "fills something that is not a dictionary");
        for (int i = first; i < stack.Count; i += 2)
        {
            if (stack[i] is not string key)
                throw Fault(at - 1, "has a dictionary with a key that is not a text");
            allowance.Take(Allowance.EntryBytes);
            if (!dictionary.TryAdd(key, stack[i + 1]))
                throw Fault(at - 1, $"has {SafetensorsFormat.Quote(key)} twice in a dictionary");
        }

        stack.RemoveRange(first, count);
    }

    /// <summary>Python numbers what it remembers one after the other.</summary>
    private readonly void Remember(uint index)
    {
        object? value = Top();
        if (index > memo.Count)
            throw Fault(at, $"remembers a value as number {index} after only {memo.Count} others");
        if (index < memo.Count)
        {
            memo[(int)index] = value;
            return;
        }

        allowance.Take(24);
        memo.Add(value);
    }

    private void Recall(uint index) =>
        Push(
            index < memo.Count
                ? memo[(int)index]
                : throw Fault(at, $"recalls value number {index} of only {memo.Count}")
        );

    private readonly object? Result()
    {
        object? value = Pop();
        if (stack.Count > 0 || marks.Count > 0 || at != pickle.Length)
            throw Fault(at, "does not end where its last value does");
        return value;
    }

    private byte Byte() => Bytes(1)[0];

    private uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    private ReadOnlySpan<byte> Bytes(uint count)
    {
        if (count > pickle.Length - at)
            throw Fault(at, "breaks off");
        ReadOnlySpan<byte> bytes = pickle.Slice(at, (int)count);
        at += (int)count;
        return bytes;
    }

    /// <summary>Two's complement, little-endian, as short as it can be; Python's own have no limit.</summary>
    private readonly long Long(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > sizeof(long))
            throw Fault(at, $"has a whole number of {bytes.Length} bytes");
        long value = bytes.Length > 0 && bytes[^1] >= 0x80 ? -1 : 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
            value = (value << 8) | bytes[i];
        return value;
    }

    private string Text(uint length)
    {
        ReadOnlySpan<byte> bytes = Bytes(length);
        allowance.TakeText(bytes.Length);
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException(
                $"its pickle has a text at byte {at - bytes.Length} that is not valid UTF-8",
                e
            );
        }
    }

    private string Line()
    {
        int length = pickle[at..].IndexOf((byte)'\n');
        if (length < 0)
            throw Fault(at, "breaks off");
        string line = Text((uint)length);
        at++;
        return line;
    }

    private static InvalidDataException Fault(int position, string what) =>
        new($"its pickle {what} (at byte {position})");
}
