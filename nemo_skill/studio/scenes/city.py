"""A skyline over water: towers in three depths whose windows light up one by one as it gets dark."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, ellipse, ellipses, polygon, rect, rects
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.sky import Sky
from nemo_skill.studio.scenes.veils import halo, haze_band
from nemo_skill.studio.scenes.water import glitter, mirror
from nemo_skill.studio.scenes.world import Baked, World

_FACADES = ("#6d7f95", "#8a8076", "#55677d", "#9a8d80", "#4f5d70", "#7c6f78", "#93a0ab", "#5f6f6d")
_WINDOW_LIGHTS = ((255, 214, 140), (255, 226, 170), (255, 196, 112), (214, 228, 255), (255, 240, 214))


@dataclass(frozen=True)
class Tower:
    """One building: left edge, width, height, facade, crown shape, window grid."""

    x: float
    w: float
    h: float
    colour: str
    crown: int
    pitch: tuple[float, float]
    style: int


def towers(
    world: World, salt: int, *, count: int, low: float, high: float, wide: tuple[float, float], peak: float = 0.5
) -> list[Tower]:
    """A row of buildings over the frame's width, tallest around the share ``peak`` of it."""
    rng = world.rng(salt)
    found = []
    x = -60.0
    while x < world.w + 60:
        w = wide[0] + (wide[1] - wide[0]) * rng.random()
        u = (x + w / 2) / world.w
        hump = 0.30 + 0.70 * math.exp(-(((u - peak) / 0.30) ** 2))
        h = low + (high - low) * hump * (0.35 + 0.65 * rng.random() ** 1.3)
        style = int(rng.integers(0, 3))
        found.append(
            Tower(
                x,
                w,
                h,
                _FACADES[int(rng.integers(0, len(_FACADES)))],
                int(rng.integers(0, 7)),
                (7 + 5 * rng.random(), 10 + 6 * rng.random()),
                style,
            )
        )
        x += w * (0.82 + 0.30 * rng.random()) * (2880 / (count * 60))
    return found


