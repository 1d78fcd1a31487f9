namespace LightningDrag.Models;

/// <summary>A denoiser that says what its drags move before anything is rendered.</summary>
internal interface IForeseeingDenoiser : IConditionalDenoiser
{
    /// <summary>What moves and what changes.</summary>
    /// <param name="clean">The latent that sampling ended with, of one candidate. // [1, C, h, w]</param>
    Foresight Foresee(Latents clean);
}

/// <summary>
/// What drags move, on a grid that is spread over the encoded window. Both arrays have Size × Size elements, row by
/// row.
/// </summary>
/// <param name="Size">Side of the grid.</param>
/// <param name="Outline">0…1: how surely a pixel moves with the handles.</param>
/// <param name="Area">0…1, inside from ½: where the picture changes, which is what moves, where it lands, what it
/// uncovers, and a margin.</param>
internal sealed record Foresight(int Size, float[] Outline, float[] Area);
