using LightningDrag.Models;
using LightningDrag.Models.Compact;
using LightningDrag.Models.StableDiffusion.Checkpoint;
using LightningDrag.Runtime;
using LightningDrag.Weights;
using LightningDrag.Weights.Hub;

namespace LightningDrag.Editing;

/// <summary>Whether a model's folder holds what the model needs: every file, every tensor in its shape, and unchanged bytes where that can be known.</summary>
public static class ModelCheck
{
    private static readonly string[] WeightFiles = [".safetensors", ".bin", ".pt"];

    /// <summary>The files of weights in a folder; their headers are read, not their tensors.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: a file is damaged.</exception>
    public static IReadOnlyList<ModelFile> Files(string folder)
    {
        var paths = PublishedModel.Of(folder) is { } model
            ? model.Files.Select(file => file.FindIn(folder)).OfType<string>().Where(path => WeightFiles.Contains(Path.GetExtension(path)))
            : Directory.EnumerateFiles(folder, "*.safetensors", SearchOption.AllDirectories).Where(FileLinks.HasContents);
        return [.. paths.Order(StringComparer.Ordinal).Select(path => Describe(folder, path))];
    }

    /// <summary>What a folder lacks of a model that can be downloaded; null where it lacks nothing.</summary>
    public static MissingModelFiles? Missing(string folder) =>
        PublishedModel.Of(folder) is { } model && model.MissingIn(folder) is [_, ..] missing
            ? new MissingModelFiles([.. missing.Select(file => Path.Combine(file.Folder, file.Alternatives[^1]))], model.RepairCommand)
            : null;

    /// <summary>Reads every byte of a model and compares every tensor's name and shape with what its networks want.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="cancellationToken">Stops between pieces of a file.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.MissingWeights"/>: a file is missing; the message says which, from where it comes and which command fetches it.
    /// <see cref="ErrorCode.InvalidFile"/>: a file is no file of weights at all.
    /// </exception>
    public static async Task<CheckedModel> RunAsync(string folder, CancellationToken cancellationToken = default)
    {
        PublishedModel.Of(folder)?.RequireIn(folder);
        var files = Files(folder);
        TorchRuntime.EnsureLoaded();
        CheckedPart[] parts = [.. PartsOf(folder).Select(Compare)];
        var hashes = new List<CheckedFile>();
        foreach (ModelFile file in files)
        {
            string path = Path.Combine(folder, file.Path), sha256 = await ContentHash.Sha256Async(path, cancellationToken).ConfigureAwait(false);
            // The cache names big files by their SHA-256.
            string? expected = FileLinks.Target(path) is { } blob && ContentHash.IsSha256(Path.GetFileName(blob)) ? Path.GetFileName(blob) : null;
            hashes.Add(new CheckedFile(file, sha256, expected));
        }

        return new CheckedModel(hashes, parts);
    }

    /// <summary>The networks of the model in a folder, and what adapts them.</summary>
    private static IReadOnlyList<ModelPart> PartsOf(string folder)
    {
        if (PublishedModel.Of(folder) is not { } model) return CompactModel.Parts(folder);
        var parts = new PublishedParts(model, folder);
        return parts.Lcm is { } lcm ? [.. parts.All, lcm] : parts.All;
    }

    private static CheckedPart Compare(ModelPart part)
    {
        (WeightFit fit, string path, int tensors) = part.Compare();
        return new CheckedPart(part.Name, path, tensors, fit.Missing, fit.Surplus, fit.MisShaped);
    }

    private static ModelFile Describe(string folder, string path)
    {
        using IWeightSource file = WeightSource.Open(path);
        return new ModelFile(Path.GetRelativePath(folder, path), new FileInfo(FileLinks.Target(path) ?? path).Length, file.Names.Count());
    }
}
