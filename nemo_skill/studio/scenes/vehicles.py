"""Cars and the road under them; fills and wheels that all vehicles share."""

from __future__ import annotations

import math
from typing import Any

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.ink import (
    Ink,
    Linear,
    ellipse,
    polygon,
    polygons,
    rect,
    rects,
    smooth,
)
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.particles import shade_below
from nemo_skill.studio.scenes.world import World


def down_fill(light: Light, colour: Any, y0: float, y1: float, high: float = 1.0, low: float = 0.1) -> Linear:
    return Linear(
        0,
        y0,
        0,
        y1,
        [
            (0, light.shade(colour, high), 1),
            (0.5, light.shade(colour, (high + low) / 2), 1),
            (1, light.shade(colour, low), 1),
        ],
    )


def wheel(
    ink: Ink, light: Light, x: float, y: float, r: float, turn: float, *, spokes: int = 5, rim: str = "#b9bec6"
) -> None:
    """A tyre with a turning rim."""
    ink.fill(ellipse(x, y, r), light.shade("#17161a", 0.3))
    ink.fill(ellipse(x, y, r * 0.66), down_fill(light, rim, y - r, y + r))
    blades = []
    for k in range(spokes):
        a = turn + k * 2 * math.pi / spokes
        c, s = math.cos(a), math.sin(a)
        blades.append(
            [
                (x + c * r * 0.12 - s * r * 0.16, y + s * r * 0.12 + c * r * 0.16),
                (x + c * r * 0.6 - s * r * 0.24, y + s * r * 0.6 + c * r * 0.24),
                (x + c * r * 0.6 - s * r * 0.02, y + s * r * 0.6 + c * r * 0.02),
            ]
        )
    ink.fill(polygons(blades), light.shade("#2a2b31", 0.3), 0.75)
    ink.fill(ellipse(x, y, r * 0.16), light.shade("#8d939c", 0.8))


class Road:
    """An asphalt strip across the ground plane, its dashes rushing past."""

    speed = 0.0

    def __init__(self, world: World) -> None:
        self._world = world
        world.lane = (world.ground_row - 56, world.ground_row + 82)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Between two rows around the hero's."""
        world = self._world
        top, low = world.ground_row - 56, world.ground_row + 82
        wet = world.plan.weather in ("rain", "storm")
        near, far = light.shade("#3b3c44", 0.35), light.shade("#56565c", 0.6)
        ink.fill(rect(-10, top, world.w + 20, low - top), Linear(0, top, 0, low, [(0, far, 1), (1, near, 1)]))
        if wet:
            ink.fill(
                rect(-10, top, world.w + 20, low - top),
                Linear(0, top, 0, low, [(0, light.sky[4], 0.35), (1, light.sky[2], 0.18)]),
            )
        for row, thick in ((top + 4, 2.5), (low - 8, 6.0)):
            ink.fill(rect(-10, row, world.w + 20, thick), light.shade("#f2efe4", 0.9), 0.75)
        row = (top + low) / 2 - 12
        pace = world.parallax(row) * t
        gap = 260.0
        dashes = [(k * gap - pace % gap - gap, row, 120.0, 5.0) for k in range(int(world.w / gap) + 3)]
        ink.fill(rects(dashes), light.shade("#f4d67a", 0.9), 0.9)


