namespace LightningDrag.Weights.Pickles;

/// <summary>Makes a value of a call's arguments.</summary>
internal delegate object? PickleFunction(object?[] arguments, Allowance allowance);

/// <summary>
/// What the pickles of one kind of file may contain: operations, and names with what they stand for. Everything else is
/// refused before anything is done with it.
/// </summary>
internal abstract class PickleVocabulary
{
    /// <summary>What the pickle holds, for messages: "weights".</summary>
    public abstract string Content { get; }

    /// <summary>What names with their module stand for: a <see cref="PickleFunction"/> or a plain value.</summary>
    protected abstract IReadOnlyDictionary<string, object> Names { get; }

    /// <summary>Refuses protocols whose operations are not known.</summary>
    /// <exception cref="InvalidDataException">Another protocol.</exception>
    public abstract void CheckProtocol(int protocol);

    /// <summary>Whether such a pickle needs the operation.</summary>
    public abstract bool Allows(PickleOpcode opcode);

    /// <summary>Sets an object's state (BUILD).</summary>
    public abstract void Build(object? target, object? state);

    /// <summary>An object that lies outside the pickle (BINPERSID).</summary>
    public abstract object? Persistent(object? description, Allowance allowance);

    /// <summary>What a module's name stands for.</summary>
    public object Find(string module, string name) =>
        Names.TryGetValue($"{module}.{name}", out object? known)
            ? known
            : throw new InvalidDataException(
                $"its pickle refers to {SafetensorsFormat.Quote($"{module}.{name}")}, which {Content} do not "
                    + $"need and which is refused"
            );

    /// <summary>Calls a function that <see cref="Find"/> gave.</summary>
    public static object? Call(object? function, object?[] arguments, Allowance allowance) =>
        function is PickleFunction known
            ? known(arguments, allowance)
            : throw new InvalidDataException("its pickle calls something that is not a function");
}
