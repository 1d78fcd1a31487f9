using System.Numerics.Tensors;

namespace LightningDrag.Models;

/// <summary>
/// The latents of all candidates of a sampling run, one after the other, in the processor's memory. // [N, C, h, w]
/// </summary>
public sealed class Latents
{
    /// <summary>Latents of zeros.</summary>
    /// <param name="count">N, at least 1.</param>
    /// <param name="shape">Of each of them.</param>
    public Latents(int count, LatentShape shape)
        : this(count, shape, new float[checked(count * shape.Elements)]) { }

    /// <summary>Takes over the values.</summary>
    /// <param name="count">N, at least 1.</param>
    /// <param name="shape">Of each of them.</param>
    /// <param name="values">N·C·h·w numbers, columns innermost.</param>
    /// <exception cref="ArgumentException">Another number of values.</exception>
    public Latents(int count, LatentShape shape, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(shape.Elements, 1, nameof(shape));
        if (values.Length != (long)count * shape.Elements)
        {
            throw new ArgumentException(
                $"{count} latents of {shape} have {(long)count * shape.Elements} values, not {values.Length}.",
                nameof(values)
            );
        }

        (Count, Shape, Values) = (count, shape, values);
    }

    /// <summary>N, one for each candidate.</summary>
    public int Count { get; }

    /// <summary>Of one latent.</summary>
    public LatentShape Shape { get; }

    /// <summary>All values, columns innermost. // [N, C, h, w]</summary>
    public float[] Values { get; }

    /// <summary>One candidate's values. // [C, h, w]</summary>
    public Span<float> this[int candidate]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(candidate);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(candidate, Count);
            return Values.AsSpan(candidate * Shape.Elements, Shape.Elements);
        }
    }

    /// <summary>a·x + b·y.</summary>
    internal static Latents Mix(Latents x, float a, Latents y, float b)
    {
        var mixed = x.Like(y);
        var part = new float[y.Values.Length];
        TensorPrimitives.Multiply(x.Values, a, mixed.Values);
        TensorPrimitives.Multiply(y.Values, b, part);
        TensorPrimitives.Add(mixed.Values, part, mixed.Values);
        return mixed;
    }

    /// <summary>(x − b·y) / a: what was mixed with <paramref name="y"/> to give <paramref name="x"/>.</summary>
    internal static Latents Unmix(Latents x, float a, Latents y, float b)
    {
        var other = x.Like(y);
        TensorPrimitives.Multiply(y.Values, b, other.Values);
        TensorPrimitives.Subtract(x.Values, other.Values, other.Values);
        TensorPrimitives.Divide(other.Values, a, other.Values);
        return other;
    }

    /// <summary>Zeros of the shape that this and another have in common.</summary>
    private Latents Like(Latents other) =>
        Count == other.Count && Shape == other.Shape
            ? new Latents(Count, Shape)
            : throw new ArgumentException(
                $"{Count} latents of {Shape} and {other.Count} of {other.Shape} do not go together.",
                nameof(other)
            );
}

/// <summary>The shape of one latent.</summary>
/// <param name="Channels">C.</param>
/// <param name="Height">h, its rows.</param>
/// <param name="Width">w, its columns.</param>
public readonly record struct LatentShape(int Channels, int Height, int Width)
{
    /// <summary>C·h·w.</summary>
    public int Elements => checked(Channels * Height * Width);

    /// <summary>As C×h×w.</summary>
    public override string ToString() => $"{Channels}×{Height}×{Width}";
}
