"""Cars, trains, boats, ships, rockets, planes and balloons."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.ink import Ink, Linear, Radial, ellipse, ellipses, join, polygon, polygons, rect, rects, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.particles import shade_below
from nemo_skill.studio.scenes.world import World


def _down(light: Light, colour: Any, y0: float, y1: float, high: float = 1.0, low: float = 0.1) -> Linear:
    return Linear(0, y0, 0, y1, [(0, light.shade(colour, high), 1), (0.5, light.shade(colour, (high + low) / 2), 1), (1, light.shade(colour, low), 1)])


def wheel(ink: Ink, light: Light, x: float, y: float, r: float, turn: float, *, spokes: int = 5, rim: str = "#b9bec6") -> None:
    """A tyre with a turning rim."""
    ink.fill(ellipse(x, y, r), light.shade("#17161a", 0.3))
    ink.fill(ellipse(x, y, r * 0.66), _down(light, rim, y - r, y + r))
    blades = []
    for k in range(spokes):
        a = turn + k * 2 * math.pi / spokes
        c, s = math.cos(a), math.sin(a)
        blades.append([(x + c * r * 0.12 - s * r * 0.16, y + s * r * 0.12 + c * r * 0.16), (x + c * r * 0.6 - s * r * 0.24, y + s * r * 0.6 + c * r * 0.24), (x + c * r * 0.6 - s * r * 0.02, y + s * r * 0.6 + c * r * 0.02)])
    ink.fill(polygons(blades), light.shade("#2a2b31", 0.3), 0.75)
    ink.fill(ellipse(x, y, r * 0.16), light.shade("#8d939c", 0.8))


class Road:
    """An asphalt strip across the ground plane, its dashes rushing past."""

    speed = 0.0

    def __init__(self, world: World) -> None:
        self._world = world
        world.lane = (world.ground_row - 56, world.ground_row + 82)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Between two rows around the hero's."""
        world = self._world
        top, low = world.ground_row - 56, world.ground_row + 82
        wet = world.plan.weather in ("rain", "storm")
        near, far = light.shade("#3b3c44", 0.35), light.shade("#56565c", 0.6)
        ink.fill(rect(-10, top, world.w + 20, low - top), Linear(0, top, 0, low, [(0, far, 1), (1, near, 1)]))
        if wet:
            ink.fill(rect(-10, top, world.w + 20, low - top), Linear(0, top, 0, low, [(0, light.sky[4], 0.35), (1, light.sky[2], 0.18)]))
        for row, thick in ((top + 4, 2.5), (low - 8, 6.0)):
            ink.fill(rect(-10, row, world.w + 20, thick), light.shade("#f2efe4", 0.9), 0.75)
        row = (top + low) / 2 - 12
        pace = world.parallax(row) * t
        gap = 260.0
        dashes = [(k * gap - pace % gap - gap, row, 120.0, 5.0) for k in range(int(world.w / gap) + 3)]
        ink.fill(rects(dashes), light.shade("#f4d67a", 0.9), 0.9)


