"""Backend words -> what the user reads, and what the skill does.

The text is cut into sentences (`segments`), each is reviewed (`screen`), and the remains are put together again
(`assembly`). A stream is the same machine fed in pieces, so its result can't depend on where the pieces were cut.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from nemo_skill.language.assembly import ITEM, LEAD, PLAIN, QUESTION, ROW, SECTION, TABLE, TITLE, Assembly
from nemo_skill.language.screen import Screen
from nemo_skill.language.segments import Cutter, Segment, cuts

_OURS = ("export", "state", "credits")
# Words that come together when others go may read as an instruction again; so what remains is read until it stays.
_PASSES = 4
_FENCES = ("```", "~~~")
_MARKER = re.compile(
    r"\s*(?:>\s*)*(?:(?:[-*+]|\d{1,3}[.)]|\(?[a-zA-Z][.)]|#{1,6})\s+(?:\[[ xX]\]\s+)?|\(\d{1,2}\)\s*)?", re.ASCII
)
# Compiled only for a line whose marker may be one of these: sets of wide characters take long.
_WIDE_MARKER = (
    r"\s*(?:>\s*)*(?:[•·▪▫◦●○◆◇■□▶►➤➜→–—✔✓☐☑]\s+(?:\[[ xX]\]\s+)?|\d{1,3}[、．]\s*|[①-⑳❶-❿⓵-⓾]\s*"
    r"|(?:\d\ufe0f?\u20e3|🔟)\s*|[（(]\d{1,2}[)）]\s*|[一二三四五六七八九十]、\s*)?"
)
_RULE = re.compile(r"[\s|:-]+")
_TITLE = re.compile(r"\W*(?:\*\*|__)[^*_]+(?:\*\*|__)\W*")
_BARE = re.compile(r"[\W_]*")


class Suggestion(NamedTuple):
    """What the backend asked for and the skill does not do by itself: edit, upload, account or unknown."""

    action: str
    text: str


class Translation(NamedTuple):
    """`actions` in order of appearance, each once: export, state, credits, edit, upload, account."""

    text: str
    actions: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]


class Translator:
    """Translates by the `translation` section of skill.yaml."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._screen = Screen(tables)

    def translate(self, text: str) -> Translation:
        """The translation of a whole answer."""
        stream = self.stream()
        stream.feed(text)
        return stream.finish()

    def stream(self) -> TranslationStream:
        """A translation of an answer that arrives in fragments."""
        return TranslationStream(self._screen)


