"""Space: star fields in three depths, nebulae of noise, shaded planets that drift past."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import partial

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes import sketches
from nemo_skill.studio.scenes.bodies import HEROES, Planet, bake_hole, bake_limb, bake_planet, reach_of
from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, ellipse, ellipses, ribbon
from nemo_skill.studio.scenes.light import Light, rgb
from nemo_skill.studio.scenes.noise import enlarge, fbm, to_bytes
from nemo_skill.studio.scenes.shapes import draw_shape
from nemo_skill.studio.scenes.world import Baked, World

_SWALLOWS = re.compile(r"swallow|devour|consum|tear|eating|feeding|吞噬|吞没|吞", re.I)
_PLANETS = (
    Planet(300, ("#3d2a4a", "#b5674a", "#f2c98a"), 0.85, "#e9cfa2", 1.02, 0.30, 62),
    Planet(120, ("#16335a", "#2f78a8", "#bfe6e2"), 0.25, None, 0.16, 0.70, 34),
    Planet(60, ("#4a2a2a", "#a5553c", "#e5a070"), 0.1, None, 0.44, 0.18, 20),
    Planet(520, ("#122a4a", "#2a5f9a", "#a9dcec"), 0.15, None, 1.62, 1.02, 78),
)


def _space_light(light: Light) -> Light:
    """Hard sunlight and hardly any ambient."""
    return replace(
        light,
        key=np.array([0.98, 0.92, 0.86], np.float32),
        ambient=np.array([0.16, 0.19, 0.30], np.float32),
        haze=rgb("#1a2450"),
        sky=np.stack([rgb(c) for c in ("#03050f", "#070b20", "#0c1432", "#141c46", "#1c2858")]),
        sun=np.array([0.8, 0.1], np.float32),
        sun_colour=rgb("#fff2da"),
        stars=1.0,
        lamps=0.9,
        moon=0.0,
        veil=0.0,
        glow=0.6,
        cover=0.0,
    )


def size_of(world: World, planet: Planet) -> float:
    """A planet's radius in design units."""
    return planet.radius * min(1.1, max(0.62, world.w / 1700))


