"""Things that are light themselves: lanterns, fireworks, fireflies, a campfire."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, ellipses, polygon, polygons, rect, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.particles import Motes
from nemo_skill.studio.scenes.world import World


class Lanterns:
    """Paper lanterns that rise, each glowing from its flame."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._colour: Any = subject.colour or "#ff9a3c"
        self._seed = world.rng(570).random((max(8, min(60, subject.count)), 5))

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Far and small first."""
        world = self._world
        for a, b, c, d, e in sorted(self._seed.tolist(), key=lambda v: v[2]):
            k = 0.16 + 0.95 * c**2.4
            span = world.h * 1.3
            y = world.h * 1.1 - (b * span + t * (14 + 36 * k)) % span
            x = (a * world.w * 1.1 + t * (5 + 9 * k) + 16 * math.sin(t * 0.6 + 8 * d)) % (
                world.w * 1.1
            ) - world.w * 0.05
            flick = 0.88 + 0.12 * math.sin(t * (6 + 3 * e) + 20 * d)
            ink.glow(x, y, 150 * k, self._colour, 0.62 * flick, blend=0)
            with ink.moved(x, y, scale=k, turn=0.07 * math.sin(t * 0.8 + 6 * e)):
                shape = smooth([(-34, 44), (-48, 0), (-40, -44), (0, -58), (40, -44), (48, 0), (34, 44)])
                ink.fill(
                    shape,
                    Linear(
                        0,
                        -58,
                        0,
                        46,
                        [
                            (0, mix(self._colour, "#7a2412", 0.35), 0.95),
                            (0.6, self._colour, 1),
                            (1, (255, 238, 180), 1),
                        ],
                    ),
                )
                for px in (-18, 0, 18):
                    ink.stroke(
                        smooth([(px * 0.9, 44), (px * 1.5, 0), (px * 1.1, -52)], closed=False), 1.4, (150, 62, 24), 0.4
                    )
                ink.fill(ellipse(0, 44, 34, 6), (255, 248, 214), flick)


class Fireworks:
    """Shells that burst again and again over the skyline; every spark is a closed formula of its age."""

    speed = 0.0
    _TONES = ((255, 70, 84), (255, 190, 60), (70, 190, 255), (190, 90, 255), (80, 255, 140), (255, 110, 200))
    _EVERY, _LIFE, _RISE, _SPARKS = 0.42, 2.9, 0.55, 84

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._waters = world.plan.setting in ("city", "sea", "lake", "beach")

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Shells start twice a second and live for three, the first before the clip begins.

        Their light in the air is laid over, ten times quicker than screened, and so comes before all sparks.
        """
        latest = math.floor(t / self._EVERY)
        first = latest - int(self._LIFE / self._EVERY) - 1
        alive = [(n, t - n * self._EVERY) for n in range(first, latest + 1) if 0 <= t - n * self._EVERY < self._LIFE]
        for airy in (True, False):
            for n, age in alive:
                self._shell(ink, n, age, airy)

    def _shell(self, ink: Ink, n: int, age: float, airy: bool) -> None:
        world = self._world
        rng = world.rng(10_050 + n)
        x = world.w * (0.5 + 0.40 * (((n * 0.618) % 1.0) * 2 - 1))
        y, size = world.h * (0.13 + 0.22 * rng.random()), world.h * (0.24 + 0.16 * rng.random())
        tone, second = (self._TONES[int(i)] for i in rng.choice(len(self._TONES), 2, replace=False))
        if age < self._RISE:
            if airy:
                return
            u = age / self._RISE
            py = world.horizon + (y - world.horizon) * (1 - (1 - u) ** 2)
            tail = polygon([(x - 2.5, py), (x + 2.5, py), (x, py + 120 * (1 - u) + 20)])
            ink.fill(tail, Linear(0, py, 0, py + 130, [(0, (255, 236, 190), 1), (1, (255, 150, 60), 0)]))
            ink.glow(x, py, 34, (255, 220, 160), 0.9)
            return
        a = age - self._RISE
        fade = (1 - a / (self._LIFE - self._RISE)) ** 0.8
        if airy:
            ink.glow(x, y + 20 * a, size * 1.55, tone, 0.5 * fade**1.6, blend=0)
            return
        if self._waters:
            ink.glow(x, 2 * world.horizon - y, size * 0.7, tone, 0.5 * fade**1.6, squash=2.0)
        angle = rng.random(self._SPARKS) * 2 * math.pi
        reach = np.sqrt(rng.random(self._SPARKS)) * 0.45 + 0.55
        self._sparks(ink, (x, y), a, size * reach, angle, tone, fade)
        self._sparks(ink, (x, y), a, size * 0.52 * reach[::3], angle[::3], second, fade)
        if a < 0.22:
            ink.glow(x, y, size * 0.8, (255, 250, 235), 1 - a / 0.22)

    @staticmethod
    def _sparks(ink: Ink, at: tuple[float, float], a: float, size: Any, angle: Any, tone: Any, fade: float) -> None:
        """Streaks from where each spark was a moment ago, a bright head on each."""

        def place(age: float) -> Any:
            r, fall = size * (1 - math.exp(-age * 2.9)), 62 * age * age
            return np.stack([at[0] + np.cos(angle) * r, at[1] + np.sin(angle) * r + fall], 1)

        head, tail = place(a), place(max(0.0, a - 0.30))
        side = np.stack([-np.sin(angle), np.cos(angle)], 1) * (1.0 + 3.2 * fade)
        streaks = np.stack([tail, head + side, head - side], 1)
        order = np.argsort(angle)
        for some in np.array_split(streaks[order], max(1, len(order) // 12)):
            ink.fill(polygons(some), tone, 0.75 * fade)
        ink.fill(
            ellipses(head, np.full(len(head), 1.6 + 3.6 * fade)), mix(tone, (255, 255, 255), 0.25 + 0.6 * fade), fade
        )


class Fireflies:
    """Many small lights over a dark meadow."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject) -> None:
        self._motes = Motes(world, "#d8ff7a", 64, size=4.2, rise=3, top=world.h * 0.35, salt=580)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """They breathe, each in its own rhythm."""
        self._motes.draw(ink, t)


class Campfire:
    """Logs, flames and sparks, and the circle of warm light around them."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._sparks = world.rng(585).random((34, 4))

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """The light flickers with the flames."""
        world = self._world
        alone = not any(s.group in ("person", "quadruped") for s in world.plan.subjects)
        x, y = world.w * (0.5 if alone else 0.62), world.ground_row + 20
        k = min(1.7, max(1.1, world.w / 1100))
        flick = 1 + 0.06 * math.sin(t * 9) + 0.05 * math.sin(t * 14.3 + 2)
        ink.glow(x, y, world.w * 0.36 * flick, (255, 140, 60), 0.55, squash=0.36)
        ink.glow(x, y - 90 * k, 420 * k * flick, (255, 130, 50), 0.42)
        with ink.moved(x, y, scale=k):
            for a in np.linspace(0, 2 * math.pi, 11)[:-1]:
                ink.fill(
                    ellipse(92 * math.cos(a), 8 + 20 * math.sin(a), 21, 14),
                    Linear(0, -8, 0, 30, [(0, light.shade("#a08a78", 0.9), 1), (1, light.shade("#3a3238", 0.1), 1)]),
                )
            for s, tone in ((-1, "#6b4529"), (1, "#5a3a24")):
                with ink.moved(0, -8, turn=0.32 * s):
                    ink.fill(
                        rect(-86, -10, 172, 21, 10),
                        Linear(0, -10, 0, 12, [(0, mix(tone, (255, 150, 70), 0.4), 1), (1, light.shade(tone, 0.1), 1)]),
                    )
        for i, (dx, h) in enumerate(((-34, 92), (30, 104), (-10, 150), (14, 124), (0, 78))):
            self._tongue(ink, t + i * 1.37, x + dx * k, y - 8 * k, h * k * (0.9 + 0.12 * math.sin(t * 6 + i * 2)), i)
        for a, b, c, d in self._sparks:
            p = (t * (0.28 + 0.3 * c) + a) % 1.0
            px = x + ((b - 0.5) * 90 + 60 * math.sin(t * 1.7 + 9 * d) * p + 40 * p) * k
            py = y - (40 + 420 * p) * k
            ink.fill(ellipse(px, py, 2.6 * (1 - p) + 0.5), (255, 190, 100), (1 - p) ** 0.7)

    @staticmethod
    def _tongue(ink: Ink, t: float, x: float, y: float, h: float, i: int) -> None:
        lean = h * (0.14 * math.sin(t * 3.1) + 0.06 * math.sin(t * 7.7))
        w = h * 0.28
        points = [
            (x - w, y),
            (x - w * 0.85 + lean * 0.2, y - h * 0.32),
            (x - w * 0.35 + lean * 0.6, y - h * 0.66),
            (x + lean * 1.15, y - h),
            (x + w * 0.42 + lean * 0.6, y - h * 0.58),
            (x + w * 0.9 + lean * 0.2, y - h * 0.28),
            (x + w, y),
        ]
        tone = ((255, 110, 30), (255, 140, 40), (255, 170, 60), (255, 200, 90), (255, 240, 190))[i]
        ink.fill(
            smooth(points),
            Linear(0, y, 0, y - h, [(0, mix(tone, (255, 255, 220), 0.35), 0.95), (0.6, tone, 0.85), (1, tone, 0.25)]),
        )
