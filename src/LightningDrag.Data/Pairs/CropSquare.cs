using LightningDrag.Data.Flow;
using OpenCvSharp;

namespace LightningDrag.Data.Pairs;

/// <summary>The square of a frame that becomes a pair's picture, in pixels of that frame.</summary>
/// <param name="X">Left column.</param>
/// <param name="Y">Top row.</param>
/// <param name="Side">Side.</param>
internal readonly record struct CropSquare(int X, int Y, int Side)
{
    /// <summary>The square's content at the size of a pair; the caller disposes of it.</summary>
    public Mat Cut(Mat frame, int size)
    {
        using var view = new Mat(frame, new Rect(X, Y, Side, Side));
        return view.Resize(
            new Size(size, size),
            0,
            0,
            Side > size ? InterpolationFlags.Area : InterpolationFlags.Cubic
        );
    }

    /// <summary>The square's grey levels at the size of a pair.</summary>
    public Plane CutGrey(Mat frame, int size)
    {
        using Mat cut = Cut(frame, size),
            grey = cut.CvtColor(ColorConversionCodes.BGR2GRAY);
        return Plane.Of(grey);
    }

    /// <summary>
    /// The square and what is around it, as a rectangle of frames that are <paramref name="scale"/> times as large.
    /// </summary>
    public Rect Surroundings(Size frame, float scale, double room)
    {
        double reach = room * Side;
        int left = Math.Max(0, (int)((X - reach) * scale)),
            top = Math.Max(0, (int)((Y - reach) * scale));
        int right = Math.Min(frame.Width, (int)Math.Ceiling((X + Side + reach) * scale)),
            bottom = Math.Min(frame.Height, (int)Math.Ceiling((Y + Side + reach) * scale));
        return new Rect(left, top, right - left, bottom - top);
    }
}
