using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker.Features;

/// <summary>
/// The feature maps of some frames at four sizes, each the mean of 2×2 cells of the one before; an odd last row or column is left out. Channels lie innermost: a track
/// reads whole feature vectors.
/// </summary>
internal sealed class FeaturePyramid : IDisposable
{
    public const int LevelCount = 4;

    /// <summary>Smallest side of a frame, in pixels, that leaves one cell at the coarsest level.</summary>
    public const int LeastSide = CoTrackerConfig.Stride << (LevelCount - 1);

    private readonly Tensor[] levels;

    private FeaturePyramid(Tensor[] levels)
    {
        this.levels = levels;
        foreach (Tensor level in levels) level.DetachFromDisposeScope();
    }

    /// <summary>Finest first. // each [frames, h, w, L]</summary>
    public IReadOnlyList<Tensor> Levels => levels;

    public int Frames => (int)levels[0].shape[0];

    /// <summary>Makes the coarser maps. // [frames, L, h, w]</summary>
    public static FeaturePyramid Of(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var made = new Tensor[LevelCount];
        for (int k = 0; k < LevelCount; k++)
        {
            if (k > 0) maps = nn.functional.avg_pool2d(maps, 2, 2);
            // A copy even where the order already fits: the caller may free the maps.
            made[k] = maps.permute(0, 2, 3, 1).contiguous().alias();
        }

        return new FeaturePyramid(made);
    }

    /// <summary>A copy with the last frame repeated until there are this many.</summary>
    public FeaturePyramid PaddedTo(int frames)
    {
        using var scope = NewDisposeScope();
        return new FeaturePyramid([.. levels.Select(level => cat([level, .. Enumerable.Repeat(level.narrow(0, Frames - 1, 1), frames - Frames)], 0))]);
    }

    /// <summary>
    /// Moves on by half its frames, in place: the second half becomes the first, then come the frames of another one, its last one repeated to the end. In place, because
    /// new memory for every window would scatter what lives long among what does not, and the heap would grow with the clip.
    /// </summary>
    public void Advance(FeaturePyramid next)
    {
        using var scope = NewDisposeScope();
        int half = Frames / 2, end = half + next.Frames;
        for (int k = 0; k < LevelCount; k++)
        {
            levels[k].narrow(0, 0, half).copy_(levels[k].narrow(0, half, half));
            levels[k].narrow(0, half, next.Frames).copy_(next.levels[k]);
            if (end < Frames) levels[k].narrow(0, end, Frames - end).copy_(next.levels[k].narrow(0, next.Frames - 1, 1).expand(Frames - end, -1, -1, -1));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor level in levels) level.Dispose();
    }
}
