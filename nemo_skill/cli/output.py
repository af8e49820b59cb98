"""The one place that prints: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from typing import Any, TextIO

from nemo_skill.errors import SkillError

# The order of a `--json` result (contract of the command line); `checks` and `jobs` are doctor's and jobs' own.
ORDER = ("ok", "command", "actions", "text", "changes", "timeline", "suggestions", "files", "warnings", "uploads",
         "credits", "job", "jobs", "links", "route", "checks", "error")  # fmt: skip


# What could drive a terminal (escape sequences, C1 controls) has no place in words; line breaks and tabs have.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Output:
    """Text for people, or one JSON document."""

    def __init__(
        self, command: str, *, as_json: bool, stdout: TextIO | None = None, stderr: TextIO | None = None
    ) -> None:
        self.command = command
        self.as_json = as_json
        self.stdout = stdout or sys.stdout
        self.stderr = stderr or sys.stderr
        # Puts what a failure says into the user's language, once that is known.
        self.localize: Callable[[str], str] = str

    def result(self, data: dict[str, Any], error: SkillError | None = None) -> None:
        """Print a command's outcome: what there is of a result, and the failure if it failed."""
        if error is not None and error.links:
            data = {**data, "links": {**data.get("links", {}), **error.links}}
        if self.as_json:
            document = {"ok": error is None, "command": self.command, **data}
            if error is not None:
                document["error"] = {
                    **error.to_json(), "message": self.localize(error.message), "hint": self.localize(error.hint),
                }  # fmt: skip
            self.json({key: document[key] for key in ORDER if key in document})
        elif data.get("text"):
            self.text(data["text"])
        if error is not None:
            self.error(error)

    def text(self, text: str) -> None:
        self._print(self.stdout, text)

    def json(self, document: Any) -> None:
        """One document on one line; ASCII only where the stream can't write anything else."""
        utf8 = (getattr(self.stdout, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"
        text = json.dumps(document, ensure_ascii=not utf8)
        # A lone surrogate can't be written in UTF-8; escaped, it survives.
        self._print(self.stdout, text.encode("utf-8", "backslashreplace").decode() if utf8 else text)

    def error(self, error: SkillError) -> None:
        self._print(self.stderr, f"error: {one_line(self.localize(error.message))}")
        hint = self.localize(error.hint)
        link = error.links.get("register")
        if link and link not in hint:
            hint = f"{hint} {self.localize(f'Link: {link}')}"
        self._print(self.stderr, f"hint: {one_line(hint)}")

    def note(self, text: str) -> None:
        """Progress and diagnostics."""
        self._print(self.stderr, text)

    def _print(self, stream: TextIO, text: str) -> None:
        text = printable(text)
        # A result that nobody could read is not told: for stdout the failure reaches the caller.
        try:
            stream.write(text.rstrip("\n") + "\n")
            stream.flush()
        except BrokenPipeError:
            if stream is not self.stderr:
                raise


def printable(text: str) -> str:
    """Text without what could drive a terminal."""
    return _CONTROLS.sub("", text)


def one_line(text: str) -> str:
    return " ".join(text.split())


def prepare_streams() -> None:
    """Never die of a character: a narrow console gets a replacement, a pipe gets UTF-8."""
    # A closed stream is None; what goes there goes nowhere.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open to the end
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty() or os.environ.get("PYTHONIOENCODING"):
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8", errors="replace")


def read_stdin() -> str:
    """Standard input as text: UTF-8, with or without a BOM."""
    data: bytes = sys.stdin.buffer.read()
    return data.decode("utf-8-sig", errors="replace")
