"""What stands in rooms: lamps, shelves, machines, and a back wall full of them for each kind of room."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nemo_skill.studio.scenes.gloss import steam
from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, ellipses, join, polygon, rect, rects, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.world import World


@dataclass(frozen=True)
class Place:
    """The back wall in design units: its width, the row of its foot, and how long a metre is there."""

    w: float
    foot: float
    metre: float

    @property
    def ceiling(self) -> float:
        """The row where wall and ceiling meet; above the frame in a wide one."""
        return self.foot - 2.95 * self.metre

    def at(self, share: float) -> float:
        """A place along the wall, as far as it is seen."""
        return self.w * share

    def spread(self, share: float) -> float:
        """A place along the whole wall: in an upright frame only its middle is seen."""
        return self.w / 2 + (share - 0.5) * max(self.w, 8.2 * self.metre)


def lamp(ink: Ink, light: Light, x: float, y: float, r: float, shade: str, ceiling: float) -> None:
    """A lamp that hangs from the ceiling, its light below."""
    ink.stroke(polygon([(x, ceiling - 10), (x, y - r)], closed=False), 3, light.shade("#2a2626", 0.3))
    ink.glow(x, y + r * 0.3, r * 5.5, (255, 214, 150), 0.26 + 0.22 * light.lamps, blend=0)
    ink.fill(
        smooth([(x - r, y), (x - r * 0.45, y - r * 0.9), (x + r * 0.45, y - r * 0.9), (x + r, y)]),
        light.shade(shade, 0.6),
    )
    ink.fill(ellipse(x, y, r, r * 0.22), (255, 236, 196))


def plant(ink: Ink, light: Light, x: float, foot: float, m: float) -> None:
    """A tall plant in a pot."""
    for k in range(9):
        a = -1.25 + 2.5 * k / 8
        tip = (x + math.sin(a) * 0.62 * m, foot - 0.4 * m - math.cos(a) * 0.85 * m)
        bend = (x + math.sin(a) * 0.22 * m, foot - 0.75 * m)
        leaf = smooth(
            [(x, foot - 0.38 * m), (bend[0] - 0.05 * m, bend[1]), tip, (bend[0] + 0.06 * m, bend[1] + 0.04 * m)]
        )
        ink.fill(leaf, light.shade("#4d7d49", 0.25 + 0.07 * k))
    pot = polygon(
        [(x - 0.19 * m, foot - 0.42 * m), (x + 0.19 * m, foot - 0.42 * m), (x + 0.14 * m, foot), (x - 0.14 * m, foot)]
    )
    ink.fill(
        pot,
        Linear(
            x - 0.2 * m, 0, x + 0.2 * m, 0, [(0, light.shade("#b4694a", 0.3), 1), (1, light.shade("#d98a64", 0.9), 1)]
        ),
    )


def shelf(
    ink: Ink, world: World, light: Light, box: tuple[float, float, float, float], rows: int, salt: int, *, tall: bool
) -> None:
    """Boards with things in a row: books when ``tall``, else jars and cups."""
    x, y, w, h = box
    rng = world.rng(salt)
    wood = light.shade("#6b4a33", 0.5)
    ink.fill(rect(x, y, w, h), light.shade("#3b2a20", 0.25))
    for row in range(rows):
        foot = y + h * (row + 1) / rows
        at = x + 8.0
        while at < x + w - 20:
            wide = (9 if tall else 15) + 16 * rng.random()
            high = h / rows * ((0.62 if tall else 0.34) + 0.2 * rng.random())
            tone = ("#7a3f32", "#3d5a63", "#b58a4a", "#d8cfc0", "#6c7a4c", "#8f8a9a")[int(rng.integers(0, 6))]
            ink.fill(
                rect(at, foot - high, wide, high, 1 if tall else wide * 0.3),
                light.shade(tone, 0.35 + 0.4 * rng.random()),
            )
            at += wide + (2 if tall else 9)
        ink.fill(rect(x - 6, foot - 4, w + 12, 9), wood)


def groceries(ink: Ink, light: Light, x: float, y: float) -> None:
    """A board with a knife and vegetables, and a pot."""
    ink.fill(ellipse(x + 20, y + 16, 300, 20), (0, 0, 0), 0.22)
    ink.fill(
        polygon([(x - 210, y + 18), (x - 170, y - 26), (x + 170, y - 26), (x + 210, y + 18)]),
        light.shade("#c58f55", 0.9),
    )
    ink.fill(rect(x - 210, y + 18, 420, 12, 4), light.shade("#a06f3c", 0.5))
    for dx, dy, r, tone in ((-120, -14, 34, "#d8402f"), (-62, -4, 30, "#e05238"), (-92, 8, 27, "#c8352a")):
        ink.fill(ellipse(x + dx, y + dy - r * 0.5, r, r * 0.92), light.shade(tone, 0.85))
        ink.fill(ellipse(x + dx - r * 0.3, y + dy - r * 0.9, r * 0.28, r * 0.18), (255, 255, 255), 0.45)
        ink.fill(ellipse(x + dx, y + dy - r * 1.34, r * 0.3, r * 0.12), light.shade("#4f7d3a", 0.6))
    for k in range(3):
        cx, cy = x + 10 + 26 * k, y - 12 + 9 * k
        ink.fill(
            smooth([(cx, cy - 9), (cx + 120, cy - 3), (cx + 128, cy), (cx + 120, cy + 3), (cx, cy + 9)]),
            light.shade("#e8862f", 0.85),
        )
        ink.fill(
            smooth([(cx, cy - 8), (cx - 34, cy - 18), (cx - 22, cy), (cx - 36, cy + 12), (cx, cy + 8)]),
            light.shade("#5c8f3c", 0.7),
        )
    for k in range(5):
        ink.fill(ellipse(x - 20 + 17 * k, y + 12 - (k % 2) * 5, 13, 6), light.shade("#7fb04a", 0.5 + 0.08 * k))
    px = x + 330
    steel = [
        (0, light.shade("#7d8288", 0.3), 1),
        (0.4, light.shade("#f2f4f5", 1.0), 1),
        (1, light.shade("#878d93", 0.4), 1),
    ]
    ink.fill(rect(px - 92, y - 104, 184, 118, 16), Linear(px - 92, 0, px + 92, 0, steel))
    ink.fill(ellipse(px, y - 104, 92, 17), light.shade("#3a3d41", 0.5))
    ink.fill(rects([(px - 122, y - 84, 32, 13), (px + 90, y - 84, 32, 13)]), light.shade("#2a2c30", 0.6))


def cups(ink: Ink, light: Light, t: float, x: float, y: float) -> None:
    """Three cups with steam."""
    for k, dx in enumerate((0.0, 150.0, 290.0)):
        cx, r = x + dx, 50.0 - 5 * k
        ink.fill(ellipse(cx + 8, y + 6, r * 1.7, r * 0.34), (0, 0, 0), 0.22)
        ink.fill(ellipse(cx, y, r * 1.5, r * 0.32), light.shade("#efe9e0", 0.8))
        ink.stroke(ellipse(cx + r * 1.05, y - r * 0.66, r * 0.34), 9, light.shade("#e6e0d6", 0.7))
        body = smooth(
            [
                (cx - r, y - r * 1.25),
                (cx - r * 0.86, y - r * 0.35),
                (cx - r * 0.4, y - 2),
                (cx + r * 0.4, y - 2),
                (cx + r * 0.86, y - r * 0.35),
                (cx + r, y - r * 1.25),
            ]
        )
        ink.fill(
            body,
            Linear(
                cx - r,
                0,
                cx + r,
                0,
                [
                    (0, light.shade("#d9d3c8", 0.4), 1),
                    (0.55, light.shade("#fffdf8", 1.0), 1),
                    (1, light.shade("#cfc8bc", 0.5), 1),
                ],
            ),
        )
        ink.fill(ellipse(cx, y - r * 1.25, r, r * 0.24), light.shade("#f6f1e8", 0.9))
        ink.fill(ellipse(cx, y - r * 1.23, r * 0.86, r * 0.18), light.shade("#8a5a34", 0.7))
        ink.fill(ellipse(cx - r * 0.1, y - r * 1.24, r * 0.34, r * 0.09), light.shade("#f0dcbc", 0.9))
        steam(ink, light, t + 2.3 * k, x=cx, y=y - r * 1.3, width=r * 0.9, height=150, strength=0.7)


def kitchen(ink: Ink, world: World, light: Light, place: Place) -> None:
    m, foot = place.metre, place.foot
    top = foot - 0.92 * m
    tile = light.shade("#f0ece2", 0.8)
    ink.fill(rect(0, top - 0.62 * m, place.w, 0.62 * m), tile)
    grid = [rect(x, top - 0.62 * m, 2, 0.62 * m) for x in np.arange(0, place.w, 0.2 * m)]
    grid += [rect(0, top - y * m, place.w, 2) for y in (0.2, 0.4, 0.6)]
    ink.fill(join(grid), light.shade("#b9b2a6", 0.5), 0.6)
    door, handle = light.shade("#4f6d6a", 0.6), light.shade("#d9b46a", 0.9)
    for k in range(math.ceil(place.w / (0.62 * m))):
        x = k * 0.62 * m
        ink.fill(rect(x + 3, top + 0.06 * m, 0.62 * m - 6, 0.86 * m, 5), door)
        ink.fill(rect(x + 0.25 * m, top + 0.13 * m, 0.12 * m, 5, 2), handle)
        middle = (x + 0.31 * m) / place.w
        if middle < 0.30 or 0.44 < middle < 0.56:
            ink.fill(rect(x + 3, top - 1.52 * m, 0.62 * m - 6, 0.84 * m, 5), door)
            ink.fill(rect(x + 0.25 * m, top - 0.80 * m, 0.12 * m, 5, 2), handle)
    ink.fill(rect(0, top, place.w, 0.07 * m), light.shade("#d8d2c6", 0.95))
    hood = place.at(0.37)
    steel = Linear(
        hood - 0.4 * m,
        0,
        hood + 0.4 * m,
        0,
        [
            (0, light.shade("#8f959b", 0.4), 1),
            (0.6, light.shade("#dfe3e6", 1.0), 1),
            (1, light.shade("#9aa0a6", 0.5), 1),
        ],
    )
    ink.fill(
        polygon(
            [
                (hood - 0.13 * m, place.ceiling),
                (hood + 0.13 * m, place.ceiling),
                (hood + 0.13 * m, top - 1.15 * m),
                (hood + 0.46 * m, top - 0.86 * m),
                (hood - 0.46 * m, top - 0.86 * m),
                (hood - 0.13 * m, top - 1.15 * m),
            ]
        ),
        steel,
    )
    ink.fill(rect(hood - 0.24 * m, top - 0.27 * m, 0.44 * m, 0.26 * m, 6), light.shade("#b8452f", 0.7))
    ink.fill(rect(hood - 0.30 * m, top - 0.29 * m, 0.56 * m, 0.05 * m, 4), light.shade("#d8d8d8", 0.8))
    for share in (0.18, 0.5, 0.82):
        lamp(ink, light, place.at(share), foot - 2.25 * m, 0.15 * m, "#c9a24a", place.ceiling)


def cafe(ink: Ink, world: World, light: Light, place: Place) -> None:
    m, foot = place.metre, place.foot
    bricks = []
    for row, y in enumerate(np.arange(0, foot, 0.14 * m)):
        bricks += [
            rect(x + (0.17 * m if row % 2 else 0), y, 0.32 * m, 0.12 * m, 2)
            for x in np.arange(-0.4 * m, place.w, 0.34 * m)
        ]
    ink.fill(join(bricks), light.shade("#9a5a40", 0.45), 0.55)
    board = (place.at(0.40), foot - 2.3 * m, place.w * 0.22, 1.05 * m)
    ink.fill(rect(board[0] - 10, board[1] - 10, board[2] + 20, board[3] + 20, 4), light.shade("#7a5434", 0.6))
    ink.fill(rect(*board), light.shade("#20262a", 0.4))
    rng = world.rng(1311)
    chalk = []
    for k in range(7):
        y = board[1] + board[3] * (0.20 + 0.11 * k)
        x = board[0] + board[2] * 0.1
        chalk.append(rect(x, y, board[2] * (0.28 + 0.22 * rng.random()), 5, 2))
        chalk.append(rect(x + board[2] * 0.66, y, board[2] * 0.13, 5, 2))
    ink.fill(join(chalk), (238, 234, 224), 0.8)
    x, top = place.at(0.78), foot - 0.82 * m
    ink.fill(rect(0, top, place.w, foot - top), light.shade("#5a3d2a", 0.35))
    ink.fill(rect(0, top - 10, place.w, 14), light.shade("#8a6040", 0.8))
    # The espresso machine.
    body = Linear(
        x - 0.5 * m,
        0,
        x + 0.5 * m,
        0,
        [
            (0, light.shade("#7d8288", 0.4), 1),
            (0.55, light.shade("#eceff1", 1.0), 1),
            (1, light.shade("#8a9096", 0.5), 1),
        ],
    )
    ink.fill(rect(x - 0.5 * m, top - 0.62 * m, 1.0 * m, 0.24 * m, 12), body)
    ink.fill(rect(x - 0.46 * m, top - 0.42 * m, 0.14 * m, 0.36 * m), light.shade("#6a6f75", 0.5))
    ink.fill(rect(x - 0.5 * m, top - 0.08 * m, 1.0 * m, 0.08 * m, 4), body)
    for dx in (-0.14, 0.18):
        ink.fill(rect(x + dx * m, top - 0.40 * m, 0.13 * m, 0.08 * m, 3), light.shade("#33363a", 0.5))
        ink.fill(rect(x + dx * m - 0.12 * m, top - 0.36 * m, 0.18 * m, 0.035 * m, 3), light.shade("#1f1a18", 0.5))
        ink.fill(
            polygon(
                [
                    (x + dx * m, top - 0.2 * m),
                    (x + (dx + 0.13) * m, top - 0.2 * m),
                    (x + (dx + 0.11) * m, top - 0.09 * m),
                    (x + (dx + 0.02) * m, top - 0.09 * m),
                ]
            ),
            light.shade("#f4f0ea", 0.9),
        )
    for share in (0.16, 0.36, 0.56, 0.76, 0.94):
        lamp(ink, light, place.at(share), foot - 2.45 * m, 0.13 * m, "#2c3a3a", place.ceiling)


def gym(ink: Ink, world: World, light: Light, place: Place) -> None:
    m, foot = place.metre, place.foot
    glass = Linear(
        0,
        0,
        place.w,
        foot,
        [
            (0, light.shade("#5d6a78", 0.5), 1),
            (0.5, light.shade("#8f9dac", 0.9), 1),
            (1, light.shade("#566270", 0.4), 1),
        ],
    )
    ink.fill(rect(0, foot - 2.3 * m, place.w, 1.75 * m), glass)
    ink.fill(
        join(
            [
                polygon(
                    [
                        (x, foot - 0.55 * m),
                        (x + 0.5 * m, foot - 2.3 * m),
                        (x + 0.75 * m, foot - 2.3 * m),
                        (x + 0.25 * m, foot - 0.55 * m),
                    ]
                )
                for x in np.arange(0.3 * m, place.w, 1.9 * m)
            ]
        ),
        (255, 255, 255),
        0.07,
    )
    ink.fill(
        join([rect(x, foot - 2.3 * m, 4, 1.75 * m) for x in np.arange(0, place.w, 1.25 * m)]),
        light.shade("#2a2f36", 0.4),
    )
    for y in (2.42, 2.36):
        ink.fill(rect(0, foot - y * m, place.w, 0.03 * m), (255, 120, 60) if y > 2.4 else (255, 226, 200))
    ink.glow(place.w / 2, foot - 2.4 * m, place.w * 0.55, (255, 140, 80), 0.34, squash=0.25, blend=0)
    # A rack of dumbbells along the wall.
    for row, y in enumerate((0.62, 0.30)):
        ink.fill(rect(place.at(0.05), foot - y * m, place.w * 0.34, 0.05 * m, 3), light.shade("#3a3f46", 0.6))
        for k in range(9):
            x, r = place.at(0.07) + k * place.w * 0.036, (0.075 + 0.006 * k) * m
            ink.fill(rect(x - r * 0.9, foot - y * m - r * 1.1, r * 1.8, r * 0.4, 2), light.shade("#c3c8cd", 0.8))
            ink.fill(
                ellipses([(x - r * 0.8, foot - y * m - r), (x + r * 0.8, foot - y * m - r)], [(r * 0.55, r)] * 2),
                light.shade("#16181b" if row else "#23272c", 0.5),
            )
    # A barbell on its stand.
    x, y = place.at(0.80), foot - 1.15 * m
    ink.fill(
        rects([(x - 0.62 * m, y, 0.06 * m, 1.15 * m), (x + 0.56 * m, y, 0.06 * m, 1.15 * m)]),
        light.shade("#c8452f", 0.6),
    )
    ink.fill(rect(x - 1.05 * m, y - 0.02 * m, 2.1 * m, 0.035 * m, 3), light.shade("#d9dde0", 0.95))
    for dx, r in ((-0.95, 0.26), (-0.86, 0.22), (0.95, 0.26), (0.86, 0.22)):
        ink.fill(ellipse(x + dx * m, y, 0.045 * m, r * m), light.shade("#1b1d21", 0.6))


def office(ink: Ink, world: World, light: Light, place: Place) -> None:
    m, foot = place.metre, place.foot
    top, high = foot - 2.5 * m, 2.1 * m
    ink.fill(rect(0, top + high, place.w, 0.10 * m), light.shade("#e4e0d8", 0.7))
    ink.fill(rect(0, 0, place.w, top), light.shade("#d6d2ca", 0.5))
    for share in (0.08, 0.92):
        plant(ink, light, place.at(share), foot + 0.06 * m, m * 1.05)
    for share in (0.22, 0.78):
        x = place.at(share)
        ink.fill(rect(x - 0.7 * m, foot - 0.66 * m, 1.4 * m, 0.06 * m, 3), light.shade("#c9a878", 0.8))
        ink.fill(
            rects(
                [(x - 0.64 * m, foot - 0.6 * m, 0.05 * m, 0.6 * m), (x + 0.59 * m, foot - 0.6 * m, 0.05 * m, 0.6 * m)]
            ),
            light.shade("#3a3d42", 0.5),
        )
        ink.fill(rect(x - 0.34 * m, foot - 1.18 * m, 0.68 * m, 0.42 * m, 6), light.shade("#1c1f24", 0.5))
        ink.fill(
            rect(x - 0.31 * m, foot - 1.15 * m, 0.62 * m, 0.36 * m, 3),
            Linear(0, foot - 1.15 * m, 0, foot - 0.8 * m, [(0, (92, 150, 226), 1), (1, (156, 206, 246), 1)]),
        )
        ink.fill(rect(x - 0.03 * m, foot - 0.76 * m, 0.06 * m, 0.1 * m), light.shade("#3a3d42", 0.5))


def classroom(ink: Ink, world: World, light: Light, place: Place) -> None:
    m, foot = place.metre, place.foot
    w, h = min(3.4 * m, place.w * 0.5), 1.25 * m
    x, y = place.at(0.42) - w / 2, foot - 2.2 * m
    ink.fill(rect(x - 14, y - 14, w + 28, h + 28, 5), light.shade("#9a6c3f", 0.7))
    ink.fill(
        rect(x, y, w, h),
        Linear(x, y, x + w, y + h, [(0, light.shade("#2c5546", 0.5), 1), (1, light.shade("#3c6a58", 0.8), 1)]),
    )
    chalk = (240, 238, 228)
    rng = world.rng(1330)
    lines = [rect(x + w * 0.06, y + h * (0.16 + 0.16 * k), w * (0.2 + 0.18 * rng.random()), 5, 2) for k in range(5)]
    ink.fill(join(lines), chalk, 0.8)
    cx, cy, r = x + w * 0.72, y + h * 0.5, h * 0.3
    ink.stroke(ellipse(cx, cy, r), 4, chalk, 0.8)
    ink.stroke(polygon([(cx, cy), (cx + r, cy)], closed=False), 4, chalk, 0.8)
    ink.stroke(
        polygon([(cx - r * 1.2, cy + r * 1.1), (cx + r * 1.2, cy + r * 1.1), (cx, cy - r * 1.1)]), 3, chalk, 0.45
    )
    ink.fill(rect(x - 14, y + h + 14, w + 28, 10), light.shade("#b98a58", 0.8))
    shelf(ink, world, light, (place.at(0.02), foot - 1.3 * m, place.w * 0.12, 1.3 * m), 3, 1331, tall=True)


def living(ink: Ink, world: World, light: Light, place: Place) -> None:
    m, foot = place.metre, place.foot
    rng = world.rng(1340)
    for k, (share, tone) in enumerate(((0.22, "#d9b48a"), (0.33, "#7f97a3"), (0.44, "#c4796a"))):
        w, h = 0.46 * m, (0.62 if k != 1 else 0.5) * m
        x, y = place.at(share) - w / 2, foot - 2.1 * m + (0.06 * m if k == 1 else 0)
        ink.fill(rect(x - 9, y - 9, w + 18, h + 18, 2), light.shade("#3a2f28", 0.5))
        ink.fill(rect(x, y, w, h), light.shade(tone, 0.7))
        ink.fill(
            smooth(
                [
                    (x, y + h),
                    (x, y + h * 0.6),
                    (x + w * (0.3 + 0.3 * rng.random()), y + h * 0.4),
                    (x + w, y + h * 0.7),
                    (x + w, y + h),
                ]
            ),
            light.shade("#f2e6d0", 0.8),
            0.8,
        )
    x, w = place.at(0.32), 2.1 * m
    seat = light.shade("#4f6f78", 0.6)
    ink.fill(rect(x - w / 2, foot - 0.86 * m, w, 0.62 * m, 40), light.shade("#456069", 0.45))
    ink.fill(rect(x - w / 2 + 0.1 * m, foot - 0.46 * m, w - 0.2 * m, 0.26 * m, 26), seat)
    ink.fill(
        rects(
            [
                (x - w / 2 - 0.1 * m, foot - 0.62 * m, 0.26 * m, 0.52 * m),
                (x + w / 2 - 0.16 * m, foot - 0.62 * m, 0.26 * m, 0.52 * m),
            ]
        ),
        seat,
    )
    for dx, tone in ((-0.62, "#d9a441"), (-0.3, "#e8ddcc"), (0.66, "#c4604a")):
        ink.fill(rect(x + dx * m - 0.18 * m, foot - 0.76 * m, 0.36 * m, 0.34 * m, 40), light.shade(tone, 0.8))
    lx = place.at(0.58)
    ink.stroke(polygon([(lx, foot), (lx, foot - 1.5 * m)], closed=False), 6, light.shade("#3a3430", 0.5))
    ink.glow(lx, foot - 1.55 * m, 1.3 * m, (255, 214, 150), 0.30 + 0.3 * light.lamps, blend=0)
    ink.fill(
        polygon(
            [
                (lx - 0.16 * m, foot - 1.85 * m),
                (lx + 0.16 * m, foot - 1.85 * m),
                (lx + 0.28 * m, foot - 1.42 * m),
                (lx - 0.28 * m, foot - 1.42 * m),
            ]
        ),
        mix(light.shade("#f0dcb4", 0.9), (255, 232, 180), 0.4),
    )
    plant(ink, light, place.at(0.95), foot + 0.04 * m, m * 1.15)
    ink.fill(ellipse(place.w * 0.5, world.h * 0.86, place.w * 0.34, world.h * 0.075), light.shade("#a8543f", 0.6))
    ink.stroke(
        ellipse(place.w * 0.5, world.h * 0.86, place.w * 0.31, world.h * 0.066), 5, light.shade("#e8cfa8", 0.7), 0.8
    )


def bedroom(ink: Ink, world: World, light: Light, place: Place) -> None:
    m, foot = place.metre, place.foot
    x, w = place.at(0.34), 2.3 * m
    ink.fill(rect(x - w / 2, foot - 1.25 * m, w, 0.95 * m, 18), light.shade("#7a5a44", 0.55))
    ink.fill(rect(x - w / 2, foot - 0.62 * m, w, 0.72 * m, 20), light.shade("#f0ebe2", 0.8))
    for dx in (-0.55, 0.55):
        ink.fill(rect(x + dx * m - 0.42 * m, foot - 0.92 * m, 0.84 * m, 0.4 * m, 60), light.shade("#ffffff", 0.9))
    ink.fill(rect(x - w / 2 - 6, foot - 0.40 * m, w + 12, 0.56 * m, 16), light.shade("#6f86a8", 0.7))
    ink.fill(rect(x - w / 2 - 6, foot - 0.40 * m, w + 12, 0.10 * m, 16), light.shade("#e4e8ee", 0.85))
    for side in (-1, 1):
        tx = x + side * (w / 2 + 0.42 * m)
        ink.fill(rect(tx - 0.26 * m, foot - 0.5 * m, 0.52 * m, 0.5 * m, 5), light.shade("#8a6a50", 0.6))
        ink.glow(tx, foot - 0.85 * m, 0.9 * m, (255, 206, 140), 0.32 + 0.34 * light.lamps, blend=0)
        ink.fill(
            polygon(
                [
                    (tx - 0.1 * m, foot - 0.98 * m),
                    (tx + 0.1 * m, foot - 0.98 * m),
                    (tx + 0.18 * m, foot - 0.7 * m),
                    (tx - 0.18 * m, foot - 0.7 * m),
                ]
            ),
            (255, 228, 176),
        )
        ink.fill(rect(tx - 0.02 * m, foot - 0.7 * m, 0.04 * m, 0.2 * m), light.shade("#4a3a30", 0.5))


def library(ink: Ink, world: World, light: Light, place: Place) -> None:
    m, foot = place.metre, place.foot
    for k in range(4):
        shelf(
            ink,
            world,
            light,
            (place.w * (0.02 + 0.245 * k), foot - 2.6 * m, place.w * 0.225, 2.6 * m),
            6,
            1350 + k,
            tall=True,
        )
    for share in (0.25, 0.5, 0.75):
        lamp(ink, light, place.at(share), foot - 2.3 * m, 0.14 * m, "#2f5a4a", place.ceiling)


def gallery(ink: Ink, world: World, light: Light, place: Place) -> None:
    m, foot = place.metre, place.foot
    rng = world.rng(1360)
    fit = min(1.0, place.w / (7.4 * m))
    for share, w, h in ((0.16, 0.9, 1.1), (0.42, 1.5, 1.0), (0.68, 0.8, 1.1), (0.90, 0.9, 0.9)):
        w, h = w * fit, h * fit
        x, y = place.at(share) - w * m / 2, foot - (1.4 + h / 2) * m
        ink.glow(x + w * m / 2, y + h * m * 0.3, w * m * 1.1, (255, 246, 226), 0.45, blend=0)
        ink.fill(rect(x - 14, y - 14, w * m + 28, h * m + 28), light.shade("#b8924e", 0.8))
        box = rect(x, y, w * m, h * m)
        tones = [
            ("#27476b", "#e2a04a", "#f1e4c8"),
            ("#7a2f3a", "#e7c9a0", "#2e5a58"),
            ("#d8cdb8", "#b5533c", "#2a2f45"),
        ][int(rng.integers(0, 3))]
        ink.fill(box, light.shade(tones[0], 0.7))
        with ink.clipped(box):
            for k in range(6):
                a, b, r = rng.random(3)
                ink.fill(
                    ellipse(x + a * w * m, y + b * h * m, (0.1 + 0.35 * r) * w * m, (0.08 + 0.3 * r) * h * m, k * 0.7),
                    light.shade(tones[1 + k % 2], 0.8),
                    0.75,
                )
    bench = place.at(0.5)
    ink.fill(rect(bench - 0.8 * m, foot - 0.18 * m, 1.6 * m, 0.14 * m, 5), light.shade("#4a3626", 0.7))
