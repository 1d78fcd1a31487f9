using LightningDrag.Geometry;
using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker.Tracking;

/// <summary>
/// Brings frames and places to the size that the network sees and back: corners stay corners, the shape of pixels may
/// change.
/// </summary>
internal static class FrameResizing
{
    /// <summary>Some frames of a clip, resized. // [count, 3, height, width], RGB on 0…255, float32</summary>
    public static Tensor Read(IClipFrames clip, int first, int count, (int Height, int Width) size, Device device)
    {
        using var scope = NewDisposeScope();
        Tensor[] frames =
        [
            .. Enumerable
                .Range(first, count)
                .Select(index =>
                {
                    using Tensor frame = clip.Read(index);
                    return Resize(frame.to(ScalarType.Float32, device), size);
                }),
        ];
        return stack(frames, 0).MoveToOuterDisposeScope();
    }

    /// <summary>Bilinear with aligned corners. // [3, H, W] of float32 → [3, height, width]</summary>
    public static Tensor Resize(Tensor frame, (int Height, int Width) size)
    {
        using var scope = NewDisposeScope();
        return nn
            .functional.interpolate(
                frame.unsqueeze(0),
                [size.Height, size.Width],
                mode: InterpolationMode.Bilinear,
                align_corners: true
            )
            .squeeze(0)
            .MoveToOuterDisposeScope();
    }

    /// <summary>A place in a frame of one size, in a frame of another one.</summary>
    public static PixelPoint Move(PixelPoint place, (int Height, int Width) from, (int Height, int Width) to) =>
        new(Scale(place.X, from.Width, to.Width), Scale(place.Y, from.Height, to.Height));

    /// <summary>A frame of a single row or column has no extent to scale by: its places stay.</summary>
    private static float Scale(float position, int from, int to) =>
        from == 1 ? position : (float)(position * ((to - 1.0) / (from - 1)));
}
