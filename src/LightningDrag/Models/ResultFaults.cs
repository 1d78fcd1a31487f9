namespace LightningDrag.Models;

/// <summary>
/// What can be seen to be wrong with a result, whatever its handles did: each 0 (nothing) to 1 (all of it). That a
/// handle arrived says nothing of these.
/// </summary>
/// <param name="Torn">Where one thing came apart, as a share of the moved area's circumference.</param>
/// <param name="Stretched">Share of the moved area that is more than twice as long, or less than half, in some
/// direction, or folded over.</param>
/// <param name="Invented">Share of what changed that the photo did not show before: background filled in.</param>
/// <param name="Seams">Share of the mask's border at which the change ends abruptly.</param>
public sealed record ResultFaults(float Torn, float Stretched, float Invented, float Seams)
{
    // From these shares on a fault is seen: looked at on the sample photos.
    private const float NotablyTorn = 0.2f;
    private const float NotablyStretched = 0.3f;
    private const float NotableSeams = 0.15f;
    private const float NotablyInvented = 0.45f;

    /// <summary>Invented background may well be right; a tear cannot be.</summary>
    private const float InventedWeight = 0.5f;

    /// <summary>All of it as one number, to order results by: the less the better.</summary>
    public float Total => Torn + Stretched + (InventedWeight * Invented) + Seams;

    /// <summary>
    /// The faults that a person would see, worst first, in words: "a part is torn"; none where it looks sound.
    /// </summary>
    public IReadOnlyList<string> Words =>
        [
            .. new[]
            {
                (Torn, NotablyTorn, "a part is torn"),
                (Stretched, NotablyStretched, "a part is stretched"),
                (Seams, NotableSeams, "an edge shows"),
                (Invented, NotablyInvented, "much is invented"),
            }
                .Where(fault => fault.Item1 >= fault.Item2)
                .Select(fault => fault.Item3),
        ];
}
