"""Dishes and drinks of ``dishes.yaml``: what stands still is baked once, what moves is drawn in each frame."""

from __future__ import annotations

import math
import re
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import groupby, takewhile

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.plan.pictures import dishes
from nemo_skill.studio.scenes.cooking import MOTIONS
from nemo_skill.studio.scenes.fare import FARE
from nemo_skill.studio.scenes.fluids import FLUIDS
from nemo_skill.studio.scenes.gestures import GESTURES
from nemo_skill.studio.scenes.ink import Ink, Pixels
from nemo_skill.studio.scenes.light import Light
from nemo_skill.studio.scenes.servings import SERVINGS, eased
from nemo_skill.studio.scenes.vessels import DEEP, VESSELS, Served, opening
from nemo_skill.studio.scenes.workings import WORKINGS
from nemo_skill.studio.scenes.world import Baked, World

_SIDE, _UP, _DOWN = 1100.0, 900.0, 460.0  # how far parts reach
_STILL = {**VESSELS, **FARE}
_MOVING = {**MOTIONS, **WORKINGS, **GESTURES, **FLUIDS, **SERVINGS}
_LAYERS = frozenset(("stack", "heap", "grid", "ring", "put", "base", "cream", "wedge", "at"))
Words = tuple[str, ...]
_FROM_ABOVE = re.compile(rf"{table('dishes')['overhead']}|bird.?s[- ]eye|from above|俯瞰", re.I)


def is_dish(kind: str) -> bool:
    """Whether a thing is one of the table."""
    return kind in dishes()


def angle_of(prompt: str) -> tuple[float, float]:
    """How long depth and how tall height looks: from above where the prompt says so."""
    return (0.96, 0.10) if _FROM_ABOVE.search(prompt) else (0.50, 0.86)


def doings_of(prompt: str) -> frozenset[str]:
    """What the words of a prompt set going, as ``acts`` of the table names it."""
    return frozenset(name for name, words in table("dishes")["acts"].items() if re.search(words, prompt, re.I))


def poured(prompt: str) -> str | None:
    """The colour of what the prompt pours."""
    text = prompt.lower()
    found = [(at, c) for word, c in table("dishes")["liquids"].items() if (at := _behind(text, word)) >= 0]
    return min(found)[1] if found else None


def poured_from(prompt: str) -> str:
    """What the prompt pours from: a bottle, a teapot, a shaker; else a jug."""
    text = prompt.lower()
    return next((str(k) for k, words in table("dishes")["poured_from"].items() if re.search(words, text)), "jug")


_INTO = re.compile(r"(?:ed|led) (?:\w+ly )?(?:in|into|on|onto|over)\b")


def _behind(text: str, word: str) -> int:
    """How far from the verb a liquid is named, -1 if it isn't: behind it ("pouring milk"), else before it.

    What stands behind "poured into" is what it is poured into.
    """
    verb = re.search(table("dishes")["acts"]["pour"], text)
    at = re.search(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word), text)
    if verb is None or at is None:
        return -1
    away = at.start() - verb.end()
    if text[at.end() :][:1] in ("里", "中", "上"):  # Into it, or onto it.
        return 200
    into = _INTO.match(text, verb.end()) or verb.group()[-1] in "入进"
    return (away + 80 if into else away) if away >= 0 else 40 - away


@lru_cache(maxsize=256)
def parts(text: str, doings: frozenset[str]) -> tuple[Words, ...]:
    """The parts that are drawn at these doings, as words without their marks."""
    found = []
    for piece in filter(None, map(str.strip, text.split(";"))):
        words = piece.split()
        marks = list(takewhile(lambda word: word[0] in "@!", words))
        if any((mark[0] == "@") != (mark[1:] in doings) for mark in marks):
            continue
        words = words[len(marks) :]
        found.append(tuple(w.lstrip("@") for w in words if not w.startswith("@") or w[1:] in doings))
    return tuple(found)


@dataclass(frozen=True)
class _Spot:
    """Where drawing stands before a part: the frame of its own, the surface, and whether a vessel's rim is around."""

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    z: float = 0.0
    r: float = 300.0
    rim: float = 0.0
    wet: str = ""
    deep: bool = False
    tint: str = ""

    def served(self, ink: Ink, light: Light, angle: tuple[float, float], tint: str) -> Served:
        return Served(ink, light, *angle, self.z, self.r, self.rim, self.wet, self.tint or tint)


