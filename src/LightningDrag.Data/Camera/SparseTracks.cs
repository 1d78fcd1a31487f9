using OpenCvSharp;

namespace LightningDrag.Data.Camera;

/// <summary>A corner of one frame and where it was found in another.</summary>
/// <param name="From">In the first frame, pixels.</param>
/// <param name="To">In the second.</param>
internal readonly record struct Track(Point2f From, Point2f To)
{
    /// <summary>How far it moved, pixels.</summary>
    public double Length => double.Hypot(To.X - From.X, To.Y - From.Y);

    /// <summary>How far it ends from where a displacement of the whole frame would bring it, pixels.</summary>
    public double Miss(Point2d displacement) =>
        double.Hypot(To.X - From.X - displacement.X, To.Y - From.Y - displacement.Y);
}

/// <summary>
/// Corners (Shi, Tomasi: "Good Features to Track", CVPR 1994), spread evenly over the frame, followed by pyramidal
/// Lucas–Kanade (Bouguet 2001) and back again: what does not return is dropped.
/// </summary>
internal static class SparseTracks
{
    /// <summary>
    /// Least change of brightness across a corner's weaker direction, grey levels a pixel: well above sensor and
    /// compression noise.
    /// </summary>
    private const double LeastGradient = 3;

    private const int Block = 3;
    private const int Window = 15;
    private const int Levels = 3;

    /// <summary>
    /// The strongest corners of each cell of a grid, so that a busy object does not outvote a quiet background.
    /// </summary>
    public static Point2f[] Corners(Mat frame, Size grid, int perCell)
    {
        using Mat smooth = frame.GaussianBlur(new Size(3, 3), 0.8),
            strength = new(),
            peaks = new();
        Cv2.CornerMinEigenVal(smooth, strength, Block, 3);
        Cv2.Dilate(strength, peaks, null, iterations: 3);
        strength.GetArray(out float[] value);
        peaks.GetArray(out float[] peak);

        // OpenCV's value is the sum over the block of squared Sobel responses (8 for a gradient of 1) scaled by 1 / (4
        // · block · 255).
        float least = (float)(Block * Block * Math.Pow(8 * LeastGradient / (4 * Block * 255), 2));
        const int margin = 4;
        int width = frame.Width,
            height = frame.Height;
        var cells = new List<(float Strength, Point2f At)>[grid.Width * grid.Height];
        for (int y = margin; y < height - margin; y++)
        {
            for (int x = margin; x < width - margin; x++)
            {
                int i = (y * width) + x;
                if (value[i] >= least && value[i] == peak[i])
                    (cells[Cell(x, y)] ??= []).Add((value[i], new Point2f(x, y)));
            }
        }

        return
        [
            .. cells
                .Where(c => c is not null)
                .SelectMany(c => c.OrderByDescending(p => p.Strength).Take(perCell).Select(p => p.At)),
        ];

        int Cell(int x, int y) => (y * grid.Height / height * grid.Width) + (x * grid.Width / width);
    }

    /// <summary>Follows corners; null where one was lost.</summary>
    /// <param name="first">The corners' frame.</param>
    /// <param name="second">The frame in which they are looked for.</param>
    /// <param name="corners">In the first frame.</param>
    /// <param name="roundTrip">The most by which a corner tracked there and back may miss its start, pixels.</param>
    public static Track?[] Follow(Mat first, Mat second, Point2f[] corners, double roundTrip)
    {
        if (corners.Length == 0)
            return [];
        Point2f[] there = [],
            back = [];
        Cv2.CalcOpticalFlowPyrLK(
            first,
            second,
            corners,
            ref there,
            out byte[] found,
            out _,
            new Size(Window, Window),
            Levels
        );
        Cv2.CalcOpticalFlowPyrLK(
            second,
            first,
            there,
            ref back,
            out byte[] returned,
            out _,
            new Size(Window, Window),
            Levels
        );
        var tracks = new Track?[corners.Length];
        for (int i = 0; i < corners.Length; i++)
        {
            bool kept =
                found[i] != 0
                && returned[i] != 0
                && back[i].DistanceTo(corners[i]) < roundTrip
                && there[i].X >= 0
                && there[i].Y >= 0
                && there[i].X < second.Width
                && there[i].Y < second.Height;
            if (kept)
                tracks[i] = new Track(corners[i], there[i]);
        }

        return tracks;
    }
}
