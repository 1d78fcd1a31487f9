using System.Reflection;
using LightningDrag.Models;
using LightningDrag.Models.StableDiffusion;
using LightningDrag.Runtime;

namespace LightningDrag.Editing;

/// <summary>
/// The second library, LightningDrag.Torch, which brings libtorch and with it the published network. It is found where
/// it lies beside the program; nothing here needs it otherwise.
/// </summary>
public static class TorchLibrary
{
    /// <summary>Its assembly and package.</summary>
    public const string Name = "LightningDrag.Torch";

    /// <summary>
    /// Key of the program's runtime settings (runtimeconfig.json) with the command that brings the library; by default
    /// that of a program's project.
    /// </summary>
    public const string CommandKey = "LightningDrag.TorchCommand";

    private static readonly Lazy<ITorchLibrary?> Library = new(Find);

    /// <summary>Whether it is there.</summary>
    public static bool IsInstalled => Installed is not null;

    /// <summary>The command that brings it.</summary>
    public static string Command => AppContext.GetData(CommandKey) as string ?? $"dotnet add package {Name}";

    /// <summary>The library; null where it is not there.</summary>
    internal static ITorchLibrary? Installed => Library.Value;

    /// <summary>What runs the published network; null where the library is not there.</summary>
    /// <param name="options">What would be used; null for the defaults.</param>
    /// <exception cref="LightningDragException">It is there and does not load.</exception>
    public static TorchInfo? Describe(ComputeOptions? options = null) =>
        Installed?.Describe(options ?? new ComputeOptions());

    /// <summary>The library.</summary>
    /// <param name="what">What needs it, as the beginning of a sentence.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.Unsupported"/>: it is not there; the message has
    /// the command that brings it.</exception>
    internal static ITorchLibrary Require(string what) =>
        Installed
        ?? throw new LightningDragException(
            ErrorCode.Unsupported,
            $"{what} needs {Name}, which is not installed: run '{Command}'."
        );

    private static ITorchLibrary? Find()
    {
        try
        {
            var entry = Assembly.Load(Name).GetType("LightningDrag.Editing.TorchEntry", throwOnError: true)!;
            return (ITorchLibrary)Activator.CreateInstance(entry)!;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}

/// <summary>libtorch as this machine has it.</summary>
/// <param name="TorchSharp">TorchSharp's version.</param>
/// <param name="LibTorch">libtorch's version.</param>
/// <param name="CudaMissing">What a CUDA device lacks to be used, and the command that brings it; null where it can
/// be.</param>
/// <param name="ChannelsLast">Whether convolutions lie in memory with all channels of a position together.</param>
/// <param name="UsesNnpack">Whether libtorch may use NNPACK; null where it does not say.</param>
/// <param name="CorrectedLibrary">Path of the corrected native library, where one is in use.</param>
public sealed record TorchInfo(
    string TorchSharp,
    string LibTorch,
    string? CudaMissing,
    bool ChannelsLast,
    bool? UsesNnpack,
    string? CorrectedLibrary
);

/// <summary>What the second library does for this one.</summary>
internal interface ITorchLibrary
{
    /// <summary>Loads the published network.</summary>
    IDragModel Load(
        string folder,
        StableDiffusionOptions? options,
        ComputeOptions compute,
        CancellationToken cancellationToken
    );

    /// <summary>Compares the published network's weights with what its parts want.</summary>
    IReadOnlyList<CheckedPart> Check(string folder);

    /// <summary>The number of tensors in a file of weights of any kind.</summary>
    int CountTensors(string path);

    /// <summary>Loads libtorch and asks.</summary>
    TorchInfo Describe(ComputeOptions options);
}
