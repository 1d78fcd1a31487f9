using static TorchSharp.torch;

namespace LightningDrag.Weights;

/// <summary>Element types of files and of tensors.</summary>
internal static class ScalarTypes
{
    private static readonly (ElementType InFile, ScalarType InMemory)[] Pairs =
    [
        (ElementType.Float64, ScalarType.Float64),
        (ElementType.Float32, ScalarType.Float32),
        (ElementType.Float16, ScalarType.Float16),
        (ElementType.BFloat16, ScalarType.BFloat16),
        (ElementType.Int64, ScalarType.Int64),
        (ElementType.Int32, ScalarType.Int32),
        (ElementType.Int16, ScalarType.Int16),
        (ElementType.Int8, ScalarType.Int8),
        (ElementType.Byte, ScalarType.Byte),
        (ElementType.Bool, ScalarType.Bool),
    ];

    /// <summary>The same in memory.</summary>
    public static ScalarType ToScalarType(this ElementType type) => Pairs.First(pair => pair.InFile == type).InMemory;

    /// <summary>The same in a file; null for a type that files do not have.</summary>
    public static ElementType? ToElementType(this ScalarType type) =>
        Array.FindIndex(Pairs, pair => pair.InMemory == type) is >= 0 and int i ? Pairs[i].InFile : null;
}
