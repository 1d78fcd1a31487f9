using System.Text.Json;
using LightningDrag.Data.Clips;
using LightningDrag.Data.Flow;
using LightningDrag.Data.Pairs;
using OpenCvSharp;

namespace LightningDrag.Data.Shards;

/// <summary>Turns a pair into the members of a shard: <c>source.jpg</c>, <c>target.jpg</c>, <c>mask.png</c>,
/// <c>json</c>, and with the flow <c>flow.npy</c> (float16, [size, size, 2] as (x, y), where the source's pixels go),
/// <c>valid.png</c> (where it is to be trusted) and <c>visible.png</c> (which source pixels stay visible).</summary>
internal sealed class PairEncoder(ShardOptions options, string tracker)
{
    public IEnumerable<(string Suffix, byte[] Bytes)> Encode(FoundPair pair, Clip clip, double cameraMotion)
    {
        int size = pair.Labels.Size;
        var quality = new ImageEncodingParam(ImwriteFlags.JpegQuality, options.JpegQuality);
        yield return ("source.jpg", pair.Source.ImEncode(".jpg", quality));
        yield return ("target.jpg", pair.Target.ImEncode(".jpg", quality));
        yield return ("mask.png", Png(pair.Mask, size));
        if (options.WithFlow)
        {
            yield return ("flow.npy", NpyFlow.Write(pair.Labels.U, pair.Labels.V, size));
            yield return ("valid.png", Png(pair.Labels.Valid, size));
            yield return ("visible.png", Png(pair.Labels.Visible, size));
        }

        var record = new PairRecord(
            [.. pair.Points.Select(p => (float[])[p.Handle.X, p.Handle.Y, p.Target.X, p.Target.Y])],
            clip.Id,
            clip.Scene,
            [Math.Round(pair.Seconds.Source, 4), Math.Round(pair.Seconds.Target, 4)],
            [Math.Round(pair.Crop.X, 2), Math.Round(pair.Crop.Y, 2), Math.Round(pair.Crop.Side, 2)],
            tracker,
            new SortedDictionary<string, double>(StringComparer.Ordinal)
            {
                ["cameraMotion"] = Math.Round(cameraMotion, 4),
                ["meanMotion"] = Math.Round(pair.Scores.MeanMotion, 3),
                ["movingArea"] = Math.Round(pair.Scores.MovingArea, 4),
                ["unexplained"] = Math.Round(pair.Scores.Unexplained, 4),
                ["unaccounted"] = Math.Round(pair.Unaccounted, 4),
                ["validShare"] = Math.Round(pair.Scores.ValidShare, 4),
            }
        );
        yield return ("json", JsonSerializer.SerializeToUtf8Bytes(record, ShardJson.Default.PairRecord));
    }

    private static byte[] Png(bool[] bits, int size)
    {
        using Mat image = Bits.ToMat(bits, size);
        return image.ImEncode(".png");
    }
}
