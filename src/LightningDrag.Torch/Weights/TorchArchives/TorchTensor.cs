namespace LightningDrag.Weights.TorchArchives;

/// <summary>Elements in a member of the archive.</summary>
/// <param name="Type">Their type.</param>
/// <param name="Key">The member's name in the folder "data".</param>
/// <param name="Count">Their number, by the pickle.</param>
internal sealed record TorchStorage(ElementType Type, string Key, long Count);

/// <summary>A view of a storage: element (i, j, …) lies at Offset + i·Strides[0] + j·Strides[1] + …</summary>
/// <param name="Storage">The storage.</param>
/// <param name="Offset">Elements before the first.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Strides">Elements from one to the next, by dimension.</param>
/// <param name="Count">Number of elements: at most the storage's.</param>
/// <param name="Span">Elements from the first to the last, both included: <paramref name="Count"/> or, with gaps
/// between them, more.</param>
internal sealed record TorchTensor(
    TorchStorage Storage,
    long Offset,
    long[] Shape,
    long[] Strides,
    long Count,
    long Span
)
{
    /// <summary>Whether the elements lie one after the other in the order of their indices.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int d = Shape.Length - 1; d >= 0; d--)
            {
                if (Shape[d] != 1 && Strides[d] != expected)
                    return Count == 0;
                expected *= Shape[d];
            }

            return true;
        }
    }

    /// <summary>A view that lies inside its storage.</summary>
    /// <exception cref="InvalidDataException">It does not, or shows elements more than once, which could be any number
    /// of times.</exception>
    public static TorchTensor Checked(TorchStorage storage, long offset, long[] shape, long[] strides)
    {
        bool sound =
            shape.Length == strides.Length
            && offset >= 0
            && offset <= storage.Count
            && !shape.Any(long.IsNegative)
            && !strides.Any(long.IsNegative);
        if (sound && SafetensorsFormat.ElementCount(shape) is { } count && count <= storage.Count)
        {
            Int128 last = 0; // below 2^126, because the sizes' product and each stride are below 2^63
            for (int d = 0; d < shape.Length; d++)
                last += (Int128)Math.Max(shape[d] - 1, 0) * strides[d];
            Int128 span = count == 0 ? 0 : last + 1;
            if (span <= storage.Count - offset)
                return new TorchTensor(storage, offset, shape, strides, count, (long)span);
        }

        throw new InvalidDataException(
            $"its pickle has a tensor of shape {SafetensorsFormat.Describe(shape)}, strides "
                + $"{SafetensorsFormat.Describe(strides)} and offset {offset}, "
                + $"which is not within its storage of {storage.Count} elements"
        );
    }
}
