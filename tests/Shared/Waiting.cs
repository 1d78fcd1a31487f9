using System.Diagnostics;

namespace LightningDrag.TestSupport;

/// <summary>Waits for a server's state, which only asking tells; never for ever.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Asks until an answer is the one that is waited for.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="isIt">Whether an answer is the one.</param>
    /// <param name="what">What is waited for, for the message.</param>
    /// <exception cref="TimeoutException">It did not come within two minutes.</exception>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isIt, string what)
    {
        for (long start = Stopwatch.GetTimestamp(); ; )
        {
            var answer = await ask();
            if (isIt(answer))
                return answer;
            if (Stopwatch.GetElapsedTime(start) > Limit)
            {
                throw new TimeoutException($"The test waited {Limit.TotalMinutes:0} min for {what}; last: {answer}.");
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asks an address until it answers with a status.</summary>
    public static Task StatusAsync(
        HttpClient client,
        string path,
        Func<System.Net.HttpStatusCode, bool> isIt,
        string what
    ) =>
        UntilAsync(
            async () =>
            {
                using var reply = await client.GetAsync(path, TestContext.Current.CancellationToken);
                return reply.StatusCode;
            },
            isIt,
            what
        );
}
