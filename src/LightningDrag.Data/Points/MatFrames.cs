using LightningDrag.Models.CoTracker.Tracking;
using OpenCvSharp;
using static TorchSharp.torch;

namespace LightningDrag.Data.Points;

/// <summary>OpenCV's frames as a tracking network reads them.</summary>
/// <param name="frames">8-bit BGR, all of one size; they stay their owner's.</param>
internal sealed class MatFrames(IReadOnlyList<Mat> frames) : IClipFrames
{
    public int Count => frames.Count;

    public int Height => frames[0].Rows;

    public int Width => frames[0].Cols;

    public Tensor Read(int index)
    {
        Mat frame = frames[index];
        if (frame.Type() != MatType.CV_8UC3 || frame.Rows != Height || frame.Cols != Width)
        {
            throw new ArgumentException(
                $"Frame {index} is {frame.Cols}x{frame.Rows} of {frame.Type()}: give {Width}x{Height} of "
                    + $"{MatType.CV_8UC3} like the first.",
                nameof(index)
            );
        }

        using Mat rgb = frame.CvtColor(ColorConversionCodes.BGR2RGB);
        rgb.GetArray(out Vec3b[] pixels);
        byte[] bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(pixels.AsSpan()).ToArray();
        using var scope = NewDisposeScope();
        return tensor(bytes).view(Height, Width, 3).permute(2, 0, 1).MoveToOuterDisposeScope();
    }
}
