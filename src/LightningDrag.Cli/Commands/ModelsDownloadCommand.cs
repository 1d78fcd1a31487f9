using System.CommandLine;
using System.Globalization;
using LightningDrag.Cli.Output;
using LightningDrag.Weights.Hub;

namespace LightningDrag.Cli.Commands;

/// <summary><c>models download</c>: a published model, or what is missing of it.</summary>
internal static class ModelsDownloadCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("model") { Description = $"Which: {string.Join(", ", ModelDownload.Names)}" };
        model.CompletionSources.Add(_ => ModelDownload.Names);
        var repository = new Option<string?>("--base")
        {
            Description = "Any Stable Diffusion 1.5 inpainting model in diffusers layout in place of the model's own",
            HelpName = "OWNER/NAME",
        };
        var revision = new Option<string>("--revision")
        {
            Description = "Branch, tag or commit of the base",
            DefaultValueFactory = _ => "main",
            HelpName = "REVISION",
        };
        var lcm = new Option<bool>("--lcm") { Description = "Also the weights that sample in 8 steps in place of 25" };
        var endpoint = new Option<string?>("--endpoint")
        {
            Description = "A mirror of the hub [default: HF_ENDPOINT, else https://huggingface.co]",
            HelpName = "URL",
        };
        var token = new Option<string?>("--token")
        {
            Description = "Access token [default: HF_TOKEN, else that of Hugging Face's login]",
            HelpName = "TOKEN",
        };
        var offline = new Option<bool>("--offline")
        {
            Description = "Take what is in the cache and ask nobody [default: HF_HUB_OFFLINE]",
        };
        var command = new Command("download", "Download a model; goes on where an earlier download stopped")
        {
            model,
            repository,
            revision,
            lcm,
            endpoint,
            token,
            offline,
        };
        command.Run(
            async (parse, terminal, cancellationToken) =>
            {
                var options = new DownloadOptions
                {
                    Base = parse.GetValue(repository),
                    Revision = parse.GetRequiredValue(revision),
                    WithLcm = parse.GetValue(lcm),
                    Endpoint = parse.GetValue(endpoint),
                    Token = parse.GetValue(token),
                    Offline = parse.GetValue(offline),
                };
                var downloaded = await DownloadDisplay
                    .RunAsync(
                        terminal.Json,
                        progress =>
                            ModelDownload.RunAsync(parse.GetRequiredValue(model), options, progress, cancellationToken)
                    )
                    .ConfigureAwait(false);
                foreach (var file in downloaded.Files)
                {
                    terminal.WriteLine($"{file.Path}  ({Size(file.Bytes)})");
                    if (file.ReplacesDamaged)
                        terminal.WriteNote($"{file.File} was damaged in the cache and has been fetched again");
                }

                terminal.WriteLine(
                    $"{downloaded.Name} is in {downloaded.Folder}: use it with --model {downloaded.Name}."
                );
                terminal.WriteJson(downloaded, ReportJson.Default.DownloadedModel);
            }
        );
        return command;
    }

    private static string Size(long bytes) =>
        bytes < 1 << 20
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB");
}
