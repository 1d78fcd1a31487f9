namespace LightningDrag.Data.Shards;

/// <summary>What a pair is for. A scene is wholly on one side, and so is a group of clips.</summary>
public enum DataSplit
{
    /// <summary>Training.</summary>
    Train,

    /// <summary>Validation and evaluation.</summary>
    Validation,
}

/// <summary>Names of the split.</summary>
internal static class DataSplits
{
    /// <summary>How shard files of this side begin.</summary>
    public static string Prefix(this DataSplit split) => split == DataSplit.Train ? "train-" : "validation-";
}
