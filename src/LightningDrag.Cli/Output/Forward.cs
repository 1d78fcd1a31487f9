namespace LightningDrag.Cli.Output;

/// <summary>Reports at once, on the reporting thread.</summary>
internal sealed class Forward<T>(Action<T> report) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => report(value);
}
