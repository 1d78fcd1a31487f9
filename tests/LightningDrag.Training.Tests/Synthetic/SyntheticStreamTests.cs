using LightningDrag.Training.Synthetic;

namespace LightningDrag.Training.Tests.Synthetic;

public class SyntheticStreamTests
{
    [Fact]
    public void A_resumed_stream_goes_on_with_the_same_pairs_whatever_the_number_of_threads()
    {
        using var whole = new SyntheticStream(DrawnPhotos.Generator, seed: 7, startIndex: 0, size: 64);
        using var resumed = new SyntheticStream(
            DrawnPhotos.Generator,
            seed: 7,
            startIndex: 5,
            size: 64,
            threads: 3,
            ahead: 2
        );
        var pairs = whole.NextBatch(12);
        var later = resumed.Take(7).ToArray();

        Assert.Equal(12, whole.NextIndex);
        Assert.Equal(12, resumed.NextIndex);
        for (int i = 0; i < later.Length; i++)
            Assert.Equal(pairs[i + 5].Source, later[i].Source);
    }

    [Fact]
    public void A_failure_in_the_background_reaches_the_reader()
    {
        using var stream = new SyntheticStream(DrawnPhotos.Generator, seed: 1, startIndex: 0, size: 7);
        var error = Assert.Throws<InvalidOperationException>(stream.Next);
        Assert.IsAssignableFrom<ArgumentException>(error.InnerException);
    }
}
