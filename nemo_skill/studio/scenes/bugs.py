"""Small animals with six legs or eight on one rig: bees, ladybirds, ants, spiders, dragonflies; and a snail."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.blooms import blossom
from nemo_skill.studio.scenes.framing import frame_share, hero_fit
from nemo_skill.studio.scenes.gait import Point
from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, ellipses, polygon, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.particles import shade_below
from nemo_skill.studio.scenes.props import draw_perch
from nemo_skill.studio.scenes.world import World

_STALK = re.compile(r"blade|stem|stalk|\bleaf|twig|grass|dew|petal|flower|叶|草|茎|露", re.I)
_FLOORS = ("desert", "beach", "kitchen", "living", "table", "street")


@dataclass(frozen=True)
class _Form:
    """Half-sizes of abdomen, thorax and head; leg pairs and their length; wings; what marks it; whether it flies."""

    abdomen: Point
    thorax: Point
    head: float
    tone: str
    legs: int = 3
    leg: float = 58.0
    wings: float = 0.0
    mark: str = ""
    second: str = "#1d1a1e"
    flies: bool = False


FORMS = {
    "bee": _Form((62, 40), (36, 34), 25, "#f0b52e", leg=40, wings=92, mark="bands", flies=True),
    "ladybug": _Form((78, 72), (20, 40), 26, "#d2302c", leg=40, mark="dots"),
    "ant": _Form((52, 34), (34, 19), 26, "#5a2c20", leg=74),
    "beetle": _Form((92, 56), (40, 44), 26, "#2f5d4a", leg=56, mark="seam"),
    "spider": _Form((66, 56), (36, 30), 20, "#3a2f30", legs=4, leg=122, mark="cross"),
    "dragonfly": _Form((128, 11), (34, 22), 24, "#2f8fb8", leg=30, wings=150, flies=True),
    "grasshopper": _Form((96, 22), (36, 26), 24, "#7fae3c", leg=84, mark="seam"),
    "scorpion": _Form((78, 26), (34, 28), 20, "#8a5a2e", legs=4, leg=60, mark="sting"),
    "fly": _Form((48, 36), (34, 32), 27, "#3a3f4c", leg=46, wings=84, flies=True),
    "caterpillar": _Form((34, 34), (34, 34), 34, "#8abf3c", leg=18, mark="segments"),
    "snail": _Form((92, 20), (20, 20), 19, "#c9b08a", legs=0, mark="snail", second="#a8683a"),
}


class Bugs:
    """One or several of a kind, seen from near: they walk, or hover at a flower."""

    def __init__(self, world: World, subject: Subject) -> None:
        self._world, self._form = world, FORMS[subject.kind]
        self._tone: Any = subject.colour or self._form.tone
        form = self._form
        self._flying = form.flies and subject.action not in ("walk", "sit", "stand", "eat", "sleep")
        if form.mark == "segments":
            wide, tall = 340.0, 110.0
        elif form.mark == "snail":
            wide, tall = 260.0, 190.0
        else:
            wide = 2 * (form.abdomen[0] + form.thorax[0] + form.head) + 60
            tall = form.abdomen[1] * 2 + form.leg * 0.7 + (form.wings if form.flies else 0)
        self._count = max(1, min(7, subject.count))
        near = world.plan.camera == "close" or bool(_STALK.search(world.plan.prompt))
        self._stalk = near and not self._flying and form.mark != "sting" and world.plan.setting not in _FLOORS
        self._scale = hero_fit(world, wide, tall, 0.05) * 0.9 * frame_share(world, self._count)
        if self._flying and world.plan.camera == "close":
            self._scale *= 0.6
        if self._stalk:
            self._scale = min(self._scale, 0.36 * world.w / wide, 0.4 * world.h / tall)
        self._step = wide * self._scale
        self._rng = world.rng(640).random((7, 3))
        self._web = subject.kind == "spider" and bool(re.search(r"\bweb|cobweb|网", world.plan.prompt, re.I))
        self.speed = 0.0 if self._flying or self._web or self._stalk else {"snail": 10.0}.get(form.mark, 46.0)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """The farther ones first; the flower that a flying one visits."""
        world = self._world
        for i in range(self._count - 1, -1, -1):
            a, b, c = self._rng[i]
            size = self._scale * (1.0 if i == 0 else 0.62 + 0.3 * b)
            x = world.w * 0.5 + ((i + 1) // 2) * (1 if i % 2 else -1) * self._step * (0.8 + 0.3 * a)
            if self._flying:
                x += size * 60 * math.sin(t * 1.1 + 6 * c) - (0.05 * world.w if i == 0 else 0)
                y = world.h * (0.46 if i == 0 else 0.25 + 0.4 * b) + size * 34 * math.sin(t * 2.3 + 5 * a)
                if i == 0 and self._form.mark == "bands":
                    blossom(ink, light, t, world.w * 0.60, world.h * 0.5, world.h * 0.26, world.h, world.plan.prompt)
                with ink.moved(x, y, scale=size, turn=0.1 * math.sin(t * 1.7)):
                    self._bug(ink, light, t + c)
                continue
            if self._web:
                self._spin(ink, light, t)
                with ink.moved(world.w * 0.5, world.h * 0.5 + 6 * math.sin(t * 1.7), scale=size * 0.8):
                    self._bug(ink, light, t * 0.25)
                return
            if self._stalk:
                if i == 0:
                    self._climb(ink, light, t)
                continue
            row = world.ground_row - (0 if i == 0 else 0.14 * world.h * b)
            shade_below(ink, light, x, row + 2, self._step * 0.4 * size / self._scale, 20 * size, 0.55)
            with ink.moved(x, row, scale=size):
                self._bug(ink, light, t + c)

    def _climb(self, ink: Ink, light: Light, t: float) -> None:
        """Along a leaf that bends across the frame, from near: what is behind is out of focus."""
        world = self._world
        half = 0.13 * world.h
        u = 0.7 * (t / max(4.0, world.plan.duration_s)) - 0.4
        soft = light.shade("#4f8a3c", 0.35)
        for k in range(5):
            x = world.w * (0.08 + 0.23 * k)
            ink.glow(x, world.h * (0.3 + 0.22 * math.sin(2.4 * k)), world.h * 0.34, soft, 0.5, blend=0, core=0.3)
        with ink.moved(world.w * 0.5, world.h * 0.56, turn=0.012 * math.sin(t * 1.3)):
            draw_perch(ink, light, "stalk", half, half, front=False)
            x = 2.2 * half * u
            y = float(np.interp(x / half, [-3.0, 0.0, 3.2], [1.6, 0.42, -0.7])) * half - 0.36 * half
            with ink.moved(x, y, scale=self._scale, turn=-0.36):
                self._bug(ink, light, t)

    def _spin(self, ink: Ink, light: Light, t: float) -> None:
        """A round web across the frame, with drops of dew."""
        world = self._world
        x, y = world.w * 0.5, world.h * 0.47
        silk = mix(light.shade("#ffffff", 1.0), (255, 255, 255), 0.4)
        a = np.linspace(0, 2 * math.pi, 15)[:-1] + 0.1
        sway = 5 * math.sin(t * 1.2)
        for k in range(14):
            end = (x + math.cos(a[k]) * world.w * 0.7, y + math.sin(a[k]) * world.w * 0.7)
            ink.stroke(polygon([(x, y), end], closed=False), 2.2, silk, 0.75)
        for r in np.linspace(0.09, 0.62, 9) * world.h:
            ring = np.stack([x + np.cos(a) * r * 1.05 + sway * r / world.h, y + np.sin(a) * r], 1)
            ink.stroke(polygon(ring), 1.8, silk, 0.65)
            ink.fill(ellipses(ring, np.full(len(ring), 3.2)), silk, 0.8)

    def _bug(self, ink: Ink, light: Light, t: float) -> None:
        form = self._form
        if form.mark == "segments":
            self._caterpillar(ink, light, t)
        elif form.mark == "snail":
            self._snail(ink, light, t)
        else:
            self._insect(ink, light, t)

    def _ball(self, ink: Ink, light: Light, x: float, y: float, rx: float, ry: float, tone: Any) -> None:
        shade = Linear(0, y - ry, 0, y + ry, [(0, light.shade(tone, 1.0), 1), (0.5, light.shade(tone, 0.65), 1), (1, light.shade(tone, 0.05), 1)])  # fmt: skip  # noqa: E501
        ink.fill(ellipse(x, y, rx, ry), shade)
        ink.fill(ellipse(x - rx * 0.2, y - ry * 0.5, rx * 0.4, ry * 0.2, -0.15), light.shade("#ffffff", 1.0), 0.28)

    def _insect(self, ink: Ink, light: Light, t: float) -> None:
        form = self._form
        (ax, ay), (tx, ty) = form.abdomen, form.thorax
        base = 0.0 if self._flying else -form.leg * 0.34 - min(ay, ty)
        self._legs(ink, light, t, base, far=True)
        if form.wings:
            self._wings(ink, light, t, base, far=True)
        dark = light.shade(form.second, 0.5)
        if form.mark == "sting":
            curl = [(-tx - 1.6 * ax, base), (-tx - 2.3 * ax, base - 60), (-tx - 1.9 * ax, base - 128), (-tx - 1.1 * ax, base - 122), (-tx - 0.9 * ax, base - 92)]  # fmt: skip  # noqa: E501
            ink.fill(ribbon(curl, [16, 14, 12, 10, 1]), light.shade(self._tone, 0.7))
            for far in (0.4, 0.8):
                claw = [(tx, base), (tx + 74, base - 22), (tx + 118, base - 46)]
                ink.fill(ribbon(claw, [9, 8, 17]), light.shade(self._tone, far))
        body_tone = self._tone if form.mark not in ("dots",) else form.second
        self._ball(ink, light, -tx - ax * 0.8, base, ax, ay, self._tone)
        self._markings(ink, light, -tx - ax * 0.8, base)
        self._ball(ink, light, 0, base, tx, ty, body_tone if form.mark != "bands" else "#a8782e")
        self._ball(
            ink, light, tx + form.head * 0.7, base + 4, form.head, form.head * 0.94, mix(body_tone, "#1c1620", 0.35)
        )
        hx = tx + form.head
        for k in (-1, 1):
            feeler = [(hx + 8, base - form.head * 0.6), (hx + 26 + 6 * k, base - form.head * 1.5), (hx + 52 + 8 * k, base - form.head * (1.5 + 0.2 * math.sin(t * 5 + k)))]  # fmt: skip  # noqa: E501
            if form.legs == 3:
                ink.fill(ribbon(feeler, [2.6, 2.0, 2.8]), dark)
        ink.fill(ellipse(hx + form.head * 0.05, base - form.head * 0.1, form.head * 0.36), (250, 250, 246))
        ink.fill(ellipse(hx + form.head * 0.14, base - form.head * 0.1, form.head * 0.2), light.shade("#120e14", 0.1))
        self._legs(ink, light, t, base, far=False)
        if form.wings:
            self._wings(ink, light, t, base, far=False)

    def _markings(self, ink: Ink, light: Light, x: float, y: float) -> None:
        (ax, ay), mark = self._form.abdomen, self._form.mark
        dark = light.shade(self._form.second, 0.45)
        with ink.clipped(ellipse(x, y, ax, ay)):
            if mark == "bands":
                for k in range(3):
                    ink.fill(ellipse(x - ax * 0.55 + ax * 0.52 * k, y, ax * 0.14, ay * 1.1), dark)
            elif mark == "dots":
                spots = [(x + ax * a, y + ay * b) for a, b in ((-0.6, -0.1), (-0.2, -0.55), (-0.15, 0.15), (0.3, -0.35), (0.35, 0.4), (0.66, 0.0))]  # fmt: skip  # noqa: E501
                ink.fill(ellipses(spots, np.full(6, ay * 0.2)), dark)
                ink.stroke(
                    smooth([(x - ax, y - ay * 0.75), (x, y - ay * 0.82), (x + ax, y - ay * 0.5)], closed=False), 3, dark
                )
            elif mark == "seam":
                ink.stroke(
                    smooth([(x - ax, y + ay * 0.1), (x, y - ay * 0.3), (x + ax, y - ay * 0.2)], closed=False), 3, dark
                )
            elif mark == "cross":
                ink.fill(ellipse(x, y - ay * 0.4, ax * 0.5, ay * 0.16), light.shade("#e2d2b4", 0.8))
                ink.fill(ellipse(x + ax * 0.1, y - ay * 0.4, ax * 0.12, ay * 0.4), light.shade("#e2d2b4", 0.8))

    def _legs(self, ink: Ink, light: Light, t: float, base: float, *, far: bool) -> None:
        """Jointed legs that step in turns, or hang in flight."""
        form = self._form
        tone = light.shade(form.second, 0.25 if far else 0.7)
        for k in range(form.legs):
            spread = (k - (form.legs - 1) / 2) / max(1, form.legs - 1) * 2
            start = (spread * form.thorax[0] * 0.8, base + form.thorax[1] * 0.5)
            step = math.sin(t * 9 + math.pi * ((k + far) % 2))
            if self._flying:
                knee, foot = (
                    (start[0] + 8, start[1] + form.leg * 0.5),
                    (start[0] - 10, start[1] + form.leg * (0.9 + 0.03 * step)),
                )
            else:
                foot = (start[0] + spread * form.leg * 0.9 + 9 * step, -max(0.0, math.cos(t * 9 + math.pi * ((k + far) % 2))) * 8 - (6 if far else 0))  # fmt: skip  # noqa: E501
                knee = ((start[0] + foot[0]) / 2 + spread * 10, min(start[1], base) - form.leg * (0.62 if form.legs == 4 else 0.16))  # fmt: skip  # noqa: E501
            if form.leg > 80 and form.legs == 3 and k == 0:
                knee, foot = (start[0] - 78, base - 74), (start[0] - 118, -2.0)
            ink.fill(ribbon([start, knee, foot], [5.5, 4.6, 2.2]), tone)

    def _wings(self, ink: Ink, light: Light, t: float, base: float, *, far: bool) -> None:
        size, pairs = self._form.wings, 2 if self._form.abdomen[0] > 100 else 1
        beat = math.sin(2 * math.pi * 9.7 * t) if self._flying else 0.1
        glass = mix(light.shade("#dfeefc", 1.0), (255, 255, 255), 0.3)
        for k in range(pairs):
            a = -1.9 + 0.55 * beat * (1 if k == 0 else -0.8) + (0.5 if far else 0.0) + 0.5 * k
            with ink.moved(-6 - 16 * k, base - self._form.thorax[1] * 0.8, turn=a):
                shape = smooth([(0, -4), (size * 0.5, -size * 0.20), (size, -size * 0.12), (size * 0.96, size * 0.12), (size * 0.4, size * 0.16), (0, 5)])  # fmt: skip  # noqa: E501
                ink.fill(shape, glass, 0.5 if far else 0.66)
                ink.stroke(shape, 1.8, light.shade("#6d7f92", 0.6), 0.6)
                for v in (-0.1, 0.03):
                    ink.stroke(
                        polygon([(4, 0), (size * 0.9, size * v)], closed=False), 1.2, light.shade("#6d7f92", 0.5), 0.5
                    )

    def _caterpillar(self, ink: Ink, light: Light, t: float) -> None:
        for k in range(7):
            wave = 0.5 + 0.5 * math.sin(t * 4 - k * 0.9)
            x, y = -130 + 44 * k - 6 * wave, -30 - 22 * wave * math.sin(math.pi * min(1, k / 5))
            for s in (-8, 10):
                ink.fill(ribbon([(x + s, y + 20), (x + s, min(-2.0, y + 42))], [5, 4]), light.shade("#4a6a24", 0.4))
            self._ball(ink, light, x, y, 31, 30, self._tone if k % 2 else mix(self._tone, "#ffffff", 0.22))
        hx, hy = 166.0, -44 - 6 * math.sin(t * 2)
        for s in (-1, 1):
            ink.fill(ribbon([(hx + 6, hy - 24), (hx + 10 + 10 * s, hy - 54)], [3, 5]), light.shade("#2f3a1c", 0.4))
        self._ball(ink, light, hx, hy, 34, 33, mix(self._tone, "#d8442c", 0.25))
        ink.fill(ellipse(hx + 12, hy - 4, 10), (250, 250, 246))
        ink.fill(ellipse(hx + 15, hy - 4, 5.5), light.shade("#120e14", 0.1))
        ink.stroke(smooth([(hx + 4, hy + 12), (hx + 15, hy + 17), (hx + 25, hy + 11)], closed=False), 2.6, light.shade("#2f1c14", 0.2))  # fmt: skip  # noqa: E501

    def _snail(self, ink: Ink, light: Light, t: float) -> None:
        creep = 5 * math.sin(t * 1.6)
        skin = light.shade(self._tone, 0.8)
        foot = smooth([(-124 - creep, 0), (-70, -20), (40, -24), (86, -58), (104, -92), (134, -90), (140, -58), (118, -14), (126 + creep, 0)])  # fmt: skip  # noqa: E501
        ink.fill(foot, Linear(0, -90, 0, 0, [(0, skin, 1), (1, light.shade(self._tone, 0.15), 1)]))
        for dx, dy in ((14, 46), (-6, 40)):
            tip = (124 + dx + 3 * math.sin(t * 2 + dx), -88 - dy)
            ink.fill(ribbon([(120, -84), tip], [4.5, 3.2]), skin)
            ink.fill(ellipse(*tip, 7), skin)
            ink.fill(ellipse(tip[0] + 2, tip[1], 3.6), light.shade("#120e14", 0.1))
        self._ball(ink, light, -20, -84, 78, 74, self._form.second)
        coil = [(-20 + (66 - 7.2 * k) * math.cos(k * 0.72 + 0.4), -84 + (62 - 6.8 * k) * math.sin(k * 0.72 + 0.4)) for k in range(9)]  # fmt: skip  # noqa: E501
        ink.stroke(smooth(coil, closed=False), 8, light.shade("#6d3f22", 0.5), 0.8)
