"""What is told while a turn runs: rare plain lines, and a notice that the work goes on."""

from __future__ import annotations

from typing import Any

from nemo_skill import skill
from nemo_skill.cli.progress import PlainProgress
from nemo_skill.journal import Event
from nemo_skill.language.phrases import Phrases
from nemo_skill.pace import Pace


class Told:
    """A listener on a clock of the test's own, and what it said."""

    def __init__(self, language: str = "en") -> None:
        self.now, self.lines = 0.0, []  # type: float, list[str]
        phrases = Phrases(skill.load().tables["phrases"], language)
        self._hear: Any = PlainProgress(
            self.lines.append, phrases, Pace(), line_s=15, notice_s=120, clock=lambda: self.now
        )

    def at(self, now: float, kind: str = "", **data: Any) -> None:
        """An event at a moment; without a kind only the moment passes."""
        self.now = now
        self._hear(None, Event(1, now, kind, data) if kind else None)


def test_lines_are_rare() -> None:
    """At most one every fifteen seconds, and only when there is something new."""
    told = Told()
    told.at(0, "step", action="export")
    for second in range(1, 40):
        told.at(second, "progress", phase="rendering", fraction=second / 40)
    assert told.lines == ["Rendering (0:00)", "Rendering 38% (0:15)", "Rendering 75% (0:30)"]
    told.at(100)
    told.at(110)
    assert len(told.lines) == 4


def test_time_to_go() -> None:
    """Known from earlier renders, it stands in the line."""
    told = Told()
    told.at(0, "progress", phase="rendering", fraction=0.5, to_go_s=20)
    assert told.lines == ["Rendering 50%, about 20 s to go (0:00)"]


def test_still_working() -> None:
    """Every two minutes, also when nothing at all is heard; in the user's language."""
    told = Told("zh-CN")
    for second in range(0, 400, 5):
        told.at(second)
    assert told.lines == ["⏳ 仍在处理中..."] * 3


def test_words_of_the_agent() -> None:
    """The gist of what the agent says, as one short line."""
    told = Told()
    told.at(0, "text", delta="The raw clip is ready.\nNext I add music. " + "x" * 300)
    (line,) = told.lines
    assert line.startswith("Next I add music.") and len(line) < 120
