"""Many small people at once: who strolls to and fro over a square, who cheers before a stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Path, ellipses, join, polygon, smooth
from nemo_skill.studio.scenes.light import Light, rgb
from nemo_skill.studio.scenes.noise import Field
from nemo_skill.studio.scenes.world import World

_LEGS = ("#2c3040",)
_COATS = ("#b8473c", "#3d6a94", "#d9a441", "#4f7a55", "#7d5a86", "#e8e2d6", "#3a3f4a")
_SKINS = ("#f0c8a4", "#c98d62", "#8a5a3c")
_HAIR = ("#2a2224", "#5a3c28", "#8a6a3c")

#: One circle, one curve through five points, one quad: as points to be placed, and as commands.
_CIRCLE, _FIVE, _QUAD = ellipses([(0, 0)], [1]), smooth(np.eye(5, 2)), polygon(np.zeros((4, 2)))
_CURVE = np.stack([smooth(np.stack([row, row], 1)).points[:, 0] for row in np.eye(5, dtype=np.float32)], 1)
_ARM = join([_QUAD, _CIRCLE])


class Crowd:
    """crowd near far count [still] [dark]: people who stroll to and fro between two rows, or stand and cheer."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self._world, self._still, self._dark = world, "still" in words, "dark" in words
        rng = world.rng(salt)
        near, far, count = map(float, words[:3])
        n = max(3, round(count * max(0.45, world.w / 1920)))
        share = near + (far - near) * np.sort(rng.random(n))[:: 1 if far > near else -1]
        self._row = world.horizon + share * (world.ground_row - world.horizon)
        self._tall = 230 * min(1.5, max(1.0, world.w / 1300)) * share * (0.85 + 0.25 * rng.random(n))
        self._x = rng.random(n)
        self._way = np.where(rng.random(n) < 0.5, -1.0, 1.0)
        self._pick = rng.integers(0, 21, n)
        self._phase = rng.random(n) * 6.28
        coat = join([_FIVE, _ARM, _ARM]) if self._still else _FIVE
        self._commands = [path.commands for path in (join([_QUAD, _QUAD]), coat, _CIRCLE, _CIRCLE)]

    def draw(self, ink: Ink, t: float) -> None:
        """From far to near, so that near ones hide far ones; what all have in common is worked out for all at once."""
        world = self._world
        light = world.light(t)
        if self._dark:
            light = replace(light, key=light.key * 0.3, ambient=light.ambient * 0.2, haze=light.haze * 0.3)
        w = world.w + 200
        pace = 0.0 if self._still else 0.42
        x = (self._x * w + self._way * pace * self._tall * t) % w - 100
        if world.aisle:  # To and fro between the walls, which are nearer to each other far off.
            half = world.aisle * (self._row - world.horizon)
            x = world.w / 2 + half * (2 * np.abs(2 * ((self._x + self._way * pace * 0.1 * t) % 1.0) - 1) - 1)
        spots = np.stack([self._tall * 0.17, self._tall * 0.028], 1)
        ink.fill(ellipses(np.stack([x, self._row], 1), spots), light.ambient * 30, 0.34)
        parts = list(zip(self._commands, self._points(x, t), self._colours(light), strict=True))
        for i in np.argsort(self._row).tolist():
            for commands, points, colours in parts:
                ink.fill(Path(commands, points[i]), colours[i])

    def _points(self, x: Field, t: float) -> list[Field]:
        """Legs, coats, heads and hair: (n, points of the part, 2). A person is one unit tall and stands at 0, 0."""
        n = len(x)
        rest = np.zeros(n)
        swing = rest if self._still else 0.13 * np.sin(5.2 * t + self._phase)
        hop = np.abs(np.sin(3 * t + self._phase)) * 0.03 if self._still else rest
        hips, neck = -0.48 - hop, -0.84 - hop
        legs: list[tuple[Any, Any]] = []
        for s in (swing, -swing):
            legs += [(-0.05, hips), (0.05, hips), (s + 0.035, 0), (s - 0.035, 0)]
        body = [
            (-0.10, neck + 0.04),
            (0, neck - 0.02),
            (0.10, neck + 0.04),
            (0.085, hips + 0.05),
            (-0.085, hips + 0.05),
        ]
        coat = [_CURVE @ _placed(n, body)]
        if self._still:
            hands = neck - 0.2 - 0.5 * (0.5 + 0.5 * np.sin(2.2 * t + self._phase)) + 0.25
            coat += [_arm(_placed(n, [(s * 0.09, neck + 0.06), (s * 0.17, hands)]), 0.025) for s in (-1, 1)]
        head = neck - 0.085
        skull = _placed(n, [(0, head)]) + _CIRCLE.points * (0.062, 0.075)
        hair = _placed(n, [(-0.012 * self._way, head - 0.03)]) + _CIRCLE.points * (0.064, 0.05)
        foot, size = np.stack([x, self._row], 1)[:, None], self._tall[:, None, None]
        return [
            (foot + size * part).astype(np.float32) for part in (_placed(n, legs), np.concatenate(coat, 1), skull, hair)
        ]

    def _colours(self, light: Light) -> list[list[list[float]]]:
        """The colour of each part of each person, as :meth:`Light.shade` has it for one."""
        depth = 0.35 * (1 - np.minimum(1.0, self._tall / 230))
        haze = np.minimum(0.96, depth + light.veil * (0.25 + depth))[:, None]
        found = []
        for names, lit in ((_LEGS, 0.5), (_COATS, 0.75), (_SKINS, 0.8), (_HAIR, 0.4)):
            pure = np.stack([rgb(name) for name in names])[self._pick % len(names)] * (light.ambient + light.key * lit)
            found.append(np.clip(pure + (light.haze - pure) * haze, 0, 255).tolist())
        return found


def _placed(n: int, places: Sequence[tuple[Any, Any]]) -> Field:
    """Places, each coordinate one for all or one for each of n people, as (n, places, 2)."""
    return np.stack([np.broadcast_to(value, n) for place in places for value in place], 1).reshape(n, -1, 2)


def _arm(ends: Field, half: float) -> Field:
    """Bands from shoulder to hand with a round end, all turned the same way as the coats that they overlap."""
    along = ends[:, 1] - ends[:, 0]
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
    beside = np.stack([along[:, 1], -along[:, 0]], 1) * half
    (a, b) = ends[:, 0], ends[:, 1]
    quad = np.stack([a + beside, b + beside, b - beside, a - beside], 1)
    return np.concatenate([quad, b[:, None] + _CIRCLE.points * half], 1)