class Row:
    """One depth of the city, baked without lights, and its lit windows with the order in which they come on."""

    def __init__(
        self, world: World, row: list[Tower], *, base: float, depth: float, salt: int, lit_share: float
    ) -> None:
        self._world, self._towers, self._base, self._depth = world, row, base, depth
        self._tall = max(t.h for t in row) * 1.32 + 30
        self._picture = Baked(world, self._bake)
        self._lights, self._order = self._bake_windows(salt, lit_share)
        self._cache: tuple[int, Pixels] | None = None
        tall = sorted(row, key=lambda t: -t.h)[:4]
        self._beacons = [(t.x + t.w / 2, base - t.h * (1.24 if t.crown in (1, 4) else 1.0) - 8) for t in tall]

    def draw(self, ink: Ink, t: float, lamps: float) -> None:
        """The buildings, then as many lit windows as the hour asks for."""
        y = self._base - self._tall
        self._picture.place(ink, t, 0, y)
        level = round(lamps * 250)
        if level > 2:
            if self._cache is None or self._cache[0] != level:
                self._cache = (level, np.ascontiguousarray(self._lights * (self._order <= level)[..., None]))
            ink.image(self._cache[1], 0, y)
        if lamps > 0.5 and self._depth < 0.6:
            for i, (bx, by) in enumerate(self._beacons):
                pulse = max(0.0, math.sin(t * 2.6 + i * 1.9)) ** 4
                ink.glow(bx, by, 16, (255, 60, 50), 0.8 * pulse)
                ink.fill(ellipse(bx, by, 2.2), (255, 110, 90), pulse)

    def _bake(self, light: Light) -> Pixels:
        world = self._world
        pixels = np.zeros((world.pixels(self._tall), world.width, 4), np.uint8)
        with Ink(pixels, unit=world.unit) as ink:
            for tower in self._towers:
                self._tower(ink, light, tower)
        return pixels

    def _tower(self, ink: Ink, light: Light, b: Tower) -> None:
        base, d = self._tall, self._depth
        top = base - b.h
        sunny = light.sun[0] > 0.5
        x, w = b.x, b.w
        front_lit, side_lit = (0.42, 0.92) if sunny else (0.55, 0.16)
        edge = w * (0.26 if b.style else 0.18)
        front = light.shade(b.colour, front_lit, d)
        foot = mix(front, light.haze, 0.30 + 0.3 * d)
        ink.fill(
            rect(x, top, w, b.h),
            Linear(0, top, 0, base, [(0, mix(front, light.sky[2], 0.16), 1), (0.5, front, 1), (1, foot, 1)]),
        )
        side = light.shade(b.colour, side_lit, d)
        ink.fill(
            rect(x + w - edge, top, edge, b.h),
            Linear(
                0,
                top,
                0,
                base,
                [
                    (0, mix(side, light.sun_colour, 0.20 * (light.glow > 0.4) * (1 - light.moon)), 1),
                    (1, mix(side, light.haze, 0.4), 1),
                ],
            ),
        )
        self._crown(ink, light, b, top, front, side)
        if d < 0.6:
            self._day_windows(ink, light, b, top, front)

    def _crown(self, ink: Ink, light: Light, b: Tower, top: float, front: object, side: object) -> None:
        x, w = b.x, b.w
        if b.crown == 1:
            for i in range(1, 4):
                ink.fill(rect(x + w * 0.12 * i, top - b.h * 0.035 * i, w * (1 - 0.24 * i), b.h * 0.04 + 2), front)
            ink.fill(
                polygon(
                    [
                        (x + w / 2 - 2.2, top - b.h * 0.09),
                        (x + w / 2 + 2.2, top - b.h * 0.09),
                        (x + w / 2, top - b.h * 0.24),
                    ]
                ),
                side,
            )
        elif b.crown == 2:
            ink.fill(polygon([(x, top + 1), (x + w, top + 1), (x + w, top - w * 0.42)]), side)
        elif b.crown == 3:
            ink.fill(polygon([(x, top + 1), (x + w * 0.5, top - w * 0.55), (x + w, top + 1)]), front)
            ink.fill(polygon([(x + w * 0.5, top - w * 0.55), (x + w, top + 1), (x + w * 0.66, top + 1)]), side)
        elif b.crown == 4:
            ink.fill(rect(x + w * 0.42, top - b.h * 0.10, w * 0.16, b.h * 0.1 + 2), front)
            ink.fill(rect(x + w * 0.49, top - b.h * 0.24, max(1.5, w * 0.02), b.h * 0.16), side)
        elif b.crown == 5:
            ink.fill(rect(x + w * 0.15, top - 12, w * 0.34, 13), front)
            ink.fill(rect(x + w * 0.62, top - 20, w * 0.16, 21), side)
        else:
            ink.fill(rect(x - 2, top - 3, w + 4, 5), side)

    def _grid(self, b: Tower) -> tuple[np.ndarray, float, float]:
        px, py = b.pitch
        if b.style == 2:
            py *= 1.35
        columns, rows = max(1, int((b.w - 8) / px)), max(1, int((b.h - 16) / py))
        gx = b.x + (b.w - columns * px) / 2 + np.arange(columns) * px
        gy = self._tall - b.h + 9 + np.arange(rows) * py
        grid = np.stack(np.meshgrid(gx, gy), -1).reshape(-1, 2)
        return grid, px * (0.86 if b.style == 2 else 0.56), py * (0.48 if b.style != 1 else 0.62)

    def _day_windows(self, ink: Ink, light: Light, b: Tower, top: float, front: object) -> None:
        grid, ww, wh = self._grid(b)
        boxes = np.concatenate([grid, np.full((len(grid), 1), ww), np.full((len(grid), 1), wh)], 1)
        glass = mix(light.shade("#31465c", 0.4, self._depth), light.sky[1], 0.38)
        ink.fill(
            rects(boxes), Linear(0, top, 0, self._tall, [(0, mix(glass, light.sky[3], 0.45), 0.75), (1, glass, 0.6)])
        )

    def _bake_windows(self, salt: int, lit_share: float) -> tuple[Pixels, np.ndarray]:
        """All windows that are ever lit, and for each pixel the level (0-250) at which its window comes on."""
        world = self._world
        rng = world.rng(salt)
        shape = (world.pixels(self._tall), world.width)
        lights = np.zeros((*shape, 4), np.uint8)
        order = np.full(shape, 255, np.uint8)
        with Ink(lights, unit=world.unit) as ink:
            for b in self._towers:
                grid, ww, wh = self._grid(b)
                on = rng.random(len(grid)) < lit_share * (0.5 + rng.random())
                levels = np.clip(18 + 232 * rng.random(len(grid)) ** 0.8, 18, 250).astype(int)
                tones = rng.integers(0, len(_WINDOW_LIGHTS), len(grid))
                dim = 0.7 + 0.3 * rng.random()
                for tone in range(len(_WINDOW_LIGHTS)):
                    chosen = grid[on & (tones == tone)]
                    if len(chosen):
                        boxes = np.concatenate(
                            [chosen, np.full((len(chosen), 1), ww), np.full((len(chosen), 1), wh)], 1
                        )
                        glow = mix(_WINDOW_LIGHTS[tone], (80, 96, 140), self._depth * 0.6)
                        ink.fill(rects(boxes), glow, dim)
                u = world.unit
                for (x, y), level in zip(grid[on], levels[on], strict=True):
                    x0, y0 = max(0, int((x - 0.6) * u)), max(0, int((y - 0.6) * u))
                    order[y0 : int((y + wh + 0.6) * u) + 1, x0 : max(0, int((x + ww + 0.6) * u) + 1)] = level
        return lights, order


