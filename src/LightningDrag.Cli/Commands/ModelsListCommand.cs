using System.CommandLine;
using System.Globalization;
using LightningDrag.Cli.Output;

namespace LightningDrag.Cli.Commands;

/// <summary><c>models list</c>.</summary>
internal static class ModelsListCommand
{
    public static Command Create()
    {
        var command = new Command("list", "List the models on this machine");
        command.Run(
            (_, terminal, _) =>
            {
                var models = ModelsCommand.List();
                foreach (var model in models)
                {
                    terminal.WriteLine(OneLine(model));
                    if (model.Missing is { } missing)
                        terminal.WriteNote($"{model.Name} lacks {missing.Files.Count} files: run '{missing.Command}'");
                    if (model.Fault is { } fault)
                        terminal.WriteNote($"{model.Name} cannot be read: {fault}");
                }

                if (models.Count == 0)
                    terminal.WriteNote(
                        "there is no model on this machine; LIGHTNINGDRAG_MODELS names folders to search"
                    );
                terminal.WriteJson(new ModelListReport(models), ReportJson.Default.ModelListReport);
                return Task.CompletedTask;
            }
        );
        return command;
    }

    private static string OneLine(ModelReport model)
    {
        string size = string.Create(
            CultureInfo.InvariantCulture,
            $"{model.Files.Sum(file => file.Bytes) / 1048576.0:0.0} MiB in {model.Files.Count} files"
        );
        return $"{model.Name, -14}{(model.Fault is null ? size : "damaged")}  {model.Folder}";
    }
}
