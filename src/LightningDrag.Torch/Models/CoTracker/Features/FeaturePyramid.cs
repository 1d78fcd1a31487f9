using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker.Features;

/// <summary>
/// The feature maps of some frames at four sizes, each the mean of 2×2 cells of the one before; an odd last row or
/// column is left out. Channels lie innermost: a track reads whole feature vectors.
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
        foreach (Tensor level in levels)
            level.DetachFromDisposeScope();
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
            if (k > 0)
                maps = nn.functional.avg_pool2d(maps, 2, 2);
            // A copy even where the order already fits: the caller may free the maps.
            made[k] = maps.permute(0, 2, 3, 1).contiguous().alias();
        }

        return new FeaturePyramid(made);
    }

    /// <summary>Room for so many frames like these, without values.</summary>
    public FeaturePyramid Room(int frames)
    {
        using var scope = NewDisposeScope();
        return new FeaturePyramid([.. levels.Select(level => level.new_empty([frames, .. level.shape[1..]]))]);
    }

    /// <summary>Puts other frames in the place of those from <paramref name="first"/> on.</summary>
    public void Put(int first, FeaturePyramid other)
    {
        using var scope = NewDisposeScope();
        for (int k = 0; k < LevelCount; k++)
            levels[k].narrow(0, first, other.Frames).copy_(other.levels[k]);
    }

    /// <summary>Moves the second half of the frames to the first.</summary>
    public void Shift()
    {
        using var scope = NewDisposeScope();
        int half = Frames / 2;
        foreach (Tensor level in levels)
            level.narrow(0, 0, half).copy_(level.narrow(0, half, half));
    }

    /// <summary>Repeats a frame in the place of all that follow it.</summary>
    public void RepeatFrom(int frame)
    {
        using var scope = NewDisposeScope();
        int rest = Frames - 1 - frame;
        if (rest == 0)
            return;
        foreach (Tensor level in levels)
            level.narrow(0, frame + 1, rest).copy_(level.narrow(0, frame, 1));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor level in levels)
            level.Dispose();
    }
}
