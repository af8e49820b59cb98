"""Things that swim: a whale and other large swimmers on one rig, shoals, jellyfish, a turtle."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.framing import hero_fit
from nemo_skill.studio.scenes.ink import (
    Ink,
    Linear,
    Path,
    ellipse,
    ellipses,
    join,
    polygon,
    polygons,
    rect,
    ribbon,
    smooth,
)
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.swarms import bait_ball
from nemo_skill.studio.scenes.world import World


@dataclass(frozen=True)
class Form:
    """A large swimmer: length, half-depths along the body, colours, tail stroke, fins."""

    length: float
    girth: tuple[float, ...]
    back: str
    belly: str
    stroke: float
    rate: float
    upright_tail: bool = False
    dorsal: float = 0.0
    pectoral: float = 1.0
    grooves: bool = False
    gills: bool = False
    lure: bool = False


_FORMS = {
    "whale": Form(
        760,
        (6, 16, 34, 62, 84, 92, 88, 70, 34),
        "#2f4a66",
        "#c9d6da",
        1.0,
        0.34,
        pectoral=1.35,
        grooves=True,
        dorsal=0.22,
    ),
    "dolphin": Form(330, (4, 9, 17, 28, 36, 38, 34, 24, 9), "#4f6f86", "#d9e3e6", 1.2, 0.9, dorsal=0.9, pectoral=0.9),
    "shark": Form(
        460,
        (3, 9, 19, 34, 47, 53, 47, 33, 7),
        "#4c5a66",
        "#cdd5d8",
        1.0,
        0.6,
        upright_tail=True,
        dorsal=1.35,
        pectoral=1.25,
        gills=True,
    ),
    "anglerfish": Form(
        300,
        (5, 14, 40, 74, 96, 104, 98, 78, 30),
        "#3a2a34",
        "#6d4a4a",
        0.7,
        0.5,
        upright_tail=True,
        dorsal=0.3,
        lure=True,
    ),
}


_BAIT = re.compile(r"sardine|anchov|herring|mackerel|bait ball|school of (?:fish|tuna|small|silver|tiny)|shoal of|thousands of \w*\s?fish|沙丁|鱼群|风暴", re.I)  # fmt: skip  # noqa: E501
_CALF = re.compile(r"\bcal(?:f|ves)\b|\bbaby|\bpup\b|\bmother|小鲸|幼崽|宝宝|妈妈|母子", re.I)


class BigSwimmer:
    """A whale, dolphin or shark: a wave runs down its spine to the tail."""

    speed = 46.0

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._form = _FORMS.get(subject.kind, _FORMS["whale"])
        self._back: Any = subject.colour or self._form.back
        self._count = max(1, min(4, subject.count))

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Far companions first; at the surface of open water they leap."""
        world, form = self._world, self._form
        if world.plan.setting in ("sea", "beach", "lake"):
            for i in range(self._count - 1, -1, -1):
                self._leap(ink, light, t, i)
            return
        calf = bool(_CALF.search(world.plan.prompt))
        fit = min(2.2, world.w * (0.62 if world.w > world.h else 0.86) / form.length)
        for i in range(self._count - 1, -1, -1):
            k = fit * (1.0 if i == 0 else 0.62 - 0.08 * i)
            u = t / max(5.0, world.plan.duration_s)
            x = world.w * (0.47 + 0.08 * u + (0.26 * (-1) ** i if i else 0))
            y = world.h * (0.47 - 0.03 * u + (0.10 * i if i else 0)) + 24 * math.sin(t * 0.5 + i)
            with ink.moved(x, y, scale=k, turn=-0.06 + 0.04 * math.sin(t * 0.5 + 1 + i)):
                self._body(ink, light, t + i * 0.9, 0.0 if i == 0 else 0.45)
                if calf and i == 0:  # Under its mother's side, a beat behind.
                    with ink.moved(-form.length * 0.1, max(form.girth) * 2.1, scale=0.42, turn=-0.04):
                        self._body(ink, light, t * 1.5 + 1.2, 0.0)

    def _leap(self, ink: Ink, light: Light, t: float, i: int) -> None:
        """An arc out of the water and back, with rings where it breaks the surface."""
        world, form = self._world, self._form
        fit = min(3.0, world.w * (0.46 if world.w > world.h else 0.7) / form.length) * (1.0 if i == 0 else 0.72)
        row = world.horizon + (world.h - world.horizon) * (0.50 if i == 0 else 0.26)
        period = 2.6 + form.length / 400
        p = (t / period + 0.12 + 0.27 * i) % 1.0
        up = min(form.length * fit * 0.62, world.h * 0.27)
        reach = form.length * fit * 1.15
        centre = world.w * (0.48 + (0.22 * (-1) ** i if i else 0))
        u = p / 0.62
        foam = light.shade("#ffffff", 0.9)
        if u < 1.12:
            x, y = centre + reach * (u - 0.5), row + 70 * fit - up * 1.25 * 4 * u * (1 - u)
            slope = math.atan2(-up * 1.25 * 4 * (1 - 2 * u), reach)
            with (
                ink.within(rect(-40, -400, world.w + 80, row + 400)),
                ink.moved(x, y, scale=fit, turn=max(-1.2, min(1.2, slope))),
            ):
                self._body(ink, light, t * 1.6, 0.0)
        for at, start in ((centre - reach * 0.46, 0.02), (centre + reach * 0.46, 0.56)):
            age = p - start
            if 0 <= age < 0.34:
                v = age / 0.34
                ink.stroke(ellipse(at, row, (30 + 170 * v) * fit, (6 + 26 * v) * fit), 3.5, foam, 0.7 * (1 - v))
                for k in range(18):
                    spray = at + (k - 8.5) * 13 * fit * (0.4 + v)
                    height = (120 + 60 * math.sin(k * 2.7)) * fit * 4 * v * (1 - v)
                    ink.fill(ellipse(spray, row - height, 6 * fit * (1 - v) + 1.2), foam, 0.85 * (1 - v))

    def _spine(self, t: float) -> Any:
        form = self._form
        n = len(form.girth)
        u = np.linspace(1, 0, n)
        x = (0.5 - u) * form.length
        amplitude = form.length * 0.055 * form.stroke * u**1.8
        y = (
            amplitude * np.sin(2 * math.pi * (form.rate * t) - u * 2.6)
            if not form.upright_tail
            else 0.25 * amplitude * np.sin(2 * math.pi * form.rate * t - u * 2.6)
        )
        return np.stack([x, y], 1)

    def _body(self, ink: Ink, light: Light, t: float, depth: float) -> None:
        form = self._form
        spine = self._spine(t)
        length = form.length
        body = ribbon(spine, form.girth)
        tail, before = spine[0], spine[1]
        a = math.atan2(tail[1] - before[1], tail[0] - before[0])
        swing = math.cos(2 * math.pi * form.rate * t - 2.6)
        back, dark = light.shade(self._back, 0.85, depth), light.shade(self._back, 0.1, depth)
        with ink.moved(float(tail[0]), float(tail[1]), turn=a + math.pi + 0.5 * swing * (not form.upright_tail)):
            r = length * 0.105
            if form.upright_tail:
                fluke = smooth(
                    [
                        (r * 0.5, -r * 0.12),
                        (-r * 0.5, -r * 1.5),
                        (-r * 0.75, -r * 1.6),
                        (-r * 0.25, -r * 0.2),
                        (-r * 0.55, r * 0.95),
                        (-r * 0.4, r * 0.98),
                        (r * 0.5, r * 0.14),
                    ]
                )
                ink.fill(fluke, Linear(0, -r * 1.6, 0, r, [(0, back, 1), (1, dark, 1)]))
            else:
                flat = 0.34 + 0.22 * abs(swing)
                fluke = smooth(
                    [
                        (r * 0.55, 0),
                        (-r * 0.1, -r * 0.55 * flat),
                        (-r * 0.85, -r * 1.75 * flat),
                        (-r * 1.15, -r * 1.55 * flat),
                        (-r * 0.62, -r * 0.1),
                        (-r * 1.05, r * 1.45 * flat),
                        (-r * 0.75, r * 1.65 * flat),
                        (-r * 0.05, r * 0.5 * flat),
                    ]
                )
                ink.fill(fluke, Linear(0, -r, 0, r, [(0, back, 1), (1, dark, 1)]))
        if form.dorsal:
            x, y = float(spine[4][0]), float(spine[4][1]) - form.girth[4] * 0.86
            h = length * 0.15 * form.dorsal
            ink.fill(
                smooth(
                    [
                        (x + h * 0.6, y + 8),
                        (x + h * 0.1, y - h * 0.6),
                        (x - h * 0.45, y - h),
                        (x - h * 0.30, y - h * 0.4),
                        (x - h * 0.5, y + 10),
                    ]
                ),
                back,
            )
        self._fin(ink, light, t, depth, far=True)
        deepest = max(form.girth)
        ink.fill(
            body,
            Linear(0, -deepest, 0, deepest, [(0, mix(back, light.sky[4], 0.22), 1), (0.38, back, 1), (1, dark, 1)]),
        )
        with ink.clipped(body):
            belly = light.shade(form.belly, 0.5, depth)
            under = [(x, y + g * 0.26) for (x, y), g in zip(spine[1:], form.girth[1:], strict=True)]
            low = [(x, y + g * 1.6 + 30) for (x, y), g in zip(spine[1:], form.girth[1:], strict=True)]
            ink.fill(
                smooth([*under, *low[::-1]]),
                Linear(0, -10, 0, deepest, [(0, belly, 0.95), (1, mix(belly, dark, 0.5), 1)]),
            )
            if form.grooves:
                for k in range(7):
                    line = [
                        (x, y + g * (0.36 + 0.085 * k)) for (x, y), g in list(zip(spine, form.girth, strict=True))[4:]
                    ]
                    ink.stroke(smooth(line, closed=False), 2.2, light.shade("#6f8796", 0.3, depth), 0.6)
            self._dapple(ink, light, t, length, deepest)
            moved = Path(body.commands, body.points + np.array([0, 5], np.float32))
            ink.fill(join([rect(-900, -500, 1800, 1000), moved]), light.sky[4], 0.55 * (1 - depth), even_odd=True)
        head = spine[-2]
        ex, ey = float(head[0]) - length * 0.035, float(head[1]) + form.girth[-2] * 0.16
        ink.fill(ellipse(ex, ey, length * 0.0085 + 2), light.shade("#10161c", 0.2))
        ink.fill(ellipse(ex + 1, ey - 1.5, 1.8), (240, 248, 255), 0.9)
        if form.gills:
            self._jaws(ink, light, spine, depth)
            self._fin(ink, light, t, depth, far=False)
            return
        if form.lure:
            self._lure(ink, light, t, (ex, ey), length)
            return
        mouth = [
            (float(spine[-1][0]) + form.girth[-1] * 0.6, float(spine[-1][1]) + form.girth[-1] * 0.25),
            (ex + length * 0.03, ey + form.girth[-2] * 0.30),
            (ex - length * 0.05, ey + form.girth[-2] * 0.22),
        ]
        ink.stroke(smooth(mouth, closed=False), 2.4, light.shade("#182430", 0.2), 0.6)
        self._fin(ink, light, t, depth, far=False)

    def _lure(self, ink: Ink, light: Light, t: float, eye: tuple[float, float], length: float) -> None:
        """An anglerfish's gape with its needles, a pale eye, and the lamp before its forehead."""
        x, y = eye
        gape = [
            (x + 30, y + 6),
            (x - 24, y + 20),
            (x - 46, y + 48),
            (x - 20, y + 74),
            (x + 22, y + 62),
            (x + 8, y + 36),
        ]
        ink.fill(smooth(gape), light.shade("#2a1016", 0.5))
        teeth = [[(x - 34 + 13 * k, y + 24 - 3 * k), (x - 30 + 13 * k, y + 46), (x - 25 + 13 * k, y + 22 - 3 * k)] for k in range(5)]  # fmt: skip  # noqa: E501
        teeth += [[(x - 34 + 13 * k, y + 66), (x - 29 + 13 * k, y + 40), (x - 24 + 13 * k, y + 70)] for k in range(4)]
        ink.fill(polygons(teeth), (228, 232, 214))
        ink.fill(ellipse(x - 20, y - 10, 12), (206, 224, 214))
        ink.fill(ellipse(x - 17, y - 10, 5), (16, 20, 24))
        tip = (x + 84, y - 40 + 7 * math.sin(t * 1.7))
        ink.fill(ribbon([(x - 40, y - 70), (x + 10, y - 128), (x + 66, y - 104), tip], [5, 4, 3, 3]), light.shade("#6d5a5a", 0.8))  # fmt: skip  # noqa: E501
        ink.glow(*tip, length * 0.75, (120, 240, 220), 0.5)
        ink.glow(*tip, length * 0.2, (200, 255, 240), 0.9)
        ink.fill(ellipse(*tip, 10), (236, 255, 248))

    def _jaws(self, ink: Ink, light: Light, spine: Any, depth: float) -> None:
        """A shark's gill slits, and its mouth under the snout with two rows of teeth."""
        x, y = float(spine[-2][0]), float(spine[-2][1])
        dark = light.shade("#182430", 0.2, depth)
        for k in range(5):
            gx = x - 62 - 11 * k
            ink.stroke(smooth([(gx, y - 18), (gx - 5, y), (gx, y + 18)], closed=False), 3, dark, 0.7)
        gape = [(x + 34, y + 12), (x + 12, y + 20), (x - 22, y + 16), (x - 8, y + 31), (x + 16, y + 31)]
        ink.fill(smooth(gape), light.shade("#6d2430", 0.5, depth))
        teeth = [[(x - 12 + 9 * k, y + 19), (x - 8 + 9 * k, y + 26), (x - 4 + 9 * k, y + 19)] for k in range(5)]
        ink.fill(polygons(teeth), light.shade("#ffffff", 0.9, depth))

    def _dapple(self, ink: Ink, light: Light, t: float, length: float, deep: float) -> None:
        """Light broken by the surface plays over the back."""
        for k in range(9):
            x = -length * 0.42 + k * length * 0.1 + 16 * math.sin(t * 0.8 + k * 2)
            wave = [(x + 22 * j, -deep * 0.75 + 14 * math.sin(t * 1.4 + k * 1.7 + j * 1.2) + 5 * j) for j in range(5)]
            ink.stroke(smooth(wave, closed=False), 4.0, mix(light.sky[4], (255, 255, 255), 0.4), 0.16)

    def _fin(self, ink: Ink, light: Light, t: float, depth: float, *, far: bool) -> None:
        form = self._form
        x, y = form.length * 0.20, max(form.girth) * 0.34
        r = form.length * 0.17 * form.pectoral
        a = 0.55 + 0.30 * math.sin(2 * math.pi * form.rate * t * 0.9 + (0.8 if far else 0))
        tip = (x - math.cos(a) * r * 0.75, y + math.sin(a) * r + r * 0.2)
        fin = smooth(
            [
                (x + r * 0.22, y - 4),
                (x + r * 0.10, y + r * 0.35),
                tip,
                (tip[0] - r * 0.06, tip[1] - r * 0.10),
                (x - r * 0.28, y + r * 0.1),
                (x - r * 0.12, y - 6),
            ]
        )
        ink.fill(
            fin,
            Linear(
                0,
                y,
                0,
                y + r,
                [
                    (0, light.shade(self._back, 0.15 if far else 0.6, depth), 1),
                    (1, light.shade(self._back, 0.05 if far else 0.3, depth), 1),
                ],
            ),
        )


