using System.Security.Cryptography;
using System.Text;
using LightningDrag.Data.Clips;
using LightningDrag.Data.Pairs;

namespace LightningDrag.Tools.CameraLabels;

/// <summary>A clip of the manifest whose camera a person has judged.</summary>
internal sealed record LabelledClip(string File, string Camera, string Scene, string Content)
{
    /// <summary>
    /// Whether the scene belongs to the half on which thresholds may be chosen: all clips of a scene are on one side.
    /// </summary>
    public bool IsTuning => SHA256.HashData(Encoding.UTF8.GetBytes("camera:" + Scene))[0] < 128;

    /// <summary>All clips of a folder's manifest.csv.</summary>
    public static IReadOnlyList<LabelledClip> ReadAll(string folder)
    {
        string[][] rows =
        [
            .. System.IO.File.ReadLines(Path.Combine(folder, "manifest.csv")).Select(line => line.Split(',')),
        ];
        int Column(string name) => Array.IndexOf(rows[0], name);
        int file = Column("file"),
            camera = Column("camera"),
            scene = Column("scene"),
            content = Column("content");
        return [.. rows.Skip(1).Select(row => new LabelledClip(row[file], row[camera], row[scene], row[content]))];
    }

    /// <summary>The frames that the pipeline would judge: the clip's first minute, taken as one shot.</summary>
    public ShotSegment ReadFrames(string folder)
    {
        using var reader = ClipReader.Open(
            Path.Combine(folder, File),
            new ClipOptions { CutThreshold = 1, LongestSegment = 60 },
            new PairSamplingOptions().ShortSide
        );
        return reader.Segments(CancellationToken.None).First();
    }
}
