using System.CommandLine;
using LightningDrag.Cli.Output;
using LightningDrag.Editing;
using LightningDrag.Weights;

namespace LightningDrag.Cli.Commands;

/// <summary><c>models verify</c>: every file read, every tensor's name and shape compared, every fault named.</summary>
internal static class ModelsVerifyCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("model")
        {
            Description = "Model name or folder",
            DefaultValueFactory = _ => DragEditor.DefaultModel,
        };
        name.CompletionSources.Add(_ => ModelLocator.List().Select(model => model.Name));
        var command = new Command(
            "verify",
            "Read every weight of a model, name every tensor that is missing, surplus or mis-shaped, and print "
                + "the files' SHA-256"
        )
        {
            name,
        };
        command.RunWithExitCode(
            async (parse, terminal, cancellationToken) =>
            {
                string model = parse.GetRequiredValue(name),
                    folder = ModelLocator.Find(model);
                var result = await ModelCheck.RunAsync(folder, cancellationToken).ConfigureAwait(false);
                foreach (var file in result.Files)
                    terminal.WriteLine($"{file.Sha256}  {Path.Combine(folder, file.File.Path)}");
                foreach (var part in result.Parts)
                    terminal.WriteLine(
                        $"{part.Name}: {part.Tensors} "
                            + $"tensors{(part.Fits ? "" : $", of which not all fit ({part.Path})")}"
                    );
                string[] faults = [.. Faults(result)];
                foreach (string fault in faults)
                    terminal.WriteLine(fault);
                if (result.IsWhole)
                    terminal.WriteLine($"{model} is whole.");
                else if (!terminal.Json)
                    terminal.WriteError(
                        "",
                        $"'{model}' is not whole: {faults.Length} faults; delete the files named, then download "
                            + $"or write them again."
                    );
                terminal.WriteJson(
                    ModelVerificationReport.Of(model, folder, result),
                    ReportJson.Default.ModelVerificationReport
                );
                return result.IsWhole ? ExitCode.Success : ExitCode.BadInput;
            }
        );
        return command;
    }

    private static IEnumerable<string> Faults(CheckedModel result)
    {
        foreach (var file in result.Files.Where(file => !file.IsUnchanged))
            yield return $"changed: {file.File.Path} has not the SHA-256 {file.ExpectedSha256} that was published";
        foreach (var part in result.Parts)
        {
            foreach (string tensor in part.Missing)
                yield return $"missing: {part.Name} {tensor}";
            foreach (string tensor in part.Surplus)
                yield return $"surplus: {part.Name} {tensor}";
            foreach (string tensor in part.MisShaped)
                yield return $"mis-shaped: {part.Name} {tensor}";
        }
    }
}
