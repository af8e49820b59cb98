"""Things that fly by engine or hot air: rockets, airliners, balloons."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.plan.vehicles import LANDS
from nemo_skill.studio.scenes.ink import (
    Ink,
    Linear,
    Radial,
    ellipse,
    ellipses,
    join,
    polygon,
    rect,
    rects,
    smooth,
)
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.vehicles import down_fill
from nemo_skill.studio.scenes.world import World


class Rocket:
    """A rocket or a saucer that cruises."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._colour: Any = subject.colour or "#e9edf1"
        self._saucer = subject.word in ("ufo",)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Exhaust first, then the ship."""
        world = self._world
        u = min(1.0, t / max(3.0, world.plan.duration_s))
        scale = min(1.35, world.h / 900, world.w / 760)
        x = world.w * (0.40 + 0.12 * u) + 8 * math.sin(t * 1.3)
        y = world.h * (0.56 - 0.10 * u) + 9 * math.sin(t * 0.9)
        turn = -0.34 + 0.03 * math.sin(t * 0.7) if world.w >= world.h else -0.9 + 0.03 * math.sin(t * 0.7)
        with ink.moved(x, y, scale=scale, turn=turn):
            self._ship(ink, light, t)

    def _flame(self, ink: Ink, t: float) -> None:
        flick = 1 + 0.08 * math.sin(t * 37) + 0.06 * math.sin(t * 53 + 1)
        for length, w, tone, alpha in (
            (360, 46, (255, 120, 50), 0.55),
            (250, 36, (255, 180, 80), 0.8),
            (150, 22, (255, 244, 214), 1.0),
        ):
            r = length * flick
            tip = smooth(
                [(-176, -w), (-176 - r * 0.35, -w * 1.05), (-176 - r, 0), (-176 - r * 0.35, w * 1.05), (-176, w)]
            )
            ink.fill(tip, Linear(-176, 0, -176 - r, 0, [(0, tone, alpha), (0.6, tone, alpha * 0.5), (1, tone, 0)]))
        ink.glow(-210, 0, 260, (255, 150, 70), 0.65)
        for k in range(22):
            p = (t * 1.5 + k / 22) % 1.0
            ink.fill(
                ellipse(-190 - 620 * p, (28 + 60 * p) * math.sin(k * 2.4), 4.5 * (1 - p) + 0.6),
                (255, 210, 150),
                0.8 * (1 - p),
            )

    def _ship(self, ink: Ink, light: Light, t: float) -> None:
        if self._saucer:
            ink.glow(0, 30, 260, (120, 255, 220), 0.35)
            ink.fill(
                ellipse(0, -26, 84, 62), Linear(0, -88, 0, 10, [(0, (190, 240, 255), 0.85), (1, (70, 120, 150), 0.9)])
            )
            ink.fill(ellipse(0, 8, 220, 44), down_fill(light, "#aab4c0", -36, 52))
            for k in range(9):
                ink.glow(-180 + 45 * k, 16, 24, ((255, 200, 90), (120, 255, 220))[(k + int(t * 5)) % 2], 0.9)
            return
        self._flame(ink, t)
        tone = self._colour
        red = "#d2473a"
        for s in (-1, 1):
            fin = smooth([(-66, s * 44), (-128, s * 112), (-196, s * 124), (-186, s * 84), (-170, s * 40)])
            ink.fill(fin, light.shade(red, 0.85 if s < 0 else 0.2))
        body = smooth(
            [
                (-178, -46),
                (-90, -66),
                (30, -64),
                (120, -44),
                (186, -14),
                (206, 0),
                (186, 14),
                (120, 44),
                (30, 64),
                (-90, 66),
                (-178, 46),
            ]
        )
        ink.fill(
            body,
            Linear(
                0,
                -66,
                0,
                66,
                [(0, light.shade(tone, 1.0), 1), (0.45, light.shade(tone, 0.62), 1), (1, light.shade(tone, 0.02), 1)],
            ),
        )
        with ink.clipped(body):
            ink.fill(
                polygon([(118, -80), (230, -80), (230, 80), (118, 80)]),
                Linear(0, -60, 0, 60, [(0, light.shade(red, 1.0), 1), (1, light.shade(red, 0.1), 1)]),
            )
            ink.fill(
                rect(-134, -80, 16, 160),
                Linear(0, -60, 0, 60, [(0, light.shade(red, 1.0), 1), (1, light.shade(red, 0.1), 1)]),
            )
            ink.fill(rect(-200, 22, 420, 60), light.shade("#0e1022", 0), 0.30)
        ink.fill(polygon([(-178, -40), (-206, -54), (-206, 54), (-178, 40)]), light.shade("#3c4048", 0.6))
        for px in (48, -40):
            ink.fill(ellipse(px, -8, 25), light.shade("#9aa2ad", 0.8))
            ink.fill(ellipse(px, -8, 18), Radial(px - 5, -14, 26, [(0, (190, 236, 255), 1), (1, (34, 74, 122), 1)]))
            ink.fill(ellipse(px - 6, -15, 5, 3.4), (255, 255, 255), 0.85)
        ink.fill(smooth([(-60, 4), (-128, 6), (-196, 12), (-186, -6), (-128, -10)]), light.shade(red, 0.6))


_MANY = re.compile(
    r"festival|fiesta|hundreds|dozens|many|fill(?:s|ing)? the sky|mass ascen|节|许多|上百|几十|漫天|数百", re.I
)


class Plane:
    """An airliner in flight; on an airfield it takes off or lands."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._colour: Any = subject.colour or "#eef1f4"

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """It climbs slowly through the frame."""
        world = self._world
        u = t / max(5.0, world.plan.duration_s)
        k = min(1.45, world.w / 820)
        x, y = world.w * (0.42 + 0.14 * u), world.h * (0.46 - 0.08 * u) + 7 * math.sin(t * 0.8)
        turn, low = -0.12 + 0.012 * math.sin(t), world.plan.setting == "airfield"
        if low:
            landing = bool(LANDS.search(world.plan.prompt))
            up = max(0.0, (1 - u if landing else u) - 0.25) / 0.75
            x, y = world.w * (0.28 + 0.36 * u), world.ground_row - 88 * k - 0.36 * world.h * up**1.5
            turn = (0.04 if landing else -0.20) * min(1.0, 2.5 * up)
            shadow = 0.5 * (1 - 0.7 * up)
            ink.glow(x, world.ground_row + 30, 260 * k, light.shade("#0e1016", 0), shadow, squash=0.12, blend=0)
        with ink.moved(x, y, scale=k, turn=turn):
            if low:
                legs = join([rect(-36, 20, 8, 52), rect(158, 18, 6, 56)])
                ink.fill(legs, light.shade("#7d868f", 0.4))
                tyres = ellipses([(-46, 76), (-20, 76), (161, 78)], np.full((3, 2), 15.0))
                ink.fill(tyres, light.shade("#1d1f24", 0.4))
            for dy in () if low else (-7, 7):
                ink.fill(
                    polygon([(-250, dy - 3), (-250, dy + 3), (-1100, dy + 16), (-1100, dy - 16)]),
                    Linear(-250, 0, -1100, 0, [(0, (255, 255, 255), 0.45), (1, (255, 255, 255), 0)]),
                )
            ink.fill(smooth([(10, -14), (-56, -84), (-84, -88), (-46, -12)]), light.shade(self._colour, 0.35))
            body = smooth(
                [(-262, -6), (-200, -26), (150, -30), (216, -18), (240, 2), (216, 16), (120, 26), (-140, 22), (-250, 4)]
            )
            ink.fill(body, down_fill(light, self._colour, -30, 26))
            ink.fill(smooth([(-262, -8), (-290, -96), (-256, -98), (-186, -24)]), light.shade("#3568b0", 0.85))
            ink.fill(
                rects([(-150 + 17 * i, -12, 8.0, 8.0) for i in range(18)]),
                mix(light.shade("#2d3c4c", 0.5), (255, 220, 150), light.lamps),
            )
            ink.fill(smooth([(196, -18), (220, -12), (226, -4), (198, -6)]), light.shade("#22303c", 0.6))
            ink.fill(rect(-255, 2, 470, 5), light.shade("#3568b0", 0.8))
            ink.fill(
                smooth([(60, 6), (-92, 116), (-132, 122), (-60, 8)]),
                down_fill(light, mix(self._colour, "#8d99a6", 0.3), 0, 120),
            )
            ink.fill(rect(-30, 40, 70, 26, 13), down_fill(light, "#8d99a6", 40, 66))
            blink = max(0.0, math.sin(t * 5)) ** 8
            ink.glow(-112, 118, 40, (255, 80, 60), blink)


