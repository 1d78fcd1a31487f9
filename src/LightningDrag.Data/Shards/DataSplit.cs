namespace LightningDrag.Data.Shards;

/// <summary>What a pair is for. A scene is wholly on one side.</summary>
public enum DataSplit
{
    /// <summary>Training.</summary>
    Train,

    /// <summary>Validation and evaluation.</summary>
    Validation,
}

/// <summary>Names and rules of the split.</summary>
internal static class DataSplits
{
    /// <summary>The side of a scene: by its name alone, so that scenes added later move no other.</summary>
    public static DataSplit Of(string scene, double validationShare) => StableRandom.Unit("split:" + scene) < validationShare ? DataSplit.Validation : DataSplit.Train;

    /// <summary>How shard files of this side begin.</summary>
    public static string Prefix(this DataSplit split) => split == DataSplit.Train ? "train-" : "validation-";
}
