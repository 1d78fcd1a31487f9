using LightningDrag.Weights.Hub;

namespace LightningDrag.Weights;

/// <summary>
/// Finds the folder of a model's weights. Searched in this order: the folders in the environment variable
/// LIGHTNINGDRAG_MODELS; "models" beside the program and in each folder above it; "lightningdrag/models" in the user's
/// data folder (XDG_DATA_HOME, else ~/.local/share).
/// </summary>
public static class ModelLocator
{
    private const string Variable = "LIGHTNINGDRAG_MODELS";

    /// <summary>
    /// How deep below a model's folder its weights may lie: IP-Adapter/models/image_encoder is the deepest in use.
    /// </summary>
    private const int MaxDepth = 3;

    /// <summary>Where models that are downloaded go.</summary>
    internal static string UserFolder => Path.Combine(UserData, "lightningdrag", "models");

    private static string UserData =>
        Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify
        );

    /// <summary>Finds a model by name, or takes a folder as it is.</summary>
    /// <param name="nameOrPath">A name such as "compact"; anything with a path separator, and "." and "..", is the path
    /// of a folder.</param>
    /// <returns>Full path of the folder; which files lie in it is the model's business.</returns>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.MissingWeights"/>: not found; the message says
    /// where it was looked for.</exception>
    public static string Find(string nameOrPath) => Find(nameOrPath, SearchFolders());

    /// <summary>
    /// The models on this machine, by name; of two with one name the one that <see cref="Find(string)"/> gives.
    /// </summary>
    public static IReadOnlyList<FoundModel> List() => List(SearchFolders());

    internal static string Find(string nameOrPath, IReadOnlyList<string> folders)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        if (!IsName(nameOrPath))
        {
            if (Directory.Exists(nameOrPath))
                return Path.GetFullPath(nameOrPath);
            if (File.Exists(nameOrPath))
            {
                throw new LightningDragException(
                    ErrorCode.MissingWeights,
                    $"The model '{nameOrPath}' is a file: give its folder, "
                        + $"'{Path.GetDirectoryName(Path.GetFullPath(nameOrPath))}'."
                );
            }

            throw new LightningDragException(
                ErrorCode.MissingWeights,
                $"The model folder '{nameOrPath}' does not exist: give an existing folder or a model's name."
            );
        }

        return folders.Select(folder => Path.Combine(folder, nameOrPath)).FirstOrDefault(HoldsWeights)
            ?? throw new LightningDragException(
                ErrorCode.MissingWeights,
                $"The model '{nameOrPath}' is not on this machine (searched: {string.Join(", ", folders)}): "
                    + $"{HowToGet(nameOrPath)}put its folder into one of these, "
                    + $"name a folder of models in {Variable}, or give the model's folder as a path ('./{nameOrPath}')."
            );
    }

    internal static IReadOnlyList<FoundModel> List(IReadOnlyList<string> folders) =>
        [
            .. folders
                .Where(Directory.Exists)
                .SelectMany(folder => Accessible(() => Directory.GetDirectories(folder)))
                .Where(HoldsWeights)
                .Select(folder => new FoundModel(Path.GetFileName(folder), folder))
                .DistinctBy(model => model.Name)
                .OrderBy(model => model.Name, StringComparer.Ordinal),
        ];

    internal static IReadOnlyList<string> SearchFolders(string? variable, string program, string userData)
    {
        var folders = new List<string>(
            (variable ?? string.Empty).Split(
                Path.PathSeparator,
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            )
        );
        for (var folder = new DirectoryInfo(program); folder is not null; folder = folder.Parent)
            folders.Add(Path.Combine(folder.FullName, "models"));
        if (userData.Length > 0)
            folders.Add(Path.Combine(userData, "lightningdrag", "models"));
        return [.. folders.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal)];
    }

    private static IReadOnlyList<string> SearchFolders() =>
        SearchFolders(
            Environment.GetEnvironmentVariable(Variable),
            Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory),
            UserData
        );

    private static string HowToGet(string name) =>
        PublishedModel.Names.Contains(name) ? $"run 'lightningdrag models download {name}', or " : string.Empty;

    private static bool IsName(string text) =>
        text is not ("" or "." or "..") && text.AsSpan().IndexOfAny('/', '\\', '\0') < 0;

    /// <summary>
    /// A folder with weights in it or in a part's folder: one with nothing but a model card is not a model, but a
    /// download that broke off is, so that whoever wants it learns what it lacks.
    /// </summary>
    private static bool HoldsWeights(string folder) =>
        Directory.Exists(folder) && (HasWeightsWithin(folder, MaxDepth) || PublishedModel.Of(folder) is not null);

    private static bool HasWeightsWithin(string folder, int depth) =>
        HasWeights(folder)
        || (
            depth > 0
            && Accessible(() => Directory.GetDirectories(folder)).Any(inner => HasWeightsWithin(inner, depth - 1))
        );

    private static bool HasWeights(string folder) =>
        Accessible(() => Directory.GetFiles(folder, "*.safetensors")).Length > 0;

    private static string[] Accessible(Func<string[]> entries)
    {
        try
        {
            return entries();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
