using OpenCvSharp;

namespace LightningDrag.Data.Clips;

/// <summary>
/// Reads a clip shot by shot: upright, with the time stamp of every frame, never holding more than one piece of a shot.
/// </summary>
internal sealed class ClipReader : IDisposable
{
    private const int LargestSide = 16_384;
    private const long MostPixels = 64L << 20;
    private const double LowestFrameRate = 2;
    private const double HighestFrameRate = 1000;

    /// <summary>OpenCV's CAP_PROP_N_THREADS, to which its wrapper gives no name.</summary>
    private const int DecodingThreads = 70;

    private readonly VideoCapture capture;
    private readonly ClipOptions options;
    private readonly int pairSide;
    private readonly Size coded;

    private ClipReader(VideoCapture capture, ClipOptions options, int pairSide, Size coded) =>
        (this.capture, this.options, this.pairSide, this.coded) = (capture, options, pairSide, coded);

    /// <summary>Frames that were decoded.</summary>
    public long FramesRead { get; private set; }

    /// <summary>Shots that were dropped for having too few frames.</summary>
    public int ShortShots { get; private set; }

    /// <summary>Opens a clip.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read.</param>
    /// <param name="pairSide">Side in pixels of the smallest crop that must not have to be enlarged, if the clip is
    /// that large.</param>
    /// <exception cref="RejectedClipException">It is missing, empty, no video, without pictures or too
    /// large.</exception>
    public static ClipReader Open(string path, ClipOptions options, int pairSide)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new RejectedClipException("missing file");
        if (file.Length == 0)
            throw new RejectedClipException("empty file");
        if (IsPlaylist(path))
            throw new RejectedClipException("a playlist");

