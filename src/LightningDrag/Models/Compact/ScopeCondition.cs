namespace LightningDrag.Models.Compact;

/// <summary>
/// What a drag means, as the network is told: [2·s − 1, 1] where the scope s is known, from 0 ("only here") to 1 ("the
/// whole thing"), and [0, 0] where it is not. Training knows s from its labels and hides it half of the time.
/// </summary>
internal static class ScopeCondition
{
    /// <summary>Values of a condition.</summary>
    public const int Width = 2;

    /// <summary>The condition of a scope on 0…1; null: unknown.</summary>
    public static float[] Of(float? scope) => scope is { } known ? [(2 * known) - 1, 1] : [0, 0];
}
