namespace LightningDrag.Models.StableDiffusion;

/// <summary>What the starting latent of an edit is made of (LightningDrag, section 3.3, "noise prior").</summary>
public enum NoisePrior
{
    /// <summary>The source under noise, √ᾱ·z + √(1 − ᾱ)·ε: keeps identity best, the paper's choice.</summary>
    NoisedSource,

    /// <summary>Noise alone, ε: the freest.</summary>
    Pure,

    /// <summary>Noise alone inside the mask, the source under noise outside.</summary>
    Mixed,

    /// <summary>
    /// The source under noise, with the surroundings of each handle copied to its target first (Nie et al., SDE-Drag,
    /// ICLR 2024).
    /// </summary>
    CopyAndPaste,
}