class Car:
    """A car at speed, in profile, on a road of its own."""

    def __init__(self, world: World, subject: Subject, *, road: bool = True) -> None:
        self._world = world
        self._road = Road(world) if road else None
        self._colour: Any = subject.colour or ("#f0b92c" if subject.word in ("taxi", "cab", "出租车") else "#c23a32")
        self._big = subject.word in ("truck", "bus", "van", "卡车", "巴士", "公交车")
        self._count = max(1, min(4, subject.count))
        self.speed = 980.0 if subject.action in ("drive", "run", "fly") else 760.0
        self._scale = min(1.75, max(1.0, world.w / 1100))

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Road, then the cars with their lights."""
        world = self._world
        if self._road:
            self._road.draw(ink, light, t)
        tones = (self._colour, "#3a5f8f", "#d8dade", "#46604a")
        for i in range(self._count - 1, -1, -1):
            x = world.w * (0.47 - 0.36 * i) + world.w * 0.03 * math.sin(t * 0.8 + i)
            y = world.ground_row + (16 if i % 2 == 0 else -26)
            scale = self._scale * (1.0 if i % 2 == 0 else 0.86)
            shade_below(ink, light, x, y + 2, 215 * scale, 20 * scale, 0.85)
            with ink.moved(x, y + 1.4 * math.sin(t * 17), scale=scale):
                if self._big:
                    self._bus(ink, light, t, tones[i])
                else:
                    self._car(ink, light, t, tones[i])

    def _lamps(self, ink: Ink, light: Light, front: tuple[float, float], rear: tuple[float, float]) -> None:
        on = max(0.15, light.lamps)
        ink.fill(ellipse(front[0], front[1], 9, 6), mix(light.shade("#f5f2e0", 1.0), (255, 250, 225), on))
        ink.fill(ellipse(rear[0], rear[1], 6, 7), mix(light.shade("#a02a22", 0.8), (255, 70, 50), on))
        if light.lamps > 0.25:
            ink.glow(front[0] + 8, front[1], 70, (255, 240, 200), 0.7 * on)
            beam = polygon([(front[0], front[1] - 4), (front[0] + 430, front[1] - 26), (front[0] + 430, front[1] + 74), (front[0], front[1] + 5)])
            ink.fill(beam, Linear(front[0], 0, front[0] + 430, 0, [(0, (255, 240, 200), 0.34 * on), (1, (255, 240, 200), 0)]))
            ink.glow(rear[0], rear[1], 46, (255, 50, 40), 0.6 * on)

    def _car(self, ink: Ink, light: Light, t: float, tone: Any) -> None:
        turn = self.speed / self._scale * t / 36
        body = smooth([(-196, -34), (-200, -62), (-186, -86), (-126, -96), (-84, -134), (-24, -144), (40, -140), (92, -104), (158, -92), (194, -72), (201, -52), (198, -34), (180, -27), (60, -25), (-60, -25), (-176, -26), (-194, -30)])
        ink.fill(body, _down(light, tone, -144, -24))
        with ink.clipped(body):
            ink.fill(rect(-210, -82, 420, 10), mix(light.shade(tone, 1.0), light.sky[3], 0.55), 0.7)
            ink.fill(rect(-210, -46, 420, 30), light.shade("#141318", 0.1), 0.55)
        glass = Linear(0, -140, 0, -96, [(0, mix(light.sky[2], (255, 255, 255), 0.15), 1), (1, mix(light.sky[4], "#243040", 0.45), 1)])
        ink.fill(smooth([(-108, -98), (-76, -128), (-30, -135), (-24, -98)]), glass)
        ink.fill(smooth([(-14, -98), (-18, -135), (36, -132), (78, -101)]), glass)
        ink.stroke(polygon([(-20, -96), (-14, -36)], closed=False), 1.6, light.shade("#1b1a1f", 0.2), 0.6)
        ink.fill(rect(-6, -84, 24, 5, 2.5), light.shade("#d9dce2", 0.8))
        for x in (-118, 118):
            ink.fill(ellipse(x, -34, 44), light.shade("#0e0d12", 0.1))
            wheel(ink, light, x, -34, 36, turn)
        self._lamps(ink, light, (186, -72), (-192, -76))

    def _bus(self, ink: Ink, light: Light, t: float, tone: Any) -> None:
        turn = self.speed / self._scale * t / 36
        body = rect(-230, -212, 460, 184, 22)
        ink.fill(body, _down(light, tone, -212, -28))
        pane = Linear(0, -190, 0, -120, [(0, light.sky[2], 1), (1, mix(light.sky[4], "#243040", 0.4), 1)])
        for k in range(6):
            ink.fill(rect(-212 + k * 70, -190, 60, 66, 8), pane)
            if light.lamps > 0.4:
                ink.fill(rect(-212 + k * 70, -190, 60, 66, 8), (255, 226, 160), 0.55 * light.lamps)
        ink.fill(rect(-230, -96, 460, 9), light.shade("#f4f1ea", 0.9), 0.85)
        for x in (-140, 140):
            ink.fill(ellipse(x, -34, 44), light.shade("#0e0d12", 0.1))
            wheel(ink, light, x, -34, 36, turn)
        self._lamps(ink, light, (222, -70), (-226, -70))


class Train:
    """A train in profile: a steam engine with coaches, or a smooth fast train; rails and sleepers run under it."""

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._fast = subject.word in ("bullet train", "high-speed train", "metro", "subway", "tram", "高铁", "动车")
        self._colour: Any = subject.colour or ("#e8ecf0" if self._fast else "#2f3a3f")
        self.speed = 1250.0 if self._fast else 640.0
        self._scale = min(1.35, max(0.95, world.w / 1350))
        world.lane = (world.ground_row - 10, world.ground_row + 30)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Track, smoke behind, coaches, engine."""
        world = self._world
        row = world.ground_row
        u = t / max(4.0, world.plan.duration_s)
        head = world.w * (0.60 + 0.16 * u) if world.w > world.h else world.w * (0.74 + 0.10 * u)
        self._track(ink, light, t, row)
        shade_below(ink, light, head - 520, row + 6, 900, 20, 0.6)
        if not self._fast:
            self._smoke(ink, light, t, head + 108 * self._scale, row - 196 * self._scale)
        with ink.moved(head, row + 0.8 * math.sin(t * 21), scale=self._scale):
            if self._fast:
                self._modern(ink, light, t)
            else:
                self._steam(ink, light, t)

    def _track(self, ink: Ink, light: Light, t: float, row: float) -> None:
        world = self._world
        ink.fill(polygon([(-10, row - 8), (world.w + 10, row - 8), (world.w + 10, row + 34), (-10, row + 34)]), Linear(0, row - 8, 0, row + 34, [(0, light.shade("#7d6a58", 0.6), 0.9), (1, light.shade("#6a594a", 0.3), 0.0)]))
        gap = 46.0
        shift = (world.speed * t) % gap
        ink.fill(rects([(k * gap - shift - gap, row + 5, 26.0, 8.0) for k in range(int(world.w / gap) + 3)]), light.shade("#4a3527", 0.4))
        ink.fill(rect(-10, row + 1, world.w + 20, 4), light.shade("#9a9da3", 0.9))
        ink.fill(rect(-10, row + 12, world.w + 20, 3), light.shade("#7f8288", 0.7))

    def _smoke(self, ink: Ink, light: Light, t: float, x: float, y: float) -> None:
        pale, dark = light.shade("#f3f0ee", 0.9), light.shade("#8f8a90", 0.3)
        for k in range(26):
            age = (t * 5.2 % 1.0 + k) / 5.2
            seed = math.floor(t * 5.2) - k
            wob = math.sin(seed * 12.9898) * 0.5 + 0.5
            px = x - self.speed * 0.55 * age + 20 * wob
            py = y - 150 * age**0.75 - 34 * wob * age
            r = (16 + 64 * age**0.8) * (0.7 + 0.6 * wob) * self._scale
            alpha = 0.62 * max(0.0, 1 - age / 5.0) ** 1.3 * min(1.0, age * 6)
            ink.glow(px, py + r * 0.2, r * 1.15, dark, alpha * 0.7, blend=0, core=0.25)
            ink.glow(px + r * 0.12, py - r * 0.12, r, pale, alpha, blend=0, core=0.3)

    def _coach(self, ink: Ink, light: Light, t: float, x: float, tone: Any, turn: float) -> None:
        ink.fill(rect(x - 252, -42, 14, 8), light.shade("#1c1a1e", 0.2))
        ink.fill(rect(x - 244, -158, 244, 126, 10), _down(light, tone, -158, -32))
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
        turn = self.speed / self._scale * t / 18
        for k in range(5, 0, -1):
            self._coach(ink, light, t, -210 - (k - 1) * 258.0, ("#7a2f2c", "#7a2f2c", "#35534a")[k % 3], turn)
        tone = self._colour
        ink.fill(rect(-206, -120, 96, 84, 4), _down(light, tone, -120, -36))
        coal = [(-200 + 8 * i, -122 - 9 * abs(math.sin(i * 2.3))) for i in range(11)]
        ink.fill(smooth([*coal, (-118, -112), (-200, -112)]), light.shade("#17161a", 0.4))
        ink.fill(rect(-98, -176, 84, 140, 5), _down(light, tone, -176, -36))
        ink.fill(rect(-106, -190, 102, 14, 6), light.shade("#26292d", 0.8))
        ink.fill(rect(-80, -158, 44, 46, 4), mix(mix(light.sky[3], "#243040", 0.35), (255, 190, 110), max(0.3, light.lamps)))
        boiler = rect(-20, -146, 170, 88, 22)
        ink.fill(boiler, _down(light, tone, -146, -58))
        for bx in (20, 66, 112):
            ink.fill(rect(bx, -146, 5, 88), light.shade("#d9a94e", 1.0))
        ink.fill(smooth([(96, -144), (100, -186), (92, -202), (126, -202), (118, -186), (122, -144)]), _down(light, "#26292d", -202, -144))
        ink.fill(smooth([(34, -144), (36, -168), (50, -176), (64, -168), (66, -144)]), light.shade("#c9963c", 0.95))
        ink.fill(ellipse(152, -104, 12, 44), light.shade("#1f2226", 0.5))
        ink.fill(ellipse(160, -124, 11), mix((255, 240, 200), (255, 250, 230), light.lamps))
        ink.glow(164, -124, 90, (255, 232, 180), 0.35 + 0.5 * light.lamps)
        ink.fill(polygon([(138, -50), (196, -8), (132, -8)]), _down(light, "#8f2f2a", -50, -8))
        ink.fill(rect(-112, -58, 262, 12), light.shade("#8f2f2a", 0.8))
        for x, r in ((-70, 34), (6, 34), (82, 34), (130, 20)):
            wheel(ink, light, x, -r, r, turn * 18 / r, spokes=8, rim="#a3423a")
        a = turn * 18 / 34
        ry = -34 + 16 * math.sin(a)
        ink.stroke(polygon([(-70 + 16 * math.cos(a), ry), (82 + 16 * math.cos(a), ry)], closed=False), 6, light.shade("#c4c8ce", 0.95))

    def _modern(self, ink: Ink, light: Light, t: float) -> None:
        tone = self._colour
        for k in range(6):
            x = -120 - k * 330
            ink.fill(rect(x - 322, -150, 326, 126, 14), _down(light, tone, -150, -24))
            ink.fill(rect(x - 310, -118, 304, 34, 8), mix(mix(light.sky[3], "#16202c", 0.55), (255, 226, 170), 0.8 * light.lamps))
            ink.fill(rect(x - 322, -64, 326, 7), light.shade("#2f6fc0", 0.9))
        nose = smooth([(-126, -150), (-20, -150), (90, -128), (190, -78), (226, -38), (204, -24), (-126, -24)])
        ink.fill(nose, _down(light, tone, -150, -24))
        ink.fill(smooth([(30, -136), (86, -122), (140, -96), (92, -98), (36, -112)]), mix(light.sky[3], "#16202c", 0.6))
        ink.fill(polygon([(-126, -64), (190, -64), (206, -57), (-126, -57)]), light.shade("#2f6fc0", 0.9))
        ink.glow(206, -52, 90, (255, 246, 220), 0.3 + 0.5 * light.lamps)
        ink.fill(rect(-2200, -26, 2400, 10), light.shade("#23262b", 0.3))


