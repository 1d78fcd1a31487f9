namespace LightningDrag.Cli.Output;

/// <summary>Passes progress on at once, on the thread that reports it.</summary>
internal sealed class Forward<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
