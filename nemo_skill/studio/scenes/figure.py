"""One person: build, clothes, hair, and a body that walks, runs, stands, dances, skis or surfs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.gait import Gait, Point, bend, cyclic, foot, speed_of
from nemo_skill.studio.scenes.ink import Ink, Linear, Path, ellipse, join, polygon, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import Light

_WALK = Gait((0.5, 0.0, 0.0, 0.0), 0.60, 0.31, 0.12, 0.018, 0.0, 0.0)
_RUN = Gait((0.5, 0.0, 0.0, 0.0), 0.33, 0.50, 0.52, 0.045, 0.0, 1.0)
_STAND = Gait((0.0, 0.0, 0.0, 0.0), 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
_LEG = 96.0
_SKINS = ("#e8b792", "#c98d63", "#8f5d3f", "#f0c8a4")
_HAIRS = ("#2a1d1a", "#5a3a24", "#1a1618", "#8a5a2c")
_TOPS = ("#c8463a", "#2f5f8f", "#d9a23c", "#4d7a5a", "#7a4a86", "#d0d4d8")
_BOTTOMS = ("#2c3442", "#4a3f38", "#38465a", "#5a5246")
_WOMEN = {
    "woman",
    "girl",
    "lady",
    "mother",
    "grandmother",
    "princess",
    "queen",
    "businesswoman",
    "ballerina",
    "女人",
    "女孩",
    "少女",
    "姑娘",
}
_STRAW = {"samurai", "farmer", "monk", "武士", "ninja"}
_CHILDREN = {"child", "kid", "boy", "girl", "children", "kids", "孩子", "小孩", "女孩", "男孩", "孩子们"}


@dataclass(frozen=True)
class Look:
    """Clothes and build."""

    top: Any
    bottom: Any
    skin: str
    hair: str
    long_hair: bool
    skirt: bool
    scarf: bool
    build: float
    helmet: str = ""
    hat: str = ""


def look_of(subject: Subject, index: int, rng: np.random.Generator, *, cold: bool) -> Look:
    """A look for the n-th person a subject stands for."""
    words = {subject.word.lower(), subject.word.lower().rstrip("s")}
    woman = bool(words & _WOMEN) or (subject.count > 1 and index % 2 == 1) or (subject.kind == "dancer")
    child = bool(words & _CHILDREN)
    if subject.kind == "robot":
        return Look(
            subject.colour or "#9aa6b2", "#5f6b78", "#c4ced6", "#5f6b78", False, False, False, 1.0, helmet="robot"
        )
    if subject.kind == "astronaut":
        return Look("#eef0f2", "#dfe3e8", "#eef0f2", "#eef0f2", False, False, False, 1.0, helmet="visor")
    pick = index + 2 * int(rng.integers(0, 6)) if index else (2 if woman else 0)
    return Look(
        top=subject.colour or _TOPS[pick % len(_TOPS)],
        bottom=_BOTTOMS[pick % len(_BOTTOMS)],
        skin=_SKINS[pick % 4],
        hair=_HAIRS[pick % 4],
        long_hair=woman,
        skirt=woman and not cold and subject.action != "cycle",
        scarf=cold,
        build=0.74 if child else 1.0,
        hat="straw" if words & _STRAW else "pointed" if words & {"wizard"} else "",
    )


class Figure:
    """One person facing right; feet at the origin, about 230 units tall."""

    def __init__(self, look: Look, action: str, *, strides: float | None = None) -> None:
        self.look, self.action = look, action
        self.gait = {"run": _RUN, "walk": _WALK}.get(action, _STAND)
        self.strides = strides or {"run": 1.45, "walk": 0.95}.get(action, 0.0)
        self.speed = speed_of(self.gait, _LEG, self.strides) * look.build

    def draw(self, ink: Ink, light: Light, t: float, *, offset: float = 0.0) -> None:
        """Draw at a moment; ``offset`` shifts the stride, so that people do not march in step."""
        with ink.moved(scale=self.look.build):
            Body(self, light, t * self.strides + offset, t + offset * 2).draw(ink)


class Body:
    def __init__(self, figure: Figure, light: Light, phase: float, t: float) -> None:
        self.figure, self.look, self.light, self.phase, self.t = figure, figure.look, light, phase, t
        g = figure.gait
        run = g.flex > 0
        dance = figure.action == "dance"
        bob = (
            math.cos(4 * math.pi * (phase - 0.18 if run else phase + 0.05)) * g.bob * _LEG
            if g.reach
            else 0.6 * math.sin(t * 1.9)
        )
        crouch = {"ski": 24.0, "surf": 28.0}.get(figure.action, 0.0)
        self.lean = {"ski": 0.62, "surf": 0.28}.get(figure.action, 0.20 if run else 0.05 if g.reach else 0.0)
        sway = 14 * math.sin(2 * math.pi * t * 0.8) if dance else 0.0
        jump = 26 * max(0.0, math.sin(2 * math.pi * t * 0.8 * 1.0 + 0.8)) ** 2 if dance else 0.0
        self.lift = jump
        self.hip: Point = (sway * 0.4, -_LEG + crouch + (5 if run else 0) - bob - jump)
        self.neck: Point = (self.hip[0] + math.sin(self.lean) * 66 + sway * 0.4, self.hip[1] - math.cos(self.lean) * 66)
        self.side = 1.0 if light.sun[0] > 0.5 else -1.0

    def draw(self, ink: Ink) -> None:
        """Far limbs, body, head, near limbs."""
        self._arm(ink, far=True)
        self._leg(ink, far=True)
        self._leg(ink, far=False)
        self._torso(ink)
        self._head(ink)
        self._arm(ink, far=False)

    def _leg(self, ink: Ink, *, far: bool) -> None:
        f, look = self.figure, self.look
        g = f.gait
        hip = (self.hip[0] + (2 if far else -2), self.hip[1])
        if f.action == "dance":
            beat = 2 * math.pi * self.t * 0.8
            a = (0.25 + 0.75 * max(0, math.sin(beat + 0.8))) if far else 0.05
            ankle = (
                self.hip[0] + math.sin(a) * _LEG * (1.0 if far else 0.2) * (1 if far else -1) * 0.9,
                -self.lift - (52 * max(0, math.sin(beat + 0.8)) if far else 0) - 6,
            )
            toe_turn = 0.7 if far else 0.3
        elif f.action == "surf":
            ankle, toe_turn = ((34.0 if far else -32.0), -6.0), 0.0
        elif g.reach == 0:
            ankle, toe_turn = ((7.0 if far else -8.0), -6.0), 0.0
        else:
            p = self.phase + g.falls[0 if far else 1]
            x, high, standing = foot(g, p)
            ankle = (x * g.reach * _LEG + (6 if g.flex else 0), -high * g.lift * _LEG * (1.0 if x < 0.4 else 0.7) - 6)
            roll = cyclic(
                (
                    (0.0, -0.30),
                    (g.duty * 0.3, 0.0),
                    (g.duty * 0.8, 0.15),
                    (g.duty, 0.7),
                    (g.duty + (1 - g.duty) * 0.4, 1.05 if g.flex else 0.5),
                    (0.93, -0.25),
                ),
                p,
            )[0]
            toe_turn = roll
            if standing:
                ankle = (ankle[0], -6.0 - 5 * max(0.0, roll))
        knee = bend(hip, ankle, 46.5, 46.5, -1)
        spine = [
            hip,
            ((hip[0] + knee[0]) / 2, (hip[1] + knee[1]) / 2),
            knee,
            ((knee[0] + ankle[0]) / 2 - 1.5, (knee[1] + ankle[1]) / 2),
            ankle,
        ]
        tone = self.light.shade(look.bottom, 0.14 if far else 0.62)
        if look.skirt:
            tone = self.light.shade(look.skin, 0.2 if far else 0.7)
        path = ribbon(spine, [13.5, 12, 9, 8, 5.2])
        ink.fill(path, tone)
        with ink.moved(ankle[0], ankle[1], turn=toe_turn):
            shoe = self.light.shade("#2a2426" if not look.helmet else look.bottom, 0.15 if far else 0.55)
            ink.fill(smooth([(-6, -5), (4, -6), (18, 2), (20, 6), (-7, 6), (-9, 2)]), shoe)
        if not far:
            self._rim(ink, path, 0.45)

    def _arm(self, ink: Ink, *, far: bool) -> None:
        f, look = self.figure, self.look
        shoulder = (self.neck[0] + (3 if far else -3), self.neck[1] + 11)
        g = f.gait
        if f.action == "dance":
            beat = 2 * math.pi * self.t * 0.8
            a = (-2.2 if far else -0.9) + 0.5 * math.sin(beat + (1 if far else 0))
            upper, fore = a, a - 0.5 * (1 if far else -1) + 0.25 * math.sin(beat * 2)
        elif f.action in ("float",):
            upper, fore = (
                (0.4 if far else 2.2) + 0.2 * math.sin(self.t),
                (0.1 if far else 2.5) + 0.25 * math.sin(self.t * 0.8),
            )
        elif f.action == "cycle":
            upper, fore = 0.75, 0.25
        elif f.action == "ski":
            upper, fore = 1.15 + 0.06 * math.sin(self.t * 3), 0.35
        elif f.action == "surf":
            upper, fore = (0.1 if far else 2.9) + 0.15 * math.sin(self.t * 2), (-0.2 if far else 3.2)
        elif g.reach == 0:
            upper, fore = math.pi / 2 + (0.06 if far else -0.04) + 0.02 * math.sin(self.t * 1.3), math.pi / 2 - 0.12
        else:
            swing = math.sin(2 * math.pi * (self.phase + (0.0 if far else 0.5)) + 1.0) * (0.95 if g.flex else 0.48)
            upper = math.pi / 2 - swing - self.lean * 0.4
            fore = upper - (1.35 + 0.35 * swing if g.flex else 0.28 + 0.22 * max(0, swing))
        elbow = (shoulder[0] + math.cos(upper) * 34, shoulder[1] + math.sin(upper) * 34)
        hand = (elbow[0] + math.cos(fore) * 31, elbow[1] + math.sin(fore) * 31)
        sleeve = self.light.shade(look.top, 0.10 if far else 0.72)
        path = ribbon(
            [
                shoulder,
                ((shoulder[0] + elbow[0]) / 2, (shoulder[1] + elbow[1]) / 2),
                elbow,
                ((elbow[0] + hand[0]) / 2, (elbow[1] + hand[1]) / 2),
                hand,
            ],
            [9.5, 8.5, 7.2, 6.4, 5],
        )
        ink.fill(path, sleeve)
        ink.fill(
            ellipse(hand[0] + math.cos(fore) * 4, hand[1] + math.sin(fore) * 4, 6),
            self.light.shade(look.skin, 0.2 if far else 0.75),
        )
        if not far:
            self._rim(ink, path, 0.5)

    def _torso(self, ink: Ink) -> None:
        look, light = self.look, self.light
        (hx, hy), (nx, ny) = self.hip, self.neck
        mid = ((hx + nx) / 2 + 1.5, (hy + ny) / 2)
        path = ribbon([(hx, hy + 8), (hx, hy - 6), mid, (nx, ny + 14), (nx + 1, ny + 2)], [14, 15, 16.5, 17.5, 10])
        dark, lit = light.shade(look.top, 0.1), light.shade(look.top, 0.95)
        stops = (
            [(0, dark, 1), (0.75, lit, 1), (1, lit, 1)] if self.side > 0 else [(0, lit, 1), (0.3, lit, 1), (1, dark, 1)]
        )
        ink.fill(path, Linear(hx - 20, 0, hx + 24, 0, stops))
        if look.skirt:
            swish = 8 * math.sin(2 * math.pi * (self.phase if self.figure.strides else self.t * 0.8))
            skirt = smooth(
                [
                    (hx - 15, hy - 14),
                    (hx + 15, hy - 14),
                    (hx + 34 + swish, hy + 44),
                    (hx + 12, hy + 52),
                    (hx - 14 + swish, hy + 50),
                    (hx - 34 + swish * 0.5, hy + 42),
                ]
            )
            ink.fill(skirt, Linear(hx - 30, 0, hx + 30, 0, stops))
        self._rim(ink, path, 0.8)
        if look.scarf:
            red = light.shade("#c9483a" if look.top != "#c8463a" else "#e3c15a", 0.8)
            tail = [
                (nx - 4, ny + 4),
                (nx - 24, ny + 8 + 3 * math.sin(self.t * 5)),
                (nx - 44, ny + 6 + 7 * math.sin(self.t * 5 - 1)),
                (nx - 60, ny + 10 + 10 * math.sin(self.t * 5 - 2)),
            ]
            ink.fill(ribbon(tail, [6, 6, 5.5, 4]), red)
            ink.fill(ellipse(nx + 1, ny + 1, 14, 7.5), red)

    def _head(self, ink: Ink) -> None:
        look, light = self.look, self.light
        nx, ny = self.neck
        x, y = nx + 5 + self.lean * 12, ny - 22
        skin, dark = light.shade(look.skin, 0.95), light.shade(look.skin, 0.15)
        ink.fill(ribbon([(nx, ny + 4), (x - 1, y + 8)], [6.5, 6.5]), dark)
        if look.helmet == "visor":
            ink.fill(
                ellipse(x, y, 25),
                Linear(
                    0, y - 25, 0, y + 25, [(0, light.shade("#ffffff", 1.0), 1), (1, light.shade("#a9b2bc", 0.2), 1)]
                ),
            )
            ink.fill(
                ellipse(x + 7, y, 16, 14),
                Linear(0, y - 14, 0, y + 14, [(0, (255, 206, 120), 1), (0.4, (160, 90, 60), 1), (1, (24, 26, 44), 1)]),
            )
            ink.fill(ellipse(x + 12, y - 6, 4, 3), (255, 255, 255), 0.8)
            ink.fill(rect(nx - 26, ny + 4, 16, 46, 6), light.shade("#c4cad2", 0.4))
            return
        if look.helmet == "robot":
            ink.fill(
                rect(x - 18, y - 20, 38, 36, 9),
                Linear(0, y - 20, 0, y + 16, [(0, light.shade(look.top, 1.0), 1), (1, light.shade(look.top, 0.2), 1)]),
            )
            ink.glow(x + 10, y - 2, 16, (90, 220, 255), 0.8)
            ink.fill(rect(x + 2, y - 6, 16, 7, 3.5), (150, 236, 255))
            ink.stroke(polygon([(x, y - 20), (x - 2, y - 34)], closed=False), 2.5, light.shade("#7a8694", 0.6))
            ink.fill(ellipse(x - 2, y - 36, 3.5), (255, 110, 90))
            return
        hair = light.shade(look.hair, 0.45)
        if look.long_hair:
            wave = 4 * math.sin(2 * math.pi * (self.phase or self.t * 0.5))
            ink.fill(
                smooth(
                    [
                        (x + 4, y - 19),
                        (x - 15, y - 15),
                        (x - 21, y + 4),
                        (x - 24 - wave, y + 34),
                        (x - 12 - wave, y + 40),
                        (x - 3, y + 14),
                    ]
                ),
                hair,
            )
        face = smooth(
            [
                (x - 13, y - 12),
                (x + 2, y - 18),
                (x + 14, y - 9),
                (x + 15, y - 1),
                (x + 19, y + 3),
                (x + 15, y + 6),
                (x + 13, y + 14),
                (x + 4, y + 18),
                (x - 8, y + 10),
            ]
        )
        ink.fill(
            face,
            Linear(
                x - 14,
                0,
                x + 18,
                0,
                [(0, dark, 1), (0.55, skin, 1), (1, skin, 1)] if self.side > 0 else [(0, skin, 1), (1, dark, 1)],
            ),
        )
        ink.fill(ellipse(x + 9, y - 2, 1.7, 2.2), light.shade("#201818", 0.2))
        cap = smooth(
            [
                (x + 13, y - 11),
                (x + 6, y - 20),
                (x - 8, y - 20),
                (x - 17, y - 9),
                (x - 16, y + 6),
                (x - 9, y + 8),
                (x - 6, y - 3),
                (x + 2, y - 9),
            ]
        )
        ink.fill(cap, hair)
        self._rim(ink, cap, 0.6)
        if look.hat:
            tone = "#d9b878" if look.hat == "straw" else "#43398a"
            points = (
                [(x - 36, y - 6), (x, y - 34), (x + 36, y - 6), (x, y - 10)]
                if look.hat == "straw"
                else [
                    (x - 30, y - 10),
                    (x - 12, y - 16),
                    (x - 14, y - 58),
                    (x + 14, y - 16),
                    (x + 30, y - 10),
                    (x, y - 6),
                ]
            )
            ink.fill(
                polygon(points),
                Linear(x - 36, 0, x + 36, 0, [(0, light.shade(tone, 0.2), 1), (1, light.shade(tone, 1.0), 1)]),
            )

    def _rim(self, ink: Ink, path: Path, strength: float) -> None:
        power = float(np.clip(self.light.key.max(), 0.12, 0.9))
        moved = Path(path.commands, path.points + np.array([-1.7 * self.side, 1.4], np.float32))
        with ink.clipped(path):
            ink.fill(join([rect(-500, -600, 1000, 900), moved]), self.light.rim, strength * 0.75 * power, even_odd=True)
