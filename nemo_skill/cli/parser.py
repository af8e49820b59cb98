"""The command line's words. Light imports: `--help` and the language commands must start at once."""

from __future__ import annotations

import argparse
from typing import Any, NoReturn

from nemo_skill import __version__
from nemo_skill.errors import UsageError

_EPILOG = """\
exit status:
  0 done                      6 bad input (file missing, type, size, empty timeline)
  2 wrong usage               7 backend unreachable
  3 token refused             8 the backend failed
  4 out of credits            9 rate limited
  5 the plan doesn't allow it  75 still running: call 'wait'   130 interrupted

examples:
  nemo.py create "a fox running through a snowy forest at dusk" --local -o fox.mp4
  nemo.py say "add a title 'Golden Hour' and export it"
  nemo.py wait --timeout 100
"""


class Parser(argparse.ArgumentParser):
    """Raises `UsageError` instead of printing and exiting, so that `--json` holds for wrong usage too."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", hint=f"See: {self.prog} --help")


def build_parser() -> Parser:
    parser = Parser(
        prog="nemo.py",
        description="Turn a sentence into a finished 1080p MP4, and edit it by talking.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"text-to-video-diffusion {__version__}")
    _common(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)

    def command(name: str, summary: str, **options: Any) -> Parser:
        sub: Parser = commands.add_parser(
            name, help=summary, description=options.pop("description", summary), allow_abbrev=False, **options
        )
        _common(sub)
        return sub

    sub = command("say", "the whole skill in one call: route, act, tell")
    _message(sub, "what the user said, '-' for standard input")
    _output(sub)
    _timeout(sub)

    sub = command("create", "a prompt becomes a finished MP4")
    _message(sub, "what the video shows, '-' for standard input")
    _output(sub)
    sub.add_argument("--duration", type=_seconds, metavar="S", help="length in seconds")
    sub.add_argument("--ratio", choices=("16:9", "9:16", "1:1", "4:5"), help="aspect ratio")
    _timeout(sub)

    sub = command("chat", "one message to the agent, whatever its words")
    _message(sub, "the message, '-' for standard input")
    _timeout(sub)

    for name in ("say", "create", "chat"):
        commands.choices[name].add_argument(
            "--max-credits", type=_wait, metavar="N", help="refuse what would cost more, by estimate"
        )

    sub = command("upload", "files or URLs into the current project")
    sub.add_argument("sources", nargs="+", metavar="FILE_OR_URL")
    _timeout(sub)

    command("credits", "the balance")

    sub = command("state", "what is on the timeline")
    sub.add_argument("--picture", metavar="OUT.png", help="draw the timeline")

    sub = command("export", "render the timeline and fetch the MP4")
    _output(sub)
    _timeout(sub)

    command("jobs", "what runs and ran, in every project")

    sub = command("wait", "go on waiting, also after a crash or a reboot")
    sub.add_argument("job", nargs="?", metavar="JOB")
    _timeout(sub)

    sub = command("cancel", "stop a job")
    sub.add_argument("job", metavar="JOB")

    sub = command("batch", "many inputs, each with its own instruction and its own render")
    sub.add_argument("inputs", nargs="+", metavar="FILE_OR_DIR")
    sub.add_argument("--prompt", metavar="TEXT", help="the instruction for inputs that bring none")
    sub.add_argument("-o", "--output", metavar="DIR", help="folder for the results")
    sub.add_argument("--separate", action="store_true", help="a session for each input, several at a time")
    _timeout(sub)

    command("setup", "first connection")
    sub = command("doctor", "what is configured, detected and reachable")
    sub.add_argument("--paths", action="store_true", help="only where files are kept")

    sub = command("route", "what a message asks for (offline)")
    sub.add_argument("text", nargs="*", metavar="TEXT")
    sub.add_argument("-f", "--file", dest="files", action="extend", nargs="+", default=[], metavar="F")
    sub.add_argument("--jsonl", action="store_true", help='read {"text", "files"} lines, write one result a line')

    sub = command("translate", "what the backend's words mean here (offline)")
    sub.add_argument("file", nargs="?", metavar="FILE", help="text to translate; standard input without it")
    sub.add_argument("--jsonl", action="store_true", help='read {"text"} lines, write one result a line')

    sub = command("install", "put the skill where an agent finds it")
    sub.add_argument("--to", default="clawhub", metavar="clawhub|cursor|claude|codex|openclaw|DIR")
    sub.add_argument("--force", action="store_true", help="replace a folder that is not ours")
    sub.add_argument("--dry-run", action="store_true", help="only list what would be written")
    sub = command("uninstall", "remove what 'install' wrote")
    sub.add_argument("--to", default="clawhub", metavar="clawhub|cursor|claude|codex|openclaw|DIR")
    sub.add_argument("--dry-run", action="store_true", help="only list what would be removed")

    sub = command("serve", "the embedded backend as a server")
    sub.add_argument("--host", default="127.0.0.1", metavar="H")
    sub.add_argument("--port", type=_port, default=8765, metavar="P", help="0 picks a free one (default 8765)")
    sub.add_argument("--data", metavar="DIR", help="where it keeps its files")
    sub.add_argument("--announce", help=argparse.SUPPRESS)
    sub.add_argument("--idle-exit", type=float, help=argparse.SUPPRESS)
    return parser


def _worker_parser() -> Parser:
    """For the process that the skill starts for itself; no part of the documented command line."""
    parser = Parser(prog="nemo.py _worker", add_help=False, allow_abbrev=False)
    parser.add_argument("turn")
    parser.set_defaults(command="_worker")
    _common(parser)
    return parser


def command_of(argv: list[str]) -> str:
    """The command that arguments name, for a failure before they could be parsed; empty when they name none."""
    return next((word for word in argv if not word.startswith("-")), "")


def parse(argv: list[str]) -> argparse.Namespace:
    """Parse arguments.

    Raises:
        UsageError: they don't fit; SystemExit only for `--help` and `--version`.
    """
    args = _worker_parser().parse_args(argv[1:]) if argv[:1] == ["_worker"] else build_parser().parse_args(argv)
    if args.command is None:
        raise UsageError("No command given.", hint='Try: nemo.py create "a fox in the snow" --local, or --help.')
    for name, value in {"json": False, "local": False, "project": None, "state_dir": None}.items():
        if not hasattr(args, name):
            setattr(args, name, value)
    if hasattr(args, "text") and hasattr(args, "files"):
        _rescue_text(args)
    return args


def _rescue_text(args: argparse.Namespace) -> None:
    """`--file a.mp4 "make it brighter"`: argparse hands the words to --file, which they plainly don't belong to."""
    import os

    while not args.text and len(args.files) > 1 and " " in args.files[-1] and not os.path.exists(args.files[-1]):
        args.text.insert(0, args.files.pop())


