using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using LightningDrag.Cli.Output;
using LightningDrag.Editing;
using LightningDrag.Weights;

namespace LightningDrag.Cli.Commands;

/// <summary><c>models list</c> and <c>models verify</c>: what is on this machine, and whether it is whole.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "Look at the models on this machine") { CreateList(), CreateVerify() };

    /// <summary>The models on this machine, their files not yet hashed.</summary>
    public static IReadOnlyList<ModelReport> List() => [.. ModelLocator.List().Select(model => Describe(model.Name, model.Folder, hash: false))];

    private static Command CreateList()
    {
        var command = new Command("list", "List the models on this machine");
        command.Run((_, terminal, _) =>
        {
            var models = List();
            foreach (var model in models) terminal.WriteLine(OneLine(model));
            if (models.Count == 0) terminal.WriteNote("there is no model on this machine; LIGHTNINGDRAG_MODELS names folders to search");
            terminal.WriteJson(new ModelListReport(models), ReportJson.Default.ModelListReport);
            return Task.CompletedTask;
        });
        return command;
    }

    private static Command CreateVerify()
    {
        var name = new Argument<string>("model") { Description = "Model name or folder", DefaultValueFactory = _ => DragEditor.DefaultModel };
        name.CompletionSources.Add(_ => ModelLocator.List().Select(model => model.Name));
        var command = new Command("verify", "Read every weight of a model, load it, and print the files' SHA-256") { name };
        command.Run(async (parse, terminal, cancellationToken) =>
        {
            string model = parse.GetRequiredValue(name), folder = ModelLocator.Find(model);
            var report = Describe(model, folder, hash: true);
            await using (await DragEditor.LoadAsync(folder, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                foreach (var file in report.Files) terminal.WriteLine($"{file.Sha256}  {Path.Combine(folder, file.File)}");
                terminal.WriteLine($"{model} is whole.");
            }

            terminal.WriteJson(report, ReportJson.Default.ModelReport);
        });
        return command;
    }

    private static ModelReport Describe(string name, string folder, bool hash)
    {
        var paths = Directory.GetFiles(folder, "*.safetensors", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        return new ModelReport(name, folder, [.. paths.Select(path => DescribeFile(folder, path, hash))]);
    }

    private static WeightFileReport DescribeFile(string folder, string path, bool hash)
    {
        using var file = SafetensorsFile.Open(path);
        string? sha256 = null;
        if (hash)
        {
            using var bytes = File.OpenRead(path);
            sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        }

        return new WeightFileReport(Path.GetRelativePath(folder, path), new FileInfo(path).Length, file.Names.Count, sha256);
    }

    private static string OneLine(ModelReport model) => string.Create(
        CultureInfo.InvariantCulture, $"{model.Name,-14}{model.Files.Sum(file => file.Bytes) / 1048576.0:0.0} MiB in {model.Files.Count} files  {model.Folder}");
}
