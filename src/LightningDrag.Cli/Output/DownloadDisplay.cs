using System.Globalization;
using LightningDrag.Weights.Hub;
using Spectre.Console;

namespace LightningDrag.Cli.Output;

/// <summary>
/// Shows on standard error how far a download is: one line that is rewritten where a person watches, else one line for
/// each file.
/// </summary>
internal static class DownloadDisplay
{
    /// <summary>Runs <paramref name="work"/> and shows its progress.</summary>
    public static Task<T> RunAsync<T>(bool isQuiet, Func<IProgress<DownloadProgress>?, Task<T>> work)
    {
        if (isQuiet)
            return work(null);
        if (Console.IsErrorRedirected)
            return work(new LineReporter(Console.Error));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Status().StartAsync("Asking the hub", context => work(new StatusReporter(context)));
    }

    private static string Describe(DownloadProgress progress)
    {
        double percent = progress.Size > 0 ? 100.0 * progress.Received / progress.Size : 100;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Number}/{progress.Count} {progress.Repository} {progress.File}: {percent:0} % of "
                + $"{progress.Size / 1048576.0:0.0} MiB, {progress.BytesPerSecond / 1048576:0.0} MiB/s"
        );
    }

    private sealed class StatusReporter(StatusContext context) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => context.Status(Markup.Escape(Describe(value)));
    }

    private sealed class LineReporter(TextWriter error) : IProgress<DownloadProgress>
    {
        private int shown;

        public void Report(DownloadProgress value)
        {
            if (value.Number == shown)
                return;
            shown = value.Number;
            error.WriteLine($"{value.Number}/{value.Count} {value.Repository} {value.File}");
        }
    }
}
