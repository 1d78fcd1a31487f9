using LightningDrag.Data.Shards.Reading;

namespace LightningDrag.Data.Tests.Shards;

public class ShuffledPairsTests
{
    private const int Count = 500;

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(10_000)]
    public void EveryEpoch_GivesEveryPairOnce_InAnotherOrder(int buffer)
    {
        var stream = new ShuffledPairs(Pairs(), seed: 4, buffer);

        string[] first = Take(stream, Count),
            second = Take(stream, Count);

        Assert.Equal(Count, first.Distinct().Count());
        Assert.Equal(Count, second.Distinct().Count());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void ABuffer_KeepsReadingNearlyInOrder()
    {
        int[] places = [.. Take(new ShuffledPairs(Pairs(), seed: 4, shuffleBuffer: 50), Count).Select(int.Parse)];

        // Within a window of the stream only few pieces of the files are touched.
        Assert.All(
            places.Chunk(50),
            window => Assert.InRange(window.Select(place => place / 50).Distinct().Count(), 1, 8)
        );
    }

    [Fact]
    public void APosition_GoesOnWhereItWasTaken()
    {
        var stream = new ShuffledPairs(Pairs(), seed: 7);
        Take(stream, 730);
        long position = stream.Position;
        string[] rest = Take(stream, 400);

        var resumed = new ShuffledPairs(Pairs(), seed: 7) { Position = position };

        Assert.Equal(rest, Take(resumed, 400));
    }

    [Fact]
    public void APlace_HoldsTheSamePair_WhoeverAsksAndWhen()
    {
        var order = new ShuffledOrder(50, seed: 3, shuffleBuffer: 20);
        int[] first = [.. Enumerable.Range(0, 50).Select(place => order.At(place))];
        int later = order.At(120);

        Assert.Equal(Enumerable.Range(0, 50), first.Order());
        Assert.Equal(later, new ShuffledOrder(50, seed: 3, shuffleBuffer: 20).At(120));
        Assert.Equal(first, Enumerable.Range(0, 50).Select(place => order.At(place)));
    }

    [Fact]
    public void BrokenPairs_AreSkippedAndCounted()
    {
        var stream = new ShuffledPairs(Pairs(), seed: 7);

        List<string> taken = [];
        for (int n = 0; n < Count / 2; n++)
        {
            taken.Add(
                stream.Next(pair =>
                    int.Parse(pair.Key) % 2 == 0
                        ? pair.Key
                        : throw new LightningDragException(ErrorCode.InvalidFile, $"{pair.Key} is broken")
                )
            );
        }

        Assert.All(taken, key => Assert.Equal(0, int.Parse(key) % 2));
        Assert.Equal(Count / 2, taken.Distinct().Count());
        Assert.InRange(stream.Skipped, (Count / 2) - 10, Count / 2);
        Assert.EndsWith("is broken", stream.LatestFault, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingButBrokenPairs_IsAnError()
    {
        var stream = new ShuffledPairs(Pairs(), seed: 7);

        var error = Assert.Throws<LightningDragException>(() =>
            stream.Next<int>(_ => throw new LightningDragException(ErrorCode.InvalidImage, "no picture"))
        );

        Assert.Contains("no picture", error.Message, StringComparison.Ordinal);
    }

    private static PairEntry[] Pairs() => [.. Enumerable.Range(0, Count).Select(i => new LoosePairEntry($"{i}", []))];

    private static string[] Take(ShuffledPairs stream, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => stream.Next(pair => pair.Key))];
}
