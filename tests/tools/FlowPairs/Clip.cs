using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpenCvSharp;

namespace LightningDrag.Tools.FlowPairs;

/// <summary>A row of the clips' manifest.</summary>
internal sealed record ClipEntry(string File, string Scene, double FramesPerSecond)
{
    /// <summary>Whether the scene belongs to the quarter that is kept for validation: clips of one scene are never on both sides.</summary>
    public bool IsValidation => SHA256.HashData(Encoding.UTF8.GetBytes("split:" + Scene))[0] < 64;

    /// <summary>The clips filmed by a camera that stands still.</summary>
    public static IEnumerable<ClipEntry> ReadStatic(string folder)
    {
        string[] lines = System.IO.File.ReadAllLines(Path.Combine(folder, "manifest.csv"));
        var columns = Split(lines[0]);
        int file = columns.IndexOf("file"), camera = columns.IndexOf("camera"), scene = columns.IndexOf("scene"), fps = columns.IndexOf("fps");
        foreach (string line in lines.Skip(1))
        {
            var fields = Split(line);
            if (fields.Count == columns.Count && fields[camera] == "static")
            {
                yield return new ClipEntry(fields[file], fields[scene], double.Parse(fields[fps], CultureInfo.InvariantCulture));
            }
        }
    }

    private static List<string> Split(string line)
    {
        List<string> fields = [];
        var field = new StringBuilder();
        bool quoted = false;
        foreach (char c in line)
        {
            if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else field.Append(c);
        }

        fields.Add(field.ToString());
        return fields;
    }
}

/// <summary>The decoded frames of a clip, BGR.</summary>
internal sealed class ClipFrames : IDisposable
{
    private ClipFrames(List<Mat> frames) => Frames = frames;

    public List<Mat> Frames { get; }

    public static ClipFrames Read(string path)
    {
        using var capture = new VideoCapture(path);
        List<Mat> frames = [];
        while (frames.Count < 1000)
        {
            var frame = new Mat();
            if (!capture.Read(frame) || frame.Empty())
            {
                frame.Dispose();
                break;
            }

            frames.Add(frame);
        }

        return new ClipFrames(frames);
    }

    public Plane Grey(int index)
    {
        using Mat grey = Frames[index].CvtColor(ColorConversionCodes.BGR2GRAY);
        grey.GetArray(out byte[] bytes);
        return new Plane(grey.Width, grey.Height, Array.ConvertAll(bytes, b => (float)b));
    }

    public void Dispose() => Frames.ForEach(frame => frame.Dispose());
}
