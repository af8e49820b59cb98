"""Fields of one plant: sunflowers, lavender, tulips, poppies, wheat, maize, row behind row."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from nemo_skill.studio.scenes.ink import Ink, Linear, Pixels, ellipse, ellipses, join, polygon, ribbon, smooth
from nemo_skill.studio.scenes.light import Light
from nemo_skill.studio.scenes.world import Baked, World, strip

Plant = Callable[[Ink, Light, np.random.Generator, float, float, float, float], None]


def _stem(ink: Ink, light: Light, x: float, base: float, tip: tuple[float, float], w: float, depth: float) -> None:
    middle = (x + (tip[0] - x) * 0.4, base + (tip[1] - base) * 0.55)
    ink.fill(ribbon([(x, base), middle, tip], [w, w * 0.85, w * 0.6]), light.shade("#4b7a34", 0.45, depth))


def sunflower(ink: Ink, light: Light, rng: np.random.Generator, x: float, base: float, h: float, depth: float) -> None:
    """A tall stem with heart-shaped leaves; the head faces the viewer."""
    tip = (x + rng.normal(0, 0.06) * h, base - h)
    _stem(ink, light, x, base, tip, h * 0.022, depth)
    for side, at in ((-1, 0.38), (1, 0.55), (-1, 0.70)):
        y, reach = base - h * at, h * (0.20 + 0.05 * rng.random())
        leaf = smooth(
            [
                (x, y),
                (x + side * reach * 0.5, y - h * 0.08),
                (x + side * reach, y + h * 0.02),
                (x + side * reach * 0.45, y + h * 0.06),
            ]
        )
        ink.fill(leaf, light.shade("#5a8f3c", 0.35 + 0.45 * (side > 0), depth))
    r = h * (0.16 + 0.03 * rng.random())
    for ring, (count, tone, lit) in enumerate(((15, "#e0951f", 0.6), (13, "#f7c531", 0.95))):
        angles = np.linspace(0, 2 * math.pi, count, endpoint=False) + rng.random()
        petals = [
            ellipse(
                tip[0] + math.cos(a) * r * 0.86, tip[1] + math.sin(a) * r * 0.82, r * (0.46 - 0.05 * ring), r * 0.17, a
            )
            for a in angles
        ]
        ink.fill(join(petals), light.shade(tone, lit, depth))
    ink.fill(ellipse(tip[0], tip[1], r * 0.60, r * 0.56), light.shade("#4a2c18", 0.5, depth))
    ink.fill(ellipse(tip[0], tip[1], r * 0.36, r * 0.33), light.shade("#6b4424", 0.8, depth))


def lavender(ink: Ink, light: Light, rng: np.random.Generator, x: float, base: float, h: float, depth: float) -> None:
    """A bush of violet spikes."""
    for _ in range(9):
        tip = (x + rng.normal(0, 0.26) * h, base - h * (0.55 + 0.35 * rng.random()))
        foot = x + (tip[0] - x) * 0.3
        ink.fill(polygon([(foot - 1, base), (foot + 1, base), tip]), light.shade("#6f8a52", 0.4, depth))
        u = np.linspace(0, 1, 7)
        buds = np.stack([tip[0] + (tip[0] - foot) * 0.25 * u, tip[1] - h * 0.26 * u], 1)
        ink.fill(
            ellipses(buds, h * 0.040 * (1 - 0.55 * u) + 0.4),
            light.shade(("#6a4fb0", "#8a6bd0", "#a58ae0")[int(rng.integers(0, 3))], 0.9, depth),
        )


def tulip(ink: Ink, light: Light, rng: np.random.Generator, x: float, base: float, h: float, depth: float) -> None:
    """A single cup on a straight stem."""
    tip = (x + rng.normal(0, 0.05) * h, base - h * 0.72)
    _stem(ink, light, x, base, tip, h * 0.022, depth)
    for side in (-1, 1):
        ink.fill(
            smooth(
                [
                    (x, base),
                    (x + side * h * 0.14, base - h * 0.28),
                    (x + side * h * 0.20, base - h * 0.46),
                    (x + side * h * 0.06, base - h * 0.2),
                ]
            ),
            light.shade("#5f9a4a", 0.6, depth),
        )
    tone = ("#e0425a", "#f2b23c", "#d9539c", "#f4efe6", "#8a4fb5")[int(rng.integers(0, 5))]
    r = h * 0.13
    cup = smooth(
        [
            (tip[0] - r * 0.5, tip[1] + r),
            (tip[0] - r, tip[1]),
            (tip[0] - r * 0.85, tip[1] - r * 1.5),
            (tip[0] - r * 0.3, tip[1] - r * 0.9),
            (tip[0], tip[1] - r * 1.7),
            (tip[0] + r * 0.3, tip[1] - r * 0.9),
            (tip[0] + r * 0.85, tip[1] - r * 1.5),
            (tip[0] + r, tip[1]),
            (tip[0] + r * 0.5, tip[1] + r),
        ]
    )
    ink.fill(
        cup,
        Linear(
            tip[0] - r,
            0,
            tip[0] + r,
            0,
            [(0, light.shade(tone, 0.25, depth), 1), (1, light.shade(tone, 1.0, depth), 1)],
        ),
    )


def poppy(ink: Ink, light: Light, rng: np.random.Generator, x: float, base: float, h: float, depth: float) -> None:
    """A red bowl on a thin bent stem."""
    tip = (x + rng.normal(0, 0.14) * h, base - h * (0.55 + 0.2 * rng.random()))
    _stem(ink, light, x, base, tip, h * 0.012, depth)
    r = h * 0.13
    ink.fill(
        ellipses([(tip[0] - r * 0.4, tip[1]), (tip[0] + r * 0.4, tip[1]), (tip[0], tip[1] - r * 0.3)], [r * 0.75] * 3),
        light.shade("#d9362b", 0.9, depth),
    )
    ink.fill(ellipse(tip[0], tip[1] + r * 0.05, r * 0.3), light.shade("#2a1a1c", 0.4, depth))


def wheat(ink: Ink, light: Light, rng: np.random.Generator, x: float, base: float, h: float, depth: float) -> None:
    """A sheaf of ripe ears."""
    for _ in range(7):
        lean = rng.normal(0.12, 0.16) * h
        fx = x + rng.normal(0, 0.16) * h
        tip = (fx + lean, base - h * (0.62 + 0.25 * rng.random()))
        ink.fill(polygon([(fx - 1.1, base), (fx + 1.1, base), tip]), light.shade("#b58a3a", 0.4, depth))
        u = np.linspace(0, 1, 6)
        ear = np.stack([tip[0] + lean * 0.22 * u, tip[1] - h * 0.20 * u + h * 0.05 * u * u], 1)
        ink.fill(
            ellipses(ear, h * 0.030 * (1 - 0.4 * u) + 0.5), light.shade("#e8bf5a", 0.75 + 0.25 * rng.random(), depth)
        )


def maize(ink: Ink, light: Light, rng: np.random.Generator, x: float, base: float, h: float, depth: float) -> None:
    """A stalk with long arching leaves."""
    tip = (x + rng.normal(0, 0.03) * h, base - h)
    _stem(ink, light, x, base, tip, h * 0.020, depth)
    for k in range(6):
        side, y = (-1 if k % 2 else 1), base - h * (0.18 + 0.13 * k)
        reach = h * (0.26 - 0.015 * k)
        leaf = ribbon(
            [(x, y), (x + side * reach * 0.5, y - h * 0.10), (x + side * reach, y + h * 0.01)],
            [h * 0.020, h * 0.024, 0.6],
        )
        ink.fill(leaf, light.shade("#5f9440", 0.3 + 0.5 * (side > 0), depth))


# Words (English and Chinese) -> plant, height at the hero's row, plants in a row of 2880 units there.
_CROPS: dict[tuple[str, ...], tuple[Plant, float, int]] = {
    ("sunflower", "向日葵"): (sunflower, 190.0, 26),
    ("lavender", "薰衣草"): (lavender, 96.0, 44),
    ("tulip", "郁金香"): (tulip, 110.0, 54),
    ("poppy", "poppies", "罂粟", "虞美人"): (poppy, 110.0, 54),
    ("wheat", "barley", "麦"): (wheat, 120.0, 58),
    ("rice field", "rice terrace", "rice padd", "稻"): (wheat, 84.0, 60),
    ("corn", "maize", "玉米"): (maize, 200.0, 30),
}


class Field:
    """Rows of one plant on the ground plane, each swaying a little in the wind."""

    def __init__(self, world: World, plant: Plant, height: float, count: int) -> None:
        self._world = world
        self._period = world.w * 1.5
        shares = (0.06, 0.12, 0.19, 0.27, 0.36, 0.46, 0.58, 0.72, 0.88, 1.10, 1.34, 1.62)
        self._rows = [self._row(plant, height, count, share, 1300 + i) for i, share in enumerate(shares)]

    def _row(
        self, plant: Plant, height: float, count: int, share: float, salt: int
    ) -> tuple[float, float, Baked, float]:
        world = self._world
        size = height * share
        tall = size * 1.5 + 14
        number = min(170, max(10, round(count / share * self._period / 2880)))
        depth = max(0.03, 0.55 - 0.55 * min(1.0, share))

        def draw(light: Light) -> Pixels:
            def paint(ink: Ink) -> None:
                rng = world.rng(salt)
                for i in range(number):
                    x = (i + 0.2 + 0.6 * rng.random()) * self._period / number
                    plant(
                        ink,
                        light,
                        rng,
                        x,
                        tall - 4 + 8 * rng.random() * share,
                        size * (0.8 + 0.35 * rng.random()),
                        depth,
                    )

            return strip(world, self._period, tall, paint)

        row = world.horizon + share * (world.ground_row - world.horizon)
        return share, row, Baked(world, draw, period=self._period), tall

    def draw(self, ink: Ink, t: float, *, front: bool) -> None:
        """The rows behind the hero, or those before."""
        world = self._world
        for share, row, baked, tall in self._rows:
            if (share > 1.0) == front:
                sway = 5.0 * share * world.gust(t, row * 9)
                baked.place(ink, t, sway - world.parallax(row) * t, row - tall + 8)


def field_of(world: World) -> Field | None:
    """The field a prompt names, if any."""
    text = world.plan.prompt.lower()
    for words, (plant, height, count) in _CROPS.items():
        if any(word in text for word in words) and not world.plan.snowy:
            return Field(world, plant, height, count)
    return None
