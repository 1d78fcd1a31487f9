namespace LightningDrag.Data.Shards;

/// <summary>How pairs are stored.</summary>
public sealed record ShardOptions
{
    /// <summary>Bytes after which a shard is closed, 1 KiB to 16 GiB.</summary>
    public long Bytes { get; init; } = 256L << 20;

    /// <summary>
    /// Whether the flow of every pixel is stored, with where it is valid and what stays visible: training the compact
    /// model needs it.
    /// </summary>
    public bool WithFlow { get; init; } = true;

    /// <summary>JPEG quality of the pictures, 50 to 100.</summary>
    public int JpegQuality { get; init; } = 95;

    /// <summary>Share of the scenes that go into shards for validation, 0 to 1.</summary>
    public double ValidationShare { get; init; } = 0.2;

    /// <summary>
    /// Names of groups (of scenes, where clips have no groups) that are the validation side, with every scene that they
    /// show; empty: <see cref="ValidationShare"/> decides.
    /// </summary>
    public IReadOnlyList<string> HeldBack { get; init; } = [];

    internal void Validate()
    {
        OptionCheck.Range(nameof(Bytes), Bytes, 1L << 10, 16L << 30);
        OptionCheck.Range(nameof(JpegQuality), JpegQuality, 50, 100);
        OptionCheck.Range(nameof(ValidationShare), ValidationShare, 0, 1);
    }
}
