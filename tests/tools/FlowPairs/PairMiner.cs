using System.Security.Cryptography;
using System.Text;
using OpenCvSharp;

namespace LightningDrag.Tools.FlowPairs;

/// <summary>Finds pairs in one clip: two frames some time apart, a square crop around what moves, and every test that a pair must pass.</summary>
internal sealed class PairMiner(MiningOptions options)
{
    /// <summary>How often each test said no.</summary>
    public SortedDictionary<string, int> Rejections { get; } = [];

    public IEnumerable<MinedPair> Mine(string folder, ClipEntry clip)
    {
        using var frames = ClipFrames.Read(Path.Combine(folder, clip.File));
        var random = new Random(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(clip.File))));
        List<(int First, int Second)> taken = [];
        for (int tries = options.PairsPerClip * options.TriesPerPair; tries > 0 && taken.Count < options.PairsPerClip; tries--)
        {
            double seconds = options.MinimumGapSeconds + (random.NextDouble() * (options.MaximumGapSeconds - options.MinimumGapSeconds));
            int gap = Math.Max(1, (int)Math.Round(seconds * clip.FramesPerSecond));
            if (gap >= frames.Frames.Count) continue;
            int first = random.Next(frames.Frames.Count - gap), second = first + gap;
            int apart = (int)Math.Max(1, 0.1 * clip.FramesPerSecond);
            if (taken.Exists(t => Math.Abs(t.First - first) < apart && Math.Abs(t.Second - second) < apart)) continue;
            bool backward = random.Next(2) == 1;
            MinedPair? pair = TryPair(frames, clip, backward ? second : first, backward ? first : second, $"{Path.GetFileNameWithoutExtension(clip.File)}_{taken.Count:D2}", random);
            if (pair is null) continue;
            taken.Add((first, second));
            yield return pair;
        }
    }

    private MinedPair? TryPair(ClipFrames frames, ClipEntry clip, int first, int second, string key, Random random)
    {
        Plane a = frames.Grey(first), b = frames.Grey(second);
        if (Crop(a, b, random) is not { } crop) return Reject("nothing moves");
        Plane greySource = CutGrey(a, crop), greyTarget = CutGrey(b, crop);
        Plane change = Difference(greySource, greyTarget);
        float[] sorted = [.. change.Data.Order()];
        if (sorted[sorted.Length / 2] > options.MaximumMedianChange) return Reject("light or camera changes");
        Plane changeMean = change.BoxMean(3);
        if (StillBorder(changeMean) < options.MinimumStillBorder) return Reject("border moves");

        // A look at half size first: most frame pairs fail, and this costs a twentieth.
        var rough = ConsistentFlow.Direct(a.Halve(), b.Halve()).Resize(a.Width, a.Height);
        if (Fault(Labels.Cut(greySource, greyTarget, rough.Forward, rough.ForwardError, crop), greySource, greyTarget, slack: 0.6) is { } early) return Reject(early);
        var flow = ConsistentFlow.Between(a, frames.Grey((first + second) / 2), b);
        Labels labels = Labels.Cut(greySource, greyTarget, flow.Forward, flow.ForwardError, crop);
        if (Fault(labels, greySource, greyTarget, slack: 1) is { } fault) return Reject(fault);
        Labels reverse = Labels.Cut(greyTarget, greySource, flow.Backward, flow.BackwardError, crop);
        bool[] mask = MaskMaker.Make(labels, reverse, changeMean, random);
        if (mask.Count(m => m) > options.MaximumMaskArea * mask.Length) return Reject("mask too large");
        List<float[]> points = PointDrawer.Draw(labels, greySource, mask, key);
        if (points.Count == 0) return Reject("no trusted point");
        double[] times = [first / clip.FramesPerSecond, second / clip.FramesPerSecond];
        return new MinedPair(key, CutColour(frames.Frames[first], crop), CutColour(frames.Frames[second], crop), mask, labels, points, clip, crop, times);
    }

    // What disqualifies a pair's motion; slack below 1 forgives a rough flow.
    private string? Fault(Labels labels, Plane source, Plane target, double slack)
    {
        int moving = 0, claimed = 0;
        double motion = 0, before = 0, after = 0;
        for (int i = 0; i < labels.U.Length; i++)
        {
            if (labels.Length(i) > 1 && !labels.Ambiguous[i]) claimed++;
            if (!labels.Moves(i)) continue;
            moving++;
            motion += labels.Length(i);
            before += Math.Abs(target.Data[i] - source.Data[i]);
            after += Math.Abs(target.Sample((i % options.Size) + labels.U[i], (i / options.Size) + labels.V[i]) - source.Data[i]);
        }

        double area = (double)moving / labels.U.Length;
        return area < slack * options.MinimumMovingArea ? "too little moves"
            : area > options.MaximumMovingArea / slack ? "too much moves"
            : motion < slack * options.MinimumMeanMotion * moving ? "moves too little"
            : moving < slack * options.MinimumValidShare * claimed ? "flow inconsistent"
            : slack * after > options.MaximumUnexplained * before ? "flow explains little"
            : null;
    }

    private MinedPair? Reject(string reason)
    {
        Rejections[reason] = Rejections.GetValueOrDefault(reason) + 1;
        return null;
    }

    // Around the middle of what changes, jittered.
    private CropSquare? Crop(Plane a, Plane b, Random random)
    {
        Plane change = Difference(a, b).BoxMean(4);
        double sumX = 0, sumY = 0, sum = 0;
        for (int y = 0; y < a.Height; y++)
        {
            for (int x = 0; x < a.Width; x++)
            {
                float weight = change[x, y] > 12 ? 1 : 0;
                sum += weight;
                sumX += weight * x;
                sumY += weight * y;
            }
        }

        if (sum < 0.3 * options.MinimumMovingArea * a.Data.Length) return null;
        int side = (int)(Math.Min(a.Width, a.Height) * (options.MinimumCrop + (random.NextDouble() * (1 - options.MinimumCrop))));
        int Start(double centre, int length) => Math.Clamp((int)(centre + ((random.NextDouble() - 0.5) * 0.3 * side)) - (side / 2), 0, length - side);
        return new CropSquare(Start(sumX / sum, a.Width), Start(sumY / sum, a.Height), side);
    }

    private double StillBorder(Plane changeMean)
    {
        const int Band = 6;
        int still = 0, all = 0, size = options.Size;
        for (int i = 0; i < changeMean.Data.Length; i++)
        {
            int x = i % size, y = i / size;
            if (Math.Min(Math.Min(x, y), Math.Min(size - 1 - x, size - 1 - y)) >= Band) continue;
            all++;
            if (changeMean.Data[i] < 10) still++;
        }

        return (double)still / all;
    }

    private static Plane Difference(Plane a, Plane b) => new(a.Width, a.Height, [.. a.Data.Zip(b.Data, (p, q) => Math.Abs(p - q))]);

    private Plane CutGrey(Plane frame, CropSquare crop)
    {
        using Mat whole = Mat.FromPixelData(frame.Height, frame.Width, MatType.CV_32FC1, frame.Data);
        using Mat cut = CutColour(whole, crop);
        cut.GetArray(out float[] data);
        return new Plane(options.Size, options.Size, data);
    }

    private Mat CutColour(Mat frame, CropSquare crop)
    {
        using var view = new Mat(frame, new Rect(crop.X, crop.Y, crop.Side, crop.Side));
        return view.Resize(new Size(options.Size, options.Size), 0, 0, crop.Side > options.Size ? InterpolationFlags.Area : InterpolationFlags.Cubic);
    }
}
