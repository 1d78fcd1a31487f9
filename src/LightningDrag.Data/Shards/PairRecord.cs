namespace LightningDrag.Data.Shards;

/// <summary>
/// The <c>.json</c> member of a pair. Places and lengths of points are in pixels of the pair, pixel centres at whole
/// numbers.
/// </summary>
/// <param name="Points">Rows of handle x, handle y, target x, target y.</param>
/// <param name="Clip">Id of the clip.</param>
/// <param name="Scene">Its scene.</param>
/// <param name="Times">Seconds of source and target in the clip.</param>
/// <param name="Crop">Left, top and side of the crop in pixels of the clip.</param>
/// <param name="Tracker">What found the targets.</param>
/// <param name="Scores">The motion in numbers.</param>
internal sealed record PairRecord(
    IReadOnlyList<float[]> Points,
    string Clip,
    string Scene,
    double[] Times,
    double[] Crop,
    string Tracker,
    IReadOnlyDictionary<string, double> Scores
);