class Balloons:
    """Hot-air balloons at different distances."""

    speed = 0.0
    _TONES = (
        ("#d9483b", "#f4d06a"),
        ("#2f7fb0", "#f2f0e6"),
        ("#e08a2e", "#7a3f86"),
        ("#3f9a6a", "#f6e3a1"),
        ("#c94f7c", "#ffd9b0"),
    )

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._many = subject.count > 4 and bool(_MANY.search(world.plan.prompt))
        self._count = 20 if self._many else max(1, min(7, subject.count))
        self._colour: Any = subject.colour
        self._seed = world.rng(560).random((self._count, 4))

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Far ones first, all rising slowly."""
        world = self._world
        for i in range(self._count - 1, -1, -1):
            a, b, c, d = self._seed[i]
            lead = i == 0
            k = (1.5 if world.w >= world.h else 1.25) if lead else 0.28 + 0.34 * c
            if self._many:
                self._one_of_many(ink, light, t, i)
                continue
            x = world.w * (0.46 if lead else (i / self._count + 0.10 * a)) + t * (6 + 8 * c)
            y = world.h * (0.36 if lead else 0.16 + 0.34 * b) - t * (7 if lead else 4) + 6 * math.sin(t * 0.7 + 5 * d)
            self._balloon(ink, light, t + 3 * d, x, y, k, i, 0.0 if lead else 0.40 - 0.25 * c)

    def _one_of_many(self, ink: Ink, light: Light, t: float, i: int) -> None:
        """From two that are larger than the sky down to specks over the horizon."""
        world = self._world
        a, b, c, d = self._seed[i]
        far = (i / self._count) ** 0.6
        k = (2.6 if world.w > world.h else 1.9) * (1 - far) ** 1.7 + 0.16
        x = world.w * ((0.30, 0.80, 0.56, 0.08)[i] if i < 4 else (0.11 + 0.618 * i + 0.04 * a) % 1.0)
        y = world.h * (0.30 + 0.14 * b + 0.10 * far) - t * (14 * k + 3) + 5 * math.sin(t * 0.7 + 5 * d)
        y = y if i > 1 else world.h * (0.40 - 0.10 * i) - t * 20
        self._balloon(ink, light, t + 3 * d, x + t * 5 * (c - 0.3), y - 90 * k * (i % 2), k, i, 0.62 * far)

    def _balloon(self, ink: Ink, light: Light, t: float, x: float, y: float, k: float, i: int, depth: float) -> None:
        first, second = self._TONES[i % len(self._TONES)]
        if self._colour is not None and i == 0:
            first = self._colour
        with ink.moved(x, y, scale=k, turn=0.02 * math.sin(t * 0.8)):
            outline = smooth(
                [
                    (0, -132),
                    (70, -112),
                    (106, -54),
                    (98, 8),
                    (58, 70),
                    (24, 108),
                    (-24, 108),
                    (-58, 70),
                    (-98, 8),
                    (-106, -54),
                    (-70, -112),
                ]
            )
            ink.fill(outline, light.shade(first, 0.5, depth))
            with ink.clipped(outline):
                for j, (w0, w1) in enumerate(((104, 76), (46, 20))):
                    for s in (-1, 1):
                        gore = smooth(
                            [
                                (0, -136),
                                (s * w0, -60),
                                (s * w0 * 0.92, 20),
                                (s * 22 * w0 / 104, 112),
                                (s * 22 * w1 / 104, 112),
                                (s * w1 * 0.92, 20),
                                (s * w1, -60),
                            ]
                        )
                        ink.fill(gore, light.shade(second, 0.55 - 0.1 * j, depth))
                side = 1 if light.sun[0] > 0.5 else -1
                dark = light.shade("#241a30", 0.0, depth)
                ink.fill(
                    rect(-120, -140, 240, 260),
                    Linear(
                        -110 * side,
                        0,
                        110 * side,
                        0,
                        [
                            (0, dark, 0.60),
                            (0.55, dark, 0.0),
                            (0.78, light.sun_colour, 0.0),
                            (1, light.sun_colour, 0.42),
                        ],
                    ),
                )
                burn = max(0.0, math.sin(t * 1.1)) ** 6
                if burn > 0.02 or light.lamps > 0.3:
                    ink.glow(0, 70, 150, (255, 176, 90), 0.55 * max(burn, light.lamps * 0.7))
            ropes = [polygon([(s * 22, 108), (s * 14, 150)], closed=False) for s in (-1, 1)]
            ink.stroke(join(ropes), 1.8, light.shade("#3a2c24", 0.4, depth))
            ink.fill(rect(-16, 148, 32, 24, 4), down_fill(light, "#8a5f38", 148, 172))
