"""A football ground: striped pitch, goal, full stands that wave, floodlights in the haze."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, ellipse, ellipses, join, polygon, rect, rects
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.veils import halo
from nemo_skill.studio.scenes.world import Baked, World

_SHIRTS = ("#d8483c", "#e8e6e0", "#2f6fb5", "#f0c040", "#3a3f4a", "#d88f5a", "#7fb0d8")
_GROUPS = 3


class StadiumScene:
    """The far stand and the pitch seen from beside the field; the crowd rises and sits in three groups."""

    def __init__(self, world: World) -> None:
        self._world = world
        # Floodlights: by night the pitch is as bright as at noon, and cooler.
        lamps = np.array([0.62, 0.66, 0.70], np.float32)
        world.keys = [
            replace(
                k, moon=0.0, key=k.key + (lamps - k.key) * k.lamps, ambient=k.ambient + (0.42 - k.ambient) * k.lamps
            )
            for k in world.keys
        ]
        world.horizon = world.h * 0.46
        world.ground_row = world.h * 0.80
        self._edge = world.h * 0.52
        self._back = Baked(world, self._bake)
        rng = world.rng(1401)
        self._fans = [rng.random((round(world.w * 0.16), 3)) for _ in range(_GROUPS)]
        self._crowd = [Baked(world, partial(self._bake_crowd, group)) for group in range(_GROUPS)]
        self._flashes = rng.random((14, 3))

    def behind(self, ink: Ink, t: float) -> None:
        """Sky, stand, crowd, pitch, then the light of the masts."""
        world = self._world
        light = world.light(t)
        self._back.place(ink, t, 0, 0)
        for group, crowd in enumerate(self._crowd):
            crowd.place(ink, t, 0, -9 * max(0.0, math.sin(t * 3.1 + group * 2.1)))
        for a, b, c in self._flashes:
            if (t * 1.3 + c) % 1.0 < 0.06:
                ink.glow(a * world.w, self._row(0.1 + 0.85 * b), 26, (255, 255, 255), 0.9)
        for x in (0.06, 0.36, 0.64, 0.94):
            halo(ink, world, world.w * x, world.h * 0.07, world.w * 0.16, (235, 244, 255), 0.25 + 0.6 * light.lamps)

    def before(self, ink: Ink, t: float) -> None:
        """Nothing stands between the viewer and the field."""

    def _row(self, share: float) -> float:
        """A row of the stand: 0 at its top, 1 at the pitch."""
        return self._world.h * 0.16 + (self._edge - 26 - self._world.h * 0.16) * share

    def _bake_crowd(self, group: int, light: Light) -> Pixels:
        world = self._world
        pixels = np.zeros((world.height, world.width, 4), np.uint8)
        with Ink(pixels, unit=world.unit) as ink:
            fans = self._fans[group]
            rows = np.round(fans[:, 1] * 11) / 11
            y = np.array([self._row(0.06 + 0.88 * r) for r in rows])
            size = 5.5 + 4.0 * rows
            x = fans[:, 0] * world.w
            for k, shirt in enumerate(_SHIRTS):
                mine = (fans[:, 2] * len(_SHIRTS)).astype(int) == k
                if mine.any():
                    bodies = np.stack([x[mine], y[mine] + size[mine]], 1)
                    ink.fill(
                        ellipses(bodies, np.stack([size[mine], size[mine] * 1.1], 1)), light.shade(shirt, 0.55, 0.12)
                    )
            heads = np.stack([x, y - size * 0.5], 1)
            ink.fill(ellipses(heads, np.stack([size * 0.55, size * 0.6], 1)), light.shade("#d9a884", 0.6, 0.12))
        return pixels

    def _bake(self, light: Light) -> Pixels:
        world = self._world
        pixels = np.zeros((world.height, world.width, 4), np.uint8)
        with Ink(pixels, unit=world.unit) as ink:
            ink.fill(rect(0, 0, world.w, world.h), light.shade("#4aa344", 0.6))
            ink.fill(
                rect(0, 0, world.w, self._edge),
                Linear(0, 0, 0, self._edge, [(0, light.sky[0], 1), (0.6, light.sky[2], 1), (1, light.sky[4], 1)]),
            )
            self._stand(ink, light)
            self._pitch(ink, light)
            self._goal(ink, light)
            self._masts(ink, light)
        return pixels

    def _stand(self, ink: Ink, light: Light) -> None:
        world = self._world
        top = world.h * 0.13
        ink.fill(
            rect(0, top, world.w, self._edge - top),
            Linear(0, top, 0, self._edge, [(0, light.shade("#3a4150", 0.2), 1), (1, light.shade("#5a6272", 0.5), 1)]),
        )
        steps = [rect(0, self._row(k / 12), world.w, 3) for k in range(12)]
        ink.fill(join(steps), light.shade("#22262e", 0.2), 0.6)
        roof = [(0, top - 46), (world.w, top - 46), (world.w, top + 14), (0, top + 14)]
        ink.fill(polygon(roof), light.shade("#c9d2dc", 0.7))
        ink.fill(rect(0, top + 8, world.w, 10), light.shade("#7a8694", 0.4))
        boards = ("#d8483c", "#2f6fb5", "#f0c040", "#3f9a5a", "#e8e6e0", "#8a4fb0")
        wide = world.w / 6
        for k, tone in enumerate(boards):
            ink.fill(rect(k * wide, self._edge - 26, wide - 4, 30), light.shade(tone, 0.75))

    def _pitch(self, ink: Ink, light: Light) -> None:
        world, edge = self._world, self._edge
        eye = (world.w * 0.5, world.h * 0.22)

        def far(x: float) -> float:
            return eye[0] + (x - eye[0]) * (edge - eye[1]) / (world.h - eye[1])

        width = world.w * 0.26
        for k in range(-9, 10):
            a, b = world.w * 0.5 + k * width, world.w * 0.5 + (k + 1) * width
            tone = "#3f9a3f" if k % 2 else "#54b24c"
            band = polygon([(far(a), edge), (far(b) + 1, edge), (b + 1, world.h), (a, world.h)])
            ink.fill(
                band, Linear(0, edge, 0, world.h, [(0, light.shade(tone, 0.55), 1), (1, light.shade(tone, 0.85), 1)])
            )
        chalk = mix(light.shade("#ffffff", 0.9), (255, 255, 255), 0.4)
        ink.fill(rect(0, edge + 16, world.w, 5), chalk, 0.85)
        ink.stroke(ellipse(world.w * 0.5, world.h * 0.80, world.w * 0.24, world.h * 0.085), 6, chalk, 0.8)
        ink.stroke(polygon([(far(world.w * 0.5), edge), (world.w * 0.5, world.h)], closed=False), 6, chalk, 0.8)

    def _goal(self, ink: Ink, light: Light) -> None:
        world = self._world
        x, foot = world.w * 0.84, self._edge + 92
        w, h = min(300.0, world.w * 0.24), 150.0
        white = mix(light.shade("#ffffff", 0.95), (255, 255, 255), 0.4)
        net = [
            polygon([(x - w / 2 + k * w / 14, foot - h), (x - w / 2 + k * w / 14, foot)], closed=False)
            for k in range(15)
        ]
        net += [polygon([(x - w / 2, foot - k * h / 8), (x + w / 2, foot - k * h / 8)], closed=False) for k in range(9)]
        ink.stroke(join(net), 1.4, white, 0.45)
        ink.fill(
            rects(
                [
                    (x - w / 2 - 5, foot - h, 10, h),
                    (x + w / 2 - 5, foot - h, 10, h),
                    (x - w / 2 - 5, foot - h - 8, w + 10, 10),
                ]
            ),
            white,
        )

    def _masts(self, ink: Ink, light: Light) -> None:
        world = self._world
        for share in (0.06, 0.36, 0.64, 0.94):
            x, y = world.w * share, world.h * 0.07
            ink.fill(rect(x - 62, y - 26, 124, 50, 5), light.shade("#3a414c", 0.5))
            lamps = [(x - 45 + 30 * i, y - 12 + 24 * j) for i in range(4) for j in range(2)]
            ink.fill(
                ellipses(lamps, np.full(8, 10.0)),
                mix(light.shade("#dfe6ee", 0.8), (255, 255, 250), 0.4 + 0.6 * light.lamps),
            )
