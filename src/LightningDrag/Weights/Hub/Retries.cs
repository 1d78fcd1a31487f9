namespace LightningDrag.Weights.Hub;

/// <summary>
/// Goes on after broken connections: waits 1, 2, 4 and 8 seconds, then gives up; whatever arrives starts the count
/// anew.
/// </summary>
internal sealed class Retries(TimeProvider time, string endpoint)
{
    private const int Limit = 5;

    private int failures;

    /// <summary>Something arrived.</summary>
    public void Reset() => failures = 0;

    /// <summary>Runs <paramref name="attempt"/> until it succeeds.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.MissingWeights"/>: five failures in a
    /// row.</exception>
    public async Task<T> RunAsync<T>(HubFile file, Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        while (true)
        {
            Exception failure;
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpRequestException or HttpIOException)
            {
                failure = e;
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (++failures == Limit)
            {
                throw new LightningDragException(
                    ErrorCode.MissingWeights,
                    $"{file} could not be fetched from {endpoint} ({failure.Message}): check the network, then "
                        + $"run the command again; it goes on where it stopped.",
                    failure
                );
            }

            await Task.Delay(TimeSpan.FromSeconds(1 << (failures - 1)), time, cancellationToken).ConfigureAwait(false);
        }
    }
}
