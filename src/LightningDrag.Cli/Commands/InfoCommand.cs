using System.CommandLine;
using System.Globalization;
using LightningDrag.Cli.Output;
using LightningDrag.Editing;
using LightningDrag.Runtime;

namespace LightningDrag.Cli.Commands;

/// <summary><c>info</c>: what a bug report needs to know.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        var command = new Command("info", "Show versions, processor, threads, device, and where files lie");
        command.Run(
            (_, terminal, _) =>
            {
                var info = RuntimeInfo.Collect();
                Row("lightningdrag", info.Version);
                Row(".NET", info.DotNet);
                Row("ONNX Runtime", info.OnnxRuntime);
                Row("system", info.OperatingSystem);
                Row("processor", info.Processor.ToString());
                Row("threads", info.Threads.ToString(CultureInfo.InvariantCulture));
                Row(
                    "device",
                    $"{info.Device.ToString().ToLowerInvariant()}, {info.Precision.ToString().ToLowerInvariant()}"
                );
                Row("cache", info.CacheFolder);
                var torch = TorchLibrary.Describe();
                foreach (var (name, value) in Describe(torch))
                    Row(name, value);
                var models = ModelsCommand.List();
                foreach (var model in models)
                    Row("model", $"{model.Name} in {model.Folder}");
                terminal.WriteJson(
                    new InfoReport(info, torch, torch is null ? TorchLibrary.Command : null, models),
                    ReportJson.Default.InfoReport
                );
                return Task.CompletedTask;

                void Row(string name, string value) => terminal.WriteLine($"{name, -14}{value}");
            }
        );
        return command;
    }

    private static IEnumerable<(string Name, string Value)> Describe(TorchInfo? torch)
    {
        if (torch is null)
        {
            yield return (
                "libtorch",
                $"not installed (sd15, train, pairs and evaluate need it): {TorchLibrary.Command}"
            );
            yield break;
        }

        yield return ("TorchSharp", torch.TorchSharp);
        yield return (
            "libtorch",
            torch.CorrectedLibrary is null
                ? torch.LibTorch
                : $"{torch.LibTorch} (corrected for this system's libstdc++: {torch.CorrectedLibrary})"
        );
        yield return (
            "convolutions",
            $"{(torch.ChannelsLast ? "channels-last" : "plain")}, NNPACK "
                + $"{torch.UsesNnpack switch { false => "off", true => "on", null => "unknown" }}"
        );
        yield return ("cuda", torch.CudaMissing ?? "available");
    }
}
