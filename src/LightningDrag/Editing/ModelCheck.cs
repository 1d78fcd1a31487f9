using LightningDrag.Models.Compact.Network;
using LightningDrag.Weights;
using LightningDrag.Weights.Hub;

namespace LightningDrag.Editing;

/// <summary>
/// Whether a model's folder holds what the model needs: every file, every tensor in its shape, and unchanged bytes
/// where that can be known.
/// </summary>
public static class ModelCheck
{
    private const string Safetensors = ".safetensors";

    private static readonly string[] WeightFiles = [Safetensors, ".bin", ".pt"];

    /// <summary>The files of weights in a folder; their headers are read, not their tensors.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: a file is damaged.</exception>
    public static IReadOnlyList<ModelFile> Files(string folder)
    {
        var paths = PublishedModel.Of(folder) is { } model
            ? model
                .Files.Select(file => file.FindIn(folder))
                .OfType<string>()
                .Where(path => WeightFiles.Contains(Path.GetExtension(path)))
            : Directory
                .EnumerateFiles(folder, "*.safetensors", SearchOption.AllDirectories)
                .Where(FileLinks.HasContents);
        return [.. paths.Order(StringComparer.Ordinal).Select(path => Describe(folder, path))];
    }

    /// <summary>What a folder lacks of a model that can be downloaded; null where it lacks nothing.</summary>
    public static MissingModelFiles? Missing(string folder) =>
        PublishedModel.Of(folder) is { } model && model.MissingIn(folder) is [_, ..] missing
            ? new MissingModelFiles(
                [.. missing.Select(file => Path.Combine(file.Folder, file.Alternatives[^1]))],
                model.RepairCommand
            )
            : null;

    /// <summary>
    /// Reads every byte of a model and compares every tensor's name and shape with what its networks want.
    /// </summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="cancellationToken">Stops between pieces of a file.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.MissingWeights"/>: a file is missing; the message says which, from where it comes and which
    /// command fetches it. <see cref="ErrorCode.InvalidFile"/>: a file is no file of weights at all.
    /// <see cref="ErrorCode.Unsupported"/>: it is the published network, and <see cref="TorchLibrary"/> is not
    /// installed.
    /// </exception>
    public static async Task<CheckedModel> RunAsync(string folder, CancellationToken cancellationToken = default)
    {
        PublishedModel.Of(folder)?.RequireIn(folder);
        var files = Files(folder);
        var parts = PublishedModel.Of(folder) is null
            ? CompactParts(folder)
            : TorchLibrary.Require($"The model in '{folder}'").Check(folder);
        var hashes = new List<CheckedFile>();
        foreach (ModelFile file in files)
        {
            string path = Path.Combine(folder, file.Path),
                sha256 = await ContentHash.Sha256Async(path, cancellationToken).ConfigureAwait(false);
            // The cache names big files by their SHA-256.
            string? expected =
                FileLinks.Target(path) is { } blob && ContentHash.IsSha256(Path.GetFileName(blob))
                    ? Path.GetFileName(blob)
                    : null;
            hashes.Add(new CheckedFile(file, sha256, expected));
        }

        return new CheckedModel(hashes, parts);
    }

    private static IReadOnlyList<CheckedPart> CompactParts(string folder) =>
        [
            Compare("appearance encoder", CompactGraphs.Encoder, folder),
            Compare("motion denoiser", CompactGraphs.Denoiser, folder),
        ];

    private static CheckedPart Compare(string name, CompactGraphs network, string folder)
    {
        (WeightFit fit, string path, int tensors) = network.Compare(folder);
        return CheckedPart.Of(name, path, tensors, fit);
    }

    private static ModelFile Describe(string folder, string path) =>
        new(
            Path.GetRelativePath(folder, path),
            new FileInfo(FileLinks.Target(path) ?? path).Length,
            CountTensors(path)
        );

    private static int? CountTensors(string path)
    {
        if (Path.GetExtension(path) != Safetensors)
            return TorchLibrary.Installed?.CountTensors(path);
        using var file = SafetensorsFile.Open(path);
        return file.Names.Count;
    }
}