class Shoal:
    """Fish that turn together; the first few are large enough to have faces."""

    speed = 30.0
    _TONES = ("#f08a2c", "#f2c53d", "#4fa3d9", "#e2604a", "#d9dfe4")

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        alone = re.search(
            rf"\b(?:an?|one|single|lone)\s+(?:\w+\s+)?{re.escape(subject.word)}\b|一条", world.plan.prompt, re.I
        )
        count = 1 if alone and " of " not in subject.word else subject.count
        self._count = max(1, min(26, count if count < 3 else count * 2))
        self._veil = subject.word in ("goldfish", "koi", "betta", "金鱼", "锦鲤")
        self._koi = subject.word in ("koi", "锦鲤")
        self._fit = hero_fit(world, 280 if self._veil else 200, 90, 0.2)
        self._leaping = subject.action == "jump" and world.plan.setting in ("lake", "sea")
        self._ashore = any(s.group in ("quadruped", "person") for s in world.plan.subjects)
        self._ashore = self._ashore and world.plan.setting not in ("underwater", "lake", "sea", "beach")
        self._colour = subject.colour or ("#e8552c" if subject.word in ("goldfish", "koi", "金鱼", "锦鲤") else None)
        self._seed = world.rng(540).random((self._count, 5))
        small = bool(_BAIT.search(world.plan.prompt)) and subject.count > 3 and not self._koi
        self._school = world.rng(541).random((430, 4)) if small and not self._ashore else None

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """From far to near; on land they live in a bowl."""
        world = self._world
        if self._ashore:
            self._bowl(ink, light, t)
            return
        if self._leaping:
            self._leap(ink, light, t)
            return
        if self._school is not None:
            for near in (False, True):
                bait_ball(ink, light, world, t, self._school, self._colour or "#c8d4dc", near=near)
            return
        if self._koi:
            self._pads(ink, light, t)
        for i in np.argsort(self._seed[:, 2]):
            a, b, c, d, e = self._seed[i]
            lead = i == 0
            size = self._fit * (0.9 if self._count == 1 else 0.5) if lead else 0.35 + 0.95 * c**1.6
            depth = 0.0 if lead else 0.5 * (1 - c)
            x = (a * world.w * 1.3 + t * (34 + 60 * c) + 30 * math.sin(t * 0.7 + 6 * d)) % (
                world.w * 1.3
            ) - world.w * 0.15
            if lead:
                x = world.w * (0.42 + 0.10 * math.sin(t * 0.35))
            y = world.h * ((0.5 if lead else 0.2 + 0.58 * b) + 0.03 * math.sin(t * 0.9 + 9 * e))
            tone: Any = (
                ("#f8f2ea", "#f8f2ea", "#e8a03c", "#f8f2ea", "#d8442c")[i % 5]
                if self._koi
                else self._colour or self._TONES[int(d * 5)]
            )
            with ink.moved(x, y, scale=size, turn=0.08 * math.sin(t * 1.1 + 5 * e)):
                self._fish(ink, light, t * (1.4 + 0.6 * c) + 9 * e, tone, depth)

    def _pads(self, ink: Ink, light: Light, t: float) -> None:
        """Leaves of water lilies on the surface, seen from below, their stems down to the mud."""
        world = self._world
        for k in range(6):
            x = world.w * (0.06 + 0.18 * k) + 10 * math.sin(t * 0.6 + k)
            wide, y = world.w * (0.05 + 0.02 * (k * 7 % 3)), world.h * (0.045 + 0.03 * (k % 2))
            stem = [(x, y), (x + 24 * math.sin(t * 0.7 + k), world.h * 0.5), (x - 30, world.h)]
            ink.fill(ribbon(stem, [5, 4, 4]), light.shade("#4f6a38", 0.4, 0.2), 0.8)
            ink.fill(ellipse(x, y, wide, wide * 0.2), light.shade("#4f8a3c", 0.35))
            ink.fill(ellipse(x, y - wide * 0.05, wide * 0.96, wide * 0.16), light.shade("#8fc45a", 0.9))
            if k % 2:
                petals = [ellipse(x + wide * 0.16 * j, y - wide * 0.24, wide * 0.1, wide * 0.24, 0.35 * j) for j in (-2, -1, 0, 1, 2)]  # fmt: skip  # noqa: E501
                ink.fill(join(petals), light.shade("#f4a9c4", 0.9))

    def _leap(self, ink: Ink, light: Light, t: float) -> None:
        """One fish jumps out of the water in an arc and falls back with a splash."""
        world, k = self._world, self._fit * 0.7
        row, u = world.ground_row, (t / 1.7 + 0.25) % 1.0
        foam = light.shade("#ffffff", 0.9)
        x, y = world.w * (0.30 + 0.40 * u), row + 60 * k - world.h * 0.52 * 4 * u * (1 - u)
        slope = math.atan2(-world.h * 0.52 * 4 * (1 - 2 * u), world.w * 0.40)
        with ink.within(rect(-40, -400, world.w + 80, row + 400)), ink.moved(x, y, scale=k, turn=slope):
            self._fish(ink, light, t * 3, self._colour or self._TONES[0], 0.0)
        for at, age in ((0.34, u - 0.04), (0.66, (u - 0.92) % 1.0)):
            if not 0 <= age < 0.3:
                continue
            v = age / 0.3
            cx = world.w * at
            ink.stroke(ellipse(cx, row, (40 + 150 * v) * k, (8 + 26 * v) * k), 3.5, foam, 0.8 * (1 - v))
            drops = [(cx + (j - 6) * 16 * k * (0.4 + v), row - (90 + 50 * math.sin(j * 2.7)) * k * 4 * v * (1 - v)) for j in range(13)]  # fmt: skip  # noqa: E501
            ink.fill(ellipses(drops, np.full(13, (6 * (1 - v) + 1.2) * k)), foam, 0.9 * (1 - v))

    def _bowl(self, ink: Ink, light: Light, t: float) -> None:
        """A round glass with a few fish in it, on the ground beside whoever looks at them."""
        world = self._world
        r = world.h * (0.24 if world.w > world.h else 0.16)
        x, y = world.w * (0.72 if world.w > world.h else 0.76), world.ground_row - r * 0.82
        glass = ellipse(x, y, r, r * 0.92)
        water = light.shade("#7fc4dc", 0.9)
        ink.glow(x, y + r * 0.86, r * 1.1, light.shade("#1a1820", 0), 0.6, squash=0.2, blend=0)
        ink.fill(glass, mix(water, (255, 255, 255), 0.5), 0.35)
        with ink.clipped(glass):
            ink.fill(rect(x - r, y - r * 0.5, 2 * r, 2 * r), water, 0.6)
            ink.fill(ellipse(x, y - r * 0.5, r, r * 0.1), mix(water, (255, 255, 255), 0.5), 0.7)
            ink.fill(ellipse(x, y + r * 0.95, r, r * 0.3), light.shade("#d9b27c", 0.7))
            for i in range(min(3, self._count)):
                a = t * 0.7 + 2.1 * i
                tone: Any = self._colour or self._TONES[i]
                at = (x + 0.5 * r * math.sin(a), y + r * (0.3 * i - 0.15) + 6 * math.sin(2 * a))
                with ink.moved(*at, scale=r / 330, flip=math.cos(a) < 0):
                    self._fish(ink, light, t * 1.6 + i, tone, 0.0)
        ink.stroke(glass, 4, mix(light.shade("#ffffff", 1), (255, 255, 255), 0.5), 0.6)
        ink.fill(ellipse(x - r * 0.45, y - r * 0.3, r * 0.1, r * 0.34, 0.35), (255, 255, 255), 0.5)

    def _fish(self, ink: Ink, light: Light, t: float, tone: Any, depth: float) -> None:
        wag = math.sin(2 * math.pi * t)
        body, dark = light.shade(tone, 0.95, depth), light.shade(tone, 0.1, depth)
        tail = smooth(
            [
                (-58, 0),
                (-84, -26 - 5 * wag),
                (-104, -38 + 6 * wag),
                (-92, 0 + 4 * wag),
                (-104, 38 + 6 * wag),
                (-84, 26 - 5 * wag),
            ]
        )
        if self._veil:
            for k in (-1, 1):
                sway = 9 * wag + 4 * k
                veil = [(-50, 0), (-92, 30 * k + sway), (-168, 62 * k + 2 * sway), (-150, 18 * k + sway), (-86, 2 * k)]
                ink.fill(smooth(veil), mix(body, (255, 255, 255), 0.2), 0.8)
        ink.fill(tail, Linear(-104, 0, -58, 0, [(0, mix(body, (255, 255, 255), 0.25), 0.85), (1, dark, 1)]))
        ink.fill(smooth([(-28, -30), (-8, -60 + 2 * wag), (26, -50), (34, -28)]), dark)
        ink.fill(smooth([(-20, 28), (-18, 50 - 3 * wag), (6, 44), (10, 28)]), dark)
        shape = smooth(
            [(-66, 2 + 3 * wag), (-40, -22), (0, -37), (44, -28), (72, -4), (70, 6), (44, 28), (0, 36), (-40, 20)]
        )
        ink.fill(
            shape,
            Linear(
                0,
                -36,
                0,
                36,
                [
                    (0, mix(body, light.sky[4], 0.3), 1),
                    (0.5, body, 1),
                    (1, mix(dark, light.shade("#fff2dc", 0.5), 0.45), 1),
                ],
            ),
        )
        with ink.clipped(shape):
            if self._koi:
                ink.fill(join([ellipse(34, -18, 26, 20), ellipse(-14, -22, 24, 18), ellipse(-48, 4, 16, 14)]), light.shade("#e2502c", 0.8, depth))  # fmt: skip  # noqa: E501
            for x in (-30, 12) if not self._veil else ():
                ink.fill(
                    smooth([(x, -44), (x + 15, -44), (x + 20, 0), (x + 13, 44), (x - 2, 44), (x + 5, 0)]),
                    light.shade("#fff6ea", 0.8, depth),
                    0.5,
                )
        ink.fill(ellipse(16, 10, 17, 8 + 4 * abs(wag), 0.5 + 0.4 * wag), mix(body, dark, 0.4))
        ink.fill(ellipse(50, -8, 7), (250, 250, 244))
        ink.fill(ellipse(52, -8, 4), (20, 20, 26))


