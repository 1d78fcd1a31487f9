using LightningDrag.Runtime;

namespace LightningDrag.Models;

/// <summary>
/// The last look at what a network gave, before anything is made of it: NaN would become a wrong picture without a
/// word.
/// </summary>
internal static class FiniteResults
{
    /// <summary>Checks numbers that a network gave.</summary>
    /// <param name="result">The numbers.</param>
    /// <param name="network">What gave them, to begin the message.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.NotFinite"/>: one is NaN or infinite.</exception>
    public static void Require(ReadOnlySpan<float> result, string network)
    {
        foreach (float number in result)
        {
            if (!float.IsFinite(number))
                throw NotFinite(network);
        }
    }

    /// <summary>The error, by what gave such numbers.</summary>
    public static LightningDragException NotFinite(string network) =>
        new(
            ErrorCode.NotFinite,
            $"The {network} gave numbers that are not finite on {CpuFeatures.Current}: check the weights with "
                + "'lightningdrag models verify', and report the processor if they are whole."
        );
}
