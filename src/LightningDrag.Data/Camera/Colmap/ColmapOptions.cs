namespace LightningDrag.Data.Camera.Colmap;

/// <summary>How <see cref="ColmapFilter"/> runs COLMAP and what it takes for a camera that stands still.</summary>
public sealed record ColmapOptions
{
    /// <summary>The program: a name on the search path, or a path.</summary>
    public string Program { get; init; } = "colmap";

    /// <summary>Frames given to the mapper, spread evenly over the shot, 3…64. Each is matched with each.</summary>
    public int Frames { get; init; } = 10;

    /// <summary>
    /// The most by which the centres of the cameras may lie apart, as a part of the median depth of the scene, 0…1.
    /// </summary>
    public double MaximumSpread { get; init; } = 0.01;

    /// <summary>
    /// The most by which the scene's points may be displaced between two frames, per mille of the diagonal (median),
    /// 0.5…50: turning counts too.
    /// </summary>
    public double MaximumMotion { get; init; } = 5;

    /// <summary>Time for one shot, 1 second to 1 hour.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Threads of COLMAP, 1…256.</summary>
    public int Threads { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 256);

    /// <summary>Throws <see cref="LightningDragException"/> for a value outside its range.</summary>
    internal void Validate()
    {
        OptionRange.Check(nameof(Frames), Frames, 3, 64);
        OptionRange.Check(nameof(MaximumSpread), MaximumSpread, 0, 1);
        OptionRange.Check(nameof(MaximumMotion), MaximumMotion, 0.5, 50);
        OptionRange.Check(nameof(TimeLimit), TimeLimit.TotalSeconds, 1, 3600);
        OptionRange.Check(nameof(Threads), Threads, 1, 256);
    }
}
