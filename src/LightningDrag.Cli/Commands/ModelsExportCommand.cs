using System.CommandLine;
using LightningDrag.Cli.Output;
using LightningDrag.Editing;
using LightningDrag.Models.Compact;
using LightningDrag.Weights;

namespace LightningDrag.Cli.Commands;

/// <summary>
/// <c>models export</c>: the compact model's networks as ONNX files, for programs in other languages.
/// </summary>
internal static class ModelsExportCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("model")
        {
            Description = "Name or folder of a compact model",
            DefaultValueFactory = _ => DragEditor.DefaultModel,
        };
        name.CompletionSources.Add(_ => ModelLocator.List().Select(model => model.Name));
        var output = new Option<string>("--output", "-o")
        {
            Description = "Folder for encoder.onnx and denoiser.onnx; made where it is missing",
            HelpName = "FOLDER",
            Required = true,
        };
        var command = new Command("export", "Write a compact model's networks as ONNX files, which run in any language")
        {
            name,
            output,
        };
        command.Run(
            (parse, terminal, _) =>
            {
                string model = parse.GetRequiredValue(name);
                var files = CompactExport.Write(ModelLocator.Find(model), parse.GetRequiredValue(output));
                foreach (string file in files)
                    terminal.WriteLine(file);
                terminal.WriteJson(new ModelExportReport(model, files), ReportJson.Default.ModelExportReport);
                return Task.CompletedTask;
            }
        );
        return command;
    }
}