class CityScene:
    """The skyline, its picture in the river, boats of light on the far road."""

    def __init__(self, world: World) -> None:
        self._world = world
        world.horizon = world.h * 0.70
        self.sky = Sky(world)
        k = min(1.15, world.h / 1080)
        base = world.horizon
        self._rows = [
            Row(
                world,
                towers(world, 401, count=52, low=130 * k, high=330 * k, wide=(42, 90), peak=0.36),
                base=base,
                depth=0.66,
                salt=411,
                lit_share=0.44,
            ),
            Row(
                world,
                towers(world, 402, count=44, low=140 * k, high=520 * k, wide=(56, 118), peak=0.60),
                base=base,
                depth=0.38,
                salt=412,
                lit_share=0.54,
            ),
            Row(
                world,
                towers(world, 403, count=40, low=90 * k, high=330 * k, wide=(70, 150), peak=0.16),
                base=base,
                depth=0.14,
                salt=413,
                lit_share=0.58,
            ),
        ]
        rng = world.rng(420)
        self._cars = np.stack([rng.random(46), rng.random(46), rng.random(46)], 1)

    def behind(self, ink: Ink, t: float) -> None:
        """Sky, three depths of towers, quay with traffic, water."""
        world = self._world
        light = world.light(t)
        self.sky.draw(ink, t)
        for i, row in enumerate(self._rows):
            if light.lamps > 0.3:
                halo(
                    ink,
                    world,
                    world.w * 0.5,
                    world.horizon + 20,
                    world.w * 0.62,
                    (255, 160, 84),
                    0.24 * light.lamps,
                    squash=0.32,
                )
            row.draw(ink, t, light.lamps * (1.0 - 0.08 * i))
            haze_band(ink, world, light.haze, world.horizon - 240, world.horizon + 60, (0.42, 0.26, 0.10)[i])
        self._quay(ink, t, light)
        water = mix(light.shade("#1b3f55", 0.35), light.sky[1], 0.40)
        mirror(ink, world, t, top=world.horizon + 12, tint=water, strength=0.66, squeeze=1.35, ripple=1.3)
        glitter(ink, world, t, light, top=world.horizon + 20, bottom=world.h)

    def before(self, ink: Ink, t: float) -> None:
        """Nothing stands before the river."""

    def _quay(self, ink: Ink, t: float, light: Light) -> None:
        world = self._world
        y = world.horizon
        ink.fill(rect(0, y - 7, world.w, 22), light.shade("#3a4048", 0.4, 0.08))
        ink.fill(rect(0, y - 8, world.w, 2), light.shade("#8f98a2", 0.9, 0.08))
        if light.lamps < 0.12:
            return
        for i in range(0, int(world.w / 96) + 2):
            x = i * 96.0 + 20
            on = min(1.0, max(0.0, light.lamps * 3 - (i * 7 % 11) / 11 * 1.4))
            ink.glow(x, y - 16, 42, (255, 190, 110), 0.55 * on)
            ink.fill(ellipse(x, y - 16, 2.4), (255, 236, 200), on)
        for way, tone in ((1, (255, 244, 224)), (-1, (255, 70, 54))):
            cars = self._cars[:23] if way > 0 else self._cars[23:]
            places = (cars[:, 0] * world.w + way * t * (70 + 60 * cars[:, 1])) % (world.w + 40) - 20
            ink.fill(
                ellipses(
                    np.stack([places, np.full(len(places), y - 5 + 2 * way)], 1),
                    np.stack([np.full(len(places), 4.5), np.full(len(places), 1.8)], 1),
                ),
                tone,
                0.95 * min(1.0, light.lamps * 1.6),
            )
