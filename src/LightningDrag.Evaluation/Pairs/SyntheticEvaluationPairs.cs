using System.Globalization;
using LightningDrag.Data.Shards.Reading;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Training.Pairs;
using LightningDrag.Training.Synthetic;

namespace LightningDrag.Evaluation.Pairs;

/// <summary>Layered and elastic pairs made from the photos that training never sees, with exact motion.</summary>
/// <param name="photos">Folder of photos; its validation part is used.</param>
/// <param name="cutoutCache">File that keeps the cut-outs of that part.</param>
/// <param name="count">How many pairs.</param>
/// <param name="size">Side of a pair in pixels, a multiple of 8 from 64 to 512.</param>
internal sealed class SyntheticEvaluationPairs(string photos, string cutoutCache, int count, int size)
    : IEvaluationPairs
{
    // Apart from the streams of the trainer, whose best checkpoint was chosen on its own.
    private const ulong Stream = 0x4556414C;

    /// <inheritdoc/>
    public string Name => "synthetic";

    /// <inheritdoc/>
    public IEnumerable<SupervisionPair> Read()
    {
        var all = PhotoLibrary.Load(photos);
        if (all.Validation.Count == 0)
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"None of the photos in '{photos}' falls into the validation part; use more photos."
            );
        var held = new PhotoLibrary(all.Validation, all.ContentHash);
        CutoutLibrary.LoadOrPrepare(held, cutoutCache);
        var generator = new SyntheticPairGenerator(held.Validation);
        for (int i = 0, made = 0; made < count; i++)
        {
            ulong seed = CounterRandom.Derive(Stream, (ulong)i);
            SyntheticPair pair = generator.Generate(seed, size);
            var random = new CounterRandom(seed);
            PointPair[] points = PointSampler.Draw(pair, ref random);
            if (points.Length == 0)
                continue;
            made++;
            yield return new SupervisionPair(
                string.Create(CultureInfo.InvariantCulture, $"synthetic_{i:D4}"),
                Image(pair.Source),
                Image(pair.Target),
                new EditMask(size, size, pair.Mask),
                points
            )
            {
                Motion = new StoredMotion(pair.FlowX, pair.FlowY, Bits(pair.FlowValid), Bits(pair.Visibility)),
                Disoccluded = Bits(pair.Disocclusion),
            };
        }
    }

    private RasterImage Image(byte[] planes)
    {
        var image = new RasterImage(size, size);
        int plane = size * size;
        for (int i = 0; i < plane; i++)
        {
            for (int c = 0; c < 3; c++)
                image.Pixels[(4 * i) + c] = planes[(c * plane) + i];
            image.Pixels[(4 * i) + 3] = 255;
        }

        return image;
    }

    private static bool[] Bits(byte[] values) => Array.ConvertAll(values, v => v != 0);
}