class Boat:
    """A sailing boat, rowing boat or ship that rides the swell."""

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._ship = subject.kind == "ship"
        self._tall = subject.word in ("pirate ship", "galleon", "tall ship", "海盗船")
        self._sail = subject.word not in ("canoe", "kayak", "rowboat", "raft", "gondola", "fishing boat", "小舟", "渔船")
        self._colour: Any = subject.colour
        self.speed = 46.0
        self._count = max(1, min(4, subject.count))

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Wake, dark reflection, hull."""
        world = self._world
        for i in range(self._count - 1, -1, -1):
            u = t / max(5.0, world.plan.duration_s)
            far = 1.0 if i == 0 else 0.55
            row = world.horizon + (world.h - world.horizon) * (0.36 if i == 0 else 0.14)
            scale = min(1.75, max(1.05, world.w / 1050)) * far * (0.86 if self._ship else 1.0)
            x = world.w * ((0.42 + 0.12 * u) if i == 0 else (0.16 + 0.26 * i + 0.05 * u))
            rough = {"storm": 2.6, "wind": 1.6}.get(world.plan.weather, 1.0)
            heave, roll = 5 * rough * math.sin(t * 1.25 + i), 0.03 * rough * math.sin(t * 1.05 + 0.8 + i)
            dark = mix(light.shade("#0e2a38", 0.1), light.sky[1], 0.2)
            ink.glow(x, row + 14 * scale, 190 * scale, dark, 0.6, squash=0.16, blend=0, core=0.2)
            self._wake(ink, light, t, x, row, scale)
            with ink.moved(x, row + heave, scale=scale, turn=roll):
                if self._tall:
                    self._galleon(ink, light, t)
                elif self._ship:
                    self._liner(ink, light, t)
                else:
                    self._sailboat(ink, light, t)
            foam = light.shade("#ffffff", 0.85)
            lip = [(x - 170 * scale + 17 * scale * k, row + heave * 0.4 + 12 * scale + 3 * math.sin(t * 3 + k)) for k in range(21)]
            ink.fill(ribbon(lip, [1.5 + 2.2 * math.sin(k * 0.9 + t * 4) ** 2 for k in range(21)]), foam, 0.55)

    def _wake(self, ink: Ink, light: Light, t: float, x: float, row: float, scale: float) -> None:
        foam = light.shade("#ffffff", 0.8)
        for k in range(12):
            p = (t * 0.45 + k / 12) % 1.0
            wx = x - (120 + 330 * p) * scale
            ink.fill(ellipse(wx, row + (10 + 16 * p) * scale, (18 + 46 * p) * scale, (1.6 + 1.8 * p) * scale), foam, 0.42 * (1 - p))

    def _hull(self, ink: Ink, light: Light, tone: Any, w: float, h: float) -> None:
        hull = smooth([(-w, -h), (-w * 0.5, -h * 0.86), (w * 0.4, -h * 0.92), (w * 1.08, -h * 1.25), (w * 0.86, -h * 0.2), (w * 0.6, h * 0.3), (-w * 0.8, h * 0.3), (-w * 0.96, -h * 0.3)])
        ink.fill(hull, _down(light, tone, -h * 1.2, h * 0.3))
        ink.stroke(smooth([(-w, -h), (-w * 0.5, -h * 0.86), (w * 0.4, -h * 0.92), (w * 1.08, -h * 1.25)], closed=False), 5, light.shade("#f2e6cf", 0.9))

    def _sailboat(self, ink: Ink, light: Light, t: float) -> None:
        tone = self._colour or "#8a3b2e"
        puff = 12 + 5 * math.sin(t * 1.1)
        if self._sail:
            ink.stroke(polygon([(-6, -30), (2, -330)], closed=False), 6, light.shade("#6b4a30", 0.7))
            main = smooth([(-2, -322), (-36 - puff, -210), (-118 - puff, -74), (-8, -66)])
            jib = smooth([(8, -300), (64 + puff, -170), (128, -62), (10, -66)])
            lit, dim = (1.0, 0.35) if light.sun[0] > 0.5 else (0.35, 1.0)
            ink.fill(main, Linear(-120, 0, 0, 0, [(0, light.shade("#f6efe2", dim), 1), (1, light.shade("#efe3cf", dim * 0.6), 1)]))
            ink.fill(jib, Linear(0, 0, 130, 0, [(0, light.shade("#efe3cf", lit * 0.6), 1), (1, light.shade("#fffaf0", lit), 1)]))
            flag = [(2, -330), (-18, -336 + 3 * math.sin(t * 6)), (-40, -330 + 5 * math.sin(t * 6 - 1))]
            ink.fill(ribbon(flag, [1, 6, 4]), light.shade("#d9483b", 0.9))
        else:
            from nemo_skill.studio.scenes.people import Figure, look_of

            look = look_of(Subject("person", "person", 1, "#c98a3c", "stand", "man"), 0, self._world.rng(5), cold=False)
            with ink.moved(-20, 8, scale=0.72):
                Figure(look, "stand").draw(ink, light, t)
            a = 0.5 * math.sin(t * 1.8)
            ink.stroke(polygon([(-6, -70), (70 + 26 * a, 16)], closed=False), 5, light.shade("#7a5636", 0.8))
        self._hull(ink, light, tone, 132, 44)

    def _liner(self, ink: Ink, light: Light, t: float) -> None:
        tone = self._colour or "#27384f"
        self._hull(ink, light, tone, 262, 62)
        for k, (w, y) in enumerate(((200, -104), (168, -136), (124, -166))):
            ink.fill(rect(-w - 10, y, 2 * w - 20 * k, 34, 5), _down(light, "#f2f0ea", y, y + 34, 1.0, 0.4))
            wins = [(-w + 6 + 17 * j, y + 10, 9.0, 11.0) for j in range(int((2 * w - 40 - 20 * k) / 17))]
            ink.fill(rects(wins), mix(mix(light.sky[2], "#23303e", 0.5), (255, 214, 140), light.lamps))
        for fx in (-96, -20):
            ink.fill(polygon([(fx, -166), (fx + 44, -166), (fx + 40, -222), (fx + 2, -222)]), _down(light, "#c8473a", -222, -166))
            ink.fill(rect(fx + 1, -222, 40, 12), light.shade("#22242a", 0.5))
            for j in range(6):
                p = (t * 0.3 + j / 6) % 1.0
                ink.glow(fx + 20 - 150 * p, -232 - 70 * p, 18 + 46 * p, light.shade("#8d8d92", 0.5), 0.34 * (1 - p), blend=0)

    def _galleon(self, ink: Ink, light: Light, t: float) -> None:
        self._hull(ink, light, self._colour or "#5a3a24", 200, 70)
        ink.fill(rect(-200, -128, 70, 66, 6), _down(light, "#6b4529", -128, -60))
        puff = 10 + 4 * math.sin(t * 0.9)
        for mx, top, w in ((-96, -330, 66), (8, -386, 84), (104, -312, 60)):
            ink.stroke(polygon([(mx, -60), (mx, top)], closed=False), 8, light.shade("#4a3120", 0.6))
            for k in range(2):
                y0, y1 = top + 26 + k * 118, top + 130 + k * 118
                ww = w * (0.8 + 0.3 * k)
                sail = smooth([(mx - ww, y0), (mx + ww, y0), (mx + ww + puff * 1.6, (y0 + y1) / 2), (mx + ww * 0.9, y1), (mx - ww * 0.9, y1), (mx - ww + puff, (y0 + y1) / 2)])
                ink.fill(sail, Linear(mx - ww, 0, mx + ww, 0, [(0, light.shade("#d8cbb2", 0.35), 1), (1, light.shade("#f7efdd", 1.0), 1)]))
            ink.fill(ribbon([(mx, top), (mx - 20, top - 4 + 3 * math.sin(t * 6)), (mx - 42, top + 2 + 5 * math.sin(t * 6 - 1))], [2, 7, 4]), light.shade("#22222a", 0.6))


class Rocket:
    """A rocket under thrust; in space it cruises, on the ground it lifts off."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._colour: Any = subject.colour or "#e9edf1"
        self._saucer = subject.word in ("ufo",)
        self._launch = subject.action == "launch" or world.plan.setting not in ("space", "sky")

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Exhaust first, then the ship."""
        world = self._world
        u = min(1.0, t / max(3.0, world.plan.duration_s))
        scale = min(1.35, world.h / 900, world.w / 760)
        if self._launch:
            rise = world.h * 0.62 * u**2.1
            x, y, turn = world.w * 0.5, world.ground_row - 6 - rise, -math.pi / 2 + 0.01 * math.sin(t * 9)
            self._plume_cloud(ink, light, t, x, world.ground_row, u)
        else:
            x = world.w * (0.40 + 0.12 * u) + 8 * math.sin(t * 1.3)
            y = world.h * (0.56 - 0.10 * u) + 9 * math.sin(t * 0.9)
            turn = -0.34 + 0.03 * math.sin(t * 0.7) if world.w >= world.h else -0.9 + 0.03 * math.sin(t * 0.7)
        with ink.moved(x, y, scale=scale, turn=turn):
            if self._launch:
                with ink.moved(200, 0):
                    self._ship(ink, light, t)
            else:
                self._ship(ink, light, t)

    def _plume_cloud(self, ink: Ink, light: Light, t: float, x: float, y: float, u: float) -> None:
        pale = light.shade("#f4efe9", 0.95)
        for k in range(34):
            p = ((t * 0.55 + k / 34) % 1.0)
            s = 1 if k % 2 else -1
            spread = s * (20 + 520 * p**0.7) * (0.5 + 0.5 * abs(math.sin(k * 2.7)))
            r = 40 + 120 * p
            ink.glow(x + spread, y - 14 - 50 * p * abs(math.sin(k)), r, mix(pale, (255, 180, 110), 0.5 * (1 - p) * (1 - u)), 0.55 * (1 - p) ** 0.8, blend=0, core=0.2)

    def _flame(self, ink: Ink, t: float) -> None:
        flick = 1 + 0.08 * math.sin(t * 37) + 0.06 * math.sin(t * 53 + 1)
        for length, w, tone, alpha in ((360, 46, (255, 120, 50), 0.55), (250, 36, (255, 180, 80), 0.8), (150, 22, (255, 244, 214), 1.0)):
            r = length * flick
            tip = smooth([(-176, -w), (-176 - r * 0.35, -w * 1.05), (-176 - r, 0), (-176 - r * 0.35, w * 1.05), (-176, w)])
            ink.fill(tip, Linear(-176, 0, -176 - r, 0, [(0, tone, alpha), (0.6, tone, alpha * 0.5), (1, tone, 0)]))
        ink.glow(-210, 0, 260, (255, 150, 70), 0.65)
        for k in range(22):
            p = (t * 1.5 + k / 22) % 1.0
            ink.fill(ellipse(-190 - 620 * p, (28 + 60 * p) * math.sin(k * 2.4), 4.5 * (1 - p) + 0.6), (255, 210, 150), 0.8 * (1 - p))

    def _ship(self, ink: Ink, light: Light, t: float) -> None:
        if self._saucer:
            ink.glow(0, 30, 260, (120, 255, 220), 0.35)
            ink.fill(ellipse(0, -26, 84, 62), Linear(0, -88, 0, 10, [(0, (190, 240, 255), 0.85), (1, (70, 120, 150), 0.9)]))
            ink.fill(ellipse(0, 8, 220, 44), _down(light, "#aab4c0", -36, 52))
            for k in range(9):
                ink.glow(-180 + 45 * k, 16, 24, ((255, 200, 90), (120, 255, 220))[(k + int(t * 5)) % 2], 0.9)
            return
        self._flame(ink, t)
        tone = self._colour
        red = "#d2473a"
        for s in (-1, 1):
            fin = smooth([(-66, s * 44), (-128, s * 112), (-196, s * 124), (-186, s * 84), (-170, s * 40)])
            ink.fill(fin, light.shade(red, 0.85 if s < 0 else 0.2))
        body = smooth([(-178, -46), (-90, -66), (30, -64), (120, -44), (186, -14), (206, 0), (186, 14), (120, 44), (30, 64), (-90, 66), (-178, 46)])
        ink.fill(body, Linear(0, -66, 0, 66, [(0, light.shade(tone, 1.0), 1), (0.45, light.shade(tone, 0.62), 1), (1, light.shade(tone, 0.02), 1)]))
        with ink.clipped(body):
            ink.fill(polygon([(118, -80), (230, -80), (230, 80), (118, 80)]), Linear(0, -60, 0, 60, [(0, light.shade(red, 1.0), 1), (1, light.shade(red, 0.1), 1)]))
            ink.fill(rect(-134, -80, 16, 160), Linear(0, -60, 0, 60, [(0, light.shade(red, 1.0), 1), (1, light.shade(red, 0.1), 1)]))
            ink.fill(rect(-200, 22, 420, 60), light.shade("#0e1022", 0), 0.30)
        ink.fill(polygon([(-178, -40), (-206, -54), (-206, 54), (-178, 40)]), light.shade("#3c4048", 0.6))
        for px in (48, -40):
            ink.fill(ellipse(px, -8, 25), light.shade("#9aa2ad", 0.8))
            ink.fill(ellipse(px, -8, 18), Radial(px - 5, -14, 26, [(0, (190, 236, 255), 1), (1, (34, 74, 122), 1)]))
            ink.fill(ellipse(px - 6, -15, 5, 3.4), (255, 255, 255), 0.85)
        ink.fill(smooth([(-60, 4), (-128, 6), (-196, 12), (-186, -6), (-128, -10)]), light.shade(red, 0.6))


class Plane:
    """An airliner in flight."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._colour: Any = subject.colour or "#eef1f4"

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """It climbs slowly through the frame."""
        world = self._world
        u = t / max(5.0, world.plan.duration_s)
        k = min(1.45, world.w / 820)
        with ink.moved(world.w * (0.42 + 0.14 * u), world.h * (0.46 - 0.08 * u) + 7 * math.sin(t * 0.8), scale=k, turn=-0.12 + 0.012 * math.sin(t)):
            for dy in (-7, 7):
                ink.fill(polygon([(-250, dy - 3), (-250, dy + 3), (-1100, dy + 16), (-1100, dy - 16)]), Linear(-250, 0, -1100, 0, [(0, (255, 255, 255), 0.45), (1, (255, 255, 255), 0)]))
            ink.fill(smooth([(10, -14), (-56, -84), (-84, -88), (-46, -12)]), light.shade(self._colour, 0.35))
            body = smooth([(-262, -6), (-200, -26), (150, -30), (216, -18), (240, 2), (216, 16), (120, 26), (-140, 22), (-250, 4)])
            ink.fill(body, _down(light, self._colour, -30, 26))
            ink.fill(smooth([(-262, -8), (-290, -96), (-256, -98), (-186, -24)]), light.shade("#3568b0", 0.85))
            ink.fill(rects([(-150 + 17 * i, -12, 8.0, 8.0) for i in range(18)]), mix(light.shade("#2d3c4c", 0.5), (255, 220, 150), light.lamps))
            ink.fill(smooth([(196, -18), (220, -12), (226, -4), (198, -6)]), light.shade("#22303c", 0.6))
            ink.fill(rect(-255, 2, 470, 5), light.shade("#3568b0", 0.8))
            ink.fill(smooth([(60, 6), (-92, 116), (-132, 122), (-60, 8)]), _down(light, mix(self._colour, "#8d99a6", 0.3), 0, 120))
            ink.fill(rect(-30, 40, 70, 26, 13), _down(light, "#8d99a6", 40, 66))
            blink = max(0.0, math.sin(t * 5)) ** 8
            ink.glow(-112, 118, 40, (255, 80, 60), blink)


