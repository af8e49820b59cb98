"""Things in the air: snow, rain, petals, leaves, dust, sparks. All positions are closed formulas of time."""

from __future__ import annotations

import math

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Path, ellipse, ellipses, join
from nemo_skill.studio.scenes.light import BLIZZARD, Light, mix, rgb
from nemo_skill.studio.scenes.world import World


def _quads(x: np.ndarray, y: np.ndarray, r: np.ndarray) -> Path:
    """Small diamonds: a third of the cost of circles and the same to the eye at two or three pixels."""
    points = np.stack([x - r, y, x, y - r, x + r, y, x, y + r], 1).reshape(-1, 2).astype(np.float32)
    return Path(np.tile(np.array([1, 2, 2, 2, 0], np.uint8), len(x)), points)


class Drift:
    """A cloud of things falling through a box larger than the frame, wrapped around its edges."""

    def __init__(
        self,
        world: World,
        count: int,
        *,
        salt: int,
        fall: float,
        size: tuple[float, float],
        sway: float = 26.0,
        travel: float = 1.0,
    ) -> None:
        rng = world.rng(salt)
        self._world, self._fall, self._sway, self._travel = world, fall, sway, travel
        self.x0 = rng.random(count) * (world.w + 400)
        self.y0 = rng.random(count) * (world.h + 200)
        self.r = size[0] + (size[1] - size[0]) * rng.random(count) ** 1.6
        self.phase = rng.random(count) * 2 * math.pi
        self.pace = 0.7 + 0.6 * rng.random(count)

    def at(self, t: float, wind: float) -> tuple[np.ndarray, np.ndarray]:
        """Positions at time t; the camera's travel carries everything backwards."""
        w, h = self._world.w + 400, self._world.h + 200
        back = self._world.speed * self._travel * t
        x = (self.x0 + wind * t * self.pace - back + self._sway * np.sin(t * 1.1 * self.pace + self.phase)) % w - 200
        y = (self.y0 + self._fall * self.pace * t) % h - 100
        return x, y


class Snow:
    """Falling snow in three depths."""

    def __init__(self, world: World) -> None:
        self._world = world
        much, self._wind = (2.4, -420.0) if BLIZZARD.search(world.plan.prompt) else (1.0, -34.0)
        self._far = Drift(world, round(230 * much), salt=61, fall=62 * much, size=(1.3, 2.5), travel=0.10)
        self._mid = Drift(world, round(100 * much), salt=62, fall=120 * much, size=(2.4, 4.8), travel=0.28)
        self._near = Drift(world, round(16 * much), salt=63, fall=250 * much, size=(9, 20), sway=60, travel=0.8)

    def draw(self, ink: Ink, t: float, *, front: bool) -> None:
        """Far and middle flakes behind the hero, near ones before it."""
        light = self._world.light(t)
        white = mix(light.shade("#ffffff", 0.9), (255, 255, 255), 0.35)
        wind = self._wind
        if not front:
            x, y = self._far.at(t, wind)
            ink.fill(_quads(x, y, self._far.r), white, 0.72)
            return
        x, y = self._mid.at(t, wind * 1.6)
        ink.fill(ellipses(np.stack([x, y], 1), self._mid.r), white, 0.80)
        x, y = self._near.at(t, wind * 3)
        for cx, cy, r in zip(x, y, self._near.r, strict=True):
            ink.glow(cx, cy, r * 1.25, white, 0.55, blend=0)


