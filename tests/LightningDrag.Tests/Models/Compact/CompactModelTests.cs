using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;
using LightningDrag.Models.Compact;
using LightningDrag.Sampling;
using LightningDrag.TestSupport;

namespace LightningDrag.Tests.Models.Compact;

/// <summary>The shipped weights, from picture to picture.</summary>
public class CompactModelTests
{
    private static string Folder => Path.Combine(SharedData.Repository, "models", CompactModel.Name);

    [Theory]
    [InlineData(64)]
    [InlineData(300)]
    [InlineData(512)]
    public void A_window_of_any_size_comes_back_at_its_size(int size)
    {
        using var model = CompactModel.Load(Folder);
        var edited = Edit(model, Gradient(size), new PointPair(At(size, 0.4f), At(size, 0.55f)), steps: 1, 3);
        Assert.All(edited, image => Assert.Equal((size, size), (image.Width, image.Height)));
        Assert.Contains(edited[0].Pixels.Zip(Gradient(size).Pixels), pair => pair.First != pair.Second);
    }

    [Fact]
    public void The_same_seed_gives_the_same_picture_and_another_seed_another()
    {
        using var model = CompactModel.Load(Folder);
        var drag = new PointPair(At(256, 0.4f), At(256, 0.6f));
        var first = Edit(model, Gradient(256), drag, steps: 4, 7, 8);
        var again = Edit(model, Gradient(256), drag, steps: 4, 7, 8);
        Assert.Equal(first[0].Pixels, again[0].Pixels);
        Assert.NotEqual(first[0].Pixels, first[1].Pixels);
    }

    [Fact]
    public void Missing_weights_say_which_file()
    {
        var error = Assert.Throws<LightningDragException>(() => CompactModel.Load(Path.GetTempPath()));
        Assert.Equal(ErrorCode.MissingWeights, error.Code);
        Assert.Contains(CompactModel.EncoderFile, error.Message, StringComparison.Ordinal);
    }

    private static PixelPoint At(int size, float share) => new(size * share, size * share);

    private static IReadOnlyList<RasterImage> Edit(
        CompactModel model,
        RasterImage image,
        PointPair drag,
        int steps,
        params long[] seeds
    )
    {
        using var source = model.Encode(image);
        var mask = new EditMask(
            image.Width,
            image.Height,
            Enumerable.Repeat((byte)1, image.Width * image.Height).ToArray()
        );
        using var denoiser = source.Condition(new DragCondition([drag], mask));
        var clean = new DragSampler(new DdimSampler()).Sample(
            denoiser,
            CandidateNoise.Independent(seeds),
            steps,
            Guidance.Off
        );
        return denoiser.Decode(clean);
    }

    private static RasterImage Gradient(int size)
    {
        var image = new RasterImage(size, size);
        for (int i = 0; i < size * size; i++)
        {
            (image.Pixels[4 * i], image.Pixels[(4 * i) + 1]) = (
                (byte)(i % size * 255 / size),
                (byte)(i / size * 255 / size)
            );
            (image.Pixels[(4 * i) + 2], image.Pixels[(4 * i) + 3]) = ((byte)((i * 7919) >> 6), 255);
        }

        return image;
    }
}
