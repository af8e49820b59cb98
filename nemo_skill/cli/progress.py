"""Listeners for the events of a turn: a live bar on a terminal, rare plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TextIO

from nemo_skill.journal import Event, Turn
from nemo_skill.language.phrases import Phrases
from nemo_skill.pace import Pace

_PHASES = {
    "upload": "Uploading",
    "uploading": "Uploading",
    "sse": "Working on it",
    "export": "Rendering",
    "rendering": "Rendering",
    "downloading": "Downloading",
}
_NOTES = {
    "resumed": "Picking up where an earlier process stopped ...",
    "recovering": "The connection broke; reading the project to see what was done ...",
    "waits_its_turn": "Waiting for the work that is under way in this project ...",
    "session_gone": "The earlier session had expired; starting a new one ...",
}


class PlainProgress:
    """Lines on stderr: at most one every `line_s` seconds, and the notice that work goes on every two minutes."""

    def __init__(
        self,
        say: Callable[[str], None],
        phrases: Phrases,
        pace: Pace,
        *,
        line_s: float,
        notice_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._say, self._phrases, self._clock = say, phrases, clock
        self._line_s, self._notice_s = line_s, pace.seconds(notice_s)
        self._started = self._noticed = clock()
        self._said: float | None = None
        self._status = ""
        self._shown = ""

    def __call__(self, turn: Turn, event: Event | None) -> None:
        now = self._clock()
        if event is not None:
            self._take(event)
        if now - self._noticed >= self._notice_s:
            self._noticed = self._said = now
            self._say(self._phrases.say("still_working"))
        elif self._status and self._status != self._shown and (self._said is None or now - self._said >= self._line_s):
            self._said = now
            self._shown = self._status
            self._say(f"{self._status} ({_clock_text(now - self._started)})")

    def _take(self, event: Event) -> None:
        if event.kind == "step":
            self._status = _PHASES.get(event.data["action"], "Working")
        elif event.kind == "progress":
            phase = _PHASES.get(event.data["phase"], "Working")
            fraction = event.data.get("fraction")
            self._status = phase if fraction is None else f"{phase} {fraction:.0%}"
            if event.data.get("to_go_s"):
                self._status += f", about {event.data['to_go_s']} s to go"
        elif event.kind == "text":
            self._status = _gist(event.data["delta"])
        elif event.kind == "note" and event.data.get("fields"):
            self._say(self._phrases.say(event.data["key"], **event.data["fields"]))
        elif event.kind == "note" and event.data.get("key") in _NOTES:
            self._status = _NOTES[event.data["key"]]

    def close(self) -> None:
        """Nothing is left on the screen."""


class LiveProgress:
    """A rich bar: phase, share, elapsed time, and the notice as a line above it."""

    def __init__(self, stream: TextIO, phrases: Phrases, pace: Pace, *, notice_s: float) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

        self._console = Console(file=stream, highlight=False)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=28),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        )
        self._task: Any = self._progress.add_task("Starting", total=None)
        self._progress.start()
        self._phrases, self._notice_s = phrases, pace.seconds(notice_s)
        self._noticed = time.monotonic()

    def __call__(self, turn: Turn, event: Event | None) -> None:
        if time.monotonic() - self._noticed >= self._notice_s:
            self._noticed = time.monotonic()
            self._console.print(self._phrases.say("still_working"))
        if event is None:
            return
        if event.kind == "step":
            self._progress.update(self._task, description=_PHASES.get(event.data["action"], "Working"), total=None)
        elif event.kind == "progress":
            fraction = event.data.get("fraction")
            phase = _PHASES.get(event.data["phase"], "Working")
            if event.data.get("to_go_s"):
                phase += f", about {event.data['to_go_s']} s to go"
            total = None if fraction is None else 1.0
            self._progress.update(self._task, description=phase, total=total, completed=fraction or 0.0)
        elif event.kind == "text":
            self._console.print(_gist(event.data["delta"]), markup=False)
        elif event.kind == "note" and event.data.get("fields"):
            self._console.print(self._phrases.say(event.data["key"], **event.data["fields"]), markup=False)
        elif event.kind == "note" and event.data.get("key") in _NOTES:
            self._console.print(_NOTES[event.data["key"]])

    def close(self) -> None:
        self._progress.stop()


def _gist(text: str, limit: int = 100) -> str:
    """The last line of what the agent said, as one short line."""
    line = text.strip().splitlines()[-1].strip()
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def _clock_text(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
