"""A nest in a fork of boughs: the young with open bills, the parent at its rim with what it brings."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import ShotPlan, Subject
from nemo_skill.studio.scenes.bird_rig import Bird, bird_form
from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, ellipses, join, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.world import World

_NEST = re.compile(r"\bnest(?:s|lings?|ing)?\b|鸟巢|鸟窝|巢[里中]|窝里|雏鸟", re.I)
_YOUNG = re.compile(
    r"chicks?\b|bab(?:y|ies)|nestlings?|hatchlings?|fledglings?|young|owlets?|eaglets?|雏|幼鸟|小鸟|宝宝", re.I
)
_EGGS = re.compile(r"\beggs?\b|鸟蛋|孵蛋", re.I)
_BOTH = re.compile(r"feed|mother|parent|father|\band (?:its|her|his|their)|brings|adult|喂|妈妈|和", re.I)
_HALF = 150.0  # of the nest's width


def nests(plan: ShotPlan) -> bool:
    """Whether a plan shows birds in their nest."""
    return bool(_NEST.search(plan.prompt))


class Brood:
    """Birds of a kind in and at their nest, its rim 1.0 of the hero's row; all in units of the nest."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject) -> None:
        prompt, kinds = world.plan.prompt, [s.kind for s in world.plan.subjects if s.group == "bird"]
        self._world = world
        kind = next((k for k in kinds if k not in ("chick", "duckling", "birds")), "robin")
        young = bool(_YOUNG.search(prompt)) or "chick" in kinds
        alone = young and not re.search(
            r"feed|mother|parent|father|\band (?:its|her|his|their)|brings|adult|喂|妈妈|和", prompt, re.I
        )
        alone = alone or (kind == "robin" and kind not in kinds)
        self._parent = None if alone else Bird(kind, "stand" if young else "sleep", subject.colour)
        form = bird_form(kind)
        self._down: Any = mix("#b09a86", form["coat"]["back"], 0.35)
        self._young = 3 if young else 0
        self._eggs = bool(_EGGS.search(prompt)) and not young
        self._size = min(world.w, 1.5 * world.h) / 900 * (1.25 if world.plan.camera == "close" else 1.0)
        self._food = 150 / (120 + form["neck"][0] + 2.4 * form["deep"])  # The parent's scale beside the nest.

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """The boughs, the hollow, who is in it, the rim, who stands on the rim."""
        world = self._world
        with ink.moved(world.w * 0.48, world.h * 0.66, scale=self._size):
            self._boughs(ink, light, t)
            self._nest(ink, light, front=False)
            if self._eggs:
                for k in (-1, 0, 1):
                    ink.fill(ellipse(52 * k, 6, 34, 42, 0.3 * k), light.shade("#a9d0d4", 0.75 + 0.12 * k))
            with ink.within(rect(-900, -1200, 1800, 1235)):
                for k in range(self._young):
                    with ink.moved(-84 + 80 * k, 40, scale=1.1 - 0.1 * (k % 2), turn=0.16 * (1 - k) + 0.12 * (self._parent is not None)):  # fmt: skip  # noqa: E501
                        self._chick(ink, light, t + 0.9 * k)
                if self._parent is not None and not self._young:
                    with ink.moved(-10, 60, scale=1.65 * self._food):
                        self._parent.draw(ink, light, t)
            self._nest(ink, light, front=True)
            if self._parent is not None and self._young:
                self._feed(ink, light, t)

    def _feed(self, ink: Ink, light: Light, t: float) -> None:
        """The parent bows to one bill after another, a worm in its own."""
        assert self._parent is not None
        bow = 0.16 + 0.2 * max(0.0, math.sin(2.0 * t)) ** 2
        with ink.moved(_HALF * 1.16, -8, scale=1.9 * self._food, flip=True, turn=-bow):
            self._parent.draw(ink, light, t)
            _, right, tall = self._parent.extent
            x, y = right - 4, -tall * 0.82
            worm = [(x - 10, y - 4), (x + 4, y + 12), (x - 4, y + 26), (x + 8, y + 40 + 4 * math.sin(7 * t))]
            ink.fill(ribbon(worm, [4.5, 4.5, 4.0, 2.5]), light.shade("#d9807a", 0.85))

    def _chick(self, ink: Ink, light: Light, t: float) -> None:
        """A young one that begs: a thin neck, a large head thrown back, the open bill red with yellow rims."""
        up, wide = 10 * max(0.0, math.sin(3.1 * t)), 24 + 9 * max(0.0, math.sin(5 * t))
        skin, low = light.shade(self._down, 0.9), light.shade(self._down, 0.2)
        ink.fill(ribbon([(0, 40), (-4, -20), (0, -74 - up)], [46, 26, 22]), Linear(0, -80, 0, 30, [(0, skin, 1), (1, low, 1)]))  # fmt: skip  # noqa: E501
        tufts = [ribbon([(9 * k, -96 - up), (13 * k, -136 - up + 3 * abs(k))], [4, 1]) for k in (-3, -2, -1, 1, 2, 3)]
        ink.fill(join(tufts), mix(skin, (255, 255, 255), 0.3), 0.8)
        ink.fill(ellipse(0, -92 - up, 40, 36), Linear(0, -130, 0, -60, [(0, skin, 1), (1, low, 1)]))
        with ink.moved(0, -108 - up):
            gape = [(-wide, -38), (-26, 6), (0, 16), (26, 6), (wide, -38), (0, -22)]
            ink.fill(smooth(gape), light.shade("#f2c23c", 0.95))
            ink.fill(smooth([(0.7 * x, 0.82 * y - 4) for x, y in gape]), light.shade("#d8483c", 0.95))
        for s in (-1, 1):
            ink.fill(ellipse(30 * s, -92 - up, 8, 9), light.shade("#1c1618", 0.2))
            ink.fill(ellipse(30 * s + 2, -95 - up, 2.6), (255, 252, 246), 0.9)

    def _boughs(self, ink: Ink, light: Light, t: float) -> None:
        bark, lit = light.shade("#4f3a2b", 0.3), light.shade("#8d6a4a", 0.9)
        for spine, widths in (
            ([(-1100, 330), (-420, 170), (-60, 110), (300, 128), (1100, 20)], [70, 52, 44, 36, 22]),
            ([(-40, 120), (150, 20), (330, -190), (470, -420)], [34, 26, 18, 8]),
            ([(-300, 150), (-330, 20), (-420, -170)], [24, 16, 5]),
        ):
            ink.fill(ribbon(spine, widths), Linear(0, -60, 0, 220, [(0, lit, 1), (1, bark, 1)]))
        rng = np.random.default_rng(77)
        leaves: list[list[Any]] = [[], [], []]
        for k in range(54):
            x0, y0 = ((-430, -160), (440, -360), (620, -150))[k % 3]
            x, y = x0 + 170 * rng.standard_normal(), y0 + 76 * rng.standard_normal()
            turn = 0.5 * rng.standard_normal() + 0.5 + 0.06 * math.sin(1.4 * t + k)
            leaves[k // 3 % 3].append(ellipse(x + 3 * math.sin(t + k), y, 40, 15, turn))
        for k, tone in enumerate(("#3f7040", "#5d8f46", "#7fae54")):
            ink.fill(join(leaves[k]), light.shade(tone, 0.4 + 0.2 * k))

    @staticmethod
    def _nest(ink: Ink, light: Light, *, front: bool) -> None:
        """Twigs woven to a bowl: the far rim with the hollow, or the wall."""
        rng = np.random.default_rng(31 + front)
        dark, pale = light.shade("#3f2c1e", 0.1), light.shade("#a8845c", 0.9)
        if not front:
            ink.fill(ellipse(0, 6, _HALF * 1.04, 46), light.shade("#6d5238", 0.5))
            ink.fill(ellipse(0, 14, _HALF * 0.9, 36), dark)
        else:
            bowl = [(-_HALF * 1.08, 4), (-_HALF * 0.6, 40), (0, 52), (_HALF * 0.6, 40), (_HALF * 1.08, 4), (_HALF * 0.86, 92), (_HALF * 0.4, 136), (-_HALF * 0.4, 136), (-_HALF * 0.86, 92)]  # fmt: skip  # noqa: E501
            ink.fill(smooth(bowl), Linear(0, 0, 0, 140, [(0, light.shade("#7d5f40", 0.8), 1), (1, dark, 1)]))
        n = 110 if front else 30
        for tone, part in ((dark, 0), (light.shade("#7d5f40", 0.7), 1), (pale, 2)):
            twigs = []
            for _ in range(n // 3):
                u = 2 * rng.random() - 1
                y = (
                    (26 + 26 * (1 - u * u) + 88 * rng.random() * (1 - 0.5 * u * u))
                    if front
                    else -22 + 16 * rng.random()
                )
                x, lean, long = u * _HALF * 0.98, 0.9 * (rng.random() - 0.5) - 0.35 * u, 30 + 40 * rng.random()
                ends = [(x - long, y - lean * long), (x, y + 5), (x + long, y + lean * long)]
                twigs.append(ribbon(ends, [1.2, 2.6, 0.8]))
            ink.fill(join(twigs), tone, 0.95 if part else 0.7)
        if front:
            down = ellipses([(_HALF * 0.5 * k, 34 + 6 * (k % 2)) for k in (-1.4, -0.5, 0.7)], [(15, 5)] * 3)
            ink.fill(down, light.shade("#f2ede2", 0.9), 0.7)
