using LightningDrag.Data;
using LightningDrag.Data.Camera;
using LightningDrag.Data.Clips;
using LightningDrag.Data.Pairs;
using LightningDrag.Data.Points;
using LightningDrag.Data.Reports;
using LightningDrag.Data.Shards;
using LightningDrag.Data.Shards.Reading;
using LightningDrag.Tools.RenderedClips;
using OpenCvSharp;

namespace LightningDrag.Tools.CameraLabels;

/// <summary>
/// The documentation's picture of the stages after the camera filter: a pair of each of three rendered clips, from the
/// frame and its crop to what a shard holds.
/// </summary>
internal static class PairsPicture
{
    private const int Height = 160;
    private static readonly Scalar CropColour = new(0, 230, 250);

    public static void Write(string samples, string path)
    {
        string folder = Directory.CreateTempSubdirectory("pairs-picture").FullName;
        try
        {
            Dictionary<string, RenderedClip> clips = new ExampleClips(samples).ForPairs();
            foreach (var (name, clip) in clips)
                clip.Write(Path.Combine(folder, name));
            var options = new PairBuildOptions
            {
                Sampling = new PairSamplingOptions { PairsPerClip = 1, TriesPerPair = 40 },
            };
            string shards = Path.Combine(folder, "shards");
            new PairBuild(options, new TwoViewGeometryFilter(), CameraFilters.Geometry, new LucasKanadeTracker()).Run(
                ClipList.Find([folder]),
                shards,
                WorkerShare.Whole
            );
            Mat[] rows = [.. StoredPairs.Open(shards).Pairs.Select(entry => Row(entry.Read(), clips))];
            using var all = new Mat();
            Cv2.VConcat(rows, all);
            Cv2.ImWrite(path, all, new ImageEncodingParam(ImwriteFlags.JpegQuality, 88));
            foreach (Mat row in rows)
                row.Dispose();
            foreach (RenderedClip clip in clips.Values)
                clip.Dispose();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Mat Row(StoredPair pair, Dictionary<string, RenderedClip> clips)
    {
        PairRecord record = pair.Record();
        RenderedClip clip = clips[record.Clip];
        using Mat frame = clip.Draw((int)Math.Round(record.Times[0] * clip.FramesPerSecond)),
            drawing = PairPicture.Draw(pair);
        Cv2.Rectangle(
            frame,
            new Rect((int)record.Crop[0], (int)record.Crop[1], (int)record.Crop[2], (int)record.Crop[2]),
            CropColour,
            2
        );
        using Mat left = ToHeight(frame),
            right = ToHeight(drawing);
        var row = new Mat();
        Cv2.HConcat([left, right], row);
        Cv2.CopyMakeBorder(row, row, 2, 2, 2, 2, BorderTypes.Constant, Scalar.White);
        return row;
    }

    private static Mat ToHeight(Mat picture) =>
        picture.Resize(new Size(picture.Width * Height / picture.Height, Height), 0, 0, InterpolationFlags.Area);
}