class Laid:
    """A text of parts, laid at a place of the frame (design units), ``scale`` times as large, ``blur`` out of focus."""

    def __init__(
        self,
        world: World,
        text: str,
        x: float,
        y: float,
        scale: float,
        *,
        blur: float = 0.0,
        doings: frozenset[str] = frozenset(),
        tint: str = "#e8e4dc",
    ) -> None:
        self._world, self._place, self._blur = world, (x, y, scale), blur
        self._tint = tint
        self._angle = angle_of(world.plan.prompt)
        colour = poured(world.plan.prompt) if "pour" in doings else None
        found = [("revolve", *p[1:]) if p[0] == "spin" and "rotate" in doings else p for p in parts(text, doings)]
        lip = poured_from(world.plan.prompt)
        self._parts = [(p[0], colour or p[1], *p[2:], lip) if p[0] == "pour" else p for p in found]
        nothing = np.zeros((4, 4, 4), np.uint8)
        with Ink(nothing) as nowhere:
            self._spots = self._lay(nowhere, world.keys[0], 0, len(self._parts))
        self._runs: list[tuple[Baked | None, int, int]] = []
        self._floats = "assemble" in doings
        for (moving, _), group in groupby(range(len(self._parts)), self._run_of):
            run = list(group)
            start, end = run[0], run[-1] + 1
            self._runs.append((None if moving else Baked(world, partial(self._bake, start, end)), start, end))

    def _run_of(self, k: int) -> tuple[bool, int]:
        """What is drawn at one go: still parts together; each by itself where they come together one by one."""
        moving = self._parts[k][0] in _MOVING
        return moving, sum(p[0] in _LAYERS for p in self._parts[1 : k + 1]) if self._floats and not moving else 0

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Baked runs of still parts and moving ones, in their order."""
        x, y, scale = self._place
        up = 0.0
        for k, (baked, start, end) in enumerate(self._runs):
            if baked is not None:
                up = self._afloat(k, t)
                baked.place(ink, t, x - _SIDE * scale, y - (_UP + up) * scale)
                continue
            for words, spot in zip(self._parts[start:end], self._spots[start:end], strict=True):
                served = spot.served(ink, light, self._angle, self._tint)
                with ink.moved(x + spot.x * scale, y + (spot.y * served.flat - up) * scale, scale=scale * spot.scale):
                    _MOVING[words[0]](served, words[1:], t)

    def _afloat(self, k: int, t: float) -> float:
        """How high the run k still floats over its place, in what is put together layer by layer."""
        if not self._floats or k == 0:
            return 0.0
        n, end = len(self._runs), self._world.plan.duration_s * 0.84
        left = 1 - eased(t, end * (0.1 + 0.7 * (k - 1) / n), end * (0.36 + 0.7 * (k - 1) / n))
        return left * (min(58.0, 420 / n) * k + 9 * math.sin(t * 1.9 + 1.3 * k))

    def _lay(self, ink: Ink, light: Light, start: int, end: int) -> list[_Spot]:
        """Draw some parts; where each of them stood."""
        spot = self._spots[start] if start else _Spot()
        found = []
        for name, *args in self._parts[start:end]:
            if name == "at":
                x, y, scale = (*map(float, args), *(0.0, 0.0, 1.0)[len(args) :])
                spot = _Spot(x, y, scale, tint=spot.tint)
            found.append(spot)
            if name in _MOVING or name == "at":
                continue
            if name not in _STILL:
                raise ValueError(f"no part of a dish is called {name!r}")
            served = spot.served(ink, light, self._angle, self._tint)
            inside = spot.deep and name not in DEEP
            with (
                ink.moved(spot.x, spot.y * served.flat, scale=spot.scale),
                ink.within(opening(served)) if inside else nullcontext(),
            ):
                _STILL[name](served, args)
            deep, own = spot.deep or name in DEEP, served.tint if name == "tint" else spot.tint
            spot = replace(spot, tint=own, z=served.z, r=served.r, rim=served.rim, wet=served.wet, deep=deep)
        return found

    def _bake(self, start: int, end: int, light: Light) -> Pixels:
        world, scale = self._world, self._place[2]
        height, width = world.pixels((_UP + _DOWN) * scale), world.pixels(2 * _SIDE * scale)
        pixels = np.zeros((height, width, 4), np.uint8)
        with (
            Ink(pixels, unit=world.unit) as ink,
            ink.moved(_SIDE * scale, _UP * scale, scale=scale),
            ink.blurred(self._blur) if self._blur else nullcontext(),
        ):
            self._lay(ink, light, start, end)
        return pixels
