using System.Net;
using LightningDrag.Editing;
using LightningDrag.Imaging;

namespace LightningDrag.Server;

/// <summary>
/// How a server listens, whom it lets in, and how much it holds and does at once. Every value has a default that suits
/// one person's machine.
/// </summary>
public sealed record ServerOptions
{
    /// <summary>
    /// The address to listen on; loopback by default. Any other needs <see cref="ApiKeys"/> or
    /// <see cref="AllowAnyone"/>.
    /// </summary>
    public IPAddress Bind { get; init; } = IPAddress.Loopback;

    /// <summary>The port, 0 to 65,535; 0 takes a free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Keys that callers of the API must show one of; empty: none is asked for.</summary>
    public IReadOnlyList<string> ApiKeys { get; init; } = [];

    /// <summary>Whether everyone who reaches the address may use it without a key.</summary>
    public bool AllowAnyone { get; init; }

    /// <summary>Other sites whose pages may use the server, as origins ("https://example.org").</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>
    /// Host names that requests may be for; empty: only this machine's own where <see cref="Bind"/> is loopback, else
    /// any.
    /// </summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>
    /// The path below which a proxy shows the server, where it leaves the path as it is and says nothing ("/drag");
    /// null for none.
    /// </summary>
    public string? PathPrefix { get; init; }

    /// <summary>
    /// Most bytes of images kept in memory, two thirds of them as files and the rest as open pictures; 64 MiB or more,
    /// 768 MiB by default. The model and running work come on top.
    /// </summary>
    public long MaximumImageBytes { get; init; } = 768L << 20;

    /// <summary>A folder for image files that must leave memory; null: they are forgotten.</summary>
    public string? SpillFolder { get; init; }

    /// <summary>Most bytes in <see cref="SpillFolder"/>; 8 GiB by default.</summary>
    public long MaximumSpillBytes { get; init; } = 8L << 30;

    /// <summary>
    /// A Redis that servers share images and edits through ("redis://host:6379"); null: this server works alone.
    /// </summary>
    public string? Store { get; init; }

    /// <summary>Most edits that wait, 1 to 10,000; one client may fill half of the places.</summary>
    public int QueueLength { get; init; } = 64;

    /// <summary>
    /// Edits that run at once, 1 to 64. One uses all processors; more only help where there are many.
    /// </summary>
    public int Workers { get; init; } = 1;

    /// <summary>How large an uploaded image may be.</summary>
    public ImageLimits ImageLimits { get; init; } = ImageLimits.Default;

    /// <summary>
    /// How long a request's body may come in more slowly than 4 KiB a second, more than 1 second; 5 by default.
    /// </summary>
    public TimeSpan UploadGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a shutdown may take to finish what was accepted; 10 minutes by default.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Device, precision and threads of the models.</summary>
    public DragEditorOptions Editor { get; init; } = new();

    /// <summary>Checks the values.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: names the option, the value and
    /// the range.</exception>
    public void Validate()
    {
        RequireRange("The port", Port, 0, 65_535);
        RequireRange("The queue's length", QueueLength, 1, 10_000);
        RequireRange("The number of workers", Workers, 1, 64);
        RequireRange("The memory for images in MiB", MaximumImageBytes >> 20, 64, 1 << 20);
        if (PathPrefix is { } prefix && !Http.PathPrefix.IsPrefix(prefix))
        {
            throw Invalid($"The path prefix '{prefix}' is no path: give one like /drag.");
        }

        if (UploadGrace <= TimeSpan.FromSeconds(1))
            throw Invalid($"The grace for slow uploads is {UploadGrace.TotalSeconds} seconds: give more than 1.");
        if (ApiKeys.Any(key => key.Length < 16))
            throw Invalid(
                "An API key is shorter than 16 characters: such keys can be guessed; make one with 'openssl "
                    + "rand -hex 32'."
            );
        if (!IPAddress.IsLoopback(Bind) && ApiKeys.Count == 0 && !AllowAnyone)
        {
            throw Invalid(
                $"Listening on {Bind} lets other machines in: give API keys (--api-key-file, --api-key-env), or "
                    + $"say --no-auth if everyone who reaches it may use it."
            );
        }
    }

    private static void RequireRange(string name, long value, long from, long to)
    {
        if (value < from || value > to)
            throw Invalid($"{name} is {value}: give a whole number from {from} to {to}.");
    }

    private static LightningDragException Invalid(string message) => new(ErrorCode.InvalidRequest, message);
}
