"""A steam train with coaches, or a smooth fast train, on a track of its own."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.ink import (
    Ink,
    Linear,
    ellipse,
    ellipses,
    join,
    polygon,
    rect,
    rects,
    smooth,
)
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.particles import shade_below
from nemo_skill.studio.scenes.vehicles import down_fill, wheel
from nemo_skill.studio.scenes.world import World

BRIDGE = re.compile(r"viaduct|aqueduct|\bbridge|高架桥|桥", re.I)


_STEAM = re.compile(
    r"steam|locomotive|vintage|old|heritage|wild west|highland|smoke|express|freight|蒸汽|老|冒着", re.I
)


class Train:
    """A train in profile: a steam engine with coaches, or a smooth fast train; rails and sleepers run under it."""

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._fast = subject.word in ("bullet train", "high-speed train", "metro", "subway", "tram", "高铁", "动车")
        self._local = not self._fast and not _STEAM.search(world.plan.prompt)
        self._colour: Any = subject.colour or (
            "#2f6a48"
            if "绿皮" in subject.word
            else "#d8412f"
            if self._local
            else "#e8ecf0"
            if self._fast
            else "#2f3a3f"
        )
        self.speed = 1250.0 if self._fast else 640.0
        self._body = "#2f6a48" if "绿皮" in subject.word else "#f0ede4"
        self._pace, self._row = self.speed, world.ground_row
        self._bridge = bool(BRIDGE.search(world.plan.prompt)) and world.plan.setting != "subway"
        self._scale = min(1.35, max(0.95, world.w / 1350))
        if self._bridge:  # The camera stands and sees it cross.
            self.speed, self._row = 0.01, world.h * 0.56
            self._scale *= 0.62
            self._wall = _arches(world, self._row + 30)
            return
        world.lane = (world.ground_row - 10, world.ground_row + 30)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Track, smoke behind, coaches, engine."""
        world = self._world
        row = self._row
        u = t / max(4.0, world.plan.duration_s)
        head = world.w * (0.60 + 0.16 * u) if world.w > world.h else world.w * (0.74 + 0.10 * u)
        if self._bridge:
            head = world.w * (0.30 + 0.62 * u)
            self._viaduct(ink, light, row)
        else:
            self._track(ink, light, t, row)
            shade_below(ink, light, head - 520, row + 6, 900, 20, 0.6)
        if not (self._fast or self._local):
            self._smoke(ink, light, t, head + 108 * self._scale, row - 196 * self._scale)
        with ink.moved(head, row + 0.8 * math.sin(t * 21), scale=self._scale):
            if self._fast:
                self._modern(ink, light, t)
            elif self._local:
                self._commuter(ink, light, t)
            else:
                self._steam(ink, light, t)
        if self._bridge:
            ink.fill(rect(-10, row - 4, world.w + 20, 22), light.shade("#c9b89a", 0.75))
            ink.fill(rect(-10, row + 16, world.w + 20, 6), light.shade("#5a4c3c", 0.1))
        elif self._fast:
            self._streaks(ink, light, t)

    def _viaduct(self, ink: Ink, light: Light, row: float) -> None:
        """Piers and arches from the deck down into the valley."""
        world = self._world
        foot = world.h * 0.95
        outer, inner = self._wall
        bright, dark = light.shade("#b8a383", 0.8), light.shade("#8a765c", 0.25)
        with ink.moved(-16 if light.sun[0] > 0.5 else 16, -8):
            ink.fill(outer, light.shade("#5f5242", 0.08), even_odd=True)
        ink.fill(outer, Linear(0, row, 0, foot, [(0, bright, 1), (1, dark, 1)]), even_odd=True)
        ink.stroke(inner, 5, light.shade("#d9c8a8", 0.8), 0.8)
        courses = [rect(-10, row + 50 + 34 * i, world.w + 20, 2) for i in range(2)]
        ink.fill(join(courses), dark, 0.35)
        ink.glow(world.w / 2, foot, world.w * 0.6, light.haze, 0.5, squash=0.16, blend=0)

    def _streaks(self, ink: Ink, light: Light, t: float) -> None:
        """What is nearest is only lines."""
        world = self._world
        lines = []
        for i in range(16):
            long = 260 + 90 * (i * 0.618 % 1.0) * 4
            x = (i * 0.618 % 1.0 * (world.w + 900) - t * (2600 + 90 * i)) % (world.w + 900) - 700
            lines.append(rect(x, self._row + 46 + (world.h - self._row) * 0.9 * (i * 0.381 % 1.0), long, 3 + i % 4, 2))
        ink.fill(join(lines), mix(light.haze, (255, 255, 255), 0.3), 0.28)

    def _track(self, ink: Ink, light: Light, t: float, row: float) -> None:
        world = self._world
        ink.fill(
            polygon([(-10, row - 8), (world.w + 10, row - 8), (world.w + 10, row + 34), (-10, row + 34)]),
            Linear(
                0, row - 8, 0, row + 34, [(0, light.shade("#7d6a58", 0.6), 0.9), (1, light.shade("#6a594a", 0.3), 0.0)]
            ),
        )
        gap = 46.0
        shift = (world.speed * t) % gap
        ink.fill(
            rects([(k * gap - shift - gap, row + 5, 26.0, 8.0) for k in range(int(world.w / gap) + 3)]),
            light.shade("#4a3527", 0.4),
        )
        ink.fill(rect(-10, row + 1, world.w + 20, 4), light.shade("#9a9da3", 0.9))
        ink.fill(rect(-10, row + 12, world.w + 20, 3), light.shade("#7f8288", 0.7))

    def _smoke(self, ink: Ink, light: Light, t: float, x: float, y: float) -> None:
        pale, dark = light.shade("#f3f0ee", 0.9), light.shade("#8f8a90", 0.3)
        rate = 4.2
        for k in range(17):
            age = (t * rate % 1.0 + k) / rate
            seed = math.floor(t * rate) - k
            wob = math.sin(seed * 12.9898) * 0.5 + 0.5
            px = x - (0.14 * self._world.w if self._bridge else self.speed * 0.55) * age + 20 * wob
            py = y - 150 * age**0.75 - 34 * wob * age
            r = (16 + 64 * age**0.8) * (0.7 + 0.6 * wob) * self._scale
            if px < -r:
                continue
            alpha = 0.70 * max(0.0, 1 - age / 4.1) ** 1.2 * min(1.0, age * 6)
            if age < 1.8:
                ink.glow(px, py + r * 0.2, r * 1.15, dark, alpha * 0.7, blend=0, core=0.25)
            ink.glow(px + r * 0.12, py - r * 0.12, r, pale, alpha, blend=0, core=0.3)

    def _coach(self, ink: Ink, light: Light, t: float, x: float, tone: Any, turn: float) -> None:
        if ink.at(x + 10, 0)[0] < 0:
            return
        ink.fill(rect(x - 252, -42, 14, 8), light.shade("#1c1a1e", 0.2))
        ink.fill(rect(x - 244, -158, 244, 126, 10), down_fill(light, tone, -158, -32))
        ink.fill(smooth([(x - 250, -156), (x - 236, -172), (x - 8, -172), (x + 6, -156)]), light.shade("#3a3236", 0.7))
        ink.fill(rect(x - 244, -78, 244, 6), light.shade("#e0b45c", 0.95))
        for k in range(6):
            wx = x - 230 + k * 38
            ink.fill(rect(wx, -140, 28, 44, 5), mix(mix(light.sky[3], "#243040", 0.35), (255, 214, 140), light.lamps))
            if light.lamps > 0.4:
                ink.glow(wx + 14, -118, 44, (255, 200, 120), 0.35 * light.lamps)
        for wx in (x - 206, x - 164, x - 80, x - 38):
            wheel(ink, light, wx, -18, 18, turn, rim="#6a6d74")

    def _steam(self, ink: Ink, light: Light, t: float) -> None:
        turn = self._pace / self._scale * t / 18
        for k in range(5, 0, -1):
            self._coach(ink, light, t, -210 - (k - 1) * 258.0, ("#7a2f2c", "#7a2f2c", "#35534a")[k % 3], turn)
        tone = self._colour
        ink.fill(rect(-206, -120, 96, 84, 4), down_fill(light, tone, -120, -36))
        coal = [(-200 + 8 * i, -122 - 9 * abs(math.sin(i * 2.3))) for i in range(11)]
        ink.fill(smooth([*coal, (-118, -112), (-200, -112)]), light.shade("#17161a", 0.4))
        ink.fill(rect(-98, -176, 84, 140, 5), down_fill(light, tone, -176, -36))
        ink.fill(rect(-106, -190, 102, 14, 6), light.shade("#26292d", 0.8))
        ink.fill(
            rect(-80, -158, 44, 46, 4), mix(mix(light.sky[3], "#243040", 0.35), (255, 190, 110), max(0.3, light.lamps))
        )
        boiler = rect(-20, -146, 170, 88, 22)
        ink.fill(boiler, down_fill(light, tone, -146, -58))
        for bx in (20, 66, 112):
            ink.fill(rect(bx, -146, 5, 88), light.shade("#d9a94e", 1.0))
        ink.fill(
            smooth([(96, -144), (100, -186), (92, -202), (126, -202), (118, -186), (122, -144)]),
            down_fill(light, "#26292d", -202, -144),
        )
        ink.fill(smooth([(34, -144), (36, -168), (50, -176), (64, -168), (66, -144)]), light.shade("#c9963c", 0.95))
        ink.fill(ellipse(152, -104, 12, 44), light.shade("#1f2226", 0.5))
        ink.fill(ellipse(160, -124, 11), mix((255, 240, 200), (255, 250, 230), light.lamps))
        ink.glow(164, -124, 90, (255, 232, 180), 0.35 + 0.5 * light.lamps)
        ink.fill(polygon([(138, -50), (196, -8), (132, -8)]), down_fill(light, "#8f2f2a", -50, -8))
        ink.fill(rect(-112, -58, 262, 12), light.shade("#8f2f2a", 0.8))
        for x, r in ((-70, 34), (6, 34), (82, 34), (130, 20)):
            wheel(ink, light, x, -r, r, turn * 18 / r, spokes=8, rim="#a3423a")
        a = turn * 18 / 34
        ry = -34 + 16 * math.sin(a)
        ink.stroke(
            polygon([(-70 + 16 * math.cos(a), ry), (82 + 16 * math.cos(a), ry)], closed=False),
            6,
            light.shade("#c4c8ce", 0.95),
        )

    def _commuter(self, ink: Ink, light: Light, t: float) -> None:
        """Boxy coaches with a band of windows, doors and people; the cab in front."""
        pane = mix(mix(light.sky[3], "#16202c", 0.5), (255, 226, 170), 0.85 * light.lamps)
        turn = self._pace / self._scale * t / 18
        for k in range(5):
            x = 150.0 - k * 396
            if ink.at(x + 10, 0)[0] < 0:
                continue
            ink.fill(rect(x - 388, -170, 388, 136, 12), down_fill(light, self._body, -170, -34))
            ink.fill(rect(x - 388, -80, 388, 30), light.shade(self._colour, 0.7))
            ink.fill(rect(x - 388, -176, 388, 10, 4), light.shade("#7d858e", 0.6))
            ink.fill(rects([(x - 360 + 58.0 * i, -150, 46.0, 52.0) for i in range(6)]), pane)
            heads = [(x - 346 + 58.0 * i + 11 * (i % 3), -108.0) for i in range(6) if (i + k) % 3]
            ink.fill(ellipses(heads, np.full((len(heads), 2), 10.0)), light.shade("#5a4436", 0.4))
            ink.fill(rects([(x - 304 + 174.0 * i, -152, 3.0, 116.0) for i in range(2)]), light.shade("#8a8f98", 0.4))
            ink.fill(rect(x - 388, -36, 388, 12), light.shade("#2b2e34", 0.3))
            for wx in (x - 330, x - 286, x - 104, x - 60):
                wheel(ink, light, wx, -16, 16, turn, rim="#6a6d74")
        ink.fill(polygon([(112, -156), (146, -152), (150, -100), (112, -100)]), mix(light.sky[2], "#16202c", 0.55))
        ink.fill(polygon([(150, -80), (158, -50), (150, -34)]), light.shade("#2b2e34", 0.3))
        ink.glow(152, -64, 90, (255, 246, 220), 0.35 + 0.5 * light.lamps)

    def _modern(self, ink: Ink, light: Light, t: float) -> None:
        tone = self._colour
        for k in range(6):
            x = -120 - k * 330
            ink.fill(rect(x - 322, -150, 326, 126, 14), down_fill(light, tone, -150, -24))
            ink.fill(
                rect(x - 310, -118, 304, 34, 8),
                mix(mix(light.sky[3], "#16202c", 0.55), (255, 226, 170), 0.8 * light.lamps),
            )
            ink.fill(rect(x - 322, -64, 326, 7), light.shade("#2f6fc0", 0.9))
        nose = smooth([(-126, -150), (-20, -150), (90, -128), (190, -78), (226, -38), (204, -24), (-126, -24)])
        ink.fill(nose, down_fill(light, tone, -150, -24))
        ink.fill(smooth([(30, -136), (86, -122), (140, -96), (92, -98), (36, -112)]), mix(light.sky[3], "#16202c", 0.6))
        ink.fill(polygon([(-126, -64), (190, -64), (206, -57), (-126, -57)]), light.shade("#2f6fc0", 0.9))
        ink.glow(206, -52, 90, (255, 246, 220), 0.3 + 0.5 * light.lamps)
        ink.fill(rect(-2200, -26, 2400, 10), light.shade("#23262b", 0.3))


def _arches(world: World, top: float) -> tuple[Any, Any]:
    """A wall with openings (to be filled even-odd), and the edges of its arches."""
    foot, gap, pier = world.h * 0.95, 230.0, 44.0
    holes, edges = [], []
    for k in range(int(world.w / gap) + 2):
        left, right = (k - 0.4) * gap + pier / 2, (k + 0.6) * gap - pier / 2
        r, mid = (right - left) / 2, (left + right) / 2
        arc = [
            (mid + r * math.cos(a), top + 26 + r + r * math.sin(a)) for a in (math.pi * (1 + i / 14) for i in range(15))
        ]
        holes.append(polygon([(left, foot + 20), *arc, (right, foot + 20)]))
        edges.append(polygon(arc, closed=False))
    return join([rect(-60, top - 30, world.w + 120, foot - top + 40), *holes]), join(edges)
