using LightningDrag.Weights;

namespace LightningDrag.Editing;

/// <summary>A file of weights.</summary>
/// <param name="Path">In the model's folder.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Tensors">How many tensors it holds; null for one of PyTorch's own files where
/// <see cref="TorchLibrary"/>, which reads them, is not installed.</param>
public sealed record ModelFile(string Path, long Bytes, int? Tensors);

/// <summary>What a folder lacks of a model that can be downloaded.</summary>
/// <param name="Files">Their paths in the folder.</param>
/// <param name="Command">The command that fetches them.</param>
public sealed record MissingModelFiles(IReadOnlyList<string> Files, string Command);

/// <summary>What was found out about a model.</summary>
/// <param name="Files">Its files.</param>
/// <param name="Parts">Its networks.</param>
public sealed record CheckedModel(IReadOnlyList<CheckedFile> Files, IReadOnlyList<CheckedPart> Parts)
{
    /// <summary>Whether every tensor fits and no file is known to have changed.</summary>
    public bool IsWhole => Files.All(file => file.IsUnchanged) && Parts.All(part => part.Fits);
}

/// <summary>A file that was read to its end.</summary>
/// <param name="File">Which.</param>
/// <param name="Sha256">Of all its bytes.</param>
/// <param name="ExpectedSha256">Where it is known: for files that were downloaded.</param>
public sealed record CheckedFile(ModelFile File, string Sha256, string? ExpectedSha256)
{
    /// <summary>Whether the bytes are those that were published, as far as that is known.</summary>
    public bool IsUnchanged => ExpectedSha256 is null || ExpectedSha256 == Sha256;
}

/// <summary>A network whose weights were compared with what it wants.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Path">The file, or files, of its weights.</param>
/// <param name="Tensors">How many tensors they hold.</param>
/// <param name="Missing">Names that it wants and the file has not.</param>
/// <param name="Surplus">Names that the file has and it does not want.</param>
/// <param name="MisShaped">Names in another shape or type, as "name found for wanted".</param>
public sealed record CheckedPart(
    string Name,
    string Path,
    int Tensors,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Surplus,
    IReadOnlyList<string> MisShaped
)
{
    /// <summary>Whether every tensor is there in its shape, and no other.</summary>
    public bool Fits => Missing.Count + Surplus.Count + MisShaped.Count == 0;

    internal static CheckedPart Of(string name, string path, int tensors, WeightFit fit) =>
        new(name, path, tensors, fit.Missing, fit.Surplus, fit.MisShaped);
}
