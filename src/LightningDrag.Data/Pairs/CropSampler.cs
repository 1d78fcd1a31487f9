using OpenCvSharp;

namespace LightningDrag.Data.Pairs;

/// <summary>Draws a square around what changes between two frames.</summary>
internal static class CropSampler
{
    private const double StrongChange = 12;
    private const double Jitter = 0.3;

    /// <param name="first">Grey frame.</param>
    /// <param name="second">Grey frame of the same size.</param>
    /// <param name="colourSize">Size of the frames in whose pixels the square is given.</param>
    /// <param name="leastChange">Share of the frame that must change at all.</param>
    /// <param name="options">How large the square is.</param>
    /// <param name="random">Draws size and jitter.</param>
    /// <returns>Null when nothing changes.</returns>
    public static CropSquare? Draw(
        Mat first,
        Mat second,
        Size colourSize,
        double leastChange,
        PairSamplingOptions options,
        Random random
    )
    {
        double share = options.MinimumCrop + (random.NextDouble() * (1 - options.MinimumCrop)),
            jitterX = random.NextDouble() - 0.5,
            jitterY = random.NextDouble() - 0.5;
        using Mat difference = new(),
            smooth = new(),
            strong = new();
        Cv2.Absdiff(first, second, difference);
        Cv2.Blur(difference, smooth, new Size(9, 9));
        Cv2.Threshold(smooth, strong, StrongChange, 255, ThresholdTypes.Binary);
        var moments = Cv2.Moments(strong, binaryImage: true);
        if (moments.M00 < leastChange * first.Width * first.Height)
            return null;
        double scale = (double)colourSize.Width / first.Width;
        int side = (int)(Math.Min(colourSize.Width, colourSize.Height) * share);
        return new CropSquare(
            Start(moments.M10 / moments.M00, jitterX, colourSize.Width),
            Start(moments.M01 / moments.M00, jitterY, colourSize.Height),
            side
        );

        int Start(double centre, double jitter, int length) =>
            Math.Clamp((int)((centre * scale) + (jitter * Jitter * side)) - (side / 2), 0, length - side);
    }
}