class Balloons:
    """Hot-air balloons at different distances."""

    speed = 0.0
    _TONES = (("#d9483b", "#f4d06a"), ("#2f7fb0", "#f2f0e6"), ("#e08a2e", "#7a3f86"), ("#3f9a6a", "#f6e3a1"), ("#c94f7c", "#ffd9b0"))

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._count = max(1, min(7, subject.count))
        self._colour: Any = subject.colour
        self._seed = world.rng(560).random((self._count, 4))

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Far ones first, all rising slowly."""
        world = self._world
        for i in range(self._count - 1, -1, -1):
            a, b, c, d = self._seed[i]
            lead = i == 0
            k = (1.5 if world.w >= world.h else 1.25) if lead else 0.28 + 0.34 * c
            x = world.w * (0.46 if lead else (i / self._count + 0.10 * a)) + t * (6 + 8 * c)
            y = world.h * (0.36 if lead else 0.16 + 0.34 * b) - t * (7 if lead else 4) + 6 * math.sin(t * 0.7 + 5 * d)
            self._balloon(ink, light, t + 3 * d, x, y, k, i, 0.0 if lead else 0.40 - 0.25 * c)

    def _balloon(self, ink: Ink, light: Light, t: float, x: float, y: float, k: float, i: int, depth: float) -> None:
        first, second = self._TONES[i % len(self._TONES)]
        if self._colour is not None and i == 0:
            first = self._colour
        with ink.moved(x, y, scale=k, turn=0.02 * math.sin(t * 0.8)):
            outline = smooth([(0, -132), (70, -112), (106, -54), (98, 8), (58, 70), (24, 108), (-24, 108), (-58, 70), (-98, 8), (-106, -54), (-70, -112)])
            ink.fill(outline, light.shade(first, 0.5, depth))
            with ink.clipped(outline):
                for j, (w0, w1) in enumerate(((104, 76), (46, 20))):
                    for s in (-1, 1):
                        gore = smooth([(0, -136), (s * w0, -60), (s * w0 * 0.92, 20), (s * 22 * w0 / 104, 112), (s * 22 * w1 / 104, 112), (s * w1 * 0.92, 20), (s * w1, -60)])
                        ink.fill(gore, light.shade(second if j == 0 else second, 0.55, depth))
                side = 1 if light.sun[0] > 0.5 else -1
                dark = light.shade("#241a30", 0.0, depth)
                ink.fill(rect(-120, -140, 240, 260), Linear(-110 * side, 0, 110 * side, 0, [(0, dark, 0.60), (0.55, dark, 0.0), (0.78, light.sun_colour, 0.0), (1, light.sun_colour, 0.42)]))
                burn = max(0.0, math.sin(t * 1.1)) ** 6
                if burn > 0.02 or light.lamps > 0.3:
                    ink.glow(0, 70, 150, (255, 176, 90), 0.55 * max(burn, light.lamps * 0.7))
            ropes = [polygon([(s * 22, 108), (s * 14, 150)], closed=False) for s in (-1, 1)]
            ink.stroke(join(ropes), 1.8, light.shade("#3a2c24", 0.4, depth))
            ink.fill(rect(-16, 148, 32, 24, 4), _down(light, "#8a5f38", 148, 172))


__all__ = ["Balloons", "Boat", "Car", "Plane", "Rocket", "Road", "Train", "ellipses", "np", "wheel"]
