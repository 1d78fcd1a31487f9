using CsCheck;
using LightningDrag.Server.Work;

namespace LightningDrag.Server.Tests.Work;

public sealed class FairQueueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ClientsTakeTurns()
    {
        using var queue = new FairQueue<string>(100);
        for (int i = 0; i < 20; i++)
            Assert.True(queue.TryAdd("greedy", $"greedy {i}"));
        Assert.True(queue.TryAdd("modest", "modest 0"));
        Assert.True(queue.TryAdd("modest", "modest 1"));
        string[] taken =
        [
            await queue.TakeAsync(Token),
            await queue.TakeAsync(Token),
            await queue.TakeAsync(Token),
            await queue.TakeAsync(Token),
            await queue.TakeAsync(Token),
        ];
        Assert.Equal(["greedy 0", "modest 0", "greedy 1", "modest 1", "greedy 2"], taken);
    }

    [Fact]
    public void NobodyKeepsTheOthersOut()
    {
        using var queue = new FairQueue<string>(10);
        int accepted = Enumerable.Range(0, 30).Count(i => queue.TryAdd("greedy", $"{i}"));
        Assert.Equal(5, accepted);
        Assert.True(queue.TryAdd("modest", "mine"));
    }

    [Fact]
    public async Task ARemovedItemIsNotTaken()
    {
        using var queue = new FairQueue<string>(10);
        queue.TryAdd("a", "first");
        queue.TryAdd("a", "second");
        Assert.True(queue.Remove("a", "first"));
        Assert.False(queue.Remove("a", "first"));
        Assert.Equal("second", await queue.TakeAsync(Token));
        var next = queue.TakeAsync(Token).AsTask();
        queue.TryAdd("b", "third");
        Assert.Equal("third", await next);
    }

    /// <summary>
    /// Whatever was added and removed: everything comes out in the order that the positions foretold, and each client's
    /// own in the order it came in.
    /// </summary>
    [Fact]
    public void PositionsForetellTheOrder() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 9])
            .List[0, 40]
            .Sample(steps =>
            {
                using var queue = new FairQueue<string>(1000);
                var waiting = new List<(string Client, string Item)>();
                int number = 0;
                foreach (var (who, what) in steps)
                {
                    string client = $"client {who}";
                    if (what < 7)
                    {
                        var added = (client, $"{client} item {number++:0000}");
                        Assert.True(queue.TryAdd(added.client, added.Item2));
                        waiting.Add(added);
                    }
                    else if (what < 9 && waiting.Count > 0)
                    {
                        string taken = Take(queue);
                        Assert.Equal(1, waiting.RemoveAll(item => item.Item == taken));
                    }
                    else if (waiting.Count > 0)
                    {
                        var removed = waiting[who % waiting.Count];
                        Assert.True(queue.Remove(removed.Client, removed.Item));
                        waiting.Remove(removed);
                    }
                }

                var foretold = waiting
                    .OrderBy(item => queue.PositionOf(item.Client, item.Item))
                    .Select(item => item.Item)
                    .ToArray();
                Assert.Equal(
                    Enumerable.Range(0, waiting.Count),
                    waiting.Select(item => queue.PositionOf(item.Client, item.Item)!.Value).Order()
                );
                Assert.Equal(foretold, waiting.Select(_ => Take(queue)).ToArray());
                foreach (var own in foretold.GroupBy(item => item[..8]))
                    Assert.Equal(own.Order(StringComparer.Ordinal), own);
            });

    private static string Take(FairQueue<string> queue)
    {
        var taken = queue.TakeAsync(CancellationToken.None).AsTask();
        Assert.True(taken.IsCompleted);
        return taken.GetAwaiter().GetResult();
    }
}
