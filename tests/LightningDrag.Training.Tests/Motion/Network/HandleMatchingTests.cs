using CsCheck;
using LightningDrag.Geometry;
using LightningDrag.Models.Compact;
using LightningDrag.Training.Motion.Network;
using static TorchSharp.torch;

namespace LightningDrag.Training.Tests.Motion.Network;

public class HandleMatchingTests
{
    private const int Grid = 16;

    [Fact]
    public void Without_queries_the_field_is_the_closed_form_one() =>
        Gen.Float[2, 60]
            .Array[4]
            .Array[1, 8]
            .Sample(
                coordinates =>
                {
                    using var scope = NewDisposeScope();
                    using var matching = new HandleMatching(8);
                    PointPair[] points =
                    [
                        .. coordinates.Select(c => new PointPair(
                            new PixelPoint(c[0], c[1]),
                            new PixelPoint(c[2], c[3])
                        )),
                    ];
                    using var handles = HandleSet.Create([points]);
                    var (similarity, affinity) = matching.Forward(randn(1, 8, Grid, Grid), handles);
                    var fields = new float[PointFields.Channels * Grid * Grid];
                    PointFields.Compute(points, Enumerable.Repeat(1f, Grid * Grid).ToArray(), Grid, fields);
                    var expected = tensor(fields, [1, PointFields.Channels, Grid, Grid])
                        .narrow(1, PointFields.SimilarityChannel, 2);
                    Assert.InRange((similarity - expected).abs().max().item<float>(), 0, 2e-3);
                    Assert.Equal(0, affinity.abs().max().item<float>());
                },
                iter: 30,
                threads: 1
            );

    [Fact]
    public void Padding_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var matching = new HandleMatching(8);
        PointPair[] one = [new(new PixelPoint(10, 20), new PixelPoint(18, 25))];
        PointPair[] three =
        [
            .. one,
            new(new PixelPoint(40, 40), new PixelPoint(40, 40)),
            new(new PixelPoint(5, 50), new PixelPoint(3, 40)),
        ];
        var trunk = randn(2, 8, Grid, Grid);
        using var both = HandleSet.Create([one, three]);
        using var alone = HandleSet.Create([one]);
        var padded = matching.Forward(trunk, both).Similarity.narrow(0, 0, 1);
        var plain = matching.Forward(trunk.narrow(0, 0, 1), alone).Similarity;
        Assert.InRange((padded - plain).abs().max().item<float>(), 0, 1e-4);
    }
}
