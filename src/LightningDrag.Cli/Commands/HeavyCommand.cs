using System.CommandLine;

namespace LightningDrag.Cli.Commands;

/// <summary>A command that needs libtorch.</summary>
/// <param name="Command">The command.</param>
/// <param name="TimeToEnd">What it takes after SIGTERM or Ctrl-C; null: what any command takes.</param>
/// <param name="IsAbsent">Whether it only says how to get it, whatever its words.</param>
internal sealed record HeavyCommand(Command Command, TimeSpan? TimeToEnd = null, bool IsAbsent = false);
