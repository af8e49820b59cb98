"""Listeners for the events of a turn: a live bar on a terminal, rare plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from nemo_skill.cli.output import printable
from nemo_skill.journal import Event, Turn
from nemo_skill.language.phrases import Phrases
from nemo_skill.pace import Pace

if TYPE_CHECKING:
    from rich.console import Console

# What an event is about -> the key of its phrase.
_PHASES = {
    "upload": "phase_upload",
    "uploading": "phase_upload",
    "sse": "phase_message",
    "drawing": "phase_draw",
    "export": "phase_render",
    "rendering": "phase_render",
    "downloading": "phase_download",
}
_NOTES = {
    "resumed": "note_resumed",
    "recovering": "note_recovering",
    "waits_its_turn": "note_waits",
    "session_gone": "note_session_gone",
}
# Work that is done at once needs no line.
_QUIET_S = 1.0
_WORD_LINES = 3


def _phase(phrases: Phrases, name: str) -> str:
    return phrases.say(_PHASES.get(name, "phase_message"))


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
        self._said = self._started - line_s + _QUIET_S
        self._status = ""
        self._shown = ""
        self._notes: list[str] = []

    def __call__(self, turn: Turn, event: Event | None) -> None:
        now = self._clock()
        if event is not None:
            self._take(event)
        if now - self._noticed >= self._notice_s:
            self._noticed = self._said = now
            self._say(self._phrases.say("still_working"))
        elif now - self._said >= self._line_s and not self._notice_is_near(now) and (line := self._line(now)):
            self._said = now
            self._say(line)

    def _notice_is_near(self, now: float) -> bool:
        """Whether a line now would stand right before the notice."""
        return self._noticed + self._notice_s - now < min(self._line_s, self._notice_s / 8)

    def _line(self, now: float) -> str:
        """What is worth a line now: a note first, then where the work stands; "" when there is no news."""
        if self._notes:
            return self._notes.pop(0)
        if self._status == self._shown:
            return ""
        self._shown = self._status
        return f"{self._status} ({_clock_text(now - self._started)})"

    def _take(self, event: Event) -> None:
        say = self._phrases.say
        if event.kind == "step":
            self._status = _phase(self._phrases, event.data["action"])
        elif event.kind == "progress":
            phase = _phase(self._phrases, event.data["phase"])
            fraction = event.data.get("fraction")
            self._status = phase if fraction is None else f"{phase} {fraction:.0%}"
            if event.data.get("to_go_s"):
                self._status = say("to_go", phase=self._status, seconds=event.data["to_go_s"])
        elif event.kind == "text":
            self._status = _gist(event.data["delta"])
        elif event.kind == "note" and event.data.get("fields"):
            self._notes.append(say(event.data["key"], **event.data["fields"]))
        elif event.kind == "note" and event.data.get("key") in _NOTES:
            self._notes.append(say(_NOTES[event.data["key"]]))

    def close(self) -> None:
        """Nothing is left on the screen."""


class LiveProgress:
    """A rich bar: phase, share, elapsed time, time to go; above it the agent's last words.

    Bar and words are gone at the end, since the answer repeats the words; notes and the notice stay as lines.
    """

    def __init__(self, stream: TextIO, phrases: Phrases, pace: Pace, *, notice_s: float) -> None:
        from rich.console import Console

        self._console = Console(file=stream, highlight=False)
        self._screen = _screen(self._console, phrases)
        self._task: Any = self._screen.add_task(phrases.say("phase_start"), total=None, share="", to_go_s=None)
        self._screen.start()
        self._phrases, self._notice_s = phrases, pace.seconds(notice_s)
        self._noticed = time.monotonic()
        self._words = ""

    def __call__(self, turn: Turn, event: Event | None) -> None:
        say = self._phrases.say
        if time.monotonic() - self._noticed >= self._notice_s:
            self._noticed = time.monotonic()
            self._print(say("still_working"))
        if event is None:
            return
        if event.kind == "step":
            self._update(_phase(self._phrases, event.data["action"]), None, None)
        elif event.kind == "progress":
            self._update(
                _phase(self._phrases, event.data["phase"]), event.data.get("fraction"), event.data.get("to_go_s")
            )
        elif event.kind == "text":
            self._words += event.data["delta"]
            lines = [line.strip() for line in self._words.splitlines() if line.strip()]
            self._screen.words = lines[-_WORD_LINES:]
        elif event.kind == "note" and event.data.get("fields"):
            self._print(say(event.data["key"], **event.data["fields"]))
        elif event.kind == "note" and event.data.get("key") in _NOTES:
            self._print(say(_NOTES[event.data["key"]]))

    def _update(self, phase: str, fraction: float | None, to_go_s: int | None) -> None:
        if fraction is None:
            # `update` takes a total of None for "as it was".
            self._screen.tasks[0].total = None
        self._screen.update(
            self._task,
            description=phase,
            total=None if fraction is None else 1.0,
            completed=fraction or 0.0,
            share="" if fraction is None else f"{fraction:.0%}",
            to_go_s=to_go_s,
        )

    def _print(self, line: str) -> None:
        self._console.print(printable(line), markup=False)

    def close(self) -> None:
        self._screen.stop()


def _screen(console: Console, phrases: Phrases) -> Any:
    """The bar with room for words above it; made here, as rich is imported only where there is a terminal."""
    from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeElapsedColumn
    from rich.text import Text

    class ToGo(ProgressColumn):
        """What earlier renders tell, else what the bar's own speed tells."""

        def render(self, task: Task) -> Text:
            seconds = task.fields["to_go_s"] or (None if task.finished else task.time_remaining)
            return Text(phrases.say("bar_to_go", seconds=round(seconds)) if seconds else "", style="dim")

    class Screen(Progress):
        words: Sequence[str] = ()

        def get_renderables(self) -> Iterable[Any]:
            for line in self.words:
                yield Text(printable(line), style="dim", no_wrap=True, overflow="ellipsis")
            yield self.make_tasks_table(self.tasks)

    return Screen(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=28),
        TextColumn("{task.fields[share]:>4}"),
        TimeElapsedColumn(),
        ToGo(),
        console=console,
        transient=True,
    )


def _gist(text: str, limit: int = 100) -> str:
    """The last line of what the agent said, as one short line."""
    line = text.strip().splitlines()[-1].strip()
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def _clock_text(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
