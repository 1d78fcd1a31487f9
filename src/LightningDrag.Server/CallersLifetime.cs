using Microsoft.Extensions.Hosting;

namespace LightningDrag.Server;

/// <summary>
/// Whoever started the server decides when it stops: signals are the program's business, and it may have work to finish
/// first.
/// </summary>
internal sealed class CallersLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
