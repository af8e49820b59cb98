"""The camera: which part of the drawn frame it shows, and how heroes stand against what is behind them."""

from __future__ import annotations

import math
import re
import zlib
from dataclasses import dataclass

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.model import ShotPlan
from nemo_skill.studio.plan.where import is_room
from nemo_skill.studio.scenes.styles import moment


@dataclass(frozen=True)
class Move:
    """From first to last: enlargement, and where the window lies in the room it has (0-1 from left and from top).

    ``swing`` moves heroes against their background, in shares of the frame's width; with ``keeps`` they keep their size
    while the background grows; ``shake`` is that of a hand.
    """

    zoom: tuple[float, float]
    x: tuple[float, float] = (0.5, 0.5)
    y: tuple[float, float] = (0.56, 0.56)
    swing: float = 0.0
    keeps: bool = False
    shake: float = 0.0


_MOVES = {
    "push": Move((1.0, 1.22), (0.5, 0.42)),
    "pull": Move((1.22, 1.0), (0.42, 0.5)),
    "static": Move((1.0, 1.0)),
    "close": Move((1.30, 1.40), (0.46, 0.5)),
    "tilt": Move((1.16, 1.16), y=(1.0, 0.0)),
    "pan": Move((1.07, 1.07), (0.0, 1.0)),
    "aerial": Move((1.0, 1.10), (0.3, 0.6), (0.35, 0.6)),
    "crane": Move((1.20, 1.08), y=(1.0, 0.0)),
    "orbit": Move((1.13, 1.13), (0.0, 1.0), swing=0.09),
    "vertigo": Move((1.0, 1.36), y=(0.82, 0.82), keeps=True),
    "handheld": Move((1.07, 1.10), shake=1.0),
}
#: Where no camera is asked for: slow, and never twice the same from clip to clip.
_GENTLE = (
    Move((1.02, 1.10), (0.5, 0.36)),
    Move((1.10, 1.02), (0.36, 0.5)),
    Move((1.06, 1.09), (0.15, 0.75), swing=0.02),
    Move((1.09, 1.05), (0.4, 0.45), (0.95, 0.35)),
)
#: A hero who is small in a great land.
_SMALL = 0.46
_MOVING, _STILL = 0.085, 0.10
_INDOORS = ("table", "stage", "space", "abstract", "underwater")
_LIVING = ("quadruped", "person", "bird")


class Camera:
    """Frames a shot of ``width`` x ``height`` pixels."""

    def __init__(self, plan: ShotPlan, width: int, height: int, *, stands: bool) -> None:
        self._plan, self._width, self._height = plan, width, height
        self._move = _MOVES.get(plan.camera) or _GENTLE[zlib.crc32(plan.prompt.encode()) % len(_GENTLE)]
        living = any(s.group in _LIVING for s in plan.subjects)
        open_air = living and plan.setting not in _INDOORS and not is_room(plan.setting)
        self._size = _SMALL if open_air and re.search(table("light")["words"]["far"], plan.prompt, re.I) else 1.0
        self._aside = _off_centre(plan) if stands and width > 1.2 * height else 0.0

    def _share(self, t: float) -> float:
        u = min(1.0, max(0.0, moment(self._plan.style, t) / self._plan.duration_s))
        return u * u * (3 - 2 * u)

    def crop(self, t: float) -> tuple[int, int, int, int]:
        """The part of the frame that is shown at time t: x, y, width, height in pixels."""
        move, ease = self._move, self._share(t)
        zoom, x, y = (a + (b - a) * ease for a, b in (move.zoom, move.x, move.y))
        if move.shake:
            x += move.shake * (0.30 * math.sin(t * 2.3) + 0.18 * math.sin(t * 5.1 + 1) + 0.06 * math.sin(t * 11.3))
            y += move.shake * (0.26 * math.sin(t * 1.9 + 2) + 0.16 * math.sin(t * 4.3) + 0.07 * math.sin(t * 12.7 + 1))
        w, h = self._width / zoom, self._height / zoom
        left, top = (
            (side - part) * min(1.0, max(0.0, v)) for side, part, v in ((self._width, w, x), (self._height, h, y))
        )
        return round(left), round(top), min(self._width, round(w)), min(self._height, round(h))

    def hero(self, t: float) -> tuple[float, float]:
        """How far heroes stand from where they would (share of the width), and how large they are for it."""
        move, ease = self._move, self._share(t)
        size = move.zoom[0] / (move.zoom[0] + (move.zoom[1] - move.zoom[0]) * ease) if move.keeps else 1.0
        return self._aside + move.swing * (ease - 0.5), size * self._size


def _off_centre(plan: ShotPlan) -> float:
    """A single living hero leaves room before it, where it looks and goes; the sun is on that side, too."""
    if len(plan.subjects) != 1 or plan.camera == "close" or plan.setting in _INDOORS or plan.subjects[0].count > 1:
        return 0.0
    hero = plan.subjects[0]
    if hero.group not in _LIVING or hero.action == "show":
        return 0.0
    return -_MOVING if hero.action in ("run", "walk", "fly", "cycle", "jump") else -_STILL