class TranslationStream:
    """Feed fragments, show what comes back, then `finish`; `tail` is then what was still to be shown."""

    def __init__(self, screen: Screen) -> None:
        self.tail = ""
        self._screen = screen
        self._cutter = Cutter()
        self._out = Assembly()
        self._actions: list[str] = []
        self._suggestions: list[Suggestion] = []
        self._marker: str | None = None
        self._fenced = self._quoted = self._tabled = False
        self._instructed = False
        self._line_kept = False
        self._excuse = ""

    def feed(self, fragment: str) -> str:
        """The text that may be shown now, perhaps none."""
        return self._shown_by(self._cutter.feed(fragment))

    def finish(self) -> Translation:
        """The whole translation; its text is what `feed` returned, and `tail`."""
        before = len(self._out.shown)
        self._shown_by(self._cutter.finish())
        self._out.finish()
        if self._excuse and not self._out.shown and not self._actions and not self._suggestions:
            self._out.shown.append(self._excuse)
        self.tail = "".join(self._out.shown[before:])
        return Translation("".join(self._out.shown), tuple(self._actions), tuple(self._suggestions))

    def _shown_by(self, segments: list[Segment]) -> str:
        before = len(self._out.shown)
        for segment in segments:
            self._take(segment)
            if segment.last:
                self._marker = None
        return "".join(self._out.shown[before:])

    def _take(self, segment: Segment) -> None:
        body = segment.text.rstrip()
        space = segment.text[len(body) :]
        begins = self._marker is None or (self._marker == "" and not self._line_kept)
        fence = begins and body.lstrip().startswith(_FENCES)
        row = begins and body.lstrip().startswith("|") and not self._fenced
        headed, self._tabled = self._tabled, row
        if not body:
            self._out.blank(space)
        elif fence or self._fenced:
            self._fenced ^= fence
            self._out.keep(body, space)
        elif row and not headed:
            self._out.hold(body, space, TABLE, ROW)
        elif row:
            self._row(body, space)
        else:
            self._sentence(body, space)

    def _row(self, body: str, space: str) -> None:
        """A table's row: one that only says how to operate a screen goes, else only the cell that does.

        In a row that tells something, a cell is read like a script: it may be a caption ("Press play on your weekend").
        """
        if _RULE.fullmatch(body):
            self._out.hold(body, space, TABLE + 1, ROW)
            return
        cells = [cell.strip() for cell in body.split("|")]
        heavy = [_weighs(cell) and not self._screen.is_step(cell) for cell in cells]
        kept = []
        for cell, weighs in zip(cells, heavy, strict=True):
            self._quoted = sum(heavy) > weighs
            kept.append("" if self._screen.is_part(cell) else self._visible(cell))
        self._instructed = any(cell and not text for cell, text in zip(cells, kept, strict=True))
        if self._instructed and not any(weighs and text for weighs, text in zip(heavy, kept, strict=True)):
            self._out.drop(space)
        else:
            self._out.keep(body if kept == cells else " | ".join(kept).strip(), space, ROW)

    def _sentence(self, body: str, space: str) -> None:
        first = self._marker is None
        if first:
            self._line_kept = False
            self._marker = _marker(body)
            body = body[len(self._marker) :]
            self._quoted = ">" in self._marker and not self._screen.announces(body)
        elif self._quoted and self._screen.announces(body):
            self._quoted = False
        kept = self._visible(body)
        if kept != body and _BARE.fullmatch(kept):
            self._out.drop(space)
            self._instructed = True
            return
        self._instructed = False
        self._fenced ^= kept != body and kept.startswith(_FENCES) and not self._line_kept
        marker = self._marker or ""
        self._marker = ""
        self._line_kept = True
        rank = _rank(marker, kept, whole=first and "\n" in space)
        kind, indent = PLAIN, -1
        if marker.strip(" >\t#"):
            kind, indent = ITEM, len(marker) - len(marker.lstrip())
        if rank == QUESTION and self._screen.asks_back(kept):
            rank = 0
        if not rank and self._screen.selects(kept):
            rank = LEAD
        if rank:
            self._out.hold(marker + kept, space, rank, kind, indent, hollow=self._screen.announces(kept))
        else:
            self._out.keep(marker + kept, space, kind, indent)

    def _visible(self, body: str) -> str:
        if self._screen.is_tail(body, "first"):
            self._excuse = self._excuse or body
            return ""
        if self._excuse and self._screen.is_tail(body, "next"):
            self._excuse += " " + body
            return ""
        kept = self._reviewed(body)
        for _ in range(_PASSES):
            if kept == body or not kept.strip():
                break
            body = kept
            begins = [0, *cuts(body), len(body)]
            kept = "".join(self._reviewed(body[begin:end]) for begin, end in pairwise(begins))
        return kept.strip() if kept != body else kept

    def _reviewed(self, sentence: str) -> str:
        if self._screen.is_tail(sentence, "first"):
            return ""
        verdict = self._screen.review(sentence, after_instruction=self._instructed, script=self._quoted)
        for asked in verdict.asked:
            if asked.action != "unknown" and asked.action not in self._actions:
                self._actions.append(asked.action)
            suggestion = Suggestion(asked.action, asked.text)
            if asked.action not in _OURS and asked.text and suggestion not in self._suggestions:
                self._suggestions.append(suggestion)
        return verdict.text


def _marker(line: str) -> str:
    """What a line begins with: white space, quotation marks, the marker of a list or a heading."""
    match = _MARKER.match(line)
    end = match.end() if match else 0
    if line[end : end + 3].isascii():
        return line[:end]
    match = re.match(_WIDE_MARKER, line)
    return match.group() if match and match.end() > end else line[:end]


def _weighs(cell: str) -> bool:
    """Whether a cell of a table tells something by itself, unlike a number or a label of a row."""
    told = any(char.isdigit() or char in "'\"“「《«" for char in cell)
    return len(cell) > 2 and (told or len(cell) > 24 or len(cell.split()) > 3)


def _rank(marker: str, text: str, *, whole: bool) -> int:
    """The rank of a piece that waits for what follows it (see `assembly`), or 0."""
    level = marker.count("#")
    if level:
        return level
    if len(text) >= 3 and set(text) in ({"-"}, {"*"}, {"_"}):
        return SECTION
    if text.endswith((":", "：", ":**", "：**", ":*")):
        return LEAD
    if text.endswith(("?", "？")) and len(text) <= 40:
        return QUESTION
    return TITLE if whole and _TITLE.fullmatch(text) else 0
