namespace LightningDrag.Weights;

/// <summary>What a tensor's elements are in a file.</summary>
public enum ElementType
{
    /// <summary>64-bit floating point.</summary>
    Float64,

    /// <summary>32-bit floating point.</summary>
    Float32,

    /// <summary>16-bit floating point (IEEE 754 binary16).</summary>
    Float16,

    /// <summary>The upper half of a 32-bit floating-point number.</summary>
    BFloat16,

    /// <summary>64-bit signed integer.</summary>
    Int64,

    /// <summary>32-bit signed integer.</summary>
    Int32,

    /// <summary>16-bit signed integer.</summary>
    Int16,

    /// <summary>8-bit signed integer.</summary>
    Int8,

    /// <summary>8-bit unsigned integer.</summary>
    Byte,

    /// <summary>One byte: 0 is false, anything else true.</summary>
    Bool,
}
