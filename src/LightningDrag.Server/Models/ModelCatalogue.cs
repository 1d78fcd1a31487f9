using LightningDrag.Editing;
using LightningDrag.Files;
using LightningDrag.Models.Compact;
using LightningDrag.Server.Contracts;
using LightningDrag.Weights;
using LightningDrag.Weights.Hub;

namespace LightningDrag.Server.Models;

/// <summary>The models of this machine; each is loaded when the first request needs it, and then stays.</summary>
internal sealed class ModelCatalogue(DragEditorOptions options) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Task<DragEditor>> editors = [];

    /// <summary>The models by name, installed or to be had.</summary>
    public static ModelsReply Describe()
    {
        var found = ModelLocator.List();
        var absent = PublishedModel
            .Names.Except(found.Select(model => model.Name))
            .Select(name => new ModelReply(
                name,
                false,
                DescriptionOf(name),
                false,
                [],
                $"lightningdrag models download {name}"
            ));
        var present = found.Select(model =>
        {
            var missing = ModelCheck.Missing(model.Folder);
            return new ModelReply(
                model.Name,
                missing is null,
                DescriptionOf(model.Name),
                CompactModel.KnowsThings(model.Folder),
                missing?.Files ?? [],
                missing?.Command
            );
        });
        return new ModelsReply(
            [.. present.Concat(absent).OrderBy(model => model.Name, StringComparer.Ordinal)],
            DragEditor.DefaultModel
        );
    }

    /// <summary>Checks that a model can be used; reads no weights.</summary>
    /// <exception cref="ApiError">unknownModel; missingWeights: some of its files are missing.</exception>
    public static void Require(string? name)
    {
        if (name is null or DragEditor.DefaultModel)
            return;
        var model = Describe().Models.FirstOrDefault(model => model.Name == name) ?? throw Unknown(name);
        if (!model.Installed)
            throw Missing($"The model '{model.Name}' is not complete on this server: run '{model.Command}' there.");
    }

    /// <summary>Checks that a model can be used while somebody waits with a finger down.</summary>
    /// <exception cref="ApiError">As of <see cref="Require"/>; invalidRequest: it is none of the compact
    /// kind.</exception>
    public static void RequireQuick(string? name)
    {
        Require(name);
        if (name is null or DragEditor.DefaultModel || PublishedModel.Of(ModelLocator.Find(name)) is null)
            return;
        throw ApiError.Invalid(
            $"The model '{name}' is too slow for previews, suggestions and selections: leave model out, which "
                + $"takes compact."
        );
    }

    /// <summary>Checks that a model can say where things end.</summary>
    /// <exception cref="ApiError">As of <see cref="RequireQuick"/>; invalidRequest: it cannot.</exception>
    public static void RequireKnowing(string? name)
    {
        RequireQuick(name);
        name ??= DragEditor.DefaultModel;
        var models = Describe().Models;
        if (models.Any(model => model.Name == name && model.KnowsThings))
            return;
        string[] knowing = [.. models.Where(model => model.KnowsThings).Select(model => model.Name)];
        string way = knowing.Length == 0 ? "no model of this server does" : $"choose {string.Join(" or ", knowing)}";
        throw ApiError.Invalid($"The model '{name}' does not know where things end: {way}.");
    }

    /// <summary>A loaded model.</summary>
    /// <param name="name">Its name; null for the default.</param>
    /// <param name="cancellationToken">Stops waiting; the loading goes on for others.</param>
    public Task<DragEditor> EditorAsync(string? name, CancellationToken cancellationToken)
    {
        name ??= DragEditor.DefaultModel;
        lock (gate)
        {
            if (editors.TryGetValue(name, out var editor) && !editor.IsFaulted)
                return editor.WaitAsync(cancellationToken);
            Require(name);
            editors[name] = editor = LoadAsync(name, options);
            return editor.WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// A damaged file of weights is the server's trouble like a missing one: whoever runs it reads the message, callers
    /// do not.
    /// </summary>
    private static async Task<DragEditor> LoadAsync(string name, DragEditorOptions options)
    {
        try
        {
            return await DragEditor.LoadAsync(name, options, CancellationToken.None).ConfigureAwait(false);
        }
        catch (LightningDragException e) when (e.Code == ErrorCode.InvalidFile)
        {
            throw new LightningDragException(ErrorCode.MissingWeights, e.Message, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var loading in editors.Values)
        {
            try
            {
                var editor = await loading.ConfigureAwait(false);
                await editor.DisposeAsync().ConfigureAwait(false);
            }
            catch (LightningDragException)
            {
                // It never came to be.
            }
        }
    }

    private static string DescriptionOf(string name) =>
        name switch
        {
            DragEditor.DefaultModel =>
                "Small and fast: moves what is there and fills what comes into view. Ships with the project.",
            _ when name.StartsWith(PublishedModel.Sd15Name, StringComparison.Ordinal) =>
                "LightningDrag on Stable Diffusion 1.5: repaints, so that it can show what was never seen; "
                    + "slower, and several gigabytes.",
            _ => "A model that someone put on this machine.",
        };

    private static ApiError Unknown(string name)
    {
        string[] known = [.. Describe().Models.Select(model => model.Name)];
        string hint = JsonMistakes.Nearest(name, known) is { } near ? $" (did you mean '{near}'?)" : "";
        return new ApiError(
            400,
            "unknownModel",
            $"There is no model '{(name.Length > 40 ? name[..40] + "…" : name)}' on this server{hint}: there are "
                + $"{string.Join(", ", known)}."
        );
    }

    private static ApiError Missing(string detail) => new(400, "missingWeights", detail);
}
