"""A city street in one-point perspective: facades with neon, wet asphalt that mirrors them, traffic and people afar."""

from __future__ import annotations

import math

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, ellipse, polygon, polygons, rect
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.sky import Sky
from nemo_skill.studio.scenes.water import mirror
from nemo_skill.studio.scenes.world import Baked, World

_NEON = ((255, 60, 130), (60, 220, 255), (255, 190, 60), (150, 90, 255), (80, 255, 170), (255, 90, 70))
_WALLS = ("#4a4452", "#5a4a4c", "#3c4656", "#54505c", "#46403e", "#50485a")


class StreetScene:
    """Buildings recede on both sides to a vanishing point; signs flicker and the road shines."""

    def __init__(self, world: World) -> None:
        self._world = world
        world.horizon = world.h * 0.52
        world.ground_row = world.h * 0.84
        self.sky = Sky(world)
        self._vx, self._vy = world.w * 0.5, world.horizon
        rng = world.rng(901)
        self._blocks: list[tuple[int, float, float, float, int, np.ndarray]] = []  # type: ignore[type-arg]
        for side in (-1, 1):
            z = 0.9
            while z < 12:
                deep = 0.45 + 0.5 * rng.random()
                self._blocks.append((side, z, z + deep, 1.3 + 1.9 * rng.random(), int(rng.integers(0, len(_WALLS))), rng.random(40)))
                z += deep
        self._blocks.sort(key=lambda b: -b[1])
        self._signs = self._make_signs(world.rng(902))
        self._walls = Baked(world, self._bake)
        self._cars = world.rng(903).random((9, 3))
        self._steam = world.rng(904).random((16, 3))

    def _at(self, side: float, height: float, z: float) -> tuple[float, float]:
        """Screen point of a place beside the road: sideways in road halves, up in storeys, z away."""
        f = self._world.h * 0.42
        x_scale = min(1.0, self._world.w / 1500)
        return self._vx + side * f * 1.12 * x_scale / z, self._vy + f * (0.62 - height) / z

    def _make_signs(self, rng: np.random.Generator) -> list[tuple[int, float, float, float, float, int, float]]:
        signs = []
        for side in (-1, 1):
            z = 1.15
            while z < 7:
                signs.append((side, z, 0.75 + 1.1 * rng.random(), 0.30 + 0.35 * rng.random(), 0.16 + 0.20 * rng.random(), int(rng.integers(0, len(_NEON))), float(rng.random())))
                z *= 1.16 + 0.22 * rng.random()
        return sorted(signs, key=lambda s: -s[1])

    def behind(self, ink: Ink, t: float) -> None:
        """Sky, far glow, walls, signs, road with its mirror image."""
        world = self._world
        light = world.light(t)
        self.sky.draw(ink, t)
        if light.lamps > 0.2:
            ink.glow(self._vx, self._vy - 20, world.w * 0.34, (255, 150, 120), 0.5 * light.lamps, squash=0.9)
        self._walls.place(ink, t, 0, 0)
        self._draw_signs(ink, t, light)
        self._road(ink, t, light)
        self._traffic(ink, t, light)

    def before(self, ink: Ink, t: float) -> None:
        """Steam from the drains."""
        world = self._world
        light = world.light(t)
        pale = mix(light.haze, (255, 190, 210), 0.35 * light.lamps)
        for a, b, c in self._steam:
            p = (t * (0.16 + 0.1 * c) + a) % 1.0
            x = world.w * (0.12 if b < 0.5 else 0.90) + 60 * (c - 0.5) + 50 * p
            ink.glow(x, world.h * (0.86 - 0.34 * p), 50 + 130 * p, pale, 0.13 * math.sin(math.pi * p), blend=0)

    def _bake(self, light: Light) -> Pixels:
        world = self._world
        pixels = np.zeros((world.height, world.width, 4), np.uint8)
        with Ink(pixels, unit=world.unit) as ink:
            for side, near, far, tall, wall, noise in self._blocks:
                self._block(ink, light, side, near, far, tall, wall, noise)
        return pixels

    def _block(self, ink: Ink, light: Light, side: int, near: float, far: float, tall: float, wall: int, noise: np.ndarray) -> None:  # type: ignore[type-arg]
        depth = min(0.82, 0.05 + near * 0.085)
        facing = 0.75 if (light.sun[0] > 0.5) != (side > 0) else 0.15
        tone = light.shade(_WALLS[wall], facing, depth)
        corners = [self._at(side, 0, near), self._at(side, 0, far), self._at(side, tall, far), self._at(side, tall, near)]
        base = mix(tone, (255, 150, 130), 0.20 * light.lamps)
        ink.fill(polygon(corners), Linear(0, corners[3][1], 0, corners[0][1], [(0, tone, 1), (0.6, tone, 1), (1, base, 1)]))
        edge = self._at(side * 3.2, 0, far)[0]
        end = [self._at(side, 0, far), self._at(side, tall, far), (edge, self._at(side, tall, far)[1]), (edge, self._at(side, 0, far)[1])]
        del end
        lit, unlit = [], []
        floors, columns = int(tall / 0.22), 4
        for i in range(1, floors):
            for j in range(columns):
                z0 = near + (far - near) * (j + 0.22) / columns
                z1 = near + (far - near) * (j + 0.78) / columns
                h0, h1 = i * 0.22 + 0.05, i * 0.22 + 0.16
                quad = [self._at(side, h0, z0), self._at(side, h0, z1), self._at(side, h1, z1), self._at(side, h1, z0)]
                (lit if noise[(i * 7 + j * 3) % 40] < 0.44 else unlit).append(quad)
        glass = mix(light.shade("#20283a", 0.3, depth), light.sky[3], 0.25)
        ink.fill(polygons(unlit), glass, 0.85)
        ink.fill(polygons(lit), mix(glass, mix((255, 206, 130), light.haze, depth * 0.5), light.lamps), 0.95)
        shop = [self._at(side, 0.02, near + 0.04), self._at(side, 0.02, far - 0.04), self._at(side, 0.17, far - 0.04), self._at(side, 0.17, near + 0.04)]
        glow = _NEON[wall % len(_NEON)]
        ink.fill(polygon(shop), mix(light.shade("#3a3f4c", 0.5, depth), mix((255, 226, 180), glow, 0.35), light.lamps * 0.95))

    def _draw_signs(self, ink: Ink, t: float, light: Light) -> None:
        on = max(0.12, light.lamps)
        for side, z, h, tall, wide, tone, seed in self._signs:
            colour = _NEON[tone]
            flicker = 1.0 if seed > 0.3 or math.sin(t * 23 + seed * 50) > -0.75 else 0.35
            pulse = on * flicker * (0.86 + 0.14 * math.sin(t * 3 + seed * 9))
            x, y0 = self._at(side, h + tall, z)
            _, y1 = self._at(side, h, z)
            w = (wide * self._world.h * 0.42 / z) * 0.8
            left = x if side < 0 else x - w
            ink.glow(left + w / 2, (y0 + y1) / 2, (y1 - y0) * 1.35 + w, colour, 0.62 * pulse)
            ink.fill(rect(left, y0, w, y1 - y0, w * 0.12), mix((24, 20, 32), colour, 0.20 * pulse))
            ink.stroke(rect(left + w * 0.08, y0 + w * 0.08, w * 0.84, y1 - y0 - w * 0.16, w * 0.1), max(1.2, w * 0.05), mix(colour, (255, 255, 255), 0.35), pulse)
            glyphs = max(2, int((y1 - y0) / max(6.0, w * 0.9)))
            for k in range(glyphs):
                cy = y0 + (y1 - y0) * (k + 0.5) / glyphs
                r = w * 0.26
                marks = [polygon([(left + w / 2 - r, cy - r * 0.6), (left + w / 2 + r, cy - r * 0.6)], closed=False), polygon([(left + w / 2, cy - r), (left + w / 2, cy + r * 0.8)], closed=False),
                         polygon([(left + w / 2 - r * 0.8, cy + r * (0.2 + 0.5 * ((k + tone) % 2))), (left + w / 2 + r * 0.8, cy + r * 0.3)], closed=False)]  # fmt: skip
                for mark in marks:
                    ink.stroke(mark, max(1.0, w * 0.055), mix(colour, (255, 255, 255), 0.6), pulse)

    def _road(self, ink: Ink, t: float, light: Light) -> None:
        world = self._world
        wet = world.plan.weather in ("rain", "storm") or light.lamps > 0.6
        asphalt = light.shade("#2c2e38", 0.3)
        if wet:
            mirror(ink, world, t, top=world.horizon + 6, tint=mix(asphalt, (10, 12, 26), 0.35), strength=0.58, squeeze=0.92, ripple=1.5)
        ground = polygon([self._at(-1, 0, 12), self._at(1, 0, 12), self._at(1, 0, 0.5), self._at(-1, 0, 0.5)])
        ink.fill(ground, Linear(0, world.horizon, 0, world.h, [(0, mix(asphalt, light.haze, 0.5), 0.5), (1, asphalt, 0.35 if wet else 1.0)]))
        for side in (-1, 1):
            walk = polygon([self._at(side * 0.62, 0, 12), self._at(side, 0, 12), self._at(side * 1.0, 0, 0.4), self._at(side * 0.62, 0, 0.4)])
            ink.fill(walk, Linear(0, world.horizon, 0, world.h, [(0, light.shade("#5a5660", 0.4, 0.5), 0.5), (1, light.shade("#4a4650", 0.4), 0.42 if wet else 1.0)]))
            ink.stroke(polygon([self._at(side * 0.62, 0, 12), self._at(side * 0.62, 0, 0.4)], closed=False), 2.5, light.shade("#9a96a0", 0.8), 0.5)
        dashes = []
        for k in range(12):
            z0 = 0.5 + (k * 0.7 + (0.7 - (t * 0.5) % 0.7 if world.speed > 0 else 0))
            dashes.append([self._at(-0.018, 0, z0), self._at(0.018, 0, z0), self._at(0.018, 0, z0 + 0.3), self._at(-0.018, 0, z0 + 0.3)])
        ink.fill(polygons(dashes), light.shade("#e8e2d0", 0.9), 0.55)

    def _traffic(self, ink: Ink, t: float, light: Light) -> None:
        on = max(0.25, light.lamps)
        for a, b, c in sorted(self._cars.tolist(), key=lambda v: -((v[0] + t * (0.05 + 0.04 * v[2]) * (1 if v[1] < 0.5 else -1)) % 1.0)):
            away = b >= 0.5
            u = (a + t * (0.05 + 0.04 * c) * (1 if not away else -1)) % 1.0
            z = 1.2 + 8.0 * ((1 - u) if not away else (1 - u))
            lane = -0.30 if not away else 0.30
            x, y = self._at(lane, 0.0, z)
            s = self._world.h * 0.42 / z
            w, h = 0.30 * s, 0.16 * s
            ink.fill(ellipse(x, y, w * 0.56, h * 0.12), (8, 8, 16), 0.6)
            ink.fill(rect(x - w / 2, y - h * 0.72, w, h * 0.66, h * 0.16), light.shade(("#7a2f33", "#2f4a6b", "#55565c")[int(c * 3)], 0.5, min(0.7, z * 0.08)))
            ink.fill(rect(x - w * 0.36, y - h * 1.15, w * 0.72, h * 0.52, h * 0.18), mix(light.shade("#20242e", 0.4), light.sky[3], 0.2))
            tone = (255, 244, 214) if not away else (255, 50, 44)
            for dx in (-0.36, 0.36):
                ink.glow(x + dx * w, y - h * 0.42, 0.34 * s * 0.5, tone, 0.85 * on)
                ink.fill(ellipse(x + dx * w, y - h * 0.42, w * 0.07, h * 0.10), mix(tone, (255, 255, 255), 0.3), on)
                ink.fill(rect(x + dx * w - w * 0.05, y, w * 0.1, h * 1.6), Linear(0, y, 0, y + h * 1.6, [(0, tone, 0.5 * on), (1, tone, 0)]))


__all__ = ["StreetScene"]
