"""A line of text as placed glyphs: runs of one direction and face, shaped by HarfBuzz, in the order they are seen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from ..scenes.ink import Path, join
from .fonts import LATIN, Face, face_of, font, has_glyph, invisible

_RIGHT = ("R", "AL")
_MARKS = ("Mn", "Mc", "Me")


def right_to_left(text: str) -> bool:
    """Whether a paragraph runs from the right: its first letter decides."""
    return next((kind in _RIGHT for kind in map(unicodedata.bidirectional, text) if kind in ("L", *_RIGHT)), False)


def levels_of(text: str, base: int) -> list[int]:
    """Embedding levels, odd from right to left: Unicode's rules (UAX 9) without explicit embeddings and isolates."""
    kinds = [unicodedata.bidirectional(char) for char in text]
    strong: list[str] = []
    last = "R" if base else "L"
    for kind in kinds:
        if kind in _RIGHT or kind == "L":
            last = "R" if kind in _RIGHT else "L"
            strong.append(last)
        elif kind in ("EN", "AN"):
            strong.append("N" if last == "R" or kind == "AN" else "L")
        else:
            strong.append("NSM" if kind in ("NSM", "BN") else "")
    for n, kind in enumerate(strong):
        if kind == "NSM":
            strong[n] = strong[n - 1] if n else ""
        elif kind == "" and _between_digits(kinds, n):
            strong[n] = strong[n - 1]
    return _resolved(strong, base)


def _between_digits(kinds: Sequence[str], n: int) -> bool:
    """A separator inside a number, or a sign right at one, belongs to it."""
    before = kinds[n - 1] if n else ""
    after = kinds[n + 1] if n + 1 < len(kinds) else ""
    if kinds[n] in ("CS", "ES"):
        return before in ("EN", "AN") and before == after
    return kinds[n] == "ET" and before == "EN"


def _resolved(strong: list[str], base: int) -> list[int]:
    """Neutrals take the direction that both their neighbours have, else the paragraph's."""
    levels = []
    for n, kind in enumerate(strong):
        if kind == "":
            before = next((one for one in reversed(strong[:n]) if one), "R" if base else "L")
            after = next((one for one in strong[n + 1 :] if one), "R" if base else "L")
            sides = {"L" if one == "L" else "R" for one in (before, after)}
            kind = sides.pop() if len(sides) == 1 else ("R" if base else "L")
        if base:
            levels.append(1 if kind == "R" else 2)
        else:
            levels.append({"L": 0, "R": 1}.get(kind, 2))
    return levels


@dataclass(frozen=True)
class _Run:
    text: str
    face: Face
    level: int


def _runs(text: str, faces: Sequence[Face], base: int) -> Iterator[_Run]:
    """Pieces of one face and level. Joiners and marks stay with what they follow."""
    current, piece, level = LATIN, "", base
    for char, its_level in zip(text, levels_of(text, base)):  # noqa: B905 - one level a character
        stays = invisible(char) or (unicodedata.category(char) in _MARKS and has_glyph(current, char))
        # Some faces have a wide space of their own: Latin's serves all.
        wanted = LATIN if char == " " else current if stays and piece else face_of(char, faces) or LATIN
        if piece and (wanted != current or its_level != level):
            yield _Run(piece, current, level)
            piece = ""
        current, level, piece = wanted, its_level, piece + char
    if piece:
        yield _Run(piece, current, level)


def _seen_order(runs: list[_Run]) -> list[_Run]:
    """Rule L2: from the highest level down, reverse every stretch of runs at least that high."""
    for level in range(max((run.level for run in runs), default=0), 0, -1):
        n = 0
        while n < len(runs):
            end = n
            while end < len(runs) and runs[end].level >= level:
                end += 1
            runs[n:end] = runs[n:end][::-1]
            n = max(end, n + 1)
    return runs


@dataclass(frozen=True)
class Line:
    """One line's outlines with the baseline at y = 0 and x from 0 to ``width``, for letters of one pixel."""

    path: Path
    width: float


@lru_cache(maxsize=512)
def shaped(text: str, faces: tuple[Face, ...], weight: int, italic: bool, rightwards: bool) -> Line:
    """Shape a line; every number is in parts of the letter size."""
    x = 0.0
    outlines: list[Path] = []
    base = 0 if rightwards else 1
    for run in _seen_order(list(_runs(text, faces, base))):
        made = font(run.face, weight, italic)
        scale = 1.0 / made.face.upem
        for outline, advance in _glyphs(run, made):
            if len(outline.commands):
                outlines.append(Path(outline.commands, (outline.points * (scale, -scale) + (x, 0)).astype(np.float32)))
            x += advance * scale
    return Line(join(outlines), x)


def _glyphs(run: _Run, made: Any) -> Iterator[tuple[Path, float]]:
    import uharfbuzz as hb

    buffer = hb.Buffer()
    buffer.add_str(run.text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if run.level % 2 else "ltr"
    hb.shape(made, buffer)
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions):  # noqa: B905 - one position a glyph
        outline = _outline(made, info.codepoint)
        moved = np.add(outline.points, (position.x_offset, position.y_offset), dtype=np.float32)
        yield Path(outline.commands, moved), position.x_advance


@lru_cache(maxsize=4096)
def _outline(made: Any, glyph: int) -> Path:
    pen = _Pen()
    made.draw_glyph_with_pen(glyph, pen)
    return pen.path()


class _Pen:
    """Collects an outline as drawing commands; quadratic curves become cubic ones."""

    def __init__(self) -> None:
        self._commands: list[int] = []
        self._points: list[tuple[float, float]] = []

    def moveTo(self, to: tuple[float, float]) -> None:
        self._commands.append(1)
        self._points.append(to)

    def lineTo(self, to: tuple[float, float]) -> None:
        self._commands.append(2)
        self._points.append(to)

    def curveTo(self, *points: tuple[float, float]) -> None:
        self._commands.append(3)
        self._points += points

    def qCurveTo(self, control: tuple[float, float], to: tuple[float, float]) -> None:
        begin = self._points[-1]
        one = tuple(a + (c - a) * 2 / 3 for a, c in zip(begin, control))  # noqa: B905 - pairs
        two = tuple(b + (c - b) * 2 / 3 for b, c in zip(to, control))  # noqa: B905 - pairs
        self.curveTo(one, two, to)  # type: ignore[arg-type]

    def closePath(self) -> None:
        self._commands.append(0)

    def endPath(self) -> None:
        pass

    def path(self) -> Path:
        return Path(np.array(self._commands, np.uint8), np.array(self._points, np.float32).reshape(-1, 2))
