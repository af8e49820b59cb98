"""Long bodies on one rig: the eastern dragon that winds through clouds, snakes and worms that crawl."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.framing import hero_fit
from nemo_skill.studio.scenes.ink import Floats, Ink, Linear, ellipse, ellipses, join, polygon, polygons, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.particles import shade_below
from nemo_skill.studio.scenes.world import World


class Loong:
    """An eastern dragon: it winds through the air after a pearl, with mane, antlers, whiskers and four small legs."""

    speed = 120.0
    _PIECES = 32

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._tone: Any = subject.colour or "#c8372d"
        self._trim: Any = "#f0c04a" if subject.colour != "#d9a441" else "#c8502d"
        self._rising = world.h > 1.2 * world.w  # In an upright frame it climbs.
        self._scale = 0.56 * world.h / 1000 if self._rising else hero_fit(world, 1500.0, 640.0, 3.0) * 1.3

    def _spine(self, t: float) -> tuple[Floats, Floats]:
        """Places of the body from the neck (first) to the tail, and how near each is to the viewer (-1 to 1)."""
        s = np.linspace(0, 1, self._PIECES + 1)
        wave = 2 * math.pi * (1.65 * s - 0.34 * t) + 0.6
        rise = 0.55 + 0.6 * s * (1.2 - 0.6 * s)
        x = 330 - 1080 * s + 78 * np.sin(2 * wave) * np.minimum(1, 4 * s)
        y = 250 * rise * np.sin(wave) * (0.35 + 0.65 * np.minimum(1, 3 * s)) - 40 * s
        return np.stack([x, y], 1), np.cos(wave)

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Clouds behind it, the far loops, clouds between, the near loops and the head."""
        world = self._world
        x = world.w * 0.5 + world.w * 0.03 * (t / max(3.0, world.plan.duration_s) - 0.5)
        y = world.h * 0.46 + 14 * math.sin(t * 0.8)
        self._clouds(ink, light, t, 0)
        points, near = self._spine(t)
        with ink.moved(x, y, scale=self._scale, turn=-1.0 if self._rising else 0.0):
            for back in (True, False):
                for i in range(self._PIECES - 1, -1, -1):
                    if (near[i] < 0) == back:
                        self._piece(ink, light, points, near, i)
                if back:
                    self._clouds(ink, light, t, 1, local=True)
            self._pearl(ink, light, t, points)
            self._head(ink, light, t, points)
        self._clouds(ink, light, t, 2)

    def _piece(self, ink: Ink, light: Light, points: Floats, near: Floats, i: int) -> None:
        """One stretch of the trunk with belly, scales and fin; legs at four places."""
        u = i / self._PIECES
        a, b = max(0, i - 1), min(self._PIECES, i + 2)
        stretch = points[a : b + 1]
        width = 46 * math.sin(math.pi * min(1.0, 0.24 + 0.76 * (1 - u))) ** 0.8 * (1 - 0.55 * u) + 5
        lit = 0.55 + 0.35 * float(near[i])
        tangent = points[min(i + 1, self._PIECES)] - points[i]
        tx, ty = tangent / max(1e-6, float(np.hypot(*tangent)))
        nx, ny = (ty, -tx) if tx < 0 else (-ty, tx)
        nx, ny = (nx, ny) if ny < 0 else (-nx, -ny)
        px, py = points[i]
        fin = [(px - tx * 20, py - ty * 20), (px + nx * width * 1.9 + tx * 16, py + ny * width * 1.9 + ty * 16), (px + tx * 22, py + ty * 22)]  # fmt: skip  # noqa: E501
        ink.fill(polygon(fin), light.shade(self._trim, lit))
        if i in (5, 8, 18, 21):
            self._leg(ink, light, px, py, width, i, lit)
        body = ribbon(stretch, np.full(len(stretch), width), cap=i in (0, self._PIECES - 1))
        ends = [(0, light.shade(self._tone, min(1.0, lit + 0.3)), 1), (0.6, light.shade(self._tone, lit * 0.7), 1), (1, light.shade(self._tone, 0.1), 1)]  # fmt: skip  # noqa: E501
        ink.fill(body, Linear(px + nx * width, py + ny * width, px - nx * width, py - ny * width, ends))
        belly = [(p[0] - nx * width * 0.62, p[1] - ny * width * 0.62) for p in stretch]
        ink.fill(ribbon(belly, np.full(len(belly), width * 0.34), cap=False), light.shade("#f4dfa4", lit))
        across = polygon([(px - nx * width * 0.3, py - ny * width * 0.3), (px - nx * width * 0.94, py - ny * width * 0.94)], closed=False)  # fmt: skip  # noqa: E501
        ink.stroke(across, 2.2, light.shade("#8a5a2e", 0.3), 0.5)
        dark = mix(self._tone, "#1c1018", 0.45)
        arcs = []
        for k in (0.72, 0.36, 0.0):
            for back in (0, 18):
                cx, cy = px + nx * width * k - tx * back, py + ny * width * k - ty * back
                arc = [(cx - tx * 9, cy - ty * 9), (cx + tx * 3 + nx * 6, cy + ty * 3 + ny * 6), (cx + tx * 9, cy + ty * 9)]  # fmt: skip  # noqa: E501
                arcs.append(smooth(arc, closed=False))
        ink.stroke(join(arcs), 2.2, light.shade(dark, lit), 0.55)
        if i == self._PIECES - 1:
            tip = points[-1]
            for k in range(5):
                angle = math.pi + (k - 2) * 0.36
                end = (tip[0] + 90 * math.cos(angle), tip[1] + 90 * math.sin(angle))
                ink.fill(ribbon([tip, ((tip[0] + end[0]) / 2, (tip[1] + end[1]) / 2 - 8), end], [7, 12, 1]), light.shade(self._trim, 0.8))  # fmt: skip  # noqa: E501

    def _leg(self, ink: Ink, light: Light, x: float, y: float, width: float, i: int, lit: float) -> None:
        lean = 0.5 if i in (5, 18) else -0.3
        knee = (x + 46 * lean, y + width + 34)
        foot = (x + 70 * lean + 34, y + width + 74)
        ink.fill(ribbon([(x, y), knee, foot], [24, 15, 9]), light.shade(self._tone, lit * 0.8))
        for k in range(4):
            a = -0.5 + 0.5 * k
            tip = (foot[0] + 30 * math.cos(a), foot[1] + 30 * math.sin(a))
            ink.fill(ribbon([foot, tip], [7, 1]), light.shade("#f2e6c8", 0.9))

    def _head(self, ink: Ink, light: Light, t: float, points: Floats) -> None:
        (x, y), (bx, by) = points[0], points[2]
        turn = max(-0.45, min(0.45, math.atan2(y - by, x - bx) * 0.5))
        gold, main = light.shade(self._trim, 0.9), light.shade(self._tone, 0.95)
        dark, bone = light.shade(mix(self._tone, "#1c1018", 0.5), 0.4), light.shade("#e8d5a8", 0.9)
        gape = 0.24 + 0.1 * math.sin(t * 1.9)
        with ink.moved(float(x) + 20, float(y) - 6, turn=turn):
            for k in range(9):
                a = 2.1 + 0.26 * k
                wave = 10 * math.sin(t * 4 + k)
                tip = (-20 + 150 * math.cos(a), 150 * math.sin(a) * 0.9 + wave)
                ink.fill(ribbon([(-6, 0), (tip[0] * 0.55, tip[1] * 0.55 - 10), tip], [26, 20, 1]), light.shade(self._trim, 0.35 + 0.06 * k))  # fmt: skip  # noqa: E501
            for shift, lit in ((18, 0.5), (0, 1.0)):
                horn = [(-6 + shift, -40), (-40 + shift, -92), (-84 + shift, -112), (-128 + shift, -150)]
                ink.fill(ribbon(horn, [10, 9, 7, 1]), light.shade("#e8d5a8", lit))
                ink.fill(ribbon([(-48 + shift, -94), (-52 + shift, -140)], [7, 1]), light.shade("#e8d5a8", lit))
            with ink.moved(40, 26, turn=gape):
                ink.fill(smooth([(-40, -10), (30, -6), (104, -10), (112, 4), (60, 22), (-30, 26)]), dark)
                ink.fill(ribbon([(10, -4), (70, -8), (104, -22 + 6 * math.sin(t * 6))], [8, 6, 1]), light.shade("#e0626a", 0.8))  # fmt: skip  # noqa: E501
                ink.fill(ribbon([(20, 18), (10, 60), (-16, 92 + 8 * math.sin(t * 3))], [14, 10, 1]), gold)
            skull = smooth([(-58, 8), (-46, -40), (4, -56), (52, -42), (92, -30), (126, -40), (152, -24), (156, 2), (138, 16), (70, 22), (10, 36), (-40, 34)])  # fmt: skip  # noqa: E501
            ink.fill(skull, Linear(0, -56, 0, 36, [(0, main, 1), (1, dark, 1)]))
            teeth = [[(84 + 18 * k, 16), (90 + 18 * k, 34), (96 + 18 * k, 14)] for k in range(3)]
            ink.fill(polygons(teeth), bone)
            ink.fill(ellipse(140, -18, 9, 6), dark)
            ink.fill(smooth([(18, -44), (60, -54), (92, -34), (60, -30)]), gold)
            ink.fill(ellipse(56, -22, 15, 13), (252, 246, 226))
            ink.fill(ellipse(60, -21, 6.5), light.shade("#18101a", 0.2))
            for side, lift in ((1, -1.0), (-1, 0.5)):
                wave = 26 * math.sin(t * 2.4 + side)
                whisker = [(136, 4), (190, 26 * lift + 10), (216, 90 * lift + wave), (176, 150 * lift + 1.6 * wave)]
                ink.fill(ribbon(whisker, [5, 4, 3, 0.6]), gold)

    def _pearl(self, ink: Ink, light: Light, t: float, points: Floats) -> None:
        x, y = float(points[0][0]) + 300 + 14 * math.sin(t * 1.3), float(points[0][1]) - 30 + 18 * math.sin(t * 1.9)
        ink.glow(x, y, 110, (255, 220, 140), 0.8)
        ink.fill(ellipse(x, y, 30), light.shade("#fff0c8", 1.0))
        ink.fill(ellipse(x - 9, y - 9, 10), (255, 255, 255), 0.8)

    def _clouds(self, ink: Ink, light: Light, t: float, layer: int, *, local: bool = False) -> None:
        """Banks of round puffs, in three depths."""
        world, rng = self._world, np.random.default_rng(60 + layer)
        wide = 1700.0 if local else world.w
        for _ in range(3):
            cx = (rng.random() * wide * 1.3 - t * (14 + 16 * layer)) % (wide * 1.3) - wide * 0.15
            cy = 60 + 240 * (rng.random() - 0.4) if local else world.h * (0.30, 0.0, 0.80)[layer] + world.h * 0.22 * (rng.random() - 0.5)  # fmt: skip  # noqa: E501
            cx -= 850 if local else 0
            n = 9
            centres = np.stack([cx + 42.0 * (np.arange(n) - 4), cy - 62 * np.sin(np.linspace(0.2, 2.9, n)) + 10 * rng.random(n)], 1)  # fmt: skip  # noqa: E501
            grown = np.sin(np.linspace(0.35, 2.8, n))
            radii = np.stack([30 + 40 * grown + 14 * rng.random(n), 20 + 38 * grown + 10 * rng.random(n)], 1)
            ink.fill(ellipses(centres + np.array([4, 10]), radii), light.shade("#b9c4d8", 0.2), 0.5)
            ink.fill(ellipses(centres, radii), mix(light.shade("#ffffff", 1.0), light.cloud, 0.5), 0.72)


