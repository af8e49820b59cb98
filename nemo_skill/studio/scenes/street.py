"""A city street in one-point perspective: facades with neon, asphalt that shines when wet, traffic, people crossing."""

from __future__ import annotations

import math
from contextlib import nullcontext
from functools import lru_cache
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.figure import Figure, look_of
from nemo_skill.studio.scenes.ink import (
    SCREEN,
    Ink,
    Linear,
    Path,
    Pixels,
    ellipse,
    join,
    polygon,
    polygons,
    rect,
    smooth,
)
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.sky import Sky
from nemo_skill.studio.scenes.veils import floor, halo
from nemo_skill.studio.scenes.water import ripple
from nemo_skill.studio.scenes.world import Baked, World

_NEON = ((255, 60, 140), (50, 220, 255), (255, 180, 60), (150, 90, 255), (90, 255, 180), (255, 84, 70))
_WALLS = ("#5a5364", "#6a585c", "#4a5668", "#645e6c", "#5a524e", "#5e586c")
_EYE = 0.60
_KERB = 0.66


class StreetScene:
    """Buildings recede on both sides to a vanishing point; signs flicker and the road mirrors them."""

    def __init__(self, world: World) -> None:
        self._world = world
        world.horizon = world.h * 0.54
        world.ground_row = world.h * 0.86
        self.sky = Sky(world)
        self._f = world.h * 0.42
        self._wide = 1.12 * min(1.0, max(0.55, world.w / 1700))
        rng = world.rng(901)
        self._blocks: list[tuple[int, float, float, float, int, np.ndarray]] = []
        for side in (-1, 1):
            z = 0.30
            while z < 13:
                deep = (0.34 + 0.30 * rng.random()) * (0.7 + 0.28 * z)
                self._blocks.append(
                    (side, z, z + deep, 1.15 + 1.75 * rng.random(), int(rng.integers(0, len(_WALLS))), rng.random(60))
                )
                z += deep
        self._blocks.sort(key=lambda b: -b[1])
        self._signs = self._make_signs(world.rng(902))
        self._walls = Baked(world, lambda light: self._bake(light, 1.0))
        self._mirrored = Baked(world, lambda light: self._bake(light, -1.0))
        self._cars = world.rng(903).random((7, 3))
        self._steam = world.rng(904).random((12, 3))
        people = world.rng(905)
        self._walkers = [
            (
                Figure(
                    look_of(
                        Subject("crowd", "person", 6, None, "walk", "people"), i + 1, people, cold=world.plan.snowy
                    ),
                    "walk",
                    detail=False,
                ),
                np.array([(i * 0.37) % 1.0, *people.random(2)]),
                _NEON[i % len(_NEON)],
            )
            for i in range(5)
        ]
        self._lively = not any(s.group in ("person", "quadruped", "vehicle") for s in world.plan.subjects)

    def _at(self, side: float, height: float, z: float) -> tuple[float, float]:
        """Screen point of a place: sideways in half street widths, up and away in eye-level units."""
        return self._world.w * 0.5 + side * self._f * self._wide / z, self._world.horizon + self._f * (
            _EYE - height
        ) / z

    def _make_signs(self, rng: np.random.Generator) -> list[tuple[int, float, float, float, float, int, float]]:
        signs = []
        for side in (-1, 1):
            z = 0.62 if side < 0 else 0.72
            while z < 7:
                tall = 0.26 + 0.42 * rng.random()
                signs.append(
                    (
                        side,
                        z,
                        0.72 + 0.75 * rng.random(),
                        tall,
                        0.13 + 0.11 * rng.random(),
                        int(rng.integers(0, len(_NEON))),
                        float(rng.random()),
                    )
                )
                z *= 1.13 + 0.16 * rng.random()
        return sorted(signs, key=lambda s: -s[1])

    def behind(self, ink: Ink, t: float) -> None:
        """Sky, mirror image on the road, walls, signs, markings, traffic, people."""
        world = self._world
        light = world.light(t)
        wet = 1.0 if world.plan.weather in ("rain", "storm") else 0.55 * light.lamps
        self.sky.draw(ink, t)
        self._far_glow(ink, light)
        asphalt = mix(light.shade("#34363f", 0.35), (12, 12, 24), 0.30 * light.lamps)
        near = mix(asphalt, (8, 8, 16), 0.3)
        floor(ink, world, [(0, mix(asphalt, light.haze, 0.55)), (0.5, asphalt), (1, near)])
        if wet > 0.05:
            self._mirrored.place(ink, t, 0, world.horizon, alpha=0.50 * wet)
            self._sign_streaks(ink, t, light, wet)
            ripple(ink, world, t, top=world.horizon + 4, strength=1.0)
        self._markings(ink, light)
        self._walls.place(ink, t, 0, 0)
        self._draw_signs(ink, t, light)
        self._traffic(ink, t, light)
        if self._lively:
            self._crossing(ink, t, light)

    def before(self, ink: Ink, t: float) -> None:
        """Steam from the drains."""
        world = self._world
        light = world.light(t)
        pale = mix(light.haze, (255, 180, 205), 0.45 * light.lamps)
        for a, b, c in self._steam:
            p = (t * (0.16 + 0.1 * c) + a) % 1.0
            x = world.w * (0.17 if b < 0.5 else 0.86) + 60 * (c - 0.5) + 50 * p
            ink.glow(x, world.h * (0.90 - 0.36 * p), 50 + 130 * p, pale, 0.15 * math.sin(math.pi * p), blend=0)

    def _far_glow(self, ink: Ink, light: Light) -> None:
        world = self._world
        if light.lamps > 0.2:
            halo(ink, world, world.w * 0.5, world.horizon - 40, world.h * 0.55, (255, 130, 150), 0.60 * light.lamps)
            halo(ink, world, world.w * 0.5, world.horizon, world.h * 0.24, (255, 214, 170), 0.65 * light.lamps)

    def _bake(self, light: Light, up: float) -> Pixels:
        """Both rows of houses; ``up`` -1 gives their mirror image below the horizon."""
        world = self._world
        top = 0.0 if up > 0 else world.horizon
        pixels = np.zeros((world.height - round(top * world.unit), world.width, 4), np.uint8)
        with Ink(pixels, unit=world.unit) as ink, ink.moved(0, -top):
            for side, near, far, tall, wall, noise in self._blocks:
                self._block(ink, light, up, side, near, far, tall, wall, noise)
            if up > 0:
                for left, y, w, h, colour, pulse, z in self._places(0.0, light):
                    ink.glow(
                        left + w / 2,
                        y + h / 2,
                        h * 0.95 + w,
                        colour,
                        0.62 * pulse * min(1.0, 0.5 + z * 0.4) * light.lamps,
                        blend=0,
                    )
        return pixels

    def _block(
        self,
        ink: Ink,
        light: Light,
        up: float,
        side: int,
        near: float,
        far: float,
        tall: float,
        wall: int,
        noise: np.ndarray,
    ) -> None:
        depth = min(0.85, 0.03 + near * 0.085)
        facing = 0.80 if (light.sun[0] > 0.5) != (side > 0) else 0.22
        haze = mix(light.haze, (214, 110, 150), 0.45 * light.lamps)
        tone = mix(light.shade(_WALLS[wall], facing), haze, depth)
        glow = _NEON[(wall * 5 + int(noise[0] * 6)) % len(_NEON)]

        def quad(h0: float, h1: float, z0: float, z1: float) -> list[tuple[float, float]]:
            return [
                self._at(side, h0 * up, z0),
                self._at(side, h0 * up, z1),
                self._at(side, h1 * up, z1),
                self._at(side, h1 * up, z0),
            ]

        body = quad(0, tall, near, far)
        base = mix(tone, glow, 0.42 * light.lamps * (1 - depth))
        ink.fill(
            polygon(body),
            Linear(
                0, body[3][1], 0, body[0][1], [(0, mix(tone, light.sky[1], 0.25), 1), (0.55, tone, 1), (1, base, 1)]
            ),
        )
        ink.fill(polygon(quad(tall - 0.04, tall, near, far)), mix(tone, light.sky[3], 0.25))
        lit: list[Any] = []
        unlit: list[Any] = []
        floors, columns = int(tall / 0.24), 3
        for i in range(1, floors):
            for j in range(columns):
                z0, z1 = near + (far - near) * (j + 0.20) / columns, near + (far - near) * (j + 0.80) / columns
                cell = quad(i * 0.24 + 0.06, i * 0.24 + 0.18, z0, z1)
                (lit if noise[(i * 7 + j * 3) % 60] < 0.42 else unlit).append(cell)
        glass = mix(mix(light.shade("#20283a", 0.3), light.sky[3], 0.3), haze, depth)
        ink.fill(polygons(unlit), glass, 0.9)
        ink.fill(polygons(lit), mix(glass, mix((255, 206, 130), haze, depth * 0.5), light.lamps), 0.95)
        shop = quad(0.03, 0.20, near + (far - near) * 0.06, near + (far - near) * 0.94)
        ink.fill(
            polygon(shop),
            mix(mix(light.shade("#4a4f5c", 0.5), haze, depth), mix((255, 226, 184), glow, 0.45), light.lamps * 0.95),
        )
        awning = quad(0.20, 0.26, near + (far - near) * 0.04, near + (far - near) * 0.96)
        ink.fill(
            polygon(awning),
            mix(light.shade(("#a8473c", "#3f6a86", "#c9a04a", "#5a7a4a")[wall % 4], 0.7), glow, 0.75 * light.lamps),
        )

    def _places(
        self, t: float, light: Light
    ) -> list[tuple[float, float, float, float, tuple[int, int, int], float, float]]:
        """Signs on screen: left, top, width, height, colour, brightness, distance."""
        on = max(0.15, light.lamps)
        found = []
        for side, z, h, tall, wide, tone, seed in self._signs:
            flicker = 1.0 if seed > 0.22 or math.sin(t * 23 + seed * 50) > -0.75 else 0.3
            pulse = on * flicker * (0.88 + 0.12 * math.sin(t * 3 + seed * 9))
            x, y0 = self._at(side, h + tall, z)
            _, y1 = self._at(side, h, z)
            w = wide * self._f / z
            found.append((x - w * 0.1 if side < 0 else x - w * 0.9, y0, w, y1 - y0, _NEON[tone], pulse, z))
        return found

    def _draw_signs(self, ink: Ink, t: float, light: Light) -> None:
        for k, (left, y, w, h, colour, pulse, z) in enumerate(self._places(t, light)):
            if left > self._world.w + 60 or left + w < -60:
                continue
            board = mix(
                mix(light.shade(mix(colour, (60, 60, 70), 0.35), 0.7), light.haze, min(0.7, z * 0.08)),
                mix((20, 16, 30), colour, 0.26 * pulse),
                light.lamps,
            )
            sign, frame, glyphs = _board(left, y, w, h, k)
            ink.fill(sign, board)
            ink.stroke(
                frame,
                max(1.0, w * 0.055),
                mix(colour, (255, 255, 255), 0.30 + 0.6 * (1 - light.lamps)),
                max(pulse, 0.8 * (1 - light.lamps)),
            )
            ink.stroke(
                glyphs,
                max(0.9, w * 0.065),
                mix(colour, (255, 255, 255), 0.62 + 0.38 * (1 - light.lamps)),
                max(pulse, 0.9 * (1 - light.lamps)),
            )

    def _sign_streaks(self, ink: Ink, t: float, light: Light, wet: float) -> None:
        """Each sign's light, drawn out on the wet road below it."""
        for (left, _y, w, _h, colour, pulse, z), (side, _, h, tall, *_rest) in zip(
            self._places(t, light), self._signs, strict=True
        ):
            _, r0 = self._at(side, -h, z)
            _, r1 = self._at(side, -(h + tall), z)
            inward = -side * w * 0.9
            for grow, share in ((2.6, 0.30), (1.0, 0.55)):
                a = share * pulse * wet
                x0 = left + w / 2 + inward - w * grow / 2
                y0, y1 = r0 - (r1 - r0) * 0.9, r1 + (r1 - r0) * 0.8
                fall = [(0, colour, 0), (0.4, colour, a), (0.6, colour, a), (1, colour, 0)]
                ink.fill(rect(x0, y0, w * grow, y1 - y0, w * grow / 2), Linear(0, y0, 0, y1, fall))

    def _markings(self, ink: Ink, light: Light) -> None:
        white = light.shade("#e8e4da", 0.9)
        for side in (-1, 1):
            walk = polygon(
                [
                    self._at(side * _KERB, 0, 13),
                    self._at(side * 1.0, 0, 13),
                    self._at(side * 1.0, 0, 0.3),
                    self._at(side * _KERB, 0, 0.3),
                ]
            )
            ink.fill(walk, light.shade("#5c5864", 0.45), 0.40)
            ink.stroke(
                polygon([self._at(side * _KERB, 0, 13), self._at(side * _KERB, 0, 0.3)], closed=False),
                2.5,
                light.shade("#a8a4ae", 0.8),
                0.5,
            )
        dashes = []
        for k in range(16):
            z0 = 0.45 + k * 0.5
            if not 0.9 < z0 + 0.11 < 1.7:
                dashes.append(
                    [
                        self._at(-0.016, 0, z0),
                        self._at(0.016, 0, z0),
                        self._at(0.016, 0, z0 + 0.22),
                        self._at(-0.016, 0, z0 + 0.22),
                    ]
                )
        for k in range(11):
            x0 = -_KERB + 0.05 + k * (2 * _KERB - 0.1) / 11
            x1 = x0 + 0.066
            dashes.append([self._at(x0, 0, 1.42), self._at(x1, 0, 1.42), self._at(x1, 0, 1.10), self._at(x0, 0, 1.10)])
        ink.fill(polygons(dashes), white, 0.42)

    def _crossing(self, ink: Ink, t: float, light: Light) -> None:
        """People on the crossing; with umbrellas when it rains."""
        rain = self._world.plan.weather in ("rain", "storm", "snow")
        for i, (figure, (a, b, c), tone) in enumerate(self._walkers):
            way = 1 if i % 2 else -1
            z = 1.14 + 0.24 * b
            u = (a + 0.055 * t * (0.8 + 0.4 * c)) % 1.0
            x, y = self._at(-1.0 + 2.0 * (u if way > 0 else 1 - u), 0.0, z)
            k = 0.62 * self._f / z / 230 * 1.25
            ink.glow(x, y, 60 * k, (6, 6, 16), 0.7, squash=0.2, blend=0)
            with ink.moved(x, y, scale=k, flip=way < 0):
                figure.draw(ink, light, t, offset=c)
                if rain:
                    ink.stroke(polygon([(22, -120), (16, -262)], closed=False), 4, light.shade("#2a2a30", 0.4))
                    top = smooth(
                        [
                            (-78, -232),
                            (-50, -276),
                            (16, -298),
                            (80, -276),
                            (108, -232),
                            (78, -240),
                            (48, -232),
                            (16, -242),
                            (-16, -232),
                            (-48, -240),
                        ]
                    )
                    shade = light.shade(mix(tone, (40, 40, 60), 0.35), 0.8)
                    ink.fill(
                        top,
                        Linear(0, -298, 0, -232, [(0, mix(shade, tone, 0.5 * light.lamps), 1), (1, shade * 0.6, 1)]),
                    )

    def _traffic(self, ink: Ink, t: float, light: Light) -> None:
        on = max(0.25, light.lamps)
        placed = []
        for a, b, c in self._cars.tolist():
            towards = b < 0.5
            u = (a + t * (0.030 + 0.022 * c)) % 1.0
            z = 1.9 + 9.0 * ((1 - u) if towards else u)
            placed.append((z, towards, c, min(1.0, u * 6, (1 - u) * 6)))
        for z, towards, c, seen in sorted(placed, key=lambda p: -p[0]):
            x, y = self._at(-0.30 if towards else 0.30, 0.0, z)
            s = self._f / z
            w, h = 0.34 * s, 0.20 * s
            depth = min(0.75, z * 0.07)
            with ink.faded(seen) if seen < 1 else nullcontext():
                ink.fill(ellipse(x, y, w * 0.56, h * 0.12), (8, 8, 16), 0.7)
                body = light.shade(("#8a3438", "#34567e", "#6a6b72")[int(c * 3)], 0.5, depth)
                ink.fill(
                    smooth(
                        [
                            (x - w / 2, y - h * 0.1),
                            (x - w / 2, y - h * 0.62),
                            (x - w * 0.40, y - h * 0.70),
                            (x + w * 0.40, y - h * 0.70),
                            (x + w / 2, y - h * 0.62),
                            (x + w / 2, y - h * 0.1),
                        ]
                    ),
                    body,
                )
                ink.fill(
                    smooth(
                        [
                            (x - w * 0.40, y - h * 0.68),
                            (x - w * 0.30, y - h * 1.16),
                            (x + w * 0.30, y - h * 1.16),
                            (x + w * 0.40, y - h * 0.68),
                        ]
                    ),
                    mix(light.shade("#1c212c", 0.4), light.sky[3], 0.25),
                )
            tone = (255, 246, 220) if towards else (255, 46, 44)
            for dx in (-0.36, 0.36):
                ink.glow(x + dx * w, y - h * 0.46, 0.26 * s, tone, 0.85 * on * seen)
                ink.fill(
                    ellipse(x + dx * w, y - h * 0.46, w * 0.065, h * 0.09), mix(tone, (255, 255, 255), 0.4), on * seen
                )
                streak = [v * 0.55 * on * seen for v in tone]
                ink.fill(
                    rect(x + dx * w - w * 0.06, y, w * 0.12, h * 2.2),
                    Linear(0, y, 0, y + h * 2.2, [(0, streak, 1), (1, (0, 0, 0), 1)]),
                    blend=SCREEN,
                )


