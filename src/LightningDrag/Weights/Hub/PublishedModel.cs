namespace LightningDrag.Weights.Hub;

/// <summary>A model that others have published: which files of which repositories it consists of.</summary>
/// <param name="Name">Its name, and its folder's.</param>
/// <param name="Files">In the order in which they are fetched: small ones first, so that a wrong name shows
/// early.</param>
internal sealed record PublishedModel(string Name, IReadOnlyList<PublishedFile> Files)
{
    public const string Sd15Name = "sd15";
    public const string Sd15Base = "Lykon/dreamshaper-8-inpainting";

    private const string Vae = "stabilityai/sd-vae-ft-mse";
    private const string ImagePrompt = "h94/IP-Adapter";
    private const string Drag = "LightningDrag/lightning-drag-sd15";
    private const string Lcm = "latent-consistency/lcm-lora-sdv1-5";

    /// <summary>The models that can be fetched by name.</summary>
    public static IReadOnlyList<string> Names { get; } = [Sd15Name];

    /// <summary>The command that fetches a model, or what is missing of it.</summary>
    public string RepairCommand =>
        $"lightningdrag models download "
        + $"{Sd15Name}{(Files[0].Repository == Sd15Base ? "" : $" --base {Files[0].Repository}")}";

    /// <summary>The folder, within a model's, of what drag editing adds to a base.</summary>
    public static string DragFolder => FolderOf(Drag);

    /// <summary>
    /// LightningDrag on Stable Diffusion 1.5 (Shi et al., ICML 2025), with the files that its authors name.
    /// </summary>
    /// <param name="baseRepository">Any SD-1.5 inpainting checkpoint in diffusers layout.</param>
    /// <param name="withLcm">Also the weights that sample in 8 steps in place of 25.</param>
    public static PublishedModel Sd15(string baseRepository = Sd15Base, bool withLcm = false)
    {
        return new PublishedModel(
            NameFor(baseRepository),
            [
                new("unet config", baseRepository, "unet/config.json"),
                new("text encoder config", baseRepository, "text_encoder/config.json"),
                new("vocabulary", baseRepository, "tokenizer/vocab.json"),
                new("merges", baseRepository, "tokenizer/merges.txt"),
                new("scheduler", baseRepository, "scheduler/scheduler_config.json"),
                new("vae config", Vae, "config.json")
                {
                    Substitute = new("vae config", baseRepository, "vae/config.json"),
                },
                new("image encoder config", ImagePrompt, "models/image_encoder/config.json"),
                // the settings are the U-Net's
                new("appearance encoder config", Drag, "appearance_encoder/config.json") { IsOptional = true },
                new("attention", Drag, "lightning-drag-sd15-attn.safetensors", "lightning-drag-sd15-attn.bin"),
                new(
                    "point embedding",
                    Drag,
                    "point_embedding/point_embedding.safetensors",
                    "point_embedding/point_embedding.pt"
                ),
                new("image prompt", ImagePrompt, "models/ip-adapter_sd15.safetensors", "models/ip-adapter_sd15.bin"),
                PublishedFile.Weights("vae", Vae, "", "diffusion_pytorch_model", "diffusion_pytorch_model") with
                {
                    Substitute = PublishedFile.Weights(
                        "vae",
                        baseRepository,
                        "vae/",
                        "diffusion_pytorch_model",
                        "diffusion_pytorch_model"
                    ),
                },
                PublishedFile.Weights("text encoder", baseRepository, "text_encoder/", "model", "pytorch_model"),
                PublishedFile.Weights(
                    "unet",
                    baseRepository,
                    "unet/",
                    "diffusion_pytorch_model",
                    "diffusion_pytorch_model"
                ),
                PublishedFile.Weights(
                    "appearance encoder",
                    Drag,
                    "appearance_encoder/",
                    "diffusion_pytorch_model",
                    "diffusion_pytorch_model"
                ),
                PublishedFile.Weights("image encoder", ImagePrompt, "models/image_encoder/", "model", "pytorch_model"),
                new("lcm", Lcm, "pytorch_lora_weights.safetensors") { IsOptional = !withLcm },
            ]
        );
    }

    /// <summary>The files that a model's folder lacks.</summary>
    public IReadOnlyList<PublishedFile> MissingIn(string modelFolder) =>
        [.. Files.Where(file => !file.IsOptional && file.FindIn(modelFolder) is null)];

    /// <summary>Where a part lies in a model's folder; null where it does not.</summary>
    public string? Find(string part, string modelFolder) => FileOf(part).FindIn(modelFolder);

    /// <summary>Where a part lies in a model's folder.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.MissingWeights"/>: nowhere.</exception>
    public string PathOf(string part, string modelFolder) =>
        Find(part, modelFolder) ?? throw Lacks(modelFolder, [FileOf(part)]);

    /// <summary>Says which files a model's folder lacks, where they come from and how to get them.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.MissingWeights"/>: it lacks at least
    /// one.</exception>
    public void RequireIn(string modelFolder)
    {
        if (MissingIn(modelFolder) is [_, ..] missing)
            throw Lacks(modelFolder, missing);
    }

    private PublishedFile FileOf(string part) => Files.First(file => file.Part == part);

    private LightningDragException Lacks(string modelFolder, IReadOnlyList<PublishedFile> missing)
    {
        string names = string.Join(
            ", ",
            missing.Select(file =>
                $"'{Path.Combine(file.Folder, file.Alternatives[^1])}' (from https://huggingface.co/{file.Repository})"
            )
        );
        string command = RepairCommand + (missing.Any(file => file.Repository == Lcm) ? " --lcm" : string.Empty);
        return new LightningDragException(
            ErrorCode.MissingWeights,
            $"The model folder '{modelFolder}' lacks {names}: run '{command}', which goes on where an earlier "
                + $"download stopped."
        );
    }

    /// <summary>
    /// The model whose files a folder holds, laid out as they are fetched; null where it holds none of these models.
    /// </summary>
    public static PublishedModel? Of(string modelFolder) =>
        Directory.Exists(Path.Combine(modelFolder, DragFolder)) ? In(modelFolder) : null;

    /// <summary>
    /// The model that a folder holds or, where what drag editing adds is yet to be trained, the base of.
    /// </summary>
    public static PublishedModel In(string modelFolder)
    {
        if (!Directory.Exists(modelFolder))
            throw new LightningDragException(
                ErrorCode.MissingWeights,
                $"There is no folder '{modelFolder}': run 'lightningdrag models download {Sd15Name}'."
            );
        string? unet = Directory
            .EnumerateDirectories(modelFolder)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault(folder => Directory.Exists(Path.Combine(folder, "unet")));
        string name = unet is null ? FolderOf(Sd15Base) : Path.GetFileName(unet);
        string? fetchedFrom = unet is null
            ? null
            : HubCache.RepositoryOf(FileLinks.Target(Path.Combine(unet, "unet", "config.json")));
        return Sd15(name == FolderOf(Sd15Base) ? Sd15Base : fetchedFrom ?? $"REPOSITORY/{name}");
    }

    private static string FolderOf(string repository) => Path.GetFileName(repository);

    private static string NameFor(string baseRepository) =>
        baseRepository == Sd15Base ? Sd15Name : $"{Sd15Name}-{FolderOf(baseRepository)}";
}
