"""`fihris completion`: what a shell needs to complete commands, options and their values."""

from __future__ import annotations

import click

#: The variable through which the shell asks for completions; `cli` answers.
COMPLETE_VARIABLE = "_FIHRIS_COMPLETE"


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
    click.echo(completer.source_template % completer.source_vars())
