using System.Diagnostics;
using LightningDrag.Editing;

namespace LightningDrag.Cli.Commands;

/// <summary>
/// A model that loads while a command looks at the rest of what it was given. Whatever becomes of that, the editor goes
/// with this.
/// </summary>
internal sealed class ModelLoading : IAsyncDisposable
{
    private readonly CancellationTokenSource stop;

    private ModelLoading(string model, DragEditorOptions options, CancellationToken cancellationToken)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Editor = Task.Run(() => LoadAsync(model, options));
    }

    /// <summary>The editor, once it is there.</summary>
    public Task<DragEditor> Editor { get; }

    /// <summary>How long it took to load.</summary>
    public TimeSpan Time { get; private set; }

    /// <summary>Begins.</summary>
    public static ModelLoading Start(string model, DragEditorOptions options, CancellationToken cancellationToken) =>
        new(model, options, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await ((Task)Editor).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Editor.IsCompletedSuccessfully)
            await (await Editor.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task<DragEditor> LoadAsync(string model, DragEditorOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        var editor = await DragEditor.LoadAsync(model, options, stop.Token).ConfigureAwait(false);
        Time = Stopwatch.GetElapsedTime(start);
        return editor;
    }
}