class Car:
    """A car at speed, in profile, on a road of its own."""

    def __init__(self, world: World, subject: Subject, *, road: bool = True) -> None:
        self._world = world
        self._road = Road(world) if road else None
        self._colour: Any = subject.colour or ("#f0b92c" if subject.word in ("taxi", "cab", "出租车") else "#c23a32")
        self._big = subject.word in ("truck", "bus", "van", "卡车", "巴士", "公交车")
        self._count = max(1, min(4, subject.count))
        self.speed = 980.0 if subject.action in ("drive", "run", "fly") else 760.0
        self._scale = min(1.75, max(1.0, world.w / 1100))

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Road, then the cars with their lights."""
        world = self._world
        if self._road:
            self._road.draw(ink, light, t)
        tones = (self._colour, "#3a5f8f", "#d8dade", "#46604a")
        for i in range(self._count - 1, -1, -1):
            x = world.w * (0.47 - 0.36 * i) + world.w * 0.03 * math.sin(t * 0.8 + i)
            y = world.ground_row + (16 if i % 2 == 0 else -26)
            scale = self._scale * (1.0 if i % 2 == 0 else 0.86)
            shade_below(ink, light, x, y + 2, 215 * scale, 20 * scale, 0.85)
            with ink.moved(x, y + 1.4 * math.sin(t * 17), scale=scale):
                if self._big:
                    self._bus(ink, light, t, tones[i])
                else:
                    self._car(ink, light, t, tones[i])

    def _lamps(self, ink: Ink, light: Light, front: tuple[float, float], rear: tuple[float, float]) -> None:
        on = max(0.15, light.lamps)
        ink.fill(ellipse(front[0], front[1], 9, 6), mix(light.shade("#f5f2e0", 1.0), (255, 250, 225), on))
        ink.fill(ellipse(rear[0], rear[1], 6, 7), mix(light.shade("#a02a22", 0.8), (255, 70, 50), on))
        if light.lamps > 0.25:
            ink.glow(front[0] + 8, front[1], 70, (255, 240, 200), 0.7 * on)
            beam = polygon(
                [
                    (front[0], front[1] - 4),
                    (front[0] + 430, front[1] - 26),
                    (front[0] + 430, front[1] + 74),
                    (front[0], front[1] + 5),
                ]
            )
            ink.fill(
                beam, Linear(front[0], 0, front[0] + 430, 0, [(0, (255, 240, 200), 0.34 * on), (1, (255, 240, 200), 0)])
            )
            ink.glow(rear[0], rear[1], 46, (255, 50, 40), 0.6 * on)

    def _car(self, ink: Ink, light: Light, t: float, tone: Any) -> None:
        turn = self.speed / self._scale * t / 36
        body = smooth(
            [
                (-196, -34),
                (-200, -62),
                (-186, -86),
                (-126, -96),
                (-84, -134),
                (-24, -144),
                (40, -140),
                (92, -104),
                (158, -92),
                (194, -72),
                (201, -52),
                (198, -34),
                (180, -27),
                (60, -25),
                (-60, -25),
                (-176, -26),
                (-194, -30),
            ]
        )
        ink.fill(body, down_fill(light, tone, -144, -24))
        with ink.clipped(body):
            ink.fill(rect(-210, -82, 420, 10), mix(light.shade(tone, 1.0), light.sky[3], 0.55), 0.7)
            ink.fill(rect(-210, -46, 420, 30), light.shade("#141318", 0.1), 0.55)
        glass = Linear(
            0,
            -140,
            0,
            -96,
            [(0, mix(light.sky[2], (255, 255, 255), 0.15), 1), (1, mix(light.sky[4], "#243040", 0.45), 1)],
        )
        ink.fill(smooth([(-108, -98), (-76, -128), (-30, -135), (-24, -98)]), glass)
        ink.fill(smooth([(-14, -98), (-18, -135), (36, -132), (78, -101)]), glass)
        ink.stroke(polygon([(-20, -96), (-14, -36)], closed=False), 1.6, light.shade("#1b1a1f", 0.2), 0.6)
        ink.fill(rect(-6, -84, 24, 5, 2.5), light.shade("#d9dce2", 0.8))
        for x in (-118, 118):
            ink.fill(ellipse(x, -34, 44), light.shade("#0e0d12", 0.1))
            wheel(ink, light, x, -34, 36, turn)
        self._lamps(ink, light, (186, -72), (-192, -76))

    def _bus(self, ink: Ink, light: Light, t: float, tone: Any) -> None:
        turn = self.speed / self._scale * t / 36
        body = rect(-230, -212, 460, 184, 22)
        ink.fill(body, down_fill(light, tone, -212, -28))
        pane = Linear(0, -190, 0, -120, [(0, light.sky[2], 1), (1, mix(light.sky[4], "#243040", 0.4), 1)])
        for k in range(6):
            ink.fill(rect(-212 + k * 70, -190, 60, 66, 8), pane)
            if light.lamps > 0.4:
                ink.fill(rect(-212 + k * 70, -190, 60, 66, 8), (255, 226, 160), 0.55 * light.lamps)
        ink.fill(rect(-230, -96, 460, 9), light.shade("#f4f1ea", 0.9), 0.85)
        for x in (-140, 140):
            ink.fill(ellipse(x, -34, 44), light.shade("#0e0d12", 0.1))
            wheel(ink, light, x, -34, 36, turn)
        self._lamps(ink, light, (222, -70), (-226, -70))