class Jellyfish:
    """Bells that pulse, with trailing arms."""

    speed = 12.0

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._count = max(1, min(9, subject.count))
        self._colour: Any = subject.colour or "#c98ad6"
        self._seed = world.rng(545).random((self._count, 4))

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """They rise with each pulse and sink between."""
        world = self._world
        for i in range(self._count - 1, -1, -1):
            a, b, c, d = self._seed[i]
            size = 2.9 if i == 0 else 0.5 + 0.8 * c
            phase = t * (0.5 + 0.2 * d) + b
            pulse = math.sin(2 * math.pi * phase)
            x = world.w * (0.5 if i == 0 else a) + 26 * math.sin(t * 0.4 + 5 * d)
            y = world.h * ((0.42 if i == 0 else 0.2 + 0.6 * b) - 0.012 * t) - 14 * pulse
            tone = mix(self._colour, ("#7fb6ff", "#ffb6d5", "#b6a0ff")[i % 3], 0.45)
            glow = mix(tone, (255, 255, 255), 0.25)
            w, h = 58 - 9 * pulse, 52 + 9 * pulse
            with ink.moved(x, y, scale=size, turn=0.10 * math.sin(t * 0.5 + 3 * a)):
                ink.glow(0, 0, 150, tone, 0.4)
                if i == 0:  # Frilled arms hang from the middle.
                    for k in range(5):
                        frill = [
                            (6 * (k - 2) + 9 * math.sin(t * 1.2 + k + 0.9 * v) * v / 3, 6 + 22 * v) for v in range(7)
                        ]
                        ink.fill(ribbon(frill, [5, 9, 7, 9, 6, 7, 1]), mix(glow, (255, 255, 255), 0.3), 0.3)
                for k in range(9):
                    px = (k - 4) * w * 0.21
                    arm = [
                        (px, 8),
                        (px + 9 * math.sin(t * 1.6 + k), 60),
                        (px + 16 * math.sin(t * 1.6 + k - 0.8), 120),
                        (px + 24 * math.sin(t * 1.6 + k - 1.6), 170 + 26 * (k % 3)),
                    ]
                    ink.fill(ribbon(arm, [3.2 if k % 2 else 6, 2.4, 1.6, 0.5]), glow, 0.42)
                bell = smooth(
                    [
                        (-w, 10),
                        (-w * 0.96, -h * 0.45),
                        (-w * 0.5, -h * 0.95),
                        (0, -h * 1.06),
                        (w * 0.5, -h * 0.95),
                        (w * 0.96, -h * 0.45),
                        (w, 10),
                        (w * 0.5, 2),
                        (0, 12),
                        (-w * 0.5, 2),
                    ]
                )
                ink.fill(
                    bell,
                    Linear(
                        0, -h, 0, 14, [(0, mix(glow, (255, 255, 255), 0.4), 0.85), (0.6, tone, 0.55), (1, glow, 0.75)]
                    ),
                )
                ribs = [smooth([(w * 0.3 * v, 4), (w * 0.24 * v, -h * 0.5), (w * 0.06 * v, -h)], closed=False) for v in (-2.6, -1.5, -0.5, 0.5, 1.5, 2.6)]  # fmt: skip  # noqa: E501
                ink.stroke(join(ribs), 1.3, (255, 255, 255), 0.3)
                ink.fill(
                    smooth([(-w * 0.5, -2), (-w * 0.4, -h * 0.5), (0, -h * 0.7), (w * 0.4, -h * 0.5), (w * 0.5, -2)]),
                    (255, 255, 255),
                    0.16,
                )


