"""Vendored illustrations as paths of our own, so that the scene's light falls on them and their parts can move."""

from __future__ import annotations

import json
import lzma
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as File
from typing import Any

import numpy as np
import numpy.typing as npt

from nemo_skill.studio import data
from nemo_skill.studio.scenes import sketches
from nemo_skill.studio.scenes.ink import Floats, Ink, Linear, Path, join, polygon, ribbon
from nemo_skill.studio.scenes.light import Light

_LETTERS = {"Z": (0, 0), "M": (1, 1), "L": (2, 1), "C": (3, 3)}
#: Moves points (n x 2, shares of the picture: x -0.5 to 0.5, y -1 at the top to 0 at the ground).
Bend = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Picture:
    """Filled parts in drawing order: colour, opacity and path, in shares of the picture's height, the feet at y = 0.

    ``wide`` is the width as a share of the height.
    """

    parts: tuple[tuple[str, float, Path], ...]
    wide: float

    def draw(
        self,
        ink: Ink,
        light: Light,
        height: float,
        *,
        depth: float = 0.0,
        bend: Bend | None = None,
        flip: bool = False,
        tint: str | None = None,
        lit: float = 1.0,
    ) -> None:
        """Draw with the feet at the origin. ``flip`` looks the other way, ``tint`` colours the largest part."""
        left = light.sun[0] < 0.5
        shadow, sunny = 0.30 * lit, 0.95 * lit
        ends = (shadow, sunny) if left == flip else (sunny, shadow)
        ends = (ends[1], ends[0]) if flip else ends
        rim = light.shade(light.rim, 0.9, depth)
        with ink.moved(0, 0, scale=height, flip=flip):
            paths = [self._bent(path, bend) for _, _, path in self.parts]
            side = (-1 if left else 1) * (-1 if flip else 1)
            with ink.moved(side * 0.006, -0.005):
                ink.fill(join([p for p, (_, a, _) in zip(paths, self.parts, strict=True) if a > 0.9]), rim, 0.85)
            half = self.wide / 2
            for (colour, alpha, _), path in zip(self.parts, paths, strict=True):
                shown = tint if tint and colour == self.main else colour
                across = Linear(
                    -half * side, -0.9, half * side, -0.1,
                    [(0, light.shade(shown, shadow, depth), 1), (1, light.shade(shown, sunny, depth), 1)],
                )  # fmt: skip
                ink.fill(path, across, alpha)

    @property
    def main(self) -> str:
        """The colour that covers most."""
        sizes: dict[str, float] = {}
        for colour, _, path in self.parts:
            spread = np.ptp(path.points, axis=0)
            sizes[colour] = max(sizes.get(colour, 0), float(spread[0] * spread[1]))
        return max(sizes, key=lambda c: sizes[c])

    @staticmethod
    def _bent(path: Path, bend: Bend | None) -> Path:
        return Path(path.commands, bend(path.points).astype(np.float32)) if bend else path


@lru_cache(maxsize=1)
def _packed() -> dict[str, Any]:
    """The parts of each drawing: colour, opacity, command letters and steps (scripts/pictures.py says how they lie)."""
    with lzma.open(File(data.__file__).parent / "pictures.xz") as stream:
        head, numbers = stream.read().split(b"\n", 1)
    loaded: dict[str, Any] = json.loads(head)
    steps, place = _steps(numbers), 0
    for parts in loaded.values():
        for part in parts:
            count = 2 * sum(_LETTERS[c][1] for c in part[2])
            part.append(steps[place : place + count])
            place += count
    return loaded


def _steps(numbers: bytes) -> npt.NDArray[np.int16]:
    """Signed steps from their bytes."""
    values = np.frombuffer(numbers, np.uint8).astype(np.int16)
    large = values >= 240
    # A byte behind a large one is its lower half, even when it is large itself; runs of them alternate.
    for i in np.flatnonzero(large[1:] & large[:-1]) + 1:
        large[i] = not large[i - 1]
    at = np.flatnonzero(large)
    values[at] = 240 + (values[at] - 240) * 256 + values[at + 1]
    kept = np.delete(values, at + 1)
    return np.where(kept & 1, -(kept + 1) // 2, kept // 2).astype(np.int16)


def _path(letters: str, deltas: npt.NDArray[np.int16]) -> Path:
    commands = np.array([_LETTERS[c][0] for c in letters], np.uint8)
    points = np.cumsum(deltas.astype(np.float32).reshape(-1, 2), axis=0)
    return Path(commands, points.astype(np.float32))


@lru_cache(maxsize=64)
def picture(name: str) -> Picture:
    """The illustration of that name.

    Raises:
        KeyError: there is none.
    """
    drawn = data.table("pictures")["drawn"].get(name)
    raw = _sketched(drawn) if drawn else [(c, a, _path(letters, steps)) for c, a, letters, steps in _packed()[name]]
    every = np.concatenate([p.points for _, _, p in raw])
    low, high = every.min(0), every.max(0)
    size = high - low
    middle = np.array([(low[0] + high[0]) / 2, high[1]], np.float32)
    parts = tuple((c, a, Path(p.commands, ((p.points - middle) / size[1]).astype(np.float32))) for c, a, p in raw)
    return Picture(parts, float(size[0] / size[1]))


def has_picture(name: str) -> bool:
    """Whether there is an illustration of that name."""
    return name in _packed() or name in data.table("pictures")["drawn"]


def _sketched(drawn: str) -> list[tuple[str, float, Path]]:
    """The parts of a drawing of scenes/sketches.py, or of one of props.yaml by its name and how it is turned."""
    text, turn = drawn, 0.0
    if ";" not in drawn:
        name, *degrees = drawn.split()
        props = data.table("props")
        text = props["held"].get(name) or props["standing"].get(name) or data.table("dishes")["pieces"][name]
        turn = math.radians(float((degrees or ["0"])[0]))
    c, s = math.cos(turn), math.sin(turn)
    turned = np.array([(c, s), (-s, c)], np.float32)
    found = []
    for part in sketches.parts(text):
        if part.kind in "gv":
            continue
        path = part.path
        if part.kind in "lc":
            points = np.array(part.numbers, np.float32).reshape(-1, 2)
            path = ribbon(points, np.full(len(points), part.width / 2), cap=False)
            if part.kind == "l":  # Without the swing of a curve beyond its ends.
                along = np.asarray(np.gradient(points, axis=0))
                aside = along[:, ::-1] * (-1, 1) / np.maximum(np.hypot(*along.T), 1e-6)[:, None] * part.width / 2
                path = polygon(np.concatenate([points + aside, (points - aside)[::-1]]))
        colour = part.colour if part.colour.startswith("#") else _NAMED.get(part.colour, "#d8483a")
        found.append((colour, part.alpha, Path(path.commands, path.points @ turned)))
    return found


_NAMED = {"skin": "#e6b08c", "hair": "#3a2418"}
