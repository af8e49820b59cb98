"""Sailing boats, liners and tall ships that ride the swell; what any hull leaves on the water."""

from __future__ import annotations

import math
import re
from typing import Any

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.ink import (
    Ink,
    Linear,
    ellipse,
    polygon,
    rect,
    rects,
    ribbon,
    smooth,
)
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.vehicles import down_fill
from nemo_skill.studio.scenes.world import World


def foam_lip(ink: Ink, light: Light, t: float, x: float, row: float, half: float) -> None:
    """The line of foam along a hull."""
    lip = [(x + half * (k / 10 - 1), row + 3 * math.sin(t * 3 + k)) for k in range(21)]
    wide = [1.5 + 2.2 * math.sin(k * 0.9 + t * 4) ** 2 for k in range(21)]
    ink.fill(ribbon(lip, wide), light.shade("#ffffff", 0.85), 0.55)


def wake(ink: Ink, light: Light, t: float, x: float, row: float, scale: float) -> None:
    """Foam that stays behind a stern at x."""
    foam = light.shade("#ffffff", 0.8)
    for k in range(12):
        p = (t * 0.45 + k / 12) % 1.0
        spot = ellipse(x - 330 * p * scale, row + (10 + 16 * p) * scale, (18 + 46 * p) * scale, (1.6 + 1.8 * p) * scale)
        ink.fill(spot, foam, 0.42 * (1 - p))


_RACE = re.compile(r"regatta|\brac(?:e|es|ing)\b|fleet|armada|many|hundreds|比赛|船队|舰队|千帆|竞", re.I)
_SAILS = ("#f6efe2", "#d8412f", "#2f6fb5", "#f2c53d", "#f6efe2", "#3f9a6a", "#e88a2a")


