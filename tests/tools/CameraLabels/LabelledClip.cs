using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LightningDrag.Data.Clips;
using OpenCvSharp;

namespace LightningDrag.Tools.CameraLabels;

/// <summary>A clip of the manifest whose camera a person has judged.</summary>
internal sealed record LabelledClip(string File, string Camera, string Scene, string Content)
{
    private const int LongestSide = 512;
    private const int MostFrames = 1000;

    /// <summary>Whether the scene belongs to the half on which thresholds may be chosen: all clips of a scene are on one side.</summary>
    public bool IsTuning => SHA256.HashData(Encoding.UTF8.GetBytes("camera:" + Scene))[0] < 128;

    /// <summary>All clips of a folder's manifest.csv.</summary>
    public static IReadOnlyList<LabelledClip> ReadAll(string folder)
    {
        string[][] rows = [.. System.IO.File.ReadLines(Path.Combine(folder, "manifest.csv")).Select(line => line.Split(','))];
        int Column(string name) => Array.IndexOf(rows[0], name);
        int file = Column("file"), camera = Column("camera"), scene = Column("scene"), content = Column("content");
        return [.. rows.Skip(1).Select(row => new LabelledClip(row[file], row[camera], row[scene], row[content]))];
    }

    /// <summary>The clip as one shot, in grey.</summary>
    public ShotFrames ReadFrames(string folder)
    {
        using var capture = new VideoCapture(Path.Combine(folder, File));
        capture.Set(VideoCaptureProperties.OrientationAuto, 1);
        double framesPerSecond = capture.Fps > 0 ? capture.Fps : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{File} has {capture.Fps} frames a second."));
        using var frame = new Mat();
        List<Mat> frames = [];
        while (frames.Count < MostFrames && capture.Read(frame) && !frame.Empty())
        {
            Mat grey = frame.CvtColor(ColorConversionCodes.BGR2GRAY);
            double scale = (double)LongestSide / Math.Max(grey.Width, grey.Height);
            if (scale < 1)
            {
                using Mat large = grey;
                grey = large.Resize(default, scale, scale, InterpolationFlags.Area);
            }

            frames.Add(grey);
        }

        return new ShotFrames(frames, [.. Enumerable.Range(0, frames.Count).Select(i => i / framesPerSecond)]);
    }
}
