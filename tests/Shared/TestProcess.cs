using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LightningDrag.TestSupport;

/// <summary>
/// A process that a test starts, the only way to start one: both of its streams are read all the time, so that it never
/// waits for a reader; it has a time limit (<see cref="RunningTime"/>),
/// after which it and all its children are ended and the test is told what it was waiting for; and after the test
/// nothing of it is left.
/// </summary>
internal sealed class TestProcess : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly Process process;
    private readonly string command;
    private readonly TimeSpan limit;
    private readonly RunningTime timeout;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();
    private readonly Task read;

    private TestProcess(ProcessStartInfo start, TimeSpan limit)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        (command, this.limit) = (string.Join(' ', start.ArgumentList.Prepend(Path.GetFileName(start.FileName))), limit);
        process = Process.Start(start)!;
        process.StandardInput.Close();
        read = Task.WhenAll(Read(process.StandardOutput, output), Read(process.StandardError, error));
        timeout = new RunningTime(limit, Kill);
    }

    /// <summary>Its number.</summary>
    public int Id => process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>What it has written to standard output so far.</summary>
    public string Output => TextOf(output);

    /// <summary>What it has written to standard error so far.</summary>
    public string Error => TextOf(error);

    /// <summary>Starts a program.</summary>
    /// <param name="limit">See <see cref="ProcessLimit"/>.</param>
    /// <param name="start">Program and arguments; the streams are taken care of.</param>
    public static TestProcess Start(TimeSpan limit, ProcessStartInfo start) => new(start, limit);

    /// <summary>The same, by the names of program and arguments.</summary>
    public static TestProcess Start(TimeSpan limit, string program, params string[] arguments) =>
        new(new ProcessStartInfo(program, arguments), limit);

    /// <summary>Runs a program to its end.</summary>
    public static async Task<ProcessResult> RunAsync(TimeSpan limit, ProcessStartInfo start)
    {
        using var process = Start(limit, start);
        return await process.EndAsync();
    }

    /// <summary>Runs a small program of the system to its end; null where there is no such program.</summary>
    public static async Task<ProcessResult?> TryToolAsync(string program, params string[] arguments)
    {
        try
        {
            return await RunAsync(ProcessLimit.Tool, new ProcessStartInfo(program, arguments));
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Waits for its end and for all that it wrote.</summary>
    public async Task<ProcessResult> EndAsync()
    {
        await WaitAsync(token => Task.WhenAll(process.WaitForExitAsync(token), read.WaitAsync(token)), "its end");
        return new ProcessResult(process.ExitCode, Output, Error);
    }

    /// <summary>Waits for its end for some time.</summary>
    /// <returns>Whether it ended.</returns>
    public async Task<bool> EndsWithinAsync(TimeSpan time)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(time);
        try
        {
            await process.WaitForExitAsync(end.Token);
            return true;
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Waits until something is so.</summary>
    /// <param name="isSo">Asked again and again.</param>
    /// <param name="what">What is waited for, for the message.</param>
    /// <returns>False where the process ended first.</returns>
    public async Task<bool> UntilAsync(Func<bool> isSo, string what)
    {
        bool reached = false;
        await WaitAsync(
            async token =>
            {
                while (!(reached = isSo()) && !HasExited)
                    await Task.Delay(Look, token);
            },
            what
        );
        return reached || isSo();
    }

    /// <summary>Waits until it has written something that is enough.</summary>
    /// <returns>All that it has written to standard output.</returns>
    public async Task<string> OutputAsync(Func<string, bool> isEnough, string what)
    {
        Assert.True(
            await UntilAsync(() => isEnough(Output), what),
            $"{command} ended, and {what} never came.\n{Said()}"
        );
        return Output;
    }

    /// <summary>Asks it to end, with SIGTERM or SIGINT; whether it does is its own matter.</summary>
    public async Task SignalAsync(string signal = "TERM") =>
        await RunAsync(
            ProcessLimit.Tool,
            new ProcessStartInfo("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)])
        );

    /// <summary>Ends it and all that it started, at once.</summary>
    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or AggregateException or Win32Exception)
        {
            // It ended meanwhile, or a child of it did.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        process.WaitForExit(TimeSpan.FromSeconds(10));
        timeout.Dispose();
        process.Dispose();
    }

    private async Task WaitAsync(Func<CancellationToken, Task> wait, string what)
    {
        var test = TestContext.Current.CancellationToken;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Over, test);
        try
        {
            await wait(either.Token);
        }
        catch (OperationCanceledException) when (timeout.Over.IsCancellationRequested)
        {
            // Below.
        }

        // Killed at its limit, a process ends, too, and what was waited for may seem to have come.
        if (!timeout.Over.IsCancellationRequested)
            return;
        string waited = $"{command} was ended after {limit.TotalSeconds:0} s while the test waited for {what}.";
        throw new TimeoutException($"{waited}\n{Said()}");
    }

    private string Said() => $"Standard output:\n{Output}\nStandard error:\n{Error}";

    private static string TextOf(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    private static async Task Read(StreamReader stream, StringBuilder text)
    {
        var some = new char[4096];
        for (int count; (count = await stream.ReadAsync(some)) > 0; )
        {
            lock (text)
                text.Append(some, 0, count);
        }
    }
}

/// <summary>How a process ended.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error);

/// <summary>How long a process of a test may run, by kind: several times what it takes on a busy machine.</summary>
internal static class ProcessLimit
{
    /// <summary>A small program of the system.</summary>
    public static TimeSpan Tool { get; } = TimeSpan.FromMinutes(1);

    /// <summary>A command of this project, a script, an installation.</summary>
    public static TimeSpan Command { get; } = TimeSpan.FromMinutes(5);

    /// <summary>A build, packing, an installation of what was built.</summary>
    public static TimeSpan Build { get; } = TimeSpan.FromMinutes(20);

    /// <summary>A service that other processes of the same test use, each with its own limit.</summary>
    public static TimeSpan Service { get; } = TimeSpan.FromMinutes(10);
}
