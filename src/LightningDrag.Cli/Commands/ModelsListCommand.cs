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
        command.Run((_, terminal, _) =>
        {
            var models = ModelsCommand.List();
            foreach (var model in models)
            {
                terminal.WriteLine(OneLine(model));
                if (model.Missing is { } missing) terminal.WriteNote($"{model.Name} lacks {missing.Files.Count} files: run '{missing.Command}'");
            }

            if (models.Count == 0) terminal.WriteNote("there is no model on this machine; LIGHTNINGDRAG_MODELS names folders to search");
            terminal.WriteJson(new ModelListReport(models), ReportJson.Default.ModelListReport);
            return Task.CompletedTask;
        });
        return command;
    }

    private static string OneLine(ModelReport model) => string.Create(
        CultureInfo.InvariantCulture, $"{model.Name,-14}{model.Files.Sum(file => file.Bytes) / 1048576.0:0.0} MiB in {model.Files.Count} files  {model.Folder}");
}
