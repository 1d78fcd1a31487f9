namespace LightningDrag.Evaluation.Speed;

/// <summary>Times edits as people see them: in a running program, by stage, and from the shell.</summary>
public static class SpeedEvaluation
{
    /// <summary>Measures everything once.</summary>
    /// <param name="options">What to measure.</param>
    /// <param name="progress">Told what is timed next.</param>
    /// <param name="cancellationToken">Stops between two runs.</param>
    /// <exception cref="LightningDragException">An option or the model is at fault, or the program to start
    /// fails.</exception>
    public static Task<SpeedReport> RunAsync(
        SpeedEvaluationOptions options,
        IProgress<string>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new SpeedRun(options, progress, cancellationToken).RunAsync();
    }
}