class SpaceScene:
    """Stars, nebula, planets."""

    def __init__(self, world: World) -> None:
        world.keys = [_space_light(world.keys[0])]
        self._world = world
        world.horizon = world.h * 0.98
        self._back = Baked(world, self._bake_nebula)
        rng = world.rng(801)
        self._stars = [
            np.stack([rng.random(n), rng.random(n), rng.random(n), rng.random(n)], 1) for n in (240, 110, 34)
        ]
        kinds = [s.kind for s in world.plan.subjects]
        self._orbit = world.plan.setting == "orbit"
        shift = 0.12 * (world.rng(802).random(len(_PLANETS)) - 0.5)
        drifting = [replace(p, x=p.x + float(s)) for p, s in zip(_PLANETS, shift, strict=True)]
        if self._orbit or "blackhole" in kinds:
            drifting = []
        elif any(kind in HEROES for kind in kinds):
            drifting = [replace(drifting[2], x=0.17)]
        self._planets = [(p, Baked(world, partial(self._bake_planet, p))) for p in drifting]
        self._limb = Baked(world, lambda _: bake_limb(world.pixels(world.w * 1.12), world.height, world.rng(803)))

    def behind(self, ink: Ink, t: float) -> None:
        """Far to near."""
        world = self._world
        self._back.place(ink, t, -0.5 * 0.06 * world.w - t * 3, 0)
        for stars, pace, r in zip(self._stars, (9, 26, 60), (0.9, 1.4, 2.1), strict=True):
            x = (stars[:, 0] * (world.w + 80) - t * pace) % (world.w + 80) - 40
            for group in range(3):
                chosen = np.arange(len(x)) % 3 == group
                shine = 0.72 + 0.28 * math.sin(t * (1.3 + group) + group * 2)
                tone = ((255, 255, 255), (206, 222, 255), (255, 232, 204))[group]
                ink.fill(
                    ellipses(np.stack([x, stars[:, 1] * world.h], 1)[chosen], (r * (0.5 + stars[:, 2]))[chosen]),
                    tone,
                    shine,
                )
        for cx, cy, _, _ in self._stars[2][:7]:
            x = (cx * (world.w + 80) - t * 60) % (world.w + 80) - 40
            ink.glow(x, cy * world.h, 26, (200, 216, 255), 0.55)
        for planet, picture in sorted(self._planets, key=lambda p: p[0].speed):
            size = size_of(world, planet)
            reach = size * reach_of(planet)
            left = planet.x * world.w - planet.speed * t
            picture.place(ink, t, left - reach, planet.y * world.h - reach)

        if self._orbit:
            self._draw_orbit(ink, t)

    def _draw_orbit(self, ink: Ink, t: float) -> None:
        """The Earth below, the sun that comes up behind its edge, and the station that passes."""
        world = self._world
        u = t / max(1.0, world.plan.duration_s)
        self._limb.place(ink, t, -world.w * (0.02 + 0.07 * u), 0)
        dawn = world.plan.time in ("dawn", "sunset", "golden", "morning")
        if dawn:
            x, y = world.w * 0.80, world.h * (0.545 - 0.05 * u)
            ink.glow(x, y, world.h * (0.5 + 0.3 * u), (255, 190, 110), 0.8)
            ink.glow(x, y, world.h * 0.14, (255, 246, 226), 1.0)
            ink.glow(x, y, world.w * 0.5, (255, 226, 180), 0.7, squash=0.05)
        if not any(s.group in ("person", "vehicle") for s in world.plan.subjects):
            with ink.moved(world.w * (0.26 + 0.12 * u), world.h * (0.40 - 0.03 * u), turn=-0.12):
                draw_shape(ink, world.light(t), "iss", world.h * 0.17)

    def before(self, ink: Ink, t: float) -> None:
        """Nothing lies nearer."""

    def _bake_planet(self, planet: Planet, light: Light) -> Pixels:
        world = self._world
        return bake_planet(planet, size_of(world, planet) * world.unit, world.rng(round(planet.radius)))

    def _bake_nebula(self, light: Light) -> Pixels:
        world = self._world
        width = world.pixels(world.w * 1.22)
        rows, columns = max(8, world.height // 4), max(8, width // 4)
        rng = world.rng(810)
        wide = columns / rows
        base = fbm(rows, columns, 3, max(2, round(2.0 * wide)), rng, octaves=7, gain=0.58)
        veins = fbm(rows, columns, 4, max(2, round(2.5 * wide)), rng, octaves=6, ridged=True)
        tint = fbm(rows, columns, 2, max(1, round(wide)), rng, octaves=3)
        y = np.linspace(-1, 1, rows, dtype=np.float32)[:, None]
        x = np.linspace(-1, 1, columns, dtype=np.float32)[None]
        belt = np.exp(-(((y + 0.45 * x + 0.25 * (tint - 0.5)) / 0.55) ** 2))
        dense = np.clip((base - 0.36) * 2.9, 0, 1) ** 1.3 * belt
        violet, teal, rose = rgb("#5a3aa8"), rgb("#1f7fa5"), rgb("#d95a86")
        mixed = teal + (violet - teal) * np.clip((tint - 0.35) * 3, 0, 1)[..., None]
        mixed = mixed + (rose - mixed) * np.clip((veins - 0.55) * 2.2, 0, 1)[..., None]
        picture = light.sky[0] + (light.sky[2] - light.sky[0]) * (0.6 * base + 0.4 * belt)[..., None]
        picture = picture + mixed * (0.88 * dense)[..., None] + 46 * (dense * veins**2)[..., None]
        rgba = np.full((world.height, width, 4), 255, np.uint8)
        rgba[..., :3] = to_bytes(enlarge(picture.astype(np.float32), world.height, width), rng)
        return rgba


class Body:
    """A planet that the shot is about, or a black hole: large in space, high in the sky of another place."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject) -> None:
        self._world, self._kind = world, subject.kind
        self._free = world.plan.setting == "space"
        kin = [s.kind for s in world.plan.subjects if s.group == "planet" and s.kind != "comet"]
        beside = 0.20 if any(s.group in ("person", "quadruped") for s in world.plan.subjects) else 0.0
        x = 0.54 + beside - 0.60 * kin.index(subject.kind) if self._free else 0.76
        self._x, self._y = world.w * x, world.h * (0.5 if self._free else 0.22)
        share = 1.0 if self._free else 0.42
        if self._kind in HEROES:
            self._planet = HEROES[self._kind]
            size = size_of(world, self._planet) * share
            self._half = size * reach_of(self._planet)
        else:
            size = 0.19 * min(world.h, world.w) * share
            self._half = 4.0 * size
        self._r = size
        self._picture = Baked(world, self._bake)

    def _bake(self, light: Light) -> Pixels:
        world = self._world
        if self._kind in HEROES:
            return bake_planet(self._planet, self._r * world.unit, world.rng(804))
        return bake_hole(world.pixels(self._r), world.rng(804))

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """The body, and what moves around a hole."""
        drift = 9 * (t - self._world.plan.duration_s / 2)
        x, y = self._x - drift, self._y
        if self._kind in HEROES:
            self._picture.place(ink, t, x - self._half, y - self._half)
        else:
            self._draw_hole(ink, t, x, y)

    def _draw_hole(self, ink: Ink, t: float, x: float, y: float) -> None:
        """The hole, hot knots that circle in its disc, and what it pulls off a star if the prompt says so."""
        world, r = self._world, self._r
        ink.glow(x, y, r * 4.2, (255, 140, 60), 0.30, squash=0.5)
        if _SWALLOWS.search(world.plan.prompt):
            sx, sy = world.w * (0.87 + 0.01 * math.sin(t)), world.h * 0.24
            u = np.linspace(0, 1, 14)
            stream = np.stack([sx + (x + r * 2.6 - sx) * u, sy + (y - sy) * u**2 - 60 * np.sin(math.pi * u)], 1)
            ink.fill(ribbon(stream, (1 - u) * r * 0.30 + 5), (255, 176, 96), 0.5)
            ink.fill(ribbon(stream, (1 - u) * r * 0.12 + 3 + 2 * np.sin(9 * u - 5 * t)), (255, 236, 190), 0.8)
            ink.glow(sx, sy, r * 1.5, (255, 200, 120), 0.9)
            ink.fill(ellipse(sx, sy, r * 0.42), (255, 244, 220))
        self._picture.place(ink, t, x - self._half, y - self._half)
        for k in range(26):
            d = r * (1.5 + 2.0 * ((k * 0.618) % 1.0))
            a = k * 2.4 + t * 2.6 * (r / d) ** 1.5 * 1.6
            if math.sin(a) < -0.15 and abs(math.cos(a)) * d < r * 1.2:
                continue  # It passes behind the hole.
            px, py = d * math.cos(a), d * 0.17 * math.sin(a)
            ink.glow(x + px * 0.987 - py * 0.16, y + py * 0.987 + px * 0.16, 13 + 8 * (k % 3), (255, 214, 150), 0.55)


class Comet:
    """A rock that glows and trails a tail of fire and dust across the frame."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """The tail first."""
        world = self._world
        u = t / max(1.0, world.plan.duration_s)
        r = 0.055 * min(world.w, world.h) * (1 + 0.7 * u)
        with ink.moved(world.w * (0.16 + 0.36 * u), world.h * (0.24 + 0.22 * u), turn=0.44, scale=r / 100):
            v = np.linspace(0, 1, 12)
            with ink.blurred(16):
                for k, (wide, long, tone) in enumerate(_TAIL):
                    spine = np.stack([20 - long * v, 34 * v * np.sin(7 * v - t * (5 + k) + k)], 1)
                    fade = [(0, rgb(tone), 0.8), (0.4, rgb(tone), 0.4), (1, rgb(tone), 0.0)]
                    ink.fill(ribbon(spine, wide * (1 - 0.9 * v**0.7)), Linear(0, 0, -long, 0, fade))
            ink.glow(0, 0, 330, (255, 170, 90), 0.8)
            with ink.moved(turn=t * 0.7):
                sketches.draw(ink, light, _ROCK, {})


_TAIL = ((105, 1500, "#4a7fd0"), (86, 1150, "#ff8a3a"), (58, 800, "#ffe0a0"))
_ROCK = (
    "b #8a6a58 -84 10 -70 -56 -10 -88 60 -66 90 0 64 62 0 86 -62 66; e #4a3830 -24 -26 22 16; e #4a3830 30 14 26 18;"
    " e #4a3830 -14 46 14 10; e #4a3830 40 -40 12 9; e #a8866e -28 -32 16 8"
)
