namespace LightningDrag.Cli.Output;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int Other = 1;
    public const int Usage = 2;
    public const int BadInput = 3;
    public const int MissingWeights = 4;
    public const int Cancelled = 5;

    /// <summary>The exit code of an error of the library.</summary>
    public static int Of(ErrorCode code) =>
        code switch
        {
            ErrorCode.MissingWeights => MissingWeights,
            ErrorCode.Unsupported or ErrorCode.NotFinite => Other,
            _ => BadInput,
        };
}
