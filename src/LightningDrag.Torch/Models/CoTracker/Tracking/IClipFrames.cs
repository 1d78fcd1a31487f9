using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker.Tracking;

/// <summary>The frames of a clip, read when they are needed: a clip need not be in memory as a whole.</summary>
internal interface IClipFrames
{
    /// <summary>Number of frames, at least 1.</summary>
    int Count { get; }

    /// <summary>Rows of every frame.</summary>
    int Height { get; }

    /// <summary>Columns of every frame.</summary>
    int Width { get; }

    /// <summary>
    /// A frame's colours, in any number format on any device; the caller disposes of it. // [3, H, W], RGB on 0…255
    /// </summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    Tensor Read(int index);
}

/// <summary>A clip backwards.</summary>
internal sealed class ReversedFrames(IClipFrames clip) : IClipFrames
{
    public int Count => clip.Count;

    public int Height => clip.Height;

    public int Width => clip.Width;

    public Tensor Read(int index) => clip.Read(clip.Count - 1 - index);
}

/// <summary>A clip in memory, which stays its maker's. // [T, 3, H, W], RGB on 0…255</summary>
internal sealed class TensorFrames(Tensor frames) : IClipFrames
{
    public int Count => (int)frames.shape[0];

    public int Height => (int)frames.shape[2];

    public int Width => (int)frames.shape[3];

    public Tensor Read(int index) => frames[index];
}
