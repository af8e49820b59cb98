"""What is told while a turn runs: rare plain lines, and a notice that the work goes on."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from typing import Any

import pytest

from nemo_skill import skill
from nemo_skill.cli.progress import LiveProgress, PlainProgress
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
    assert told.lines == ["Rendering 2% (0:01)", "Rendering 40% (0:16)", "Rendering 78% (0:31)"]
    told.at(100)
    told.at(110)
    assert len(told.lines) == 4


def test_quick_work_is_quiet() -> None:
    """What is done within a second needs no line; a note goes before where the work stands, but not out of turn."""
    told = Told("zh-CN")
    told.at(0, "step", action="sse")
    told.at(0.5, "note", key="low_credits", fields={"available": "30", "cost": 50})
    assert told.lines == []
    told.at(2)
    assert told.lines == ["只剩 30 积分；这一步通常需要约 50 积分。"]
    told.at(3, "note", key="recovering")
    told.at(16)
    told.at(18)
    told.at(34)
    assert told.lines[1:] == ["连接中断，正在读取项目以确认完成了哪些内容...", "正在处理 (0:34)"]


def test_lines_are_rare_beside_the_notice() -> None:
    """No line stands closer than fifteen seconds to another one, the notice of every two minutes included."""
    told, times = Told(), []  # type: Told, list[float]
    for second in range(600):
        before = len(told.lines)
        told.at(second, "progress", phase="rendering", fraction=second / 600)
        times += [second] * (len(told.lines) - before)
    assert told.lines.count("⏳ Still working...") == 4
    assert min(later - sooner for sooner, later in pairwise(times)) >= 15 and len(times) > 30


def test_time_to_go() -> None:
    """Known from earlier renders, it stands in the line."""
    told = Told()
    told.at(1, "progress", phase="rendering", fraction=0.5, to_go_s=20)
    assert told.lines == ["Rendering 50%, about 20 s to go (0:01)"]


def test_still_working() -> None:
    """Every two minutes, also when nothing at all is heard; in the user's language."""
    told = Told("zh-CN")
    for second in range(0, 400, 5):
        told.at(second)
    assert told.lines == ["⏳ 仍在处理中..."] * 3


def test_words_of_the_agent() -> None:
    """The gist of what the agent says, as one short line."""
    told = Told()
    told.at(1, "text", delta="The raw clip is ready.\nNext I add music. " + "x" * 300)
    (line,) = told.lines
    assert line.startswith("Next I add music.") and len(line) < 120


def test_live_bar() -> None:
    """On a terminal: the agent's words above the bar while it works, nothing of them left at the end."""
    screen = Terminal()
    phrases = Phrases(skill.load().tables["phrases"], "en")
    bar = LiveProgress(screen, phrases, Pace(), notice_s=120)
    hear: Any = bar
    hear(None, Event(1, 0, "text", {"delta": "First words.\nSecond [bold]words[/] \x1b[31mred."}))
    hear(None, Event(2, 0, "note", {"key": "recovering"}))
    hear(None, Event(3, 0, "progress", {"phase": "rendering", "fraction": 0.42, "to_go_s": 12}))
    bar._screen.refresh()
    bar.close()
    shown = screen.getvalue()
    for words in ("Second [bold]words[/] [31mred.", "The connection broke", "Rendering", "42%", "~12 s left"):
        assert words in shown, words
    assert re.search(r"\x1b\[[39]\d", shown)
    # What is left when the cursor has gone up and cleared its lines: the note alone.
    assert shown.rstrip().endswith("\x1b[2K")


def test_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR leaves the bar without any."""
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Terminal()
    bar = LiveProgress(screen, Phrases(skill.load().tables["phrases"], "en"), Pace(), notice_s=120)
    bar._screen.refresh()
    bar.close()
    assert "Starting" in screen.getvalue() and not re.search(r"\x1b\[[39]\d", screen.getvalue())


class Terminal(io.StringIO):
    """A stream that claims to be a terminal."""

    def isatty(self) -> bool:
        return True
