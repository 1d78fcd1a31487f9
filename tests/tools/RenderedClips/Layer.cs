using System.Numerics;
using OpenCvSharp;

namespace LightningDrag.Tools.RenderedClips;

/// <summary>A flat picture in the scene.</summary>
/// <param name="Texture">BGR; beyond its border a backdrop goes on as its mirror image.</param>
/// <param name="Coverage">255 where the layer hides what lies behind, 8 bits, of the texture's size; none for a
/// backdrop, which is everywhere.</param>
internal sealed record Layer(Mat Texture, Mat? Coverage) : IDisposable
{
    /// <summary>Where the texture's centre rests, in pixels from the frame's centre.</summary>
    public Vector2 Position { get; init; }

    /// <summary>Pixels of the frame a pixel of the texture.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>Its own motion in the scene.</summary>
    public Motion Motion { get; init; } = Motions.Still;

    /// <summary>
    /// How much of the camera's translation it shows: 1 at the distance of the backdrop, more when nearer (parallax).
    /// </summary>
    public float Nearness { get; init; } = 1;

    /// <summary>Drawn on the screen, as a logo or a letterbox is: the camera does not move it.</summary>
    public bool OnScreen { get; init; }

    /// <summary>
    /// A photograph that fills the frame and more: <paramref name="margin"/> times as large, centred.
    /// </summary>
    public static Layer Backdrop(string photo, Size frame, double margin = 1.3)
    {
        Mat picture = Cv2.ImRead(photo, ImreadModes.Color);
        double scale = margin * Math.Max((double)frame.Width / picture.Width, (double)frame.Height / picture.Height);
        return new Layer(Resized(picture, scale), null);
    }

    /// <summary>A wall without texture but for a slow change of light.</summary>
    public static Layer Wall(Size frame, double from = 150, double to = 175)
    {
        using var ramp = new Mat(1, 2, MatType.CV_32F);
        ramp.Set(0, 0, (float)from);
        ramp.Set(0, 1, (float)to);
        using Mat wide = ramp.Resize(frame, interpolation: InterpolationFlags.Linear);
        using var grey = new Mat();
        wide.ConvertTo(grey, MatType.CV_8U);
        return new Layer(grey.CvtColor(ColorConversionCodes.GRAY2BGR), null);
    }

    /// <summary>An ellipse cut out of a photograph's middle, <paramref name="size"/> pixels in the frame.</summary>
    public static Layer Cutout(string photo, Size size)
    {
        using Mat picture = Cv2.ImRead(photo, ImreadModes.Color);
        double scale = 1.4 * Math.Max((double)size.Width / picture.Width, (double)size.Height / picture.Height);
        using Mat resized = Resized(picture.Clone(), scale);
        var middle = new Rect(
            (resized.Width - size.Width) / 2,
            (resized.Height - size.Height) / 2,
            size.Width,
            size.Height
        );
        var coverage = new Mat(size, MatType.CV_8U, Scalar.Black);
        Cv2.Ellipse(
            coverage,
            new RotatedRect(
                new Point2f((size.Width - 1) / 2f, (size.Height - 1) / 2f),
                new Size2f(size.Width - 4, size.Height - 4),
                0
            ),
            Scalar.White,
            -1,
            LineTypes.AntiAlias
        );
        return new Layer(resized.SubMat(middle).Clone(), coverage);
    }

    /// <summary>A bar of one colour, as of a letterbox.</summary>
    public static Layer Bar(Size size, Scalar colour) =>
        new(new Mat(size, MatType.CV_8UC3, colour), new Mat(size, MatType.CV_8U, Scalar.White));

    /// <summary>Words in white, as of a logo.</summary>
    public static Layer Words(string text, double height)
    {
        double scale = height / 22;
        Size size = Cv2.GetTextSize(text, HersheyFonts.HersheySimplex, scale, 2, out int baseline);
        var coverage = new Mat(size.Height + baseline + 4, size.Width + 4, MatType.CV_8U, Scalar.Black);
        Cv2.PutText(
            coverage,
            text,
            new Point(2, size.Height + 1),
            HersheyFonts.HersheySimplex,
            scale,
            Scalar.White,
            2,
            LineTypes.AntiAlias
        );
        return new Layer(new Mat(coverage.Size(), MatType.CV_8UC3, Scalar.White), coverage);
    }

    /// <summary>From the texture's pixels to the frame's at a time.</summary>
    public Matrix3x2 ToFrame(Motion camera, Size frame, double seconds)
    {
        Matrix3x2 toScene =
            Matrix3x2.CreateTranslation(-(Texture.Width - 1) / 2f, -(Texture.Height - 1) / 2f)
            * Matrix3x2.CreateScale(Scale)
            * Motion(seconds)
            * Matrix3x2.CreateTranslation(Position);
        Matrix3x2 view = OnScreen ? Matrix3x2.Identity : camera(seconds);
        view.Translation *= Nearness;
        return toScene * view * Matrix3x2.CreateTranslation((frame.Width - 1) / 2f, (frame.Height - 1) / 2f);
    }

    public void Dispose()
    {
        Texture.Dispose();
        Coverage?.Dispose();
    }

    private static Mat Resized(Mat picture, double scale)
    {
        using (picture)
        {
            return picture.Resize(
                default,
                scale,
                scale,
                scale < 1 ? InterpolationFlags.Area : InterpolationFlags.Cubic
            );
        }
    }
}
