using LightningDrag.Editing;
using Spectre.Console;

namespace LightningDrag.Cli.Output;

/// <summary>
/// Shows on standard error what an edit is busy with: one line that is rewritten, and only where a person watches.
/// </summary>
internal static class StageProgress
{
    /// <summary>Runs <paramref name="work"/> and shows its stages.</summary>
    /// <param name="isQuiet">Show nothing.</param>
    /// <param name="work">Gets where to report to; null when nothing is shown.</param>
    public static Task<T> RunAsync<T>(bool isQuiet, Func<IStageReporter, Task<T>> work)
    {
        if (isQuiet || Console.IsErrorRedirected)
            return work(SilentReporter.Instance);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Status().StartAsync("Starting", context => work(new StatusReporter(context)));
    }

    private static string Describe(EditProgress progress) =>
        progress.Stage switch
        {
            EditStage.SuggestingMask => "Suggesting a mask",
            EditStage.Encoding => "Looking at the picture",
            EditStage.Denoising => $"Denoising, step {Math.Min(progress.Done + 1, progress.Total)} of {progress.Total}",
            EditStage.Decoding => "Drawing the result",
            EditStage.PastingBack => "Pasting back",
            _ => progress.Stage.ToString(),
        };

    private sealed class StatusReporter(StatusContext context) : IStageReporter
    {
        public void Report(string stage) => context.Status(Markup.Escape(stage));

        public void Report(EditProgress value) => Report(Describe(value));
    }

    private sealed class SilentReporter : IStageReporter
    {
        public static SilentReporter Instance { get; } = new();

        public void Report(string stage) { }

        public void Report(EditProgress value) { }
    }
}

/// <summary>Takes the stages of a command.</summary>
internal interface IStageReporter : IProgress<EditProgress>
{
    /// <summary>A stage outside the edit itself.</summary>
    void Report(string stage);
}
