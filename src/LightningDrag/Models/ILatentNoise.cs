namespace LightningDrag.Models;

/// <summary>
/// All the randomness of one sampling run: a model asks for normal draws in a fixed order, so that the same source of
/// noise gives the same pictures.
/// </summary>
public interface ILatentNoise
{
    /// <summary>How many candidates are drawn together.</summary>
    int Candidates { get; }

    /// <summary>One draw that all candidates share. // [1, C, h, w]</summary>
    Latents DrawShared(LatentShape shape);

    /// <summary>One draw for each candidate. // [N, C, h, w]</summary>
    Latents Draw(LatentShape shape);
}
