"""The command line's words. Light imports and lazy parsers: `--help` and the language commands must start at once."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import Any, NoReturn

from nemo_skill import __version__
from nemo_skill.errors import UsageError

_STATUSES = """\
exit status:
  0 done                       6 bad input (file missing, type, size, empty timeline)
  2 wrong usage                7 backend unreachable
  3 token refused              8 the backend failed
  4 out of credits             9 rate limited
  5 the plan doesn't allow it  75 still running: call 'wait'   130 interrupted

examples:
  nemo.py create "a fox running through a snowy forest at dusk" --local -o fox.mp4
  nemo.py say "add a title 'Golden Hour' and export it"
  nemo.py wait --timeout 100
"""


def _formatter(prog: str) -> argparse.HelpFormatter:
    # A width of its own: asking for the terminal's makes argparse import shutil, 3 ms even when no help is printed.
    return argparse.RawDescriptionHelpFormatter(prog, width=100)


class Parser(argparse.ArgumentParser):
    """Raises `UsageError` instead of printing and exiting, so that `--json` holds for wrong usage too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_formatter, allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        raise UsageError(_plain(message), hint=f"See: {self.prog} --help")


def _plain(message: str) -> str:
    """What argparse says, as a sentence: the allowed set, and what came."""
    name, colon, rest = message.removeprefix("argument ").partition(": ")
    if not colon or not message.startswith("argument "):
        required = message.partition("arguments are required: ")[2]
        sentence = f"{required} is missing" if required and "," not in required else message
    elif rest.startswith("invalid choice: ") and " (choose from " in rest:
        got, _, choices = rest.removeprefix("invalid choice: ").partition(" (choose from ")
        sentence = f"{name} must be one of {choices.rstrip(')').replace(chr(39), '')}; got {got}"
    else:
        sentence = f"{name} {rest}" if rest.startswith("must ") else f"{name}: {rest}"
    return f"{sentence[:1].upper()}{sentence[1:]}." if sentence[:1] != "-" else f"{sentence}."


