using static TorchSharp.torch;

namespace LightningDrag.Models;

/// <summary>
/// All the randomness of one sampling run: a model asks for normal draws in a fixed order, so that the same source of noise gives the same pictures.
/// Draws are float32 in the processor's memory whatever device the network runs on; the caller's dispose scope owns them.
/// </summary>
public interface ILatentNoise
{
    /// <summary>How many candidates are drawn together.</summary>
    int Candidates { get; }

    /// <summary>One draw that all candidates share. // [1, …shape]</summary>
    Tensor DrawShared(params long[] shape);

    /// <summary>One draw for each candidate. // [N, …shape]</summary>
    Tensor Draw(params long[] shape);
}
