using System.CommandLine;

namespace LightningDrag.Cli.Commands;

/// <summary>
/// <c>completion</c>: a script that teaches the shell to complete <c>lightningdrag</c>; it asks the program through the
/// <c>[suggest]</c> directive.
/// </summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # lightningdrag completion for bash: eval "$(lightningdrag completion bash)"
        _lightningdrag() {
            local IFS=$'\n'
            local word=${COMP_WORDS[COMP_CWORD]}
            COMPREPLY=($("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null | grep -F -- "$word"))
            [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$word"))
        }
        complete -o filenames -F _lightningdrag lightningdrag
        """;

    private const string Zsh = """
        # lightningdrag completion for zsh: eval "$(lightningdrag completion zsh)"
        _lightningdrag() {
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            [[ -n "${found[1]}" ]] && compadd -- "${found[@]}" || _files
        }
        compdef _lightningdrag lightningdrag
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash or zsh" };
        shell.AcceptOnlyFromAmong("bash", "zsh");
        var command = new Command("completion", "Print a shell completion script") { shell };
        command.Run(
            (parse, terminal, _) =>
            {
                terminal.WriteLine(parse.GetValue(shell) == "zsh" ? Zsh : Bash);
                return Task.CompletedTask;
            }
        );
        return command;
    }
}
