namespace LightningDrag.Evaluation.Speed;

/// <summary>What <see cref="SpeedEvaluation"/> measures.</summary>
public sealed record SpeedEvaluationOptions
{
    /// <summary>Name or folder of the model.</summary>
    public string Model { get; init; } = "compact";

    /// <summary>How often each edit of a small photo is timed, 3 to 1000; large ones a quarter as often.</summary>
    public int Repeats { get; init; } = 20;

    /// <summary>
    /// The command line's program and first arguments, for its cold start; null does not measure that.
    /// </summary>
    public IReadOnlyList<string>? Program { get; init; }

    /// <summary>Checks the values.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: names the option, its value and
    /// its range.</exception>
    public void Validate()
    {
        if (Repeats is < 3 or > 1000)
            throw new LightningDragException(ErrorCode.InvalidRequest, $"Repeats is {Repeats}; it must be 3 to 1000.");
    }
}
