namespace LightningDrag.Data.Clips;

/// <summary>How clips are read.</summary>
public sealed record ClipOptions
{
    /// <summary>Longest side in pixels of the grey frames that the filters see, 64 to 1024.</summary>
    public int AnalysisSide { get; init; } = 512;

    /// <summary>Frames a second that are kept at most, 5 to 120: of faster clips every so manieth.</summary>
    public double MaximumFrameRate { get; init; } = 20;

    /// <summary>A shot of fewer frames is dropped, kept or not; 2 to 1000.</summary>
    public int MinimumFrames { get; init; } = 8;

    /// <summary>A longer shot is worked on in pieces of so many seconds, 2 to 60.</summary>
    public double LongestSegment { get; init; } = 10;

    /// <summary>
    /// Seconds of a long shot that are passed over between two pieces, 0 to 600: decoded and no more, for what follows
    /// a piece of ten seconds shows much the same.
    /// </summary>
    public double Pause { get; init; } = 10;

    /// <summary>
    /// Bytes that the frames of one piece may take, 32 MiB to 4 GiB: large frames make shorter pieces.
    /// </summary>
    public long SegmentMemory { get; init; } = 320L << 20;

    /// <summary>Share of the picture whose grey levels change at once at a cut, 0 to 1.</summary>
    public double CutThreshold { get; init; } = 0.5;

    internal void Validate()
    {
        OptionCheck.Range(nameof(AnalysisSide), AnalysisSide, 64, 1024);
        OptionCheck.Range(nameof(MaximumFrameRate), MaximumFrameRate, 5, 120);
        OptionCheck.Range(nameof(MinimumFrames), MinimumFrames, 2, 1000);
        OptionCheck.Range(nameof(LongestSegment), LongestSegment, 2, 60);
        OptionCheck.Range(nameof(Pause), Pause, 0, 600);
        OptionCheck.Range(nameof(SegmentMemory), SegmentMemory, 32L << 20, 4L << 30);
        OptionCheck.Range(nameof(CutThreshold), CutThreshold, 0, 1);
    }
}
