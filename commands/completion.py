"""`fihris completion`: what a shell needs to complete commands, options and their values."""

from __future__ import annotations

import click

#: The variable through which the shell asks for completions; `cli` answers.
COMPLETE_VARIABLE = "_FIHRIS_COMPLETE"


# The shells' own functions complete a word that is a file, and here the file may stand behind a sign: --queries=new.
_BEHIND_A_SIGN = {
    "zsh": (("_path_files", "compset -P '--*='; _path_files"),),
    "fish": tuple(
        (
            f"{function} $metadata[2];",
            f"{function} (string replace -r -- '^--[^=]*=' '' $metadata[2])"
            " | string replace -r -- '^' (string match -r -- '^--[^=]*=' $metadata[2]; or echo '');",
        )
        for function in ("__fish_complete_directories", "__fish_complete_path")
    ),
}


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(shell: str) -> None:
    """Print the script that makes a shell complete with TAB.

    \b
    Example:
      fihris completion bash > ~/.local/share/bash-completion/completions/fihris
      fihris completion fish > ~/.config/fish/completions/fihris.fish
      echo 'eval "$(fihris completion zsh)"' >> ~/.zshrc
    """
    from click.shell_completion import get_completion_class

    script = get_completion_class(shell)
    assert script is not None, shell  # the choices are those of click
    # Not `source()`: it looks for the version of the shell, which may be another machine's.
    completer = script(click.get_current_context().find_root().command, {}, "fihris", COMPLETE_VARIABLE)
    source = completer.source_template
    for theirs, ours in _BEHIND_A_SIGN.get(shell, ()):
        if theirs not in source:
            raise RuntimeError(f"click completes files in {shell} in another way than when this was written")
        source = source.replace(theirs, ours)
    click.echo(source % completer.source_vars())


def complete(group: click.Group, instruction: str) -> int:
    """Answers a shell that asks what a command line may go on with; gives the exit status."""
    from click.shell_completion import (
        CompletionItem,
        FishComplete,
        ShellComplete,
        ZshComplete,
        add_completion_class,
        shell_complete,
    )

    class WholeWords(ShellComplete):
        """zsh and fish want what stands in place of the whole word: `--sort=newest` for `--sort=n`, where bash, which
        takes the sign for a word, wants `newest`."""

        def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
            items = super().get_completions(args, incomplete)
            option, sign, _ = incomplete.partition("=")
            if not (sign and option.startswith("--")):
                return items
            return [CompletionItem(f"{option}={item.value}", item.type, item.help) for item in items]

    for shell in (ZshComplete, FishComplete):
        add_completion_class(type(shell.__name__, (WholeWords, shell), {}))
    return shell_complete(group, {}, "fihris", COMPLETE_VARIABLE, instruction)
