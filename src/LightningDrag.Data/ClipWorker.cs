using System.Globalization;
using LightningDrag.Data.Camera;
using LightningDrag.Data.Clips;
using LightningDrag.Data.Pairs;
using LightningDrag.Data.Points;
using LightningDrag.Data.Shards;
using OpenCvSharp;

namespace LightningDrag.Data;

/// <summary>
/// Makes the pairs of one clip, all stages in a row: what it writes follows from the clip and the options alone.
/// </summary>
internal sealed class ClipWorker(PairBuildOptions options, ICameraFilter camera, IPointTracker tracker)
{
    /// <summary>Verdicts of the camera filter that a record keeps.</summary>
    private const int KeptVerdicts = 8;

    private readonly PairFinder finder = new(options, tracker);
    private readonly PairEncoder encoder = new(options.Shards, tracker.Name);

    /// <summary>Works on a clip.</summary>
    /// <param name="number">Its place among all clips.</param>
    /// <param name="clip">The clip.</param>
    /// <param name="part">Gets the pairs.</param>
    /// <param name="cancellationToken">Stops between frames and tries.</param>
    public ClipRecord Run(int number, Clip clip, Stream part, CancellationToken cancellationToken)
    {
        try
        {
            return Work(number, clip, part, cancellationToken);
        }
        catch (RejectedClipException rejection)
        {
            part.SetLength(0);
            return ClipRecord.Of(number, clip, rejection.Message);
        }
        catch (Exception error) when (error is OpenCVException or OpenCvSharpException)
        {
            part.SetLength(0);
            return ClipRecord.Of(number, clip, "cannot be decoded");
        }
    }

    private ClipRecord Work(int number, Clip clip, Stream part, CancellationToken cancellationToken)
    {
        using var reader = ClipReader.Open(clip.Path, options.Clips, options.Sampling.ShortSide);
        using var writer = new PartWriter(part, clip.Id);
        var rejected = new Tally();
        List<string> verdicts = [];
        int shots = 0,
            still = 0,
            pairs = 0,
            points = 0;
        foreach (ShotSegment shot in reader.Segments(cancellationToken).ReadAhead())
        {
            using (shot)
            {
                shots++;
                CameraVerdict verdict = camera.Judge(shot.Analysis, cancellationToken);
                if (verdicts.Count < KeptVerdicts)
                    verdicts.Add(verdict.Reason);
                if (!verdict.IsStatic)
                    continue;
                still++;
                var random = StableRandom.For(
                    string.Create(CultureInfo.InvariantCulture, $"{options.Seed}:{clip.Id}:{shot.Number}")
                );
                foreach (
                    FoundPair pair in finder.Find(
                        shot,
                        Wanted(shot.Progress, pairs),
                        random,
                        rejected,
                        cancellationToken
                    )
                )
                {
                    using (pair)
                        writer.Add(encoder.Encode(pair, clip, verdict.Motion));
                    pairs++;
                    points += pair.Points.Count;
                }
            }
        }

        long bytes = writer.Finish();
        string? reason =
            shots == 0 ? "too few frames"
            : still == 0 ? "camera moves"
            : pairs == 0 ? "no pair passes"
            : null;
        return ClipRecord.Of(number, clip, reason) with
        {
            Frames = reader.FramesRead,
            Shots = shots,
            StaticShots = still,
            ShortShots = reader.ShortShots,
            Pairs = pairs,
            Points = points,
            Bytes = bytes,
            Camera = verdicts,
            Rejected = rejected.Counts,
        };
    }

    // A long clip's pairs are spread over its length.
    private int Wanted(double progress, int taken)
    {
        int limit = options.Sampling.PairsPerClip;
        int owed = double.IsNaN(progress) ? limit : (int)Math.Ceiling(limit * progress);
        return Math.Clamp(owed - taken, 0, limit);
    }
}
