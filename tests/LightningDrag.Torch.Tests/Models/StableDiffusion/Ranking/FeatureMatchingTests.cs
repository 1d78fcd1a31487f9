using LightningDrag.Geometry;
using LightningDrag.Models.StableDiffusion.Ranking;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion.Ranking;

public class FeatureMatchingTests
{
    /// <summary>
    /// Random features of neighbours are not quite orthogonal, which pulls the top of the parabola by a few hundredths
    /// of a pixel.
    /// </summary>
    private const float SubpixelTolerance = 0.1f;

    [Theory]
    [InlineData(4, 3, 0)]
    [InlineData(4, 0, 3)]
    [InlineData(1, 3, 3)]
    [InlineData(0, 0, 5)]
    [InlineData(8, 6, 5)]
    public void Content_that_moved_by_known_amounts_is_found_there(int right, int down, float expected)
    {
        using var scope = NewDisposeScope();
        var source = Features(5);
        var distances = FeatureMatching.Distances(
            source,
            source.roll([down, right], [2, 3]),
            [new PointPair(new PixelPoint(10, 8), new PixelPoint(14, 11))]
        );
        Assert.InRange(Assert.Single(distances), expected - SubpixelTolerance, expected + SubpixelTolerance);
    }

    [Fact]
    public void Half_a_pixel_is_seen()
    {
        using var scope = NewDisposeScope();
        // Smooth features: a wave of eight pixels and one of ten in each direction.
        var (source, edited) = (Waves(0), Waves(0.5f));
        var distance = Assert.Single(
            FeatureMatching.Distances(source, edited, [new PointPair(new PixelPoint(10, 8), new PixelPoint(14, 8))])
        );
        Assert.InRange(distance, 3.4f, 3.6f);

        static Tensor Waves(float shift)
        {
            var x = (arange(32, float32) - shift).view(1, 1, 1, -1).expand(1, 1, 24, 32);
            var y = arange(24, float32).view(1, 1, -1, 1).expand(1, 1, 24, 32);
            return nn.functional.normalize(
                cat(
                    [
                        .. new[] { 8f, 10f }.SelectMany(length =>
                            new[] { x, y }.SelectMany(axis =>
                            {
                                var phase = axis * (2 * MathF.PI / length);
                                return new[] { phase.sin(), phase.cos() };
                            })
                        ),
                    ],
                    1
                ),
                dim: 1
            );
        }
    }

    [Fact]
    public void It_looks_no_farther_than_the_drag_is_long()
    {
        using var scope = NewDisposeScope();
        var source = Features(6);
        var distances = FeatureMatching.Distances(
            source,
            source.roll([0, 15], [2, 3]),
            [new PointPair(new PixelPoint(10, 8), new PixelPoint(11, 8))]
        );
        Assert.InRange(Assert.Single(distances), 0, 7);
    }

    [Fact]
    public void Points_at_and_beyond_the_border_are_measured_too()
    {
        using var scope = NewDisposeScope();
        var source = Features(7);
        PointPair[] corners =
        [
            new(new PixelPoint(-0.4f, -0.4f), new PixelPoint(-0.4f, -0.4f)),
            new(new PixelPoint(31.4f, 23.4f), new PixelPoint(31.4f, 23.4f)),
        ];
        Assert.All(
            FeatureMatching.Distances(source, source, corners),
            distance => Assert.InRange(distance, 0, SubpixelTolerance)
        );
    }

    [Fact]
    public void The_appearance_encoder_finds_an_unchanged_picture_where_it_was_and_a_moved_one_where_it_went()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var golden = new Golden("components/appearance");
        using var encoder = Golden.Appearance();
        // Not the generator that all tests share: others draw from it meanwhile.
        using var generator = new Generator(8);
        var latents = randn([1, 4, 32, 32], generator: generator);
        var text = encoder.RememberText(golden["text"]);
        Tensor Seen(Tensor picture) => FeatureMatching.Features(encoder.Sites, encoder.Encode(picture, text), 32, 32);
        var source = Seen(latents);
        PointPair[] drag =
        [
            new(new PixelPoint(12, 16), new PixelPoint(20, 16)),
            new(new PixelPoint(9, 20), new PixelPoint(9, 20)),
        ];

        var unchanged = FeatureMatching.Distances(source, Seen(latents), drag);
        Assert.InRange(unchanged[0], 7.5f, 8.5f);
        Assert.InRange(unchanged[1], 0, 0.5f);
        // All halvings of the network divide a shift by 8, so that only the border and the attention to everything tell
        // the pictures apart.
        var moved = FeatureMatching.Distances(source, Seen(latents.roll([8], [3])), drag);
        Assert.InRange(moved[0], 0, 1);
    }

    private static Tensor Features(long seed)
    {
        manual_seed(seed);
        return nn.functional.normalize(randn(1, 256, 24, 32), dim: 1);
    }
}