class Turtle:
    """A sea turtle that rows with its fore flippers."""

    speed = 40.0

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._colour: Any = subject.colour or "#5d7a3c"
        self._count = subject.count

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """One turtle, large; on land several that crawl, the young dark and small."""
        world = self._world
        if world.plan.setting in ("beach", "desert", "island"):
            self._crawl(ink, light, t)
            return
        self._swim(ink, light, t)

    def _crawl(self, ink: Ink, light: Light, t: float) -> None:
        """Over the sand, rowing, with its tracks behind."""
        world = self._world
        young = bool(_CALF.search(world.plan.prompt) or re.search(r"hatchling|小海龟", world.plan.prompt, re.I))
        count = max(1, min(9, self._count * (2 if young else 1)))
        size = min(1.9, world.w / 800) * (0.62 if young else 1.0) * (1.0 if count < 3 else 0.8)
        seed = world.rng(561).random((count, 3))
        for i in np.argsort(-seed[:, 0]).tolist():
            near = 1.0 - 0.45 * seed[i, 0] * (count > 1)
            row = world.horizon + (world.ground_row + 0.1 * world.h - world.horizon) * near
            x = world.w * ((i + 0.5 + 0.4 * (seed[i, 1] - 0.5)) / count if count > 1 else 0.46) + 22 * near * (t - 2)
            k = size * near
            ink.glow(x, row + 4, 150 * k, light.shade("#1a1410", 0), 0.55, squash=0.16, blend=0)
            tracks = [ellipse(x - (150 + 40 * j) * k, row + (10 if j % 2 else -2) * k, 14 * k, 4 * k) for j in range(7)]
            ink.fill(join(tracks), light.shade("#8a6a44", 0.1), 0.35)
            with ink.moved(x, row - 26 * k, scale=k, turn=0.04 * math.sin(3 * t + i)):
                self._body(ink, light, 2.2 * t + seed[i, 2])

    def _swim(self, ink: Ink, light: Light, t: float) -> None:
        world = self._world
        k = min(2.6, world.w / 560)
        stroke = math.sin(2 * math.pi * t * 0.42)
        with ink.moved(
            world.w * 0.5 + 20 * math.sin(t * 0.4),
            world.h * 0.46 + 18 * math.sin(t * 0.8) - 8 * stroke,
            scale=k,
            turn=-0.14 + 0.05 * math.sin(t * 0.6),
        ):
            self._body(ink, light, t)

    def _body(self, ink: Ink, light: Light, t: float) -> None:
        stroke = math.sin(2 * math.pi * t * 0.42)
        skin, dark = light.shade("#8fa05c", 0.8), light.shade("#56683a", 0.3)

        def flipper(x: float, y: float, a: float, r: float, tone: Any) -> None:
            with ink.moved(x, y, turn=a):
                ink.fill(smooth([(10, -14), (-r * 0.3, -8), (-r, 16), (-r * 1.04, 26), (-r * 0.5, 26), (8, 16)]), tone)
                spots = [(-r * (0.1 + 0.13 * v), 4 + 9 * (v % 2) + v) for v in range(7)]
                ink.fill(ellipses(spots, [(r * 0.055, 4.5)] * 7), light.shade("#4f5c34", 0.3), 0.6)

        flipper(70, 14, -0.5 - 0.55 * stroke, 120, dark)
        flipper(-96, 16, -0.35 + 0.3 * stroke, 60, dark)
        ink.fill(
            smooth([(92, -14), (128, -34), (166, -28), (176, -10), (160, 8), (120, 14), (90, 12)]),
            Linear(0, -34, 0, 14, [(0, skin, 1), (1, dark, 1)]),
        )
        ink.fill(ellipse(152, -14, 5), light.shade("#15181a", 0.2))
        shell = smooth([(-128, 14), (-112, -26), (-54, -66), (20, -72), (84, -40), (108, 6), (60, 26), (-40, 32)])
        ink.fill(
            shell,
            Linear(
                0,
                -72,
                0,
                32,
                [
                    (0, mix(light.shade(self._colour, 1.0), light.sky[4], 0.25), 1),
                    (0.6, light.shade(self._colour, 0.45), 1),
                    (1, light.shade("#d9cf9a", 0.4), 1),
                ],
            ),
        )
        with ink.clipped(shell):
            for j, (cx, cy) in enumerate(((-74, -20), (-24, -34), (28, -34), (72, -14), (-48, 6), (4, 0), (52, 10))):
                cell = [(cx + 26 * math.cos(v + j), cy + 19 * math.sin(v + j)) for v in np.linspace(0, 6.28, 7)[:-1]]
                ink.fill(polygon(cell), light.shade("#a87838", 0.3 + 0.1 * j), 0.45)
                ink.stroke(polygon(cell), 3.2, light.shade("#37492a", 0.3), 0.8)
            net = [smooth([(-130 + 46 * v, -64 + 8 * math.sin(t + v)), (-104 + 46 * v, -30), (-120 + 46 * v, 4)], closed=False) for v in range(6)]  # fmt: skip  # noqa: E501
            ink.stroke(join(net), 4, mix(light.sky[4], (255, 255, 255), 0.5), 0.2)
        flipper(60, 20, 0.25 + 0.65 * stroke, 150, skin)
        flipper(-86, 24, 0.1 - 0.3 * stroke, 66, skin)
