"""Space: star fields in three depths, nebulae of noise, shaded planets that drift past."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Pixels, ellipses
from nemo_skill.studio.scenes.light import Light, mix, rgb
from nemo_skill.studio.scenes.noise import enlarge, fbm, to_bytes
from nemo_skill.studio.scenes.world import Baked, World


@dataclass(frozen=True)
class Planet:
    """A planet's look and path: radius, colours from dark to bright, banding, ring, start x, y, speed."""

    radius: float
    tones: tuple[str, str, str]
    bands: float
    ring: str | None
    x: float
    y: float
    speed: float


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
        shift = 0.12 * (world.rng(802).random(len(_PLANETS)) - 0.5)
        self._planets = [
            (replace(p, x=p.x + float(s)), Baked(world, partial(self._bake_planet, p)))
            for p, s in zip(_PLANETS, shift, strict=True)
        ]

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
            size = self._size(planet)
            reach = size * (2.3 if planet.ring else 1.15)
            left = planet.x * world.w - planet.speed * t
            picture.place(ink, t, left - reach, planet.y * world.h - reach)

    def before(self, ink: Ink, t: float) -> None:
        """Nothing lies nearer."""

    def _size(self, planet: Planet) -> float:
        return planet.radius * min(1.1, max(0.62, self._world.w / 1700))

    def _bake_planet(self, planet: Planet, light: Light) -> Pixels:
        world = self._world
        radius = self._size(planet) * world.unit
        reach = radius * (2.3 if planet.ring else 1.15)
        n = max(8, round(2 * reach))
        y, x = np.mgrid[0:n, 0:n].astype(np.float32)
        x, y = (x + 0.5 - n / 2) / radius, (y + 0.5 - n / 2) / radius
        tilt = 0.35
        x, y = x * math.cos(tilt) + y * math.sin(tilt), -x * math.sin(tilt) + y * math.cos(tilt)
        r2 = x * x + y * y
        z = np.sqrt(np.clip(1 - r2, 0, 1))
        rng = world.rng(round(planet.radius))
        texture = fbm(
            256, 512, 5 if planet.bands < 0.5 else 12, 6 if planet.bands < 0.5 else 2, rng, octaves=6, gain=0.55
        )
        v = np.clip((np.arcsin(np.clip(y, -1, 1)) / math.pi + 0.5) * 255, 0, 255).astype(int)
        u = ((np.arctan2(x, z + 1e-6) / (2 * math.pi) + 0.5) * 511).astype(int) % 512
        swirl = texture[v, u]
        stripes = 0.5 + 0.5 * np.sin(y * 15 + (swirl - 0.5) * 7)
        tone = np.clip(
            planet.bands * (0.55 * stripes + 0.45 * swirl) + (1 - planet.bands) * np.clip((swirl - 0.34) * 2.4, 0, 1),
            0,
            1,
        )
        a, b, c = (rgb(tone_) for tone_ in planet.tones)
        colour = np.where(
            (tone < 0.5)[..., None], a + (b - a) * (tone * 2)[..., None], b + (c - b) * (tone * 2 - 1)[..., None]
        )
        lx, ly, lz = 0.62, -0.52, 0.58
        lx, ly = lx * math.cos(tilt) + ly * math.sin(tilt), -lx * math.sin(tilt) + ly * math.cos(tilt)
        facing = np.clip(x * lx + y * ly + z * lz, -0.05, 1)
        lit = np.clip(facing * 1.25 + 0.03, 0.02, 1.1)[..., None]
        air = mix(c, (160, 200, 255), 0.5)
        rim = (np.clip(1 - z, 0, 1) ** 2.2 * np.clip(facing + 0.35, 0, 1))[..., None]
        colour = colour * lit + air * rim * 0.75
        cover = np.clip((1 - np.sqrt(r2)) * radius + 0.5, 0, 1)
        halo = (
            np.exp(-np.clip(np.sqrt(r2) - 1, 0, 9) * 16)
            * (1 - cover)
            * np.clip(0.45 + 0.55 * (x * lx + y * ly), 0, 1)
            * 0.55
        )
        rgba = np.zeros((n, n, 4), np.float32)
        rgba[..., :3] = colour * cover[..., None] + air * halo[..., None]
        rgba[..., 3] = 255 * np.clip(cover + halo * 0.6, 0, 1)
        if planet.ring:
            self._ring(rgba, x, y, planet.ring, cover, rng)
        out = to_bytes(np.clip(rgba, 0, 255), rng)
        out[..., :3] = np.minimum(out[..., :3], out[..., 3:])
        return out

    @staticmethod
    def _ring(
        rgba: np.ndarray, x: np.ndarray, y: np.ndarray, colour: str, cover: np.ndarray, rng: np.random.Generator
    ) -> None:
        flat = y / 0.26
        d = np.sqrt(x * x + flat * flat)
        grooves = fbm(1, 600, 1, 60, rng, octaves=4)[0]
        band = grooves[np.clip(((d - 1.3) / 0.9) * 599, 0, 599).astype(int)]
        alpha = (
            np.clip((d - 1.32) / 0.05, 0, 1) * np.clip((2.15 - d) / 0.08, 0, 1) * np.clip(0.25 + 1.1 * band, 0, 0.95)
        )
        alpha *= np.where(y < 0, 1 - cover, 1.0)
        shade = np.where((x < -0.1) & (np.abs(y) < 0.35) & (d < 1.9) & (y < 0), 0.45, 1.0)
        tone = rgb(colour) * (0.55 + 0.45 * band)[..., None] * shade[..., None]
        rgba[..., :3] = rgba[..., :3] * (1 - alpha[..., None]) + tone * alpha[..., None]
        rgba[..., 3] = rgba[..., 3] * (1 - alpha) + 255 * alpha

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
