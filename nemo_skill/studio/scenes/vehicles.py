"""The ways under vehicles; fills and wheels that all of them share."""

from __future__ import annotations

import math
from typing import Any

from nemo_skill.studio.scenes.ink import (
    Ink,
    Linear,
    ellipse,
    polygons,
    rect,
    rects,
)
from nemo_skill.studio.scenes.light import Light, mix
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
    """An asphalt strip across the ground plane as wide as ``size`` says, its dashes rushing past."""

    speed = 0.0

    def __init__(self, world: World, size: float = 1.0) -> None:
        self._world = world
        self._top = world.ground_row - 56 * size
        self._low = min(world.h + 10, world.ground_row + 82 * size)
        world.lane = (self._top, self._low)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Between two rows around the hero's."""
        world = self._world
        top, low = self._top, self._low
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


class Rails:
    """Two rails in a paved strip, and the wire over them."""

    speed = 0.0

    def __init__(self, world: World, size: float) -> None:
        self._world, self._size = world, size
        self._road = Road(world, size)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Paving, rails that shine, a wire."""
        world, k = self._world, self._size
        row = world.ground_row
        self._road.draw(ink, light, t)
        for y, thick in ((row - 14 * k, 5.0), (row + 9 * k, 7.0)):
            ink.fill(rect(-10, y - 2, world.w + 20, thick + 5), light.shade("#26262c", 0.2))
            ink.fill(rect(-10, y, world.w + 20, thick * 0.6), mix(light.shade("#b8bcc4", 0.9), light.sky[4], 0.35))
