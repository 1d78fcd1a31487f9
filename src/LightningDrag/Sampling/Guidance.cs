namespace LightningDrag.Sampling;

/// <summary>
/// How the guidance scale falls from its first value to 1 over the denoising steps; r = i/T is the share of steps done.
/// </summary>
public enum GuidanceDecay
{
    /// <summary>It stays: w.</summary>
    None,

    /// <summary>In a straight line: w·(1 − r) + r.</summary>
    Linear,

    /// <summary>Slowly at first: w·(1 − r²) + r².</summary>
    Square,

    /// <summary>More slowly still: w·(1 − r³) + r³.</summary>
    Cubic,

    /// <summary>Fast at first: (w − 1)·(1 − r)² + 1, the paper's choice.</summary>
    InverseSquare,
}

/// <summary>
/// Point-following guidance (LightningDrag, section 3.3): classifier-free guidance (Ho &amp; Salimans 2022) on the
/// point embedding, ε = ε_u + w_i·(ε_c − ε_u), whose weight w_i falls over the steps so that late steps do not
/// oversaturate.
/// </summary>
/// <param name="Scale">w, the weight of the first step; at 1 or below there is no guidance.</param>
/// <param name="Decay">How it falls.</param>
/// <param name="GuidedSteps">Steps that are guided at all; null: every one.</param>
internal readonly record struct Guidance(float Scale, GuidanceDecay Decay, int? GuidedSteps = null)
{
    /// <summary>None: the conditional branch alone.</summary>
    public static Guidance Off { get; } = new(1, GuidanceDecay.None);

    /// <summary>w_i. At exactly 1 the conditional branch alone decides, and the other half need not run.</summary>
    public float Weight(int step, int steps)
    {
        if (Scale <= 1 || step >= GuidedSteps)
            return 1;
        double w = Scale,
            r = (double)step / steps;
        return (float)(
            Decay switch
            {
                GuidanceDecay.None => w,
                GuidanceDecay.Linear => (w * (1 - r)) + r,
                GuidanceDecay.Square => (w * (1 - (r * r))) + (r * r),
                GuidanceDecay.Cubic => (w * (1 - (r * r * r))) + (r * r * r),
                GuidanceDecay.InverseSquare => ((w - 1) * (1 - r) * (1 - r)) + 1,
                _ => throw new ArgumentOutOfRangeException(nameof(step), Decay, "An unknown decay."),
            }
        );
    }
}
