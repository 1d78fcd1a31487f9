using System.Net.Sockets;
using LightningDrag.Editing;
using LightningDrag.Server.Models;
using LightningDrag.Server.Work;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LightningDrag.Server;

/// <summary>
/// The editor as an HTTP server, with its page. Runs from <see cref="StartAsync"/> until it is shut down.
/// </summary>
public sealed class DragServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ServerOptions options;
    private readonly Lock gate = new();
    private Task? stopping;

    private DragServer(WebApplication app, ServerOptions options) => (this.app, this.options) = (app, options);

    /// <summary>Where it listens.</summary>
    public Uri Address =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts a server: it loads its model, and listens once this returns.</summary>
    /// <param name="options">How it works.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="LightningDragException">
    /// An option is out of range (<see cref="ErrorCode.InvalidRequest"/>), the model is not there
    /// (<see cref="ErrorCode.MissingWeights"/>), or the address is taken or the store cannot be reached
    /// (<see cref="ErrorCode.Unsupported"/>).
    /// </exception>
    public static async Task<DragServer> StartAsync(
        ServerOptions options,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var app = await ServerBuilder.BuildAsync(options).ConfigureAwait(false);
        try
        {
            await app
                .Services.GetRequiredService<ModelCatalogue>()
                .EditorAsync(DragEditor.DefaultModel, cancellationToken)
                .ConfigureAwait(false);
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            if (e is not (IOException or SocketException))
                throw;
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"The server cannot listen on {options.Bind}, port {options.Port} ({WhyNot(e, options)}.",
                e
            );
        }

        app.Services.GetRequiredService<EditWorkers>().Start();
        return new DragServer(app, options);
    }

    /// <summary>Ends when the server has stopped.</summary>
    public Task WaitForShutdownAsync() => app.WaitForShutdownAsync();

    /// <summary>Refuses new work (503), finishes what was accepted, hands out the results, and stops.</summary>
    /// <param name="giveUp">Stops waiting for unfinished work.</param>
    public Task ShutDownAsync(CancellationToken giveUp = default)
    {
        lock (gate)
            return stopping ??= StopAsync(giveUp);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync().ConfigureAwait(false);
        await ShutDownAsync(now.Token).ConfigureAwait(false);
        await app.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The reason in words, and what to do; the parenthesis is open.</summary>
    private static string WhyNot(Exception error, ServerOptions options) =>
        (error as SocketException ?? error.InnerException as SocketException)?.SocketErrorCode switch
        {
            SocketError.AccessDenied => "permission denied): ports below 1024 need root; choose another with --port",
            SocketError.AddressNotAvailable =>
                $"no such address): this machine has no address {options.Bind}; choose another with --bind",
            SocketError.AddressFamilyNotSupported => "IPv6 is switched off): choose another address with --bind",
            _ => $"{error.Message.TrimEnd('.')}): choose another with --port",
        };

    private async Task StopAsync(CancellationToken giveUp)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(giveUp);
        limit.CancelAfter(options.ShutdownTimeout);
        await app.Services.GetRequiredService<Shutdown>().DrainAsync(limit.Token).ConfigureAwait(false);
        await app.StopAsync(limit.Token).ConfigureAwait(false);
    }
}
