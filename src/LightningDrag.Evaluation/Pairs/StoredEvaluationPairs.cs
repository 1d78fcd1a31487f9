using LightningDrag.Data.Shards;
using LightningDrag.Data.Shards.Reading;
using LightningDrag.Training.Pairs;

namespace LightningDrag.Evaluation.Pairs;

/// <summary>
/// Pairs of video frames, as loose members in a folder or in shards (or one tar file): of shards with a split those for
/// validation.
/// </summary>
/// <param name="path">The folder or the tar file.</param>
/// <param name="limit">Take at most so many, evenly spread over all; 0 takes all.</param>
internal sealed class StoredEvaluationPairs(string path, int limit = 0) : IEvaluationPairs
{
    /// <inheritdoc/>
    public string Name => "real";

    /// <inheritdoc/>
    public IEnumerable<SupervisionPair> Read()
    {
        var stored = StoredPairs.Open(path, DataSplit.Validation);
        if (stored.Faults is [string fault, ..])
            throw new LightningDragException(ErrorCode.InvalidFile, fault);
        int count = limit > 0 ? Math.Min(limit, stored.Pairs.Count) : stored.Pairs.Count;
        for (int i = 0; i < count; i++)
        {
            var pair = SupervisionPair.Decode(stored.Pairs[(int)((long)i * stored.Pairs.Count / count)].Read());
            yield return pair.Motion is null
                ? pair
                : pair with
                {
                    Disoccluded = LabelledHoles.Of(pair.Motion.ToField(pair.Source.Width)),
                };
        }
    }
}
