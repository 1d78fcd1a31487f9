using LightningDrag.Imaging;
using LightningDrag.Models;
using LightningDrag.Models.Compact;
using LightningDrag.Weights;
using LightningDrag.Weights.Hub;

namespace LightningDrag.Editing;

/// <summary>
/// A loaded model, ready to edit pictures. Thread-safe: one editor serves any number of sessions. Dispose of it after
/// them.
/// </summary>
public sealed class DragEditor : IAsyncDisposable, IDisposable
{
    /// <summary>The model that ships with the project.</summary>
    public const string DefaultModel = "compact";

    private readonly IDragModel model;

    /// <summary>Takes over <paramref name="model"/>, whatever it is.</summary>
    public DragEditor(IDragModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
    }

    /// <summary>What the model is.</summary>
    public DragModelInfo Model => model.Info;

    /// <summary>Loads a model from this machine; nothing is downloaded.</summary>
    /// <param name="model">Its name, or the path of its folder.</param>
    /// <param name="options">Device, precision, threads.</param>
    /// <param name="cancellationToken">Stops between the parts of loading.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.MissingWeights"/>: no such model, or a file of it is missing;
    /// <see cref="ErrorCode.InvalidFile"/>: a file is damaged; <see cref="ErrorCode.Unsupported"/>: this machine cannot
    /// run it, or <see cref="TorchLibrary"/>, which the published network needs, is not installed.
    /// </exception>
    public static Task<DragEditor> LoadAsync(
        string model = DefaultModel,
        DragEditorOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new DragEditorOptions();
        return Task.Run(
            () => new DragEditor(Load(ModelLocator.Find(model), options, cancellationToken)),
            cancellationToken
        );
    }

    /// <summary>The kind of model shows in the files of its folder.</summary>
    private static IDragModel Load(string folder, DragEditorOptions options, CancellationToken cancellationToken)
    {
        if (PublishedModel.Of(folder) is not null)
        {
            return TorchLibrary
                .Require($"The model in '{folder}'")
                .Load(folder, options.StableDiffusion, options.Compute, cancellationToken);
        }

        if (options.StableDiffusion is null)
            return CompactModel.Load(folder, options.Compute);
        throw new LightningDragException(
            ErrorCode.InvalidRequest,
            $"Sampler, prompt, noise prior and autoencoder are choices of {PublishedModel.Sd15Name}: leave them "
                + $"out, or choose a model of that kind."
        );
    }

    /// <summary>Opens a picture. It is encoded when the first edit needs it.</summary>
    /// <param name="image">The source; its pixels must not change while the session lives.</param>
    /// <param name="cancellationToken">Not used once the session is returned.</param>
    public ValueTask<EditSession> OpenAsync(RasterImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(new EditSession(model, image));
    }

    /// <inheritdoc/>
    public void Dispose() => model.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
