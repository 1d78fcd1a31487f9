namespace LightningDrag.Training.Pairs;

/// <summary>
/// Supervision pairs by number: the same number gives the same pair in every run. Safe for use from several threads.
/// </summary>
internal interface ISupervisionPairs
{
    /// <summary>How many there are, at least one.</summary>
    int Count { get; }

    /// <summary>How many and which, in a few words and a hash.</summary>
    string Version { get; }

    /// <summary>The key of a pair.</summary>
    string KeyOf(int number);

    /// <summary>Reads a pair.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: a member is missing or
    /// broken.</exception>
    SupervisionPair Read(int number);
}
