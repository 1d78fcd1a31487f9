using System.CommandLine;
using LightningDrag.Cli.Output;
using LightningDrag.Editing;
using LightningDrag.Weights;

namespace LightningDrag.Cli.Commands;

/// <summary>
/// <c>models</c>: what is on this machine, whether it is whole, how to get more, and how to take it elsewhere.
/// </summary>
internal static class ModelsCommand
{
    public static Command Create() =>
        new("models", "Get models and look at those on this machine")
        {
            ModelsListCommand.Create(),
            ModelsDownloadCommand.Create(),
            ModelsVerifyCommand.Create(),
            ModelsExportCommand.Create(),
        };

    /// <summary>The models on this machine, their files not yet read.</summary>
    public static IReadOnlyList<ModelReport> List() =>
        [.. ModelLocator.List().Select(model => Describe(model.Name, model.Folder))];

    /// <summary>A damaged model is listed with what is wrong: it must not hide the others.</summary>
    private static ModelReport Describe(string name, string folder)
    {
        try
        {
            var files = ModelCheck
                .Files(folder)
                .Select(file => new WeightFileReport(file.Path, file.Bytes, file.Tensors));
            return new ModelReport(name, folder, [.. files], ModelCheck.Missing(folder), Fault: null);
        }
        catch (Exception e) when (e is LightningDragException or IOException or UnauthorizedAccessException)
        {
            return new ModelReport(name, folder, [], Missing: null, e.Message);
        }
    }
}