class Rain:
    """Slanted streaks in two depths, splashes on the ground."""

    def __init__(self, world: World, *, ground: float, heavy: bool) -> None:
        self._world, self._ground = world, ground
        n = 1.5 if heavy else 1.0
        self._far = Drift(world, int(190 * n), salt=65, fall=1150, size=(0.5, 0.9), sway=0, travel=0.2)
        self._near = Drift(world, int(70 * n), salt=66, fall=1800, size=(0.9, 1.7), sway=0, travel=0.6)
        rng = world.rng(67)
        self._splash = np.stack([rng.random(90) * world.w, rng.random(90), rng.random(90)], 1)

    def draw(self, ink: Ink, t: float, *, front: bool) -> None:
        """Streaks; the near ones and the splashes only in front."""
        light = self._world.light(t)
        tint = mix(light.haze, (225, 235, 250), 0.6)
        for drift, length, alpha in ((self._near, 96, 0.46),) if front else ((self._far, 56, 0.36),):
            x, y = drift.at(t, -190)
            slant = 0.13 * length
            r = drift.r
            points = np.stack([x, y, x + r, y, x + slant + r, y - length * r, x + slant, y - length * r], 1)
            ink.fill(
                Path(np.tile(np.array([1, 2, 2, 2, 0], np.uint8), len(x)), points.reshape(-1, 2).astype(np.float32)),
                tint,
                alpha,
            )
        if front:
            age = (t * 2.6 + self._splash[:, 2] * 7) % 1.0
            y = self._ground + self._splash[:, 1] ** 1.4 * (self._world.h - self._ground)
            grow = 0.25 + 0.75 * (y - self._ground) / max(1, self._world.h - self._ground)
            x = (self._splash[:, 0] + 311 * np.floor(t * 2.6 + self._splash[:, 2] * 7)) % self._world.w
            rx = 22 * grow * age
            rings = [
                ellipse(a, b, c, c * 0.28) for a, b, c in zip(x.tolist(), y.tolist(), rx.tolist(), strict=True) if c > 2
            ]
            for first in range(0, len(rings), 10):  # All in one path are slower, and so is each by itself.
                ink.stroke(join(rings[first : first + 10]), 1.2, tint, 0.30)


class Petals:
    """Petals or leaves that tumble: flat quads turned in space."""

    def __init__(
        self, world: World, colours: tuple[str, ...], count: int = 70, *, size: tuple[float, float] = (5, 11)
    ) -> None:
        self._world, self._colours = world, colours
        self._drift = Drift(world, count, salt=71, fall=74, size=size, sway=60, travel=0.4)

    def draw(self, ink: Ink, t: float, *, front: bool) -> None:
        """A third of them fly before the hero."""
        light = self._world.light(t)
        x, y = self._drift.at(t, -70)
        d = self._drift
        spin = t * 2.2 * d.pace + d.phase
        flat = 0.25 + 0.75 * np.abs(np.sin(t * 1.7 * d.pace + d.phase * 2))
        for index, colour in enumerate(self._colours):
            chosen = np.arange(len(x)) % len(self._colours) == index
            chosen &= (np.arange(len(x)) % 3 == 0) == front
            shapes = []
            for cx, cy, r, a, f in zip(x[chosen], y[chosen], d.r[chosen], spin[chosen], flat[chosen], strict=True):
                shapes.append(ellipse(cx, cy, r, r * 0.55 * f, a))
            ink.fill(join(shapes), light.shade(colour, 0.9), 0.92)


class Motes:
    """Small lights that hover: dust in a sunbeam, fireflies, embers."""

    def __init__(
        self,
        world: World,
        colour: str,
        count: int,
        *,
        size: float = 3.0,
        rise: float = 6.0,
        top: float = 0.0,
        pulse: float = 1.0,
        salt: int = 75,
    ) -> None:
        self._world, self._colour, self._pulse, self._size, self._top = world, rgb(colour), pulse, size, top
        rng = world.rng(salt)
        self._seed = rng.random((count, 5))
        self._rise = rise

    def draw(self, ink: Ink, t: float, *, strength: float = 1.0) -> None:
        """Glowing points, each with its own rhythm."""
        world = self._world
        for a, b, c, d, e in self._seed:
            x = (a * world.w + 40 * math.sin(t * (0.3 + 0.5 * c) + 9 * d) + 18 * math.sin(t * 1.1 + 7 * e)) % world.w
            span = world.h - self._top
            y = self._top + (b * span - self._rise * (0.5 + c) * t + 22 * math.sin(t * 0.7 + 11 * e)) % span
            shine = 0.5 + 0.5 * math.sin(t * (1.2 + 1.4 * d) * self._pulse + 12 * c)
            shine = strength * (0.15 + 0.85 * shine**2)
            r = self._size * (0.6 + 0.8 * e)
            ink.glow(x, y, r * 4.2, self._colour, 0.55 * shine)
            ink.fill(ellipse(x, y, r * 0.5), mix(self._colour, (255, 255, 255), 0.6), shine)


