"""From arguments to an exit status. Heavy imports wait until the command is known."""

from __future__ import annotations

import argparse
import gc
import os
import sys

from nemo_skill.cli.output import Output, prepare_streams
from nemo_skill.cli.parser import command_of, parse
from nemo_skill.errors import SkillError

LIGHT = ("route", "translate")


def main(argv: list[str] | None = None, *, script: str | None = None) -> int:
    """Run the command line; its exit status.

    Args:
        argv: arguments without the program's name; those of the process when None.
        script: path of scripts/nemo.py as it was called, unresolved; None for the console script.
    """
    # Imports and tables make thousands of objects that live to the end; a collector only costs the short commands time.
    # What may run for long turns it on again, once it has imported what it needs.
    gc.disable()
    prepare_streams()
    arguments = sys.argv[1:] if argv is None else argv
    try:
        args = parse(arguments)
    except SkillError as error:
        Output(command_of(arguments), as_json="--json" in arguments).result({}, error)
        return error.status
    output = Output(args.command, as_json=args.json)
    try:
        return _dispatch(args, output, script)
    except SkillError as error:
        output.result({}, error)
        return error.status
    except KeyboardInterrupt:
        output.note("Interrupted.")
        return 130
    except BrokenPipeError:
        # The reader left; there is nobody to tell.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        return 0
    except Exception as exc:
        if os.environ.get("NEMO_DEBUG"):
            raise
        output.result({}, _unexpected(exc))
        return 8


def _dispatch(args: argparse.Namespace, output: Output, script: str | None) -> int:
    if args.command in LIGHT:
        from nemo_skill.cli import words

        return words.run(args, output)
    if args.command == "completion":
        from nemo_skill.cli.completion import script as completion_script

        output.result({"text": completion_script(args.shell)})
        return 0
    if args.command in ("install", "uninstall"):
        from nemo_skill.cli import machine

        return machine.install(args, output) if args.command == "install" else machine.uninstall(args, output)
    from nemo_skill import provision

    local = args.local or os.environ.get("NEMO_BACKEND", "").strip().lower() == "local"
    args.local = local
    extras = (
        ["studio"]
        if local or args.command == "serve" or any(getattr(args, name, None) for name in ("picture", "poster"))
        else []
    )
    if any(str(name).lower().endswith((".docx", ".pdf")) for name in getattr(args, "files", [])):
        extras.append("documents")
    if "studio" in extras:
        from nemo_skill.engine_options import choose_engine

        extras += choose_engine(os.environ, vars(args)).extras
    provision.provide(extras, say=output.note)
    from nemo_skill.cli import commands

    return commands.run(args, output, script)


def _unexpected(exc: Exception) -> SkillError:
    """A failure that nobody foresaw: named, without a traceback; NEMO_DEBUG=1 shows it whole."""
    from nemo_skill.errors import BackendError

    where = ""
    trace = exc.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is not None:
        where = f" in {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
    return BackendError(
        f"Something unexpected went wrong ({type(exc).__name__}{where}).",
        hint="Run 'wait' to pick up unfinished work; set NEMO_DEBUG=1 to see the whole error.",
        code="internal",
        retryable=False,
    )
