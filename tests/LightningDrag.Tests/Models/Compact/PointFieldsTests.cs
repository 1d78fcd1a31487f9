using CsCheck;
using LightningDrag.Geometry;
using LightningDrag.Models.Compact;

namespace LightningDrag.Tests.Models.Compact;

public class PointFieldsTests
{
    private const int Grid = 64;
    private const int Window = Grid * MotionLatent.Stride;

    [Fact]
    public void Fields_equal_the_prototypes()
    {
        var golden = GoldenEdit.Load();
        Assert.Equal(golden.Floats("L")[0], PointFields.LongestDrag(golden.Points), 1e-4f);
        var fields = new float[PointFields.Channels * Grid * Grid];
        PointFields.Compute(golden.Points, PointFields.AverageMask(golden.Bytes("mask"), Window), Grid, fields);
        // Absolute, as the goldens state it: fields are of order 1.
        Assert.All(golden.Floats("fields").Zip(fields), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void Fields_stay_finite_for_any_points() =>
        Gen.Select(Gen.Float[-50, Window + 50].Array[4].Array[1, 20], Gen.Byte[0, 1].Array[Window * Window / 64])
            .Sample(
                (coordinates, blocks) =>
                {
                    PointPair[] points =
                    [
                        .. coordinates.Select(c => new PointPair(
                            new PixelPoint(c[0], c[1]),
                            new PixelPoint(c[2], c[3])
                        )),
                    ];
                    var mask = new byte[Window * Window];
                    for (int i = 0; i < mask.Length; i++)
                        mask[i] = blocks[(i / Window / 8 * (Window / 8)) + (i % Window / 8)];
                    var fields = new float[PointFields.Channels * Grid * Grid];
                    PointFields.Compute(points, PointFields.AverageMask(mask, Window), Grid, fields);
                    return fields.All(float.IsFinite);
                },
                iter: 20
            );

    [Fact]
    public void Translated_handles_give_a_similarity_field_that_is_that_translation()
    {
        PointPair[] points = [Pair(40, 60, 10, -5), Pair(90, 100, 10, -5), Pair(120, 50, 10, -5)];
        var fields = new float[PointFields.Channels * Grid * Grid];
        PointFields.Compute(points, Enumerable.Repeat(1f, Grid * Grid).ToArray(), Grid, fields);
        float unit = PointFields.LongestDrag(points);
        for (int cell = 0; cell < Grid * Grid; cell++)
        {
            Assert.Equal(10, fields[(PointFields.SimilarityChannel * Grid * Grid) + cell] * unit, 1e-3f);
            Assert.Equal(-5, fields[((PointFields.SimilarityChannel + 1) * Grid * Grid) + cell] * unit, 1e-3f);
        }
    }

    private static PointPair Pair(float x, float y, float dx, float dy) =>
        new(new PixelPoint(x, y), new PixelPoint(x + dx, y + dy));
}