def kicked(
    ink: Ink,
    light: Light,
    contacts: list[tuple[float, float, int]],
    *,
    speed: float,
    scale: float,
    colour: str,
    x: float,
    y: float,
) -> None:
    """Snow or dust thrown up by footfalls: ballistic grains and a puff that spreads and thins."""
    grain = light.shade(colour, 0.95)
    life = 0.75
    shapes: list[Path] = []
    for age, at, step in contacts:
        if not 0 <= age < life:
            continue
        rng = np.random.default_rng(step)
        n = 9
        vx = -speed * (0.62 + 0.34 * rng.random(n)) * 0.9 + 60 * rng.normal(0, 1, n)
        vy = -(110 + 190 * rng.random(n)) * scale
        lag = age
        px = x + at * scale + vx * lag
        py = np.minimum(y, y + vy * lag + 0.5 * 620 * scale * lag * lag)
        r = (1.6 + 4.4 * rng.random(n) ** 2) * scale * (1 - age / life) ** 0.7
        shapes.append(ellipses(np.stack([px, py], 1), r))
        spread = (14 + 90 * age) * scale
        ink.glow(
            x + at * scale - speed * age * 0.93,
            y - spread * 0.22,
            spread,
            grain,
            0.42 * (1 - age / life) ** 1.5,
            blend=0,
            squash=0.55,
        )
    ink.fill(join(shapes), grain, 0.92)


def splash(
    ink: Ink,
    light: Light,
    contacts: list[tuple[float, float, int]],
    *,
    speed: float,
    scale: float,
    x: float,
    y: float,
    fit: float,
) -> None:
    """Water that feet throw up: sheets of drops that fan out and fall; ``fit`` scales where the feet are."""
    drop, shapes = light.shade("#eef6ff", 1.0), []
    life = 0.85
    for age, at, step in contacts:
        if not 0 <= age < life:
            continue
        rng = np.random.default_rng(step)
        n = 34
        way = rng.normal(-0.25, 0.75, n)
        vx, vy = way * 190 * scale - 0.55 * speed, -(150 + 330 * rng.random(n)) * scale
        px = x + at * fit + vx * age
        py = y + vy * age + 0.5 * 900 * scale * age * age
        r = (1.4 + 5.0 * rng.random(n) ** 2) * scale * (1 - age / life) ** 0.5
        seen = py < y + 4
        shapes.append(ellipses(np.stack([px, py], 1)[seen], np.stack([r, r * 1.5], 1)[seen]))
        wide = (26 + 150 * age) * scale
        ink.glow(
            x + at * fit - 0.6 * speed * age,
            y - wide * 0.3,
            wide,
            drop,
            0.5 * (1 - age / life) ** 1.3,
            blend=0,
            squash=0.6,
        )
        ink.stroke(
            ellipse(x + at * fit - speed * age, y, wide * 0.9, wide * 0.13), 2.6 * scale, drop, 0.6 * (1 - age / life)
        )
    if shapes:
        ink.fill(join(shapes), drop, 0.9)


def fog_banks(ink: Ink, world: World, t: float, *, strength: float) -> None:
    """Two veils of mist that drift across the land."""
    light = world.light(t)
    for i, (row, height, pace) in enumerate(((world.horizon - 30, 190, 16), (world.horizon + 120, 260, 34))):
        for k in range(4):
            span = world.w * 1.6
            x = (k * span / 4 + i * 300 - t * (pace + world.speed * 0.12 * (i + 1))) % span - world.w * 0.3
            ink.glow(
                x,
                row + 20 * math.sin(k * 2.0 + t * 0.3),
                world.w * 0.42,
                light.haze,
                0.55 * strength,
                squash=height / (world.w * 0.42) * 0.6,
                blend=0,
            )


def shade_below(ink: Ink, light: Light, x: float, y: float, rx: float, ry: float, alpha: float = 0.5) -> None:
    """A contact shadow, soft and a little away from the sun."""
    shift = -rx * 0.16 if light.sun[0] > 0.5 else rx * 0.16
    dark = mix(light.shade("#3a3350", 0.0), (10, 8, 24), 0.35)
    ink.glow(x + shift, y, rx, dark, alpha, squash=ry / rx, blend=0, core=0.25)
    ink.glow(x, y, rx * 0.62, dark, alpha * 0.9, squash=ry / rx, blend=0)
