#!/usr/bin/env python3
# /// script
# requires-python = ">=3.10"
# dependencies = [
#   "httpx>=0.27,<0.29",
#   "httpx-sse>=0.4,<0.5",
#   "pydantic>=2.7,<3",
#   "pyyaml>=6.0.1,<7",
#   "rich>=13.7,<16",
# ]
# ///
"""The skill's only entry: finds its own folder, provides what it needs, hands over to nemo_skill.cli."""

import gc
import os
import sys


def _as_called() -> str:
    """This file's absolute path with the symlinks by which it was called: they name the agent's folder."""
    folder, called = os.environ.get("PWD", ""), sys.argv[0]
    if not os.path.isabs(called) and os.path.isabs(folder):
        # The shell's own idea of where it is keeps the links that os.getcwd() resolves.
        path = os.path.normpath(os.path.join(folder, called))
        if os.path.exists(path) and os.path.samefile(path, __file__):
            return path
    return os.path.abspath(__file__)


def run() -> int:
    """The exit status. Syntax of any Python 3, so that an old one gets a sentence instead of a traceback."""
    if sys.version_info < (3, 10):  # noqa: UP036 - the message is for those who have an older one
        sys.stderr.write("error: This skill needs Python 3.10 or newer; this is {}.{}.\n".format(*sys.version_info))
        sys.stderr.write("hint: Run it with a newer Python, for example: python3.12 nemo.py, or: uv run nemo.py\n")
        return 2
    # See nemo_skill.cli.main: it pays from the first import on.
    gc.disable()
    script = _as_called()
    # First on the path, so that another project's package of the same name in the current folder can't get in between.
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
    from nemo_skill.cli.main import main

    return main(script=script)


def _leave(status: int) -> None:
    """End at once. Taking all the modules apart first, as sys.exit() does, takes longer than some commands."""
    for stream in (sys.stdout, sys.stderr):
        try:  # noqa: SIM105 - one import less on the way of every command
            stream.flush()
        except (AttributeError, OSError, ValueError):
            pass
    os._exit(status)


if __name__ == "__main__":
    _leave(run())