class Boat:
    """A sailing boat or ship that rides the swell."""

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._ship = subject.kind == "ship"
        self._tall = subject.word in ("pirate ship", "galleon", "tall ship", "海盗船")
        self._colour: Any = subject.colour
        self.speed = 46.0
        self._race = bool(_RACE.search(world.plan.prompt))
        self._count = 9 if self._race else max(1, min(4, subject.count))

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Wake, dark reflection, hull."""
        world = self._world
        for i in range(self._count - 1, -1, -1):
            u = t / max(5.0, world.plan.duration_s)
            far = 1.0 if i == 0 else 0.55
            row = world.horizon + (world.h - world.horizon) * (0.36 if i == 0 else 0.14)
            scale = min(1.75, max(1.05, world.w / 1050)) * far * (0.86 if self._ship else 1.0)
            x = world.w * ((0.42 + 0.12 * u) if i == 0 else (0.16 + 0.26 * i + 0.05 * u))
            if self._race:
                far = 1.0 if i == 0 else 0.80 * 0.83**i
                row = world.horizon + (world.h - world.horizon) * (0.40 * far + 0.03)
                scale = min(1.6, max(0.9, world.w / 1150)) * far * (0.86 if self._ship else 1.0)
                x = world.w * (0.40 if i == 0 else (0.13 + 0.618 * i) % 1.0) + world.w * 0.13 * u * (0.4 + 0.6 * far)
            rough = {"storm": 2.6, "wind": 1.6}.get(world.plan.weather, 1.0)
            heave, roll = 5 * rough * math.sin(t * 1.25 + i), 0.03 * rough * math.sin(t * 1.05 + 0.8 + i)
            roll += 0.16 if self._race and not self._ship else 0.0
            dark = mix(light.shade("#0e2a38", 0.1), light.sky[1], 0.2)
            ink.glow(x, row + 14 * scale, 190 * scale, dark, 0.6, squash=0.16, blend=0, core=0.2)
            wake(ink, light, t, x - 120 * scale, row, scale)
            with ink.moved(x, row + heave, scale=scale, turn=roll):
                if self._tall:
                    self._galleon(ink, light, t)
                elif self._ship:
                    self._liner(ink, light, t)
                else:
                    self._sailboat(ink, light, t + i, _SAILS[i % 7] if self._race else _SAILS[0])
            foam_lip(ink, light, t, x, row + heave * 0.4 + 12 * scale, 170 * scale)

    def _hull(self, ink: Ink, light: Light, tone: Any, w: float, h: float) -> None:
        hull = smooth(
            [
                (-w, -h),
                (-w * 0.5, -h * 0.86),
                (w * 0.4, -h * 0.92),
                (w * 1.08, -h * 1.25),
                (w * 0.86, -h * 0.2),
                (w * 0.6, h * 0.3),
                (-w * 0.8, h * 0.3),
                (-w * 0.96, -h * 0.3),
            ]
        )
        ink.fill(hull, down_fill(light, tone, -h * 1.2, h * 0.3))
        ink.stroke(
            smooth([(-w, -h), (-w * 0.5, -h * 0.86), (w * 0.4, -h * 0.92), (w * 1.08, -h * 1.25)], closed=False),
            5,
            light.shade("#f2e6cf", 0.9),
        )

    def _sailboat(self, ink: Ink, light: Light, t: float, cloth: str) -> None:
        tone = self._colour or "#8a3b2e"
        puff = 12 + 5 * math.sin(t * 1.1)
        ink.stroke(polygon([(-6, -30), (2, -330)], closed=False), 6, light.shade("#6b4a30", 0.7))
        main = smooth([(-2, -322), (-36 - puff, -210), (-118 - puff, -74), (-8, -66)])
        jib = smooth([(8, -300), (64 + puff, -170), (128, -62), (10, -66)])
        lit, dim = (1.0, 0.35) if light.sun[0] > 0.5 else (0.35, 1.0)
        ink.fill(
            main,
            Linear(
                -120,
                0,
                0,
                0,
                [(0, light.shade(cloth, dim), 1), (1, light.shade(mix(cloth, "#efe3cf", 0.4), dim * 0.6), 1)],
            ),
        )
        ink.fill(
            jib,
            Linear(0, 0, 130, 0, [(0, light.shade("#efe3cf", lit * 0.6), 1), (1, light.shade("#fffaf0", lit), 1)]),
        )
        flag = [(2, -330), (-18, -336 + 3 * math.sin(t * 6)), (-40, -330 + 5 * math.sin(t * 6 - 1))]
        ink.fill(ribbon(flag, [1, 6, 4]), light.shade("#d9483b", 0.9))
        self._hull(ink, light, tone, 132, 44)

    def _liner(self, ink: Ink, light: Light, t: float) -> None:
        tone = self._colour or "#27384f"
        self._hull(ink, light, tone, 262, 62)
        for k, (w, y) in enumerate(((200, -104), (168, -136), (124, -166))):
            ink.fill(rect(-w - 10, y, 2 * w - 20 * k, 34, 5), down_fill(light, "#f2f0ea", y, y + 34, 1.0, 0.4))
            wins = [(-w + 6 + 17 * j, y + 10, 9.0, 11.0) for j in range(int((2 * w - 40 - 20 * k) / 17))]
            ink.fill(rects(wins), mix(mix(light.sky[2], "#23303e", 0.5), (255, 214, 140), light.lamps))
        for fx in (-96, -20):
            ink.fill(
                polygon([(fx, -166), (fx + 44, -166), (fx + 40, -222), (fx + 2, -222)]),
                down_fill(light, "#c8473a", -222, -166),
            )
            ink.fill(rect(fx + 1, -222, 40, 12), light.shade("#22242a", 0.5))
            for j in range(6):
                p = (t * 0.3 + j / 6) % 1.0
                ink.glow(
                    fx + 20 - 150 * p, -232 - 70 * p, 18 + 46 * p, light.shade("#8d8d92", 0.5), 0.34 * (1 - p), blend=0
                )

    def _galleon(self, ink: Ink, light: Light, t: float) -> None:
        self._hull(ink, light, self._colour or "#5a3a24", 200, 70)
        ink.fill(rect(-200, -128, 70, 66, 6), down_fill(light, "#6b4529", -128, -60))
        puff = 10 + 4 * math.sin(t * 0.9)
        for mx, top, w in ((-96, -330, 66), (8, -386, 84), (104, -312, 60)):
            ink.stroke(polygon([(mx, -60), (mx, top)], closed=False), 8, light.shade("#4a3120", 0.6))
            for k in range(2):
                y0, y1 = top + 26 + k * 118, top + 130 + k * 118
                ww = w * (0.8 + 0.3 * k)
                sail = smooth(
                    [
                        (mx - ww, y0),
                        (mx + ww, y0),
                        (mx + ww + puff * 1.6, (y0 + y1) / 2),
                        (mx + ww * 0.9, y1),
                        (mx - ww * 0.9, y1),
                        (mx - ww + puff, (y0 + y1) / 2),
                    ]
                )
                ink.fill(
                    sail,
                    Linear(
                        mx - ww,
                        0,
                        mx + ww,
                        0,
                        [(0, light.shade("#d8cbb2", 0.35), 1), (1, light.shade("#f7efdd", 1.0), 1)],
                    ),
                )
            ink.fill(
                ribbon(
                    [(mx, top), (mx - 20, top - 4 + 3 * math.sin(t * 6)), (mx - 42, top + 2 + 5 * math.sin(t * 6 - 1))],
                    [2, 7, 4],
                ),
                light.shade("#22222a", 0.6),
            )
