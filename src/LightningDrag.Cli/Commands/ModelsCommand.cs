using System.CommandLine;
using LightningDrag.Cli.Output;
using LightningDrag.Editing;
using LightningDrag.Weights;

namespace LightningDrag.Cli.Commands;

/// <summary><c>models</c>: what is on this machine, whether it is whole, and how to get more.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "Get models and look at those on this machine")
    {
        ModelsListCommand.Create(), ModelsDownloadCommand.Create(), ModelsVerifyCommand.Create(),
    };

    /// <summary>The models on this machine, their files not yet read.</summary>
    public static IReadOnlyList<ModelReport> List() => [.. ModelLocator.List().Select(model => Describe(model.Name, model.Folder))];

    private static ModelReport Describe(string name, string folder) =>
        new(name, folder, [.. ModelCheck.Files(folder).Select(file => new WeightFileReport(file.Path, file.Bytes, file.Tensors))], ModelCheck.Missing(folder));
}
