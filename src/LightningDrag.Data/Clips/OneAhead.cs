namespace LightningDrag.Data.Clips;

/// <summary>Reads a sequence one item ahead, on another thread, while the last one is worked on.</summary>
internal static class OneAhead
{
    /// <param name="source">Makes its items lazily; each is the reader's once it is handed out.</param>
    /// <remarks>
    /// Errors of the source come where the item would have come. An item that nobody asked for any more is disposed of.
    /// </remarks>
    public static IEnumerable<T> ReadAhead<T>(this IEnumerable<T> source)
        where T : class, IDisposable
    {
        using IEnumerator<T> items = source.GetEnumerator();
        Task<T?> next = Task.Run(Read);
        try
        {
            while (next.GetAwaiter().GetResult() is { } item)
            {
                next = Task.Run(Read);
                yield return item;
            }
        }
        finally
        {
            // The source is in use until this ends.
            Task.WaitAny(next);
            if (next.IsCompletedSuccessfully)
                next.Result?.Dispose();
        }

        T? Read() => items.MoveNext() ? items.Current : null;
    }
}
