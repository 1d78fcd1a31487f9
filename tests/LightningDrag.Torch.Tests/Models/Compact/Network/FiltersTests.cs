using LightningDrag.Models.Compact.Network;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.Compact.Network;

public class FiltersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Filters_of_patches_do_what_cutting_into_patches_and_filtering_does(int kernel)
    {
        using var scope = NewDisposeScope();
        var (image, weight) = (randn(1, 3, 8, 8), randn(5, 12, kernel, kernel));
        var filters = Filters(weight).OfPatches();
        Assert.Equal([5L, 3, 2 * kernel, 2 * kernel], filters.Shape);
        var expected = nn.functional.conv2d(
            nn.functional.pixel_unshuffle(image, 2),
            weight,
            null,
            padding: [kernel / 2, kernel / 2]
        );
        var actual = nn.functional.conv2d(
            image,
            tensor(filters.Elements, filters.Shape),
            null,
            strides: [2, 2],
            padding: [kernel - 1, kernel - 1]
        );
        Assert.InRange((expected - actual).abs().max().item<float>(), 0, 1e-4f);
    }

    [Fact]
    public void Channels_that_were_filled_up_do_not_count()
    {
        using var scope = NewDisposeScope();
        var (image, weight) = (randn(1, 7, 6, 6), randn(4, 5, 3, 3));
        var filled = Filters(weight).Filled(7);
        var expected = nn.functional.conv2d(image.narrow(1, 0, 5), weight);
        Assert.InRange(
            (expected - nn.functional.conv2d(image, tensor(filled.Elements, filled.Shape))).abs().max().item<float>(),
            0,
            1e-4f
        );
    }

    [Fact]
    public void Parts_add_up_to_the_whole()
    {
        using var scope = NewDisposeScope();
        var (image, weight) = (randn(1, 7, 6, 6), randn(4, 7, 3, 3));
        Filters all = Filters(weight),
            first = all.Part(0, 4),
            second = all.Part(4, 3);
        var sum =
            nn.functional.conv2d(image.narrow(1, 0, 4), tensor(first.Elements, first.Shape))
            + nn.functional.conv2d(image.narrow(1, 4, 3), tensor(second.Elements, second.Shape));
        Assert.InRange((nn.functional.conv2d(image, weight) - sum).abs().max().item<float>(), 0, 1e-4f);
    }

    private static Filters Filters(Tensor weight) =>
        new([.. weight.data<float>()], (int)weight.shape[0], (int)weight.shape[1], (int)weight.shape[2]);
}
