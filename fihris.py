"""The first step of the command `fihris`: from here on Ctrl-C is silent.

Loading `cli` and what it needs takes longer than Python takes to start, and whoever presses Ctrl-C meanwhile is not
to see where it was. So nothing is imported here that Python has not loaded already, and while the rest comes in,
and once the command is done, an interrupt ends the process with the status that it always has. In between, `cli`
tells what became of the index. Before this module Python itself is on its way, and may still print a traceback.
"""

from __future__ import annotations

import os

_INTERRUPTED = 130


def main() -> None:
    """Run the command."""
    import _signal  # type: ignore[import-not-found]  # what `signal` is made of: built in, where that module loads others
    import gc

    # A shell lets what it starts in the background ignore Ctrl-C: so it stays.
    wanted = _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler
    if wanted:
        _signal.signal(_signal.SIGINT, _leave)
    gc.set_threshold(50_000)  # of the thousands of objects that loading makes, none is garbage
    from cli import main as command

    try:
        if wanted:
            _signal.signal(_signal.SIGINT, _signal.default_int_handler)
        command()
    except KeyboardInterrupt:
        _leave()
    finally:
        if wanted:
            _signal.signal(_signal.SIGINT, _leave)


def _leave(*_: object) -> None:
    os._exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
