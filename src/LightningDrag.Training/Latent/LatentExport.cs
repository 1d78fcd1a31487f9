using System.Globalization;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Weights;
using LightningDrag.Weights.Hub;
using static TorchSharp.torch;

namespace LightningDrag.Training.Latent;

/// <summary>
/// Keeps the best weights as a model folder in the published layout, in half precision, so that <c>edit --model
/// RUN/model</c> uses them as they are; what is frozen is linked to the base's folder.
/// </summary>
internal sealed class LatentExport
{
    private const string ErrorKey = "validation_error";
    private const string Network = "diffusion_pytorch_model.safetensors";

    private readonly string model;
    private readonly string baseFolder;
    private readonly string last;
    private double best;

    /// <param name="run">The run's folder.</param>
    /// <param name="baseFolder">Where the frozen networks are.</param>
    public LatentExport(string run, string baseFolder)
    {
        (model, this.baseFolder) = (Path.Combine(run, LatentTrainer.ModelFolder), Path.GetFullPath(baseFolder));
        last = Path.Combine(model, PublishedModel.DragFolder, "lightning-drag-sd15-attn.safetensors");
        best = double.PositiveInfinity;
        if (!File.Exists(last))
            return;
        using var file = SafetensorsFile.Open(last);
        if (file.Metadata.TryGetValue(ErrorKey, out string? text))
            best = double.Parse(text, CultureInfo.InvariantCulture);
    }

    private string UNetFolder =>
        Directory.EnumerateDirectories(baseFolder).First(folder => Directory.Exists(Path.Combine(folder, "unet")));

    /// <summary>Saves the networks where their error is the lowest so far.</summary>
    public void Offer(long step, double error, LatentNetworks networks, bool withDenoiser)
    {
        if (!(error < best))
            return;
        best = error;
        string drag = Path.Combine(model, PublishedModel.DragFolder);
        LinkFrozen(withDenoiser);
        if (withDenoiser)
            Save(Path.Combine(model, Path.GetFileName(UNetFolder), "unet", Network), networks.Denoiser.state_dict());
        Save(Path.Combine(drag, "appearance_encoder", Network), networks.Appearance.state_dict());
        Save(Path.Combine(drag, "point_embedding", "point_embedding.safetensors"), networks.Points.state_dict());
        // The last one, for it says how good all of them are.
        Save(
            last,
            networks.Processors.state_dict().Where(tensor => DragProcessors.IsPoints(tensor.Key)).ToDictionary()
        );

        void Save(string path, Dictionary<string, Tensor> state)
        {
            using var scope = NewDisposeScope();
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            SafetensorsWriter.Write(
                path,
                state.ToDictionary(t => t.Key, t => t.Value.detach().to(float16)),
                new Dictionary<string, string>
                {
                    ["step"] = step.ToString(CultureInfo.InvariantCulture),
                    [ErrorKey] = error.ToString("r", CultureInfo.InvariantCulture),
                }
            );
        }
    }

    private void LinkFrozen(bool withDenoiser)
    {
        Directory.CreateDirectory(model);
        string unet = UNetFolder;
        foreach (
            string folder in Directory
                .EnumerateDirectories(baseFolder)
                .Where(folder => Path.GetFileName(folder) != PublishedModel.DragFolder)
        )
        {
            if (folder != unet || !withDenoiser)
                Link(folder, model);
        }

        if (!withDenoiser)
            return;
        string own = Directory.CreateDirectory(Path.Combine(model, Path.GetFileName(unet))).FullName;
        foreach (
            string entry in Directory.EnumerateFileSystemEntries(unet).Where(entry => Path.GetFileName(entry) != "unet")
        )
            Link(entry, own);
        Link(Path.Combine(unet, "unet", "config.json"), Directory.CreateDirectory(Path.Combine(own, "unet")).FullName);
    }

    private static void Link(string target, string folder)
    {
        string link = Path.Combine(folder, Path.GetFileName(target));
        if (!Path.Exists(link))
            File.CreateSymbolicLink(link, target);
    }
}
