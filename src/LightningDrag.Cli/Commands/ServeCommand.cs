using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using LightningDrag.Cli.Output;
using LightningDrag.Cli.Parsing;
using LightningDrag.Server;

namespace LightningDrag.Cli.Commands;

/// <summary><c>serve</c>: the editor as a web page and an HTTP API.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    public static Command Create()
    {
        var command = new Command(Name, "Serve the editor as a web page and an HTTP API");
        var options = new ServeOptions(command);
        command.Run(
            async (parse, terminal, _) =>
            {
                var server = await DragServer
                    .StartAsync(options.Read(parse), CancellationToken.None)
                    .ConfigureAwait(false);
                await using var running = server.ConfigureAwait(false);
                using var term = ShutDownOn(PosixSignal.SIGTERM, server);
                using var interrupt = ShutDownOn(PosixSignal.SIGINT, server);
                terminal.WriteLine($"Listening on {server.Address}");
                terminal.WriteJson(new ServeReport(server.Address), ReportJson.Default.ServeReport);
                if (parse.GetValue(options.Open))
                    OpenBrowser(server.Address, terminal);
                await server.WaitForShutdownAsync().ConfigureAwait(false);
            }
        );
        return command;
    }

    /// <summary>The first signal finishes what was accepted; the second one ends the program as usual.</summary>
    private static PosixSignalRegistration ShutDownOn(PosixSignal signal, DragServer server)
    {
        bool begun = false;
        return PosixSignalRegistration.Create(
            signal,
            context =>
            {
                context.Cancel = !begun;
                begun = true;
                _ = server.ShutDownAsync();
            }
        );
    }

    private static void OpenBrowser(Uri address, Terminal terminal)
    {
        try
        {
            using var browser = Process.Start(
                OperatingSystem.IsWindows()
                    ? new ProcessStartInfo(address.ToString()) { UseShellExecute = true }
                    : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [address.ToString()])
                    {
                        RedirectStandardError = true,
                        RedirectStandardOutput = true,
                    }
            );
        }
        catch (System.ComponentModel.Win32Exception)
        {
            terminal.WriteNote($"there is no browser to open here: go to {address}");
        }
    }
}

/// <summary>The options of <c>serve</c>.</summary>
internal sealed class ServeOptions
{
    private readonly Option<int> port = new NumberOption<int>("--port")
    {
        Description = "Port to listen on; 0 takes a free one",
        HelpName = "N",
        DefaultValueFactory = _ => 8080,
    };
    private readonly Option<IPAddress> bind = new("--bind")
    {
        Description =
            "Address to listen on; any but this machine's own needs API keys or --no-auth [default: 127.0.0.1]",
        HelpName = "ADDRESS",
        DefaultValueFactory = _ => IPAddress.Loopback,
        CustomParser = argument =>
        {
            if (IPAddress.TryParse(argument.Tokens[0].Value, out var address))
                return address;
            argument.AddError(
                $"'{argument.Tokens[0].Value}' is not a value for --bind: write an IP address, for example "
                    + $"127.0.0.1 or 0.0.0.0"
            );
            return IPAddress.None;
        },
    };

    private readonly Option<bool> noAuth = new("--no-auth")
    {
        Description = "Let everyone who reaches the address use the server without a key",
    };
    private readonly Option<string?> keyFile = new("--api-key-file")
    {
        Description = "A file with API keys, one a line",
        HelpName = "FILE",
    };
    private readonly Option<string?> keyVariable = new("--api-key-env")
    {
        Description = "An environment variable with API keys, separated by commas",
        HelpName = "NAME",
    };
    private readonly Option<string[]> corsOrigins = new("--cors-origin")
    {
        Description = "Another site whose pages may use the server; may be repeated",
        HelpName = "https://HOST",
    };
    private readonly Option<string[]> hosts = new("--host")
    {
        Description =
            "A host name that requests may be for; may be repeated [default: this machine's own on loopback, else any]",
        HelpName = "NAME",
    };
    private readonly Option<string?> prefix = new("--path-prefix")
    {
        Description =
            "The path below which a proxy shows the server, where it does not take it off and sends no "
            + "X-Forwarded-Prefix",
        HelpName = "/PATH",
    };

    private readonly Option<string?> store = new("--store")
    {
        Description = "A Redis that several servers share images and edits through",
        HelpName = "redis://HOST:PORT",
    };
    private readonly Option<long> maximumMemory = new NumberOption<long>("--max-memory")
    {
        Description = "Most MiB of images kept in memory; the model and running edits come on top",
        HelpName = "MIB",
        DefaultValueFactory = _ => new ServerOptions().MaximumImageBytes >> 20,
    };
    private readonly Option<string?> spill = new("--spill")
    {
        Description = "A folder for images that must leave memory [default: they are forgotten]",
        HelpName = "FOLDER",
    };
    private readonly Option<int> queue = new NumberOption<int>("--queue")
    {
        Description = "Most edits that wait",
        HelpName = "N",
        DefaultValueFactory = _ => 64,
    };
    private readonly Option<int> workers = new NumberOption<int>("--workers")
    {
        Description = "Edits that run at once",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    public ServeOptions(Command command)
    {
        Option[] all =
        [
            port,
            bind,
            noAuth,
            keyFile,
            keyVariable,
            corsOrigins,
            hosts,
            prefix,
            store,
            maximumMemory,
            spill,
            queue,
            workers,
            Open,
        ];
        foreach (var option in all)
            command.Add(option);
    }

    /// <summary>Whether to show the page at once.</summary>
    public Option<bool> Open { get; } = new("--open") { Description = "Open the page in a browser" };

    /// <summary>What the options say.</summary>
    public ServerOptions Read(ParseResult parse) =>
        new()
        {
            Port = parse.GetValue(port),
            Bind = parse.GetValue(bind)!,
            AllowAnyone = parse.GetValue(noAuth),
            ApiKeys = [.. KeysOfFile(parse.GetValue(keyFile)), .. KeysOfVariable(parse.GetValue(keyVariable))],
            CorsOrigins = parse.GetValue(corsOrigins) ?? [],
            Hosts = parse.GetValue(hosts) ?? [],
            PathPrefix = parse.GetValue(prefix),
            Store = parse.GetValue(store),
            MaximumImageBytes = parse.GetValue(maximumMemory) << 20,
            SpillFolder = parse.GetValue(spill),
            QueueLength = parse.GetValue(queue),
            Workers = parse.GetValue(workers),
        };

    private static string[] KeysOfFile(string? path)
    {
        if (path is null)
            return [];
        try
        {
            string[] keys = [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
            return keys.Length > 0
                ? keys
                : throw new UsageException($"The file '{path}' holds no API key: write one a line.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The API keys cannot be read from '{path}' ({e.Message.TrimEnd('.')}).");
        }
    }

    private static string[] KeysOfVariable(string? name)
    {
        if (name is null)
            return [];
        string[] keys =
            Environment
                .GetEnvironmentVariable(name)
                ?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            ?? [];
        return keys.Length > 0 ? keys : throw new UsageException($"The environment variable {name} holds no API key.");
    }
}
