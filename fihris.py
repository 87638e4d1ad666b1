"""The first and the last step of the command `fihris`: where Ctrl-C is silent, and how the process ends.

Loading `cli` and what it needs takes longer than Python takes to start, and whoever presses Ctrl-C meanwhile is not
to see where it was. So nothing is imported here that Python has not loaded already, and while the rest comes in an
interrupt ends the process with the status that it always has. Then `cli` tells what became of the index, and once the
command is done, it is done: an interrupt changes nothing any more. Before this module Python itself is on its way,
and may still print a traceback.

The process ends without taking apart what the system takes back anyhow: module after module of NumPy and of Fihris,
which is a tenth of the time of a search. What is registered to happen at the end (`atexit`) does happen.
"""

from __future__ import annotations

import os
import sys

_INTERRUPTED = 130
_ERROR = 2
_NO_MEMORY = b"fihris: not enough memory: end other programs, or ask for less at a time\n"


def main() -> None:
    """Run the command."""
    import _signal  # type: ignore[import-not-found]  # what `signal` is made of: built in, where that module loads others
    import atexit
    import gc

    # A shell lets what it starts in the background ignore Ctrl-C: so it stays.
    wanted = _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler
    if wanted:
        _signal.signal(_signal.SIGINT, _leave)
    gc.set_threshold(200_000)  # of the 70,000 objects that a search makes, hardly one is garbage
    # NumPy would start threads for linear algebra, a tenth of a second of processor time; nothing here is large enough.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if not os.environ.get("FIHRIS_DEBUG"):
        sys.unraisablehook = _pass_over
    status = _INTERRUPTED
    try:
        from cli import main as command

        if wanted:
            _signal.signal(_signal.SIGINT, _signal.default_int_handler)
        try:
            command()
        except SystemExit as ended:
            status = int(ended.code or 0)
    except KeyboardInterrupt:  # also one that came just now, when the command was done
        pass
    except MemoryError:  # there was none to say so in the way of `cli` either
        if os.environ.get("FIHRIS_DEBUG"):
            raise
        try:  # noqa: SIM105  # which would have `contextlib` loaded
            os.write(2, _NO_MEMORY)
        except OSError:
            pass  # stderr is gone too: the exit status says it
        status = _ERROR
    finally:
        if wanted:
            _signal.signal(_signal.SIGINT, _signal.SIG_IGN)
    atexit._run_exitfuncs()
    os._exit(status)


def _pass_over(_: object) -> None:
    """What fails where nobody can be told, as to close a file that is no longer wanted, has no say."""


def _leave(*_: object) -> None:
    os._exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