_GLYPHS = (
    ((-1, -0.7, 1, -0.7), (0, -1, 0, 0.9), (-0.8, 0.5, 0.8, 0.3)),
    ((-1, -0.9, -1, 0.9), (-1, -0.9, 1, -0.9), (1, -0.9, 1, 0.9), (-1, 0.1, 1, 0.1)),
    ((-0.9, -0.2, 0.9, -0.2), (0, -1, -0.9, 0.9), (0, -0.4, 0.9, 0.9)),
    ((-0.9, -0.8, 0.9, -0.8), (-0.6, 0, 0.6, 0), (-0.9, 0.8, 0.9, 0.8), (0.3, -0.8, -0.3, 0.8)),
)


@lru_cache(maxsize=128)
def _board(left: float, y: float, w: float, h: float, number: int) -> tuple[Path, Path, Path]:
    """A sign's board, the tube round it and the strokes of its writing. It hangs still: only its light changes."""
    count = max(2, int(h / max(5.0, w * 0.85)))
    strokes = []
    for i in range(count):
        place, r = np.array([(left + w / 2, y + h * (i + 0.5) / count)]), w * 0.24
        for ends in _GLYPHS[(i * 5 + number * 3) % 4]:
            strokes.append(polygon(place + np.reshape(ends, (2, 2)) * r, closed=False))
    tube = rect(left + w * 0.09, y + w * 0.09, w * 0.82, h - w * 0.18, w * 0.1)
    return rect(left, y, w, h, w * 0.12), tube, join(strokes)
