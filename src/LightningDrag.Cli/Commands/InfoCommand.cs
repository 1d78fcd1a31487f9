using System.CommandLine;
using System.Globalization;
using LightningDrag.Cli.Output;
using LightningDrag.Runtime;

namespace LightningDrag.Cli.Commands;

/// <summary><c>info</c>: what a bug report needs to know.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        var command = new Command("info", "Show versions, processor, threads, device, and where files lie");
        command.Run((_, terminal, _) =>
        {
            var info = RuntimeInfo.Collect();
            Row("lightningdrag", info.Version);
            Row(".NET", info.DotNet);
            Row("TorchSharp", info.TorchSharp);
            Row("libtorch", info.CorrectedLibrary is null ? info.LibTorch : $"{info.LibTorch} (corrected for this system's libstdc++: {info.CorrectedLibrary})");
            Row("system", info.OperatingSystem);
            Row("processor", info.Processor.ToString());
            Row("threads", info.Threads.ToString(CultureInfo.InvariantCulture));
            Row("device", $"{info.Device.ToString().ToLowerInvariant()}, {info.Precision.ToString().ToLowerInvariant()}{(info.CudaAvailable ? " (cuda available)" : "")}");
            Row("convolutions", $"{(info.ConvolutionLayout == ConvolutionLayout.ChannelsLast ? "channels-last" : "plain")}, NNPACK {info.UsesNnpack switch { false => "off", true => "on", null => "unknown" }}");
            Row("cache", info.CacheFolder);
            var models = ModelsCommand.List();
            foreach (var model in models) Row("model", $"{model.Name} in {model.Folder}");
            terminal.WriteJson(new InfoReport(info, models), ReportJson.Default.InfoReport);
            return Task.CompletedTask;

            void Row(string name, string value) => terminal.WriteLine($"{name,-14}{value}");
        });
        return command;
    }
}
