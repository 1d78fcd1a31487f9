using LightningDrag.Data.Clips;

namespace LightningDrag.Data.Tests.Clips;

public class OneAheadTests
{
    [Fact]
    public void TheNextItemIsMadeWhileOneIsWorkedOn_AndNoneIsLost()
    {
        using var made = new SemaphoreSlim(0);
        List<int> seen = [];
        foreach (Item item in Items(4, made).ReadAhead())
        {
            using (item)
                seen.Add(item.Number);

            // This one, and the next one although nobody has asked for it.
            for (int i = 0; i < 2 && seen.Count == 1; i++)
                Assert.True(made.Wait(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        }

        Assert.Equal([0, 1, 2, 3], seen);
    }

    [Fact]
    public void WhoStopsEarlyLeavesNothingBehind()
    {
        List<Item> items = [.. Items(3)];
        foreach (Item item in items.Where(_ => true).ReadAhead())
        {
            item.Dispose();
            break;
        }

        Assert.Equal([true, true, false], items.Select(item => item.IsDisposed));
    }

    [Fact]
    public void AnErrorOfTheSource_ComesAfterTheItemsBeforeIt()
    {
        int seen = 0;
        Assert.Throws<RejectedClipException>(() =>
        {
            foreach (
                Item item in Items(2)
                    .Select(item => item.Number == 1 ? throw new RejectedClipException("no frame times") : item)
                    .ReadAhead()
            )
            {
                item.Dispose();
                seen++;
            }
        });
        Assert.Equal(1, seen);
    }

    private static IEnumerable<Item> Items(int count, SemaphoreSlim? made = null)
    {
        for (int i = 0; i < count; i++)
        {
            made?.Release();
            yield return new Item(i);
        }
    }

    private sealed class Item(int number) : IDisposable
    {
        public int Number => number;

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
