using LightningDrag.Imaging;
using LightningDrag.Models;

namespace LightningDrag.Editing;

/// <summary>A loaded model, ready to edit pictures. Thread-safe: one editor serves any number of sessions. Dispose of it after them.</summary>
public sealed class DragEditor : IAsyncDisposable, IDisposable
{
    private readonly IDragModel model;

    /// <summary>Takes over <paramref name="model"/>, whatever it is.</summary>
    public DragEditor(IDragModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
    }

    /// <summary>What the model is.</summary>
    public DragModelInfo Model => model.Info;

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
