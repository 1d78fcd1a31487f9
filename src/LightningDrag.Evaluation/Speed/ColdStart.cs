using System.Diagnostics;
using System.Globalization;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Speed;

/// <summary>
/// From the shell's point of view: the command line starts, edits a photo in a file, writes a PNG, ends.
/// </summary>
internal static class ColdStart
{
    /// <summary>Runs it once.</summary>
    /// <param name="program">Program and first arguments.</param>
    /// <param name="scene">The edit.</param>
    /// <param name="folder">An empty folder to work in.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.Unsupported"/>: the program cannot be run or
    /// fails.</exception>
    public static async Task RunAsync(
        IReadOnlyList<string> program,
        SpeedScene scene,
        string folder,
        CancellationToken cancellationToken
    )
    {
        string source = Path.Combine(folder, "source.png"),
            mask = Path.Combine(folder, "mask.png"),
            result = Path.Combine(folder, "result.png");
        if (!File.Exists(source))
            ImageWriter.Write(source, scene.Image);
        if (!File.Exists(mask))
            ImageWriter.Write(mask, scene.Request.Mask!.ToImage());
        var start = new ProcessStartInfo(program[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in program.Skip(1))
            start.ArgumentList.Add(argument);
        foreach (string argument in (string[])["edit", source, "--mask", mask, "-o", result])
            start.ArgumentList.Add(argument);
        foreach (PointPair point in scene.Request.Points)
        {
            start.ArgumentList.Add("--drag");
            start.ArgumentList.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{point.Handle.X},{point.Handle.Y}:{point.Target.X},{point.Target.Y}"
                )
            );
        }

        using var process =
            Process.Start(start)
            ?? throw new LightningDragException(ErrorCode.Unsupported, $"'{program[0]}' could not be started.");
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken),
            errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        await output.ConfigureAwait(false);
        if (process.ExitCode != 0 || !File.Exists(result))
        {
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"'{string.Join(' ', program)} edit' failed with exit code {process.ExitCode}: "
                    + $"{await errors.ConfigureAwait(false)}"
            );
        }

        File.Delete(result);
    }
}
