"""Very many small ones at once: flocks far off, clouds of starlings, schools of fish that turn about themselves."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.ink import Ink, join, polygons, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.world import World

_CLOUD = re.compile(
    r"starling|murmuration|swarm|thousands of \w*birds|huge flock|massive flock|椋鸟|成千上万|遮天", re.I
)


class Flock:
    """Many birds far away, in a loose V, each beating in its own time."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject, *, small: float = 1.0) -> None:
        self._world = world
        self._count = max(5, min(26, subject.count * 2))
        rng = world.rng(520)
        self._seed = rng.random((self._count, 4))
        self._small = small
        self._cloud = rng.standard_normal((1200, 4)) if _CLOUD.search(world.plan.prompt) else None
        self._colour: Any = subject.colour or (
            "#2c3140" if subject.word not in ("seagulls", "gulls", "doves", "cranes", "海鸥", "鸽子") else "#f2f2ee"
        )

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """The whole flock drifts across the sky."""
        world = self._world
        if self._cloud is not None:
            self._swarm(ink, light, t)
            return
        paths = []
        for i, (a, b, c, d) in enumerate(self._seed):
            rank = (i + 1) // 2
            side = 1 if i % 2 else -1
            size = (15 + 13 * c) * self._small
            x = world.w * (0.30 + 0.07 * t) % (world.w * 1.5) - rank * 62 * self._small + 26 * math.sin(t * 0.6 + 9 * a)
            y = world.h * 0.27 + side * rank * 21 * self._small + 18 * math.sin(t * 0.8 + 7 * b) - rank * 6
            f = math.sin(2 * math.pi * (t * (1.7 + 0.5 * c) + d))
            up = size * (0.25 + 0.55 * f)
            paths.append(
                smooth(
                    [
                        (x - size * 1.5, y - up * 0.9),
                        (x - size * 0.75, y - up * 1.05 - size * 0.12),
                        (x, y),
                        (x + size * 0.75, y - up * 1.05 - size * 0.12),
                        (x + size * 1.5, y - up * 0.9),
                        (x + size * 0.7, y - up * 0.62),
                        (x, y + size * 0.20),
                        (x - size * 0.7, y - up * 0.62),
                    ]
                )
            )
        ink.fill(join(paths), light.shade(self._colour, 0.35, 0.22), 0.95)

    def _swarm(self, ink: Ink, light: Light, t: float) -> None:
        """A cloud of them that stretches, folds and turns as one."""
        assert self._cloud is not None
        world, (a, b, c, d) = self._world, self._cloud.T
        turn = 0.5 * math.sin(0.33 * t)
        x = a * (0.11 + 0.03 * math.sin(0.7 * t)) + 0.08 * np.sin(1.5 * b + 0.9 * t) * (1 + 0.3 * a)
        y = b * (0.062 + 0.02 * math.cos(0.6 * t)) + 0.05 * np.sin(1.3 * a - 0.8 * t + 1)
        x, y = x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)
        x, y = world.w * (0.5 + 0.07 * math.sin(0.3 * t) + x), world.h * 0.32 + world.w * y
        r = (4.6 + 1.3 * np.abs(c)) * self._small
        up = r * (0.25 + 0.9 * np.sin(11 * t + 5 * d))
        birds = np.stack([x - 1.8 * r, y - up, x, y + 0.35 * r, x + 1.8 * r, y - up, x, y + 0.9 * r], 1)
        ink.fill(polygons(birds.reshape(-1, 4, 2)), light.shade("#14161e", 0.1), 0.95)


def bait_ball(ink: Ink, light: Light, world: World, t: float, seed: Any, tone: Any, *, near: bool) -> None:
    """One half of a school that turns about itself, the near or the far one: hundreds of small fish."""
    a, b, c, d = seed.T
    ring = 2 * math.pi * a + (0.55 + 0.15 * d) * t
    front = np.sin(ring) > 0
    mine = front if near else ~front
    ring, b, c, d = ring[mine], b[mine], c[mine], d[mine]
    shell = (0.62 + 0.38 * np.sqrt(b)) * np.sqrt(1 - (2 * c - 1) ** 2 * 0.96)
    wide, high = world.w * 0.29 * shell, world.h * 0.36
    x = world.w * (0.5 + 0.03 * math.sin(0.4 * t)) + wide * np.cos(ring)
    y = world.h * 0.46 + high * (2 * c - 1) * (0.8 + 0.2 * b) + 0.16 * high * np.sin(ring) * shell
    way = np.where(near, -1.0, 1.0) * np.ones_like(x)
    size = world.h * (0.02 if near else 0.013) * (0.8 + 0.5 * d)
    wag = 0.22 * np.sin(13 * t + 9 * d)
    body = np.array([(1.5, 0), (0.5, -0.36), (-1.2, -0.05), (-1.8, -0.42), (-1.8, 0.42), (-1.2, 0.06), (0.5, 0.36)])  # fmt: skip  # noqa: E501
    fish = np.stack([x[:, None] + size[:, None] * way[:, None] * body[:, 0], y[:, None] + size[:, None] * (body[:, 1] - wag[:, None] * (body[:, 0] < -1))], 2)  # fmt: skip  # noqa: E501
    for k in range(3):
        pale = mix(tone, (255, 255, 255), 0.22 * k)
        ink.fill(polygons(fish[k::3]), light.shade(pale, 0.35 + 0.3 * k, 0.0 if near else 0.5), 0.95)
