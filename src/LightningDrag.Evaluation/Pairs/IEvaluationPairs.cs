using LightningDrag.Training.Pairs;

namespace LightningDrag.Evaluation.Pairs;

/// <summary>A fixed set of pairs: every enumeration gives the same ones in the same order.</summary>
internal interface IEvaluationPairs
{
    /// <summary>What the report calls the set.</summary>
    string Name { get; }

    /// <summary>Makes or reads the pairs, one at a time.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: a member is missing or
    /// broken.</exception>
    IEnumerable<SupervisionPair> Read();
}
