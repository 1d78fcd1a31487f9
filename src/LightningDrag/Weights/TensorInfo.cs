namespace LightningDrag.Weights;

/// <summary>What a file of weights says of one tensor.</summary>
/// <param name="Name">Its name, unique in the file.</param>
/// <param name="Type">Its element type in the file.</param>
/// <param name="Shape">Its sizes, outermost first; empty for a single number.</param>
/// <param name="ElementCount">The product of <paramref name="Shape"/>: 1 for a single number.</param>
public sealed record TensorInfo(string Name, ElementType Type, IReadOnlyList<long> Shape, long ElementCount)
{
    /// <summary>Bytes from the end of the header to the first element.</summary>
    internal long Offset { get; init; }

    internal long ByteLength { get; init; }
}