def build_parser() -> Parser:
    """The parser of what stands before the command; it leaves the rest to `build_command`."""
    width = max(map(len, COMMANDS))
    commands = "\n".join(f"    {name:<{width}}  {summary}" for name, (summary, _) in COMMANDS.items())
    parser = Parser(
        prog="nemo.py",
        usage="nemo.py COMMAND [ARGS] [--json] [--local] [--project NAME] [--state-dir DIR]",
        description="Turn a sentence into a finished 1080p MP4, and edit it by talking.\n\n"
        f"commands (nemo.py COMMAND --help tells more):\n{commands}",
        epilog=_STATUSES,
    )
    parser.add_argument("--version", action="version", version=f"text-to-video-diffusion {__version__}")
    _common(parser)
    parser.add_argument("command", nargs="?", help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def build_command(name: str) -> Parser:
    """The parser of one command's arguments.

    Raises:
        UsageError: there is no such command.
    """
    row = COMMANDS.get(name)
    if row is None:
        raise UsageError(f"There is no command {name!r}.", hint=f"Commands: {', '.join(COMMANDS)}.")
    summary, add_arguments = row
    parser = Parser(prog=f"nemo.py {name}", description=f"{summary[:1].upper()}{summary[1:]}.")
    add_arguments(parser)
    _common(parser)
    return parser


def parse(argv: list[str]) -> argparse.Namespace:
    """Parse arguments.

    Raises:
        UsageError: they don't fit; SystemExit only for `--help` and `--version`.
    """
    if argv[:1] == [WORKER]:
        args = _worker_parser().parse_args(argv[1:], argparse.Namespace(command=WORKER))
    elif argv[:1] and argv[0] in COMMANDS:
        # What nearly every call looks like; it needs no parser for what stands before the command.
        args = build_command(argv[0]).parse_args(argv[1:], argparse.Namespace(command=argv[0]))
    else:
        args = build_parser().parse_args(argv)
        if args.command is None:
            raise UsageError("No command given.", hint='Try: nemo.py create "a fox in the snow" --local, or --help.')
        rest = args.rest
        del args.rest
        args = build_command(args.command).parse_args(rest, args)
    for name, value in {"json": False, "local": False, "project": None, "state_dir": None}.items():
        if not hasattr(args, name):
            setattr(args, name, value)
    if hasattr(args, "text") and hasattr(args, "files"):
        _rescue_text(args)
    return args


def command_of(argv: list[str]) -> str:
    """The command that arguments name, for a failure before they could be parsed; empty when they name none."""
    return next((word for word in argv if not word.startswith("-")), "")


def _rescue_text(args: argparse.Namespace) -> None:
    """`--file a.mp4 "make it brighter"`: argparse hands the words to --file, which they plainly don't belong to."""
    while not args.text and len(args.files) > 1 and " " in args.files[-1] and not os.path.exists(args.files[-1]):
        args.text.insert(0, args.files.pop())


# -- commands ---------------------------------------------------------------------------------------------------------


def _say(parser: Parser) -> None:
    _message(parser, "what the user said, '-' for standard input")
    _output(parser)
    _poster(parser)
    _budget(parser)
    _timeout(parser)


def _create(parser: Parser) -> None:
    _message(parser, "what the video shows, '-' for standard input")
    _output(parser)
    _poster(parser)
    parser.add_argument("--duration", type=_seconds, metavar="S", help="length in seconds")
    parser.add_argument("--ratio", choices=("16:9", "9:16", "1:1", "4:5"), help="aspect ratio")
    _budget(parser)
    _timeout(parser)


def _chat(parser: Parser) -> None:
    _message(parser, "the message, '-' for standard input")
    _budget(parser)
    _timeout(parser)


def _upload(parser: Parser) -> None:
    parser.add_argument("sources", nargs="+", metavar="FILE_OR_URL")
    _timeout(parser)


def _state(parser: Parser) -> None:
    parser.add_argument("--picture", metavar="OUT.png", help="draw the timeline")


def _export(parser: Parser) -> None:
    _output(parser)
    _poster(parser)
    _timeout(parser)


def _wait(parser: Parser) -> None:
    parser.add_argument("job", nargs="?", metavar="JOB")
    _timeout(parser)


def _cancel(parser: Parser) -> None:
    parser.add_argument("job", metavar="JOB")


def _batch(parser: Parser) -> None:
    parser.add_argument("inputs", nargs="+", metavar="FILE_OR_DIR")
    parser.add_argument("--prompt", metavar="TEXT", help="the instruction for inputs that bring none")
    parser.add_argument("-o", "--output", metavar="DIR", help="folder for the results")
    parser.add_argument("--separate", action="store_true", help="a session for each input, several at a time")
    _timeout(parser)


def _doctor(parser: Parser) -> None:
    parser.add_argument("--paths", action="store_true", help="only where files are kept")


def _route(parser: Parser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT")
    _files(parser, "files that came with the message")
    parser.add_argument("--jsonl", action="store_true", help='read {"text", "files"} lines, write one result a line')


def _translate(parser: Parser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help="text to translate; standard input without it")
    parser.add_argument("--jsonl", action="store_true", help='read {"text"} lines, write one result a line')


def _install(parser: Parser) -> None:
    _uninstall(parser)
    parser.add_argument("--force", action="store_true", help="write over a folder that is not ours")


def _uninstall(parser: Parser) -> None:
    parser.add_argument(
        "--to",
        default="clawhub",
        metavar="AGENT|DIR",
        help="clawhub (default), cursor, claude, codex, agents (a folder that several share), openclaw, or a folder",
    )
    parser.add_argument("--project-dir", metavar="DIR", help="for one project or workspace, not for all of the user's")
    parser.add_argument("--dry-run", action="store_true", help="only list what would be done")


# Each has an environment variable of its own, NEMO_DIFFUSION_ and its name.
_DIFFUSION = (
    ("model", "M", "hub id, folder, small, large or auto"),
    ("device", "D", "auto, cuda, mps, xpu or cpu"),
    ("dtype", "T", "auto, bfloat16, float16 or float32"),
    ("steps", "N", "denoising steps"),
    ("guidance", "G", "how closely it follows the prompt"),
    ("seed", "N", "one seed for every clip"),
    ("offload", "O", "auto, none, model or sequential"),
    ("short-side", "PX", "size it draws at, before enlarging"),
)


def _serve(parser: Parser) -> None:
    parser.add_argument("--host", default="127.0.0.1", metavar="H")
    parser.add_argument("--port", type=_port, default=8765, metavar="P", help="0 picks a free one (default 8765)")
    parser.add_argument("--data", metavar="DIR", help="where it keeps its files")
    parser.add_argument(
        "--engine", choices=("animatic", "diffusion"), help="what makes the clips (NEMO_ENGINE; default animatic)"
    )
    parser.add_argument("--dask", metavar="ADDRESS", help="animatic: draw on this Dask scheduler's workers")
    for name, metavar, what in _DIFFUSION:
        parser.add_argument(f"--{name}", metavar=metavar, help=f"diffusion: {what}")
    parser.add_argument("--announce", help=argparse.SUPPRESS)
    parser.add_argument("--idle-exit", type=float, help=argparse.SUPPRESS)


def _completion(parser: Parser) -> None:
    parser.add_argument("shell", choices=("bash", "zsh", "fish", "powershell"))


def _nothing(parser: Parser) -> None:
    """No arguments of its own."""


COMMANDS: dict[str, tuple[str, Callable[[Parser], None]]] = {
    "say": ("the whole skill in one call: route, act, tell", _say),
    "create": ("a prompt becomes a finished MP4", _create),
    "chat": ("one message to the agent, whatever its words", _chat),
    "upload": ("files or URLs into the current project", _upload),
    "credits": ("the balance", _nothing),
    "state": ("what is on the timeline", _state),
    "export": ("render the timeline and fetch the MP4", _export),
    "jobs": ("what runs and ran, in every project", _nothing),
    "wait": ("go on waiting, also after a crash or a reboot", _wait),
    "cancel": ("stop a job", _cancel),
    "batch": ("many inputs, each with its own instruction and its own render", _batch),
    "setup": ("first connection", _nothing),
    "doctor": ("what is configured, detected and reachable", _doctor),
    "route": ("what a message asks for (offline)", _route),
    "translate": ("what the backend's words mean here (offline)", _translate),
    "install": ("put the skill where an agent finds it", _install),
    "uninstall": ("remove what 'install' wrote", _uninstall),
    "serve": ("the embedded backend as a server", _serve),
    "completion": ("a script that makes the shell complete all this", _completion),
}

# The process that the skill starts for itself; no part of the documented command line.
WORKER = "_worker"


def _worker_parser() -> Parser:
    parser = Parser(prog=f"nemo.py {WORKER}", add_help=False)
    parser.add_argument("turn")
    _common(parser)
    return parser


# -- options ----------------------------------------------------------------------------------------------------------


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
    _files(parser, "media to upload, or a text, DOCX or PDF prompt")


def _files(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("-f", "--file", dest="files", action="extend", nargs="+", default=[], metavar="F", help=text)


def _output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="OUT.mp4", help="the file to write; a new name without it")


def _poster(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--poster", metavar="OUT.png", help="also write a contact sheet of the result")


def _budget(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--max-credits", type=_amount, metavar="N", help="refuse what would cost more, by estimate")


def _timeout(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--timeout", type=_amount, metavar="S", help="end with status 75 after S seconds; the work goes on"
    )


def _seconds(text: str) -> float:
    value = _amount(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"must be more than 0, got {text!r}")
    return value


def _amount(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e7:
        raise argparse.ArgumentTypeError(f"must be a number from 0 up, such as 100, got {text!r}")
    return value


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"must be 0 to 65535, got {text!r}")
    return int(text)