def _common(parser: argparse.ArgumentParser) -> None:
    # Accepted before and after the command; SUPPRESS keeps the later parser from resetting what the first one found.
    group = parser.add_argument_group("common options")
    group.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one JSON document on stdout")
    group.add_argument(
        "--local", action="store_true", default=argparse.SUPPRESS, help="the embedded backend: no account, no network"
    )
    group.add_argument("--project", default=argparse.SUPPRESS, metavar="NAME", help="keep several sessions apart")
    group.add_argument("--state-dir", default=argparse.SUPPRESS, metavar="DIR", help="where journal and token live")


def _message(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help=text)
    parser.add_argument(
        "-f", "--file", dest="files", action="extend", nargs="+", default=[], metavar="F",
        help="media to upload, or a text, DOCX or PDF prompt",
    )  # fmt: skip


def _output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="OUT.mp4", help="the file to write; a new name without it")


def _timeout(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--timeout", type=_wait, metavar="S", help="end with status 75 after S seconds; the work goes on"
    )


def _seconds(text: str) -> float:
    value = _wait(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"must be more than 0, got {text!r}")
    return value


def _wait(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e7:
        raise argparse.ArgumentTypeError(f"must be seconds, such as 100, got {text!r}")
    return value


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"must be 0 to 65535, got {text!r}")
    return int(text)
