using System.Numerics;
using OpenCvSharp;

namespace LightningDrag.Tools.RenderedClips;

/// <summary>A clip drawn from layers whose motion is known exactly.</summary>
/// <param name="Size">Of the frames.</param>
/// <param name="Layers">From the backdrop to the front; the clip owns them.</param>
internal sealed record RenderedClip(Size Size, IReadOnlyList<Layer> Layers) : IDisposable
{
    private const double MovingPixels = 0.5;

    /// <summary>What the camera does to the picture.</summary>
    public Motion Camera { get; init; } = Motions.Still;

    public int Frames { get; init; } = 36;

    public double FramesPerSecond { get; init; } = 24;

    /// <summary>Standard deviation of the sensor's noise, grey levels.</summary>
    public double Noise { get; init; } = 2;

    /// <summary>How far the light goes up and down, as a part of it, several times a second.</summary>
    public double Flicker { get; init; }

    /// <summary>Time of a frame.</summary>
    public double Seconds(int frame) => frame / FramesPerSecond;

    /// <summary>
    /// One frame, BGR, as the sensor sees it; always the same for the same number. The caller disposes of it.
    /// </summary>
    public Mat Draw(int frame)
    {
        using var canvas = new Mat(Size, MatType.CV_32FC3, Scalar.Black);
        foreach (Layer layer in Layers)
        {
            Matrix3x2 toFrame = layer.ToFrame(Camera, Size, Seconds(frame));
            using Mat picture = Warp(
                layer.Texture,
                toFrame,
                layer.Coverage is null ? BorderTypes.Reflect101 : BorderTypes.Replicate
            );
            Blend(canvas, picture, layer, toFrame);
        }

        double light = 1 + (Flicker * Math.Sin(Math.Tau * 7.3 * Seconds(frame)));
        using var noise = new Mat(Size, MatType.CV_32FC3);
        new RNG((ulong)frame + 1).Fill(
            noise,
            DistributionType.Normal,
            InputArray.Create(new double[] { 0 }),
            InputArray.Create(new[] { Noise })
        );
        Cv2.ScaleAdd(canvas, light, noise, canvas);
        var result = new Mat();
        canvas.ConvertTo(result, MatType.CV_8UC3);
        return result;
    }

    /// <summary>All frames in grey, for filters; the caller disposes of them.</summary>
    public IReadOnlyList<Mat> DrawGrey() =>
        [
            .. Enumerable
                .Range(0, Frames)
                .Select(frame =>
                {
                    using Mat colours = Draw(frame);
                    return colours.CvtColor(ColorConversionCodes.BGR2GRAY);
                }),
        ];

    /// <summary>Writes the clip: MPEG-4 for .mp4, motion JPEG for .avi.</summary>
    public void Write(string path)
    {
        FourCC code = Path.GetExtension(path) == ".avi" ? FourCC.MJPG : FourCC.FromString("mp4v");
        using var writer = new VideoWriter(path, code, FramesPerSecond, Size);
        if (!writer.IsOpened())
            throw new IOException($"OpenCV cannot write {path}.");
        for (int frame = 0; frame < Frames; frame++)
        {
            using Mat picture = Draw(frame);
            writer.Write(picture);
        }
    }

    /// <summary>The exact way from one frame to another.</summary>
    public KnownMotion Between(int first, int second)
    {
        int[] ownersFirst = Owners(first),
            ownersSecond = Owners(second);
        var (u, v) = Displacements(ownersFirst, first, second);
        var (backU, backV) = Displacements(ownersSecond, second, first);
        var visible = new bool[u.Length];
        var moving = new bool[u.Length];
        for (int i = 0; i < u.Length; i++)
        {
            double x = (i % Size.Width) + u[i],
                y = (i / Size.Width) + v[i];
            bool inside = x >= 0 && y >= 0 && x <= Size.Width - 1 && y <= Size.Height - 1;
            visible[i] =
                inside && ownersSecond[((int)Math.Round(y) * Size.Width) + (int)Math.Round(x)] == ownersFirst[i];
            moving[i] = Math.Max(double.Hypot(u[i], v[i]), double.Hypot(backU[i], backV[i])) > MovingPixels;
        }

        return new KnownMotion(Size.Width, Size.Height, u, v, visible, moving);
    }

    public void Dispose()
    {
        foreach (Layer layer in Layers)
            layer.Dispose();
    }

    /// <summary>The foremost layer at each pixel.</summary>
    private int[] Owners(int frame)
    {
        var owners = new int[Size.Width * Size.Height];
        for (int n = 0; n < Layers.Count; n++)
        {
            if (Layers[n].Coverage is not { } coverage)
            {
                Array.Fill(owners, n);
                continue;
            }

            using Mat seen = Warp(coverage, Layers[n].ToFrame(Camera, Size, Seconds(frame)), BorderTypes.Constant);
            seen.GetArray(out byte[] opacity);
            for (int i = 0; i < owners.Length; i++)
            {
                if (opacity[i] > 127)
                    owners[i] = n;
            }
        }

        return owners;
    }

    private (float[] U, float[] V) Displacements(int[] owners, int first, int second)
    {
        var ways = Layers
            .Select(layer =>
            {
                Matrix3x2.Invert(layer.ToFrame(Camera, Size, Seconds(first)), out Matrix3x2 toTexture);
                return toTexture * layer.ToFrame(Camera, Size, Seconds(second));
            })
            .ToArray();
        var u = new float[owners.Length];
        var v = new float[owners.Length];
        for (int i = 0; i < owners.Length; i++)
        {
            var here = new Vector2(i % Size.Width, i / Size.Width);
            Vector2 move = Vector2.Transform(here, ways[owners[i]]) - here;
            (u[i], v[i]) = (move.X, move.Y);
        }

        return (u, v);
    }

    private void Blend(Mat canvas, Mat picture, Layer layer, Matrix3x2 toFrame)
    {
        using var colours = new Mat();
        picture.ConvertTo(colours, MatType.CV_32FC3);
        if (layer.Coverage is null)
        {
            colours.CopyTo(canvas);
            return;
        }

        using Mat seen = Warp(layer.Coverage, toFrame, BorderTypes.Constant);
        using Mat opacity = new(),
            behind = new();
        seen.ConvertTo(opacity, MatType.CV_32F, 1.0 / 255);
        Cv2.Subtract(Scalar.All(1), opacity, behind);
        Cv2.BlendLinear(colours, canvas, opacity, behind, canvas);
    }

    private Mat Warp(Mat picture, Matrix3x2 toFrame, BorderTypes border)
    {
        using Mat matrix = Mat.FromPixelData(
            2,
            3,
            MatType.CV_64F,
            new double[] { toFrame.M11, toFrame.M21, toFrame.M31, toFrame.M12, toFrame.M22, toFrame.M32 }
        );
        var result = new Mat();
        Cv2.WarpAffine(picture, result, matrix, Size, InterpolationFlags.Linear, border);
        return result;
    }
}