class Serpent:
    """A snake or worm on the ground: its body follows its head along one winding track; it lifts its head."""

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._worm = subject.kind == "worm"
        self._tone: Any = subject.colour or ("#c98a86" if self._worm else "#5f8a3c")
        self._scale = hero_fit(world, 620.0, 230.0, 0.3)
        self.speed = 60.0

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """From the tail to the head."""
        world, k = self._world, self._scale
        n = 30
        s = np.linspace(0, 1, n)
        x = 240 - 500 * s
        track = self.speed / k * t
        y = -20 + 34 * np.sin((x + track) * 0.026) * np.minimum(1, 0.25 + s * 2.4)
        width = 21 * np.minimum(1, 0.72 + 1.6 * s) * (1 - s**3 * 0.93)
        lift = 0.0 if self._worm else 1.0
        rear = np.clip(1 - s / 0.2, 0, 1) ** 1.5
        y = y - lift * rear * (96 + 8 * math.sin(t * 1.4))
        x = x - lift * 52 * np.sin(math.pi * np.clip(s / 0.24, 0, 1)) * (s < 0.24)
        with ink.moved(world.w * 0.5, world.ground_row, scale=k):
            shade_below(ink, light, 0, -2, 300, 26, 0.5)
            spine = np.stack([x, y], 1)
            body = ribbon(spine[::-1], width[::-1])
            top, low = light.shade(self._tone, 1.0), light.shade(self._tone, 0.1)
            ink.fill(body, Linear(0, -60, 0, 20, [(0, top, 1), (0.6, light.shade(self._tone, 0.6), 1), (1, low, 1)]))
            dark = light.shade(mix(self._tone, "#1a1418", 0.6), 0.4)
            with ink.clipped(body):
                for i in range(2, n - 1):
                    if self._worm:
                        ink.fill(ellipse(x[i], y[i], 1.6, width[i] * 1.1), dark, 0.4)
                    else:
                        ink.fill(ellipse(x[i], y[i] - width[i] * 0.35, 6.5, width[i] * 0.55), dark, 0.85)
                ink.fill(ribbon(spine + np.stack([0 * width, width * 0.75], 1), width * 0.3, cap=False), light.shade("#efe2ae", 0.5), 0.8)  # fmt: skip  # noqa: E501
            if not self._worm:
                self._face(ink, light, t, float(x[0]), float(y[0]))

    def _face(self, ink: Ink, light: Light, t: float, x: float, y: float) -> None:
        flick = max(0.0, math.sin(t * 3.3)) ** 2
        with ink.moved(x + 6, y - 4, turn=0.12 * math.sin(t * 1.4)):
            if flick > 0.1:
                red = light.shade("#c8303a", 0.9)
                ink.fill(ribbon([(40, 6), (40 + 36 * flick, 8)], [2.2, 1.4]), red)
                for side in (-1, 1):
                    ink.fill(ribbon([(40 + 36 * flick, 8), (40 + 52 * flick, 8 + 8 * side)], [1.4, 0.5]), red)
            head = smooth([(-22, -14), (0, -22), (28, -16), (48, -2), (46, 10), (22, 16), (-8, 18), (-24, 10)])
            ink.fill(head, Linear(0, -22, 0, 18, [(0, light.shade(self._tone, 1.0), 1), (1, light.shade(self._tone, 0.3), 1)]))  # fmt: skip  # noqa: E501
            ink.fill(ellipse(20, -7, 6.5), light.shade("#f2c53d", 0.9))
            ink.fill(ellipse(21, -7, 2.2, 5.4), light.shade("#14101a", 0.2))
            ink.stroke(smooth([(46, 6), (24, 9), (4, 8)], closed=False), 1.8, light.shade("#1d1a18", 0.2), 0.7)