        // Clips are worked on side by side: threads within one would only wait for each other.
        var capture = new VideoCapture(path, VideoCaptureAPIs.FFMPEG, [DecodingThreads, 1]);
        try
        {
            if (!capture.IsOpened())
                throw new RejectedClipException("no video in it");
            var size = new Size(
                (int)capture.Get(VideoCaptureProperties.FrameWidth),
                (int)capture.Get(VideoCaptureProperties.FrameHeight)
            );
            if (size.Width < 16 || size.Height < 16)
                throw new RejectedClipException("frames too small");
            if (Math.Max(size.Width, size.Height) > LargestSide || (long)size.Width * size.Height > MostPixels)
                throw new RejectedClipException("frames too large");

            // FFmpeg does not say that it knows none: it makes up one frame a second, or the ticks of the container's
            // clock.
            if (!(capture.Get(VideoCaptureProperties.Fps) is >= LowestFrameRate and <= HighestFrameRate))
                throw new RejectedClipException("no frame rate");
            return new ClipReader(capture, options, pairSide, size);
        }
        catch
        {
            capture.Dispose();
            throw;
        }
    }

    /// <summary>The shots; the caller disposes of each before asking for the next.</summary>
    /// <exception cref="RejectedClipException">Not a single frame can be decoded, or frames have no times.</exception>
    public IEnumerable<ShotSegment> Segments(CancellationToken cancellationToken)
    {
        var detector = new ShotDetector(options.CutThreshold);
        List<Mat> colour = [],
            grey = [];
        List<double> seconds = [];
        int number = 0,
            timeless = 0,
            between = 0,
            longest = LongestSegment();
        double duration = capture.Get(VideoCaptureProperties.FrameCount) / capture.Get(VideoCaptureProperties.Fps);
        double last = double.NegativeInfinity,
            next = double.NegativeInfinity,
            begin = 0;
        bool pieceOfLonger = false;
        using var frame = new Mat();
        try
        {
            while (capture.Grab())
            {
                cancellationToken.ThrowIfCancellationRequested();
                double time = capture.Get(VideoCaptureProperties.PosMsec) / 1000;
                if (FramesRead++ == 0)
                    begin = time;
                time -= begin;
                if (time <= last)
                {
                    // A frame or two without a time of their own are no harm.
                    if (++timeless > Math.Max(2, FramesRead / 2))
                        throw new RejectedClipException("no frame times");
                    continue;
                }

                last = time;
                if (grey.Count >= longest || (grey.Count > 0 && time - seconds[0] > options.LongestSegment))
                {
                    if (Take(pieceOfLonger) is { } piece)
                        yield return piece;
                    pieceOfLonger = true;
                    next = time + options.Pause;
                }

                if (time < next)
                {
                    if (grey.Count > 0)
                        between++;
                    continue;
                }

                if (!capture.Retrieve(frame) || frame.Empty())
                    continue;
                next = time + (1 / options.MaximumFrameRate) - 0.002;
                Mat kept = Kept(frame),
                    small = Analysed(kept);
                if (detector.IsCut(small) || (grey.Count > 0 && grey[0].Size() != small.Size()))
                {
                    if (Take(pieceOfLonger) is { } shot)
                        yield return shot;
                    pieceOfLonger = false;
                }

                colour.Add(kept);
                grey.Add(small);
                seconds.Add(time);
            }

            if (FramesRead == 0)
                throw new RejectedClipException(VideoCodec.WhyNothingDecodes(capture.FourCC));
            if (FramesRead == 1)
                throw new RejectedClipException("one frame only");
            last = double.IsFinite(duration) ? Math.Max(last, duration) : last;
            if (Take(pieceOfLonger) is { } final)
                yield return final;
        }
        finally
        {
            foreach (Mat left in colour.Concat(grey))
                left.Dispose();
        }

        ShotSegment? Take(bool isPiece)
        {
            var (frames, shades, times, all) = (colour, grey, seconds, grey.Count + between);
            (colour, grey, seconds, between) = ([], [], [], 0);
            var segment = new ShotSegment(
                number,
                new ShotFrames(shades, times),
                frames,
                shades.Count == 0 ? 1 : (double)frame.Width / frames[0].Width,
                duration > 0 ? Math.Clamp(last / duration, 0, 1) : double.NaN
            );
            if (frames.Count > 1 && all >= options.MinimumFrames)
            {
                number++;
                return segment;
            }

            // The rest of a long shot that was cut into pieces is no short shot.
            if (!isPiece && frames.Count > 0)
                ShortShots++;
            segment.Dispose();
            return null;
        }
    }

    public void Dispose() => capture.Dispose();

    // How many frames fit into the memory of one piece.
    private int LongestSegment()
    {
        double shrink = KeptScale(coded),
            grey = Math.Min(1, (double)options.AnalysisSide / Math.Max(coded.Width, coded.Height));
        double bytes = (coded.Width * (double)coded.Height * ((3 * shrink * shrink) + (grey * grey))) + 4096;
        return (int)Math.Clamp(options.SegmentMemory / bytes, options.MinimumFrames, 3600);
    }

    private double KeptScale(Size size) => Math.Min(1, (double)pairSide / Math.Min(size.Width, size.Height));

    private Mat Kept(Mat frame)
    {
        double scale = KeptScale(frame.Size());
        return scale == 1 ? frame.Clone() : Shrunk(frame, Scaled(frame.Size(), scale));
    }

    private Mat Analysed(Mat colour)
    {
        double scale = Math.Min(1, (double)options.AnalysisSide / Math.Max(colour.Width, colour.Height));
        Mat grey = colour.CvtColor(ColorConversionCodes.BGR2GRAY);
        if (scale == 1)
            return grey;
        using (grey)
            return Shrunk(grey, Scaled(grey.Size(), scale));
    }

    // By halves as long as that is possible, then between pixels: many times as fast as averaging over areas of uneven
    // size, and nothing is skipped.
    private static Mat Shrunk(Mat frame, Size size)
    {
        if (frame.Width < 2 * size.Width || frame.Height < 2 * size.Height)
            return frame.Resize(size, 0, 0, InterpolationFlags.Linear);
        using var even = new Mat(frame, new Rect(0, 0, frame.Width / 2 * 2, frame.Height / 2 * 2));
        using Mat half = even.Resize(new Size(frame.Width / 2, frame.Height / 2), 0, 0, InterpolationFlags.Area);
        return Shrunk(half, size);
    }

    private static Size Scaled(Size size, double scale) =>
        new(Math.Max(1, (int)Math.Round(size.Width * scale)), Math.Max(1, (int)Math.Round(size.Height * scale)));

    // FFmpeg would follow a playlist to other files.
    private static bool IsPlaylist(string path)
    {
        Span<byte> head = stackalloc byte[16];
        using var file = File.OpenRead(path);
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        return head.StartsWith("#EXTM3U"u8)
            || head.StartsWith("ffconcat"u8)
            || head.StartsWith("<?xml"u8)
            || head.StartsWith("<MPD"u8);
    }
}
