using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Attention;

/// <summary>
/// What one transformer block attends to beside its own tokens. None of it depends on the latent or the timestep, so it
/// is projected once an edit and kept over all steps; the published pipeline projects it anew at each of them. Keys and
/// values: // [N or 1, heads, tokens, d]
/// </summary>
internal sealed record BlockMemory
{
    /// <summary>Text tokens for cross-attention.</summary>
    public required KeysAndValues Text { get; init; }

    /// <summary>Image tokens for cross-attention; null without.</summary>
    public KeysAndValues? Image { get; init; }

    /// <summary>
    /// Reference tokens for self-attention, their keys with the handle embedding added; null without.
    /// </summary>
    public KeysAndValues? Reference { get; init; }

    /// <summary>
    /// The target embedding that queries and own keys get, as tokens; null for the unconditional branch. // [N or 1,
    /// tokens, C]
    /// </summary>
    public Tensor? Target { get; init; }

    /// <summary>All of it, in the order that <see cref="Of"/> takes.</summary>
    public IReadOnlyList<Tensor?> Tensors =>
        [Text.Keys, Text.Values, Image?.Keys, Image?.Values, Reference?.Keys, Reference?.Values, Target];

    /// <summary>The memory of the same tensors, or of others in their place.</summary>
    public static BlockMemory Of(IReadOnlyList<Tensor?> tensors)
    {
        KeysAndValues? Pair(int first) =>
            tensors[first] is { } keys && tensors[first + 1] is { } values ? new KeysAndValues(keys, values) : null;
        return new BlockMemory
        {
            Text = Pair(0).GetValueOrDefault(),
            Image = Pair(2),
            Reference = Pair(4),
            Target = tensors[6],
        };
    }
}

/// <summary>Projected tokens. // [N or 1, heads, tokens, d] each</summary>
internal readonly record struct KeysAndValues(Tensor Keys, Tensor Values);
