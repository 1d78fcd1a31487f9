using System.Reflection;
using System.Runtime.InteropServices;

namespace LightningDrag.Cli.Output;

/// <summary>
/// An exception in one line for people. libtorch's own run to a page: a sentence, then the frames of its C++ stack.
/// </summary>
internal static class PlainError
{
    private const string More = "--verbose tells all of it";

    /// <summary>What to report and what to exit with.</summary>
    public static (string Code, string Message, int ExitCode) Of(Exception error) =>
        Cause(error) switch
        {
            LightningDragException cause => (
                cause.Code.ToString(),
                cause.Message.ReplaceLineEndings(" "),
                ExitCode.Of(cause.Code)
            ),
            ExternalException cause => (
                "Unexpected",
                $"libtorch: {FirstSentence(cause.Message)} ({More})",
                ExitCode.Other
            ),
            var cause => (
                "Unexpected",
                $"Something unexpected went wrong: {FirstSentence(cause.Message)} ({More})",
                ExitCode.Other
            ),
        };

    /// <summary>What went wrong first, under the wrapping of tasks and threads.</summary>
    private static Exception Cause(Exception error)
    {
        while (
            error is AggregateException or TypeInitializationException or TargetInvocationException
            && error.InnerException is { } inner
        )
        {
            error = inner;
        }

        return error;
    }

    private static string FirstSentence(string message)
    {
        string line = message.TrimStart().Split('\n')[0].Trim();
        int end = line.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? line : line[..end]).TrimEnd('.') + ".";
    }
}
