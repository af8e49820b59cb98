"""Pictures of what has no place: growth, markets, networks, data, sound, genes, a flower that opens, a mark that forms.

They are layers of places like any other, drawn anew in each frame as closed formulas of time.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes.ink import Ink, Linear, ellipse, ellipses, join, polygon, polygons, rect, rects, smooth
from nemo_skill.studio.scenes.light import mix
from nemo_skill.studio.scenes.world import World

_DOWN = re.compile(
    r"\b(?:declin\w*|drop\w*|crash\w*|loss\w*|fall(?:s|ing)?|bear|recession|down)\b|下跌|下降|亏损|熊市|暴跌", re.I
)
_WHITE = (255, 255, 255)


def _ease(u: Any) -> Any:
    u = np.clip(u, 0, 1)
    return u * u * (3 - 2 * u)


class _Graphic:
    """What all share: the frame's middle, a size that fits it, seeds, the share of the shot that has passed."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        self.world, self.rng = world, world.rng(salt)
        self.x, self.y, self.r = world.w / 2, world.h * 0.48, min(world.w, world.h) * 0.36
        self.seed = self.rng.random((160, 5))
        self.colour = next((s.colour for s in world.plan.subjects if s.colour), None)

    def passed(self, t: float) -> float:
        """Share of the shot that has passed (0-1)."""
        return min(1.0, t / self.world.plan.duration_s)


class Chart(_Graphic):
    """Columns that rise one by one on a lit floor, and a line that climbs over them to an arrow."""

    def draw(self, ink: Ink, t: float) -> None:
        """Falls instead where the words speak of loss."""
        w, h, u = self.world.w, self.world.h, self.passed(t)
        floor, left, wide = h * 0.80, w * 0.12, w * 0.76
        grid = [rect(left, floor - h * 0.58 * k / 5, wide, 1.6) for k in range(1, 6)]
        ink.fill(join(grid), (120, 160, 220), 0.28)
        n = 8
        share = 0.16 + 0.78 * (np.arange(n) / (n - 1)) ** 1.35 + 0.05 * np.sin(np.arange(n) * 2.1)
        if _DOWN.search(self.world.plan.prompt):
            share = share[::-1]
        grown = 0.22 + 0.78 * _ease(u * 2.0 - np.arange(n) * 0.12)
        tone = (255, 90, 90) if share[0] > share[-1] else (70, 200, 255)
        pitch = wide / n
        tops = []
        for i in range(n):
            tall = h * 0.56 * share[i] * grown[i]
            x, bw = left + (i + 0.2) * pitch, pitch * 0.6
            top = mix(tone, (120, 255, 190) if tone[0] < 200 else (255, 190, 90), i / n)
            ink.glow(x + bw / 2, floor - tall, bw * 1.5, top, 0.35 * grown[i])
            ink.fill(
                rect(x, floor - tall, bw, tall),
                Linear(0, floor - tall, 0, floor, [(0, top, 1), (1, mix(top, (14, 30, 70), 0.75), 1)]),
            )
            ink.fill(rect(x + bw * 0.72, floor - tall, bw * 0.28, tall), (8, 20, 50), 0.28)
            ink.fill(rect(x, floor - tall, bw, 4), _WHITE, 0.8)
            ink.fill(
                rect(x, floor + 6, bw, tall * 0.3),
                Linear(0, floor, 0, floor + tall * 0.3 + 8, [(0, top, 0.30), (1, top, 0)]),
            )
            tops.append((x + bw / 2, floor - h * 0.56 * share[i] - h * 0.055))
        self._line(ink, np.array(tops), 0.12 + 0.88 * _ease(u * 1.35), floor, t)

    def _line(self, ink: Ink, points: Any, u: float, floor: float, t: float) -> None:
        if u <= 0.01:
            return
        at = np.linspace(0, u * (len(points) - 1), 60)
        line = np.stack([np.interp(at, np.arange(len(points)), points[:, k]) for k in (0, 1)], 1)
        ink.fill(polygon(np.concatenate([line, [(line[-1, 0], floor), (line[0, 0], floor)]])), (120, 220, 255), 0.12)
        for width, tone, alpha in ((16, (60, 180, 255), 0.25), (6, (255, 210, 90), 0.95)):
            ink.stroke(smooth(line, closed=False), width, tone, alpha)
        x, y = line[-1]
        slope = math.atan2(*(line[-1] - line[-4])[::-1])
        ink.glow(x, y, 130, (255, 214, 110), 0.7 + 0.15 * math.sin(t * 5))
        with ink.moved(x, y, turn=slope):
            ink.fill(polygon([(-14, -26), (38, 0), (-14, 26), (-4, 0)]), (255, 236, 170))


class Candles(_Graphic):
    """A market's candles that pass to the left, green and red, with a glowing average."""

    def draw(self, ink: Ink, t: float) -> None:
        """The last one is still being made."""
        w, h = self.world.w, self.world.h
        ink.fill(join([rect(0, h * k / 9, w, 1.4) for k in range(1, 9)]), (120, 160, 220), 0.20)
        pitch = max(34.0, w / 34)
        first = int(t * 1.6)
        way = -1.0 if _DOWN.search(self.world.plan.prompt) else 1.0
        k = np.arange(first, first + int(w / pitch) + 4)
        noise = 0.05 * np.sin(k * 1.7) + 0.08 * np.sin(k * 0.47 + 2) + 0.035 * np.sin(k * 3.1 + 1)
        middle = 0.62 - way * 0.30 * (k - first - 6) / len(k) - noise
        move = 0.045 * np.sin(k * 2.3) + 0.016 * way
        x = (k - first - (t * 1.6 - first)) * pitch - pitch
        for up, tone in ((True, (60, 230, 150)), (False, (255, 82, 96))):
            for xi, m, d in zip(x[(move > 0) == up], middle[(move > 0) == up], move[(move > 0) == up], strict=True):
                top, tall = h * (m - abs(d)), h * 2 * abs(d) + 6
                ink.fill(rect(xi + pitch * 0.47, top - h * 0.03, 3, tall + h * 0.06), tone, 0.8)
                ink.fill(rect(xi + pitch * 0.2, top, pitch * 0.6, tall, 3), tone)
        line = np.stack(
            [x + pitch / 2, h * (np.convolve(np.pad(middle, 3, "edge"), np.ones(7) / 7, "valid") - 0.02)], 1
        )
        for width, alpha in ((18, 0.22), (5, 0.95)):
            ink.stroke(smooth(line, closed=False), width, (255, 206, 92), alpha)
        volume = [
            (xi + pitch * 0.2, h - 30 - h * 0.12 * abs(math.sin(i * 1.3)), pitch * 0.6, h)
            for i, xi in zip(k, x, strict=True)
        ]
        ink.fill(rects(volume), (80, 140, 230), 0.4)


class Network(_Graphic):
    """A turning ball of linked nodes with pulses that run along the links."""

    def draw(self, ink: Ink, t: float) -> None:
        """Near nodes are larger and brighter."""
        n = 90
        i = np.arange(n) + 0.5
        lat, lon = np.arccos(1 - 2 * i / n), np.pi * (1 + 5**0.5) * i + t * 0.35
        wobble = 1 + 0.16 * np.sin(self.seed[:n, 0] * 6.28 + t * 0.9) * self.seed[:n, 1]
        p = np.stack([np.cos(lon) * np.sin(lat), np.cos(lat), np.sin(lon) * np.sin(lat)], 1) * wobble[:, None]
        stretch = np.array([1.45 if self.world.w > self.world.h else 1.05, 1.05])
        xy = np.array([self.x, self.y]) + p[:, :2] * self.r * stretch * (1 + 0.22 * p[:, 2:])
        ink.glow(self.x, self.y, self.r * 2.2, (40, 120, 255), 0.5)
        far = np.linalg.norm(p[:, None] - p[None], axis=2)
        a, b = np.nonzero(np.triu(far < 0.52, 1))
        front = p[a, 2] + p[b, 2] > 0
        for chosen, alpha in ((~front, 0.22), (front, 0.55)):
            links = [polygon([xy[j], xy[k]], closed=False) for j, k in zip(a[chosen], b[chosen], strict=True)]
            ink.stroke(join(links), 1.8, (90, 190, 255), alpha)
        step = (t * 0.8 + self.seed[a % 160, 2] * 3) % 1.0
        pulses = xy[a] + (xy[b] - xy[a]) * step[:, None]
        ink.fill(ellipses(pulses[::3], np.full(len(pulses[::3]), 3.6)), (255, 240, 180), 0.95)
        size = 5 + 5 * (p[:, 2] + 1) * (0.5 + self.seed[:n, 3])
        ink.fill(ellipses(xy, size * 2.2), (70, 170, 255), 0.22)
        for k, tone in enumerate(((120, 230, 255), (190, 140, 255), (255, 120, 200))):
            ink.fill(ellipses(xy[k::3], size[k::3]), tone, 0.95)
        ink.fill(ellipses(xy, size * 0.4), _WHITE, 0.9)


class Stream(_Graphic):
    """Data that flows: many curved lanes of light that run towards a bright point."""

    def draw(self, ink: Ink, t: float) -> None:
        """Packets speed up as they come nearer."""
        w, h = self.world.w, self.world.h
        ex, ey = w * 0.5, h * 0.42
        ink.glow(ex, ey, h * 0.8, (60, 130, 255), 0.6)
        lanes, heads = [], [[], [], []]  # type: ignore[var-annotated]
        for i in range(34):
            a, b, c, d, _ = self.seed[i]
            angle = i / 34 * 2 * math.pi + 0.2 * (a - 0.5)
            u = np.linspace(0, 1, 14)
            reach = 0.02 * h + u**2.2 * max(w, h) * 0.72
            bend = angle + 0.5 * (b - 0.5) * u + 0.10 * math.sin(t * 0.4 + 9 * c)
            lane = np.stack([ex + np.cos(bend) * reach, ey + np.sin(bend) * reach * 0.7], 1)
            lanes.append(smooth(lane, closed=False))
            for k in range(4):
                v = (t * (0.20 + 0.18 * d) + k / 4 + a) % 1.0
                tail = max(0.0, v - 0.05)
                (x0, y0), (x1, y1) = ((np.interp(q, u, lane[:, 0]), np.interp(q, u, lane[:, 1])) for q in (tail, v))
                size = 0.8 + 7 * v * v
                nx, ny = (y1 - y0), -(x1 - x0)
                norm = max(1e-3, math.hypot(nx, ny)) / size
                heads[i % 3].append([(x0, y0), (x1 + nx / norm, y1 + ny / norm), (x1 - nx / norm, y1 - ny / norm)])
        ink.stroke(join(lanes), 1.6, (70, 130, 230), 0.5)
        for tone, packets in zip(((90, 220, 255), (255, 110, 210), (255, 214, 110)), heads, strict=True):
            ink.fill(polygons(packets), tone, 0.95)
        ink.glow(ex, ey, h * 0.16, (230, 245, 255), 0.95)


class Equalizer(_Graphic):
    """A ring and a row of bars that dance to a beat."""

    def draw(self, ink: Ink, t: float) -> None:
        """Low notes in the middle beat hardest."""
        w, h = self.world.w, self.world.h
        n = 56
        i = np.arange(n)
        beat = math.exp(-((t * 2.0) % 1.0) * 3)
        level = 0.14 + 0.5 * np.abs(np.sin(t * (2.1 + 1.7 * self.seed[:n, 0]) + 9 * self.seed[:n, 1]))
        level = level * (0.35 + 0.65 * np.exp(-(((i - n / 2) / (n * 0.24)) ** 2))) + 0.25 * beat * np.exp(
            -(((i - n / 2) / 9.0) ** 2)
        )
        x, tall, wide = w * 0.06 + i * w * 0.88 / n, h * 0.42 * level, w * 0.88 / n * 0.62
        ink.glow(w / 2, h * 0.5, w * 0.5, (255, 60, 180), 0.3 + 0.3 * beat, squash=0.5)
        for k in range(n):
            tone = mix((60, 220, 255), (255, 70, 190), k / n)
            box = rect(x[k], h * 0.5 - tall[k], wide, 2 * tall[k], wide / 2)
            ink.fill(
                box,
                Linear(0, h * 0.5 - tall[k], 0, h * 0.5 + tall[k], [(0, tone, 1), (0.5, _WHITE, 1), (1, tone, 0.5)]),
            )


class Helix(_Graphic):
    """Two strands that turn about each other, with rungs between them."""

    def draw(self, ink: Ink, t: float) -> None:
        """What is behind is drawn first and dimmer."""
        w, h = self.world.w, self.world.h
        u = np.linspace(-0.1, 1.1, 44)
        angle = u * 11 + t * 1.1
        x, y, r = u * w, h * (0.62 - 0.24 * u), h * 0.17
        ink.glow(w / 2, h / 2, w * 0.5, (40, 150, 255), 0.45, squash=0.6)
        strands = [np.stack([x - 30 * np.cos(angle + s), y + r * np.sin(angle + s)], 1) for s in (0.0, math.pi)]
        depth = np.cos(angle)
        for sign in (-1, 1):
            for k in range(len(u)):
                for strand, tone, near in (
                    (strands[0], (90, 220, 255), depth[k]),
                    (strands[1], (255, 110, 190), -depth[k]),
                ):
                    if near * sign < 0:
                        continue
                    middle = (strands[0][k] + strands[1][k]) / 2
                    ink.stroke(
                        polygon([strand[k], middle], closed=False), 5, mix(tone, (20, 40, 100), 0.35 - 0.25 * near), 0.9
                    )
                    size, (px, py) = h * 0.016 * (1 + 0.35 * near), map(float, strand[k])
                    ink.fill(ellipse(px, py, size), mix(tone, (16, 30, 90), 0.4 - 0.4 * near))
                    ink.fill(ellipse(px - size * 0.3, py - size * 0.3, size * 0.3), _WHITE, 0.7)


class Bloom(_Graphic):
    """A flower in close-up that opens over the shot: sepals, three rings of petals, a heart of stamens."""

    def draw(self, ink: Ink, t: float) -> None:
        """From bud to full bloom, and a slow turn."""
        light = self.world.light(t)
        u = 0.10 + 0.90 * float(_ease(self.passed(t) * 1.15))
        x, y, r = self.x, self.world.h * (0.60 - 0.13 * u), self.r * (0.62 + 0.55 * u)
        tone = self.colour or "#e8508a"
        stem = light.shade("#3f7a3c", 0.6)
        ink.stroke(smooth([(x + 20, self.world.h + 40), (x - 16, y + r * 0.9), (x, y)], closed=False), r * 0.07, stem)
        for s in (-1, 1):
            leaf = [
                (x, y + r * 1.1),
                (x + s * r * 0.5, y + r * 0.75),
                (x + s * r * 1.1, y + r * 0.85),
                (x + s * r * 0.5, y + r * 1.15),
            ]
            ink.fill(
                smooth(leaf),
                Linear(0, y + r * 0.7, 0, y + r * 1.2, [(0, light.shade("#6fae54", 0.9), 1), (1, stem, 1)]),
            )
        ink.glow(x, y, r * 1.8, tone, 0.28)
        for ring, (count, reach) in enumerate(((9, 1.0), (8, 0.76), (6, 0.52))):
            opened = float(_ease(u * 1.9 - 0.30 * ring))
            pale = 0.02 + 0.11 * ring
            for k in sorted(range(count), key=lambda k: -math.sin(2 * math.pi * k / count)):
                a = 2 * math.pi * (k + 0.5 * ring) / count + 0.12 * math.sin(t * 0.5 + ring)
                self._petal(ink, light, x, y, a, r * reach, opened, mix(tone, _WHITE, pale), ring)
        heart = float(_ease(u * 2.4 - 1.2))
        if heart > 0.02:
            i = np.arange(46)
            d = r * 0.16 * np.sqrt(i / 46) * heart
            places = np.stack([x + d * np.cos(i * 2.4), y + d * np.sin(i * 2.4) * 0.72 - r * 0.05], 1)
            ink.fill(ellipse(x, y - r * 0.05, r * 0.17 * heart, r * 0.13 * heart), light.shade("#b5741c", 0.5))
            ink.fill(ellipses(places, np.full(46, r * 0.020 * heart + 0.5)), light.shade("#ffd94a", 1.0))

    @staticmethod
    def _petal(
        ink: Ink, light: Any, x: float, y: float, a: float, r: float, opened: float, tone: Any, ring: int
    ) -> None:
        lift = (1 - opened) * 0.95
        dx, dy = math.cos(a) * opened, math.sin(a) * 0.72 * opened - lift
        length = r * (0.55 + 0.45 * opened)
        norm = max(0.3, math.hypot(dx, dy))
        dx, dy = dx / norm * min(1.0, norm), dy / norm * min(1.0, norm)
        wide = r * (0.15 + 0.17 * opened)
        nx, ny = -dy / norm, dx / norm
        tip, mid = (x + dx * length, y + dy * length), (x + dx * length * 0.62, y + dy * length * 0.62)
        side = 1.0 if dx > -0.1 else 0.4
        shape = smooth(
            [
                (x, y),
                (mid[0] + nx * wide, mid[1] + ny * wide),
                (tip[0] + nx * wide * 0.55, tip[1] + ny * wide * 0.55),
                (tip[0] - nx * wide * 0.55, tip[1] - ny * wide * 0.55),
                (mid[0] - nx * wide, mid[1] - ny * wide),
            ]
        )
        base, edge = light.shade(mix(tone, (90, 8, 60), 0.45), 0.5), light.shade(tone, 0.45 + 0.5 * side)
        ink.fill(shape, Linear(x, y, *tip, [(0, base, 1), (0.55, edge, 1), (1, mix(edge, _WHITE, 0.22), 1)]))
        ink.stroke(polygon([(x, y), mid], closed=False), 1.6, base, 0.4)


class Mark(_Graphic):
    """Sparks that gather from everywhere into a ring and an emblem; then a gleam passes over it."""

    def draw(self, ink: Ink, t: float) -> None:
        """Gathered after half of the shot."""
        u, x, y, r = self.passed(t), self.x, self.y, self.r
        tone = self.colour or "#ffc65a"
        gathered = float(_ease(u * 2.2 - 0.15))
        i = np.arange(160)
        a = i / 160 * 2 * math.pi * 3
        goal = np.stack([x + np.cos(a) * r * (0.55 + 0.15 * (i % 3)), y + np.sin(a) * r * (0.55 + 0.15 * (i % 3))], 1)
        start = np.stack([self.seed[:, 0] * self.world.w, self.seed[:, 1] * self.world.h], 1)
        share = _ease(gathered * 1.5 - 0.5 * self.seed[:, 2])[:, None]
        turn = (1 - share) * 2.2
        away = start - goal
        swirl = np.stack(
            [
                away[:, :1] * np.cos(turn) - away[:, 1:] * np.sin(turn),
                away[:, :1] * np.sin(turn) + away[:, 1:] * np.cos(turn),
            ],
            1,
        )[..., 0]
        places = goal + swirl * (1 - share)
        size = (2 + 5 * self.seed[:, 3]) * (1 - 0.55 * gathered)
        ink.fill(ellipses(places, size * 2.4), tone, 0.16)
        ink.fill(ellipses(places, size), mix(tone, _WHITE, 0.45), 0.9)
        shown = float(_ease(u * 2.4 - 1.0))
        if shown <= 0.01:
            return
        ink.glow(x, y, r * (1.4 + 0.5 * shown), tone, 0.55 * shown)
        k = 0.85 + 0.15 * shown
        with ink.faded(shown):
            ink.fill(
                join([ellipse(x, y, r * k), ellipse(x, y, r * 0.86 * k)]), self._metal(tone, x, y, r), even_odd=True
            )
            peak = [
                (-0.58, 0.40),
                (-0.16, -0.50),
                (0.06, -0.06),
                (0.22, -0.34),
                (0.60, 0.40),
                (0.30, 0.40),
                (0.20, 0.12),
                (0.05, 0.40),
                (-0.13, -0.02),
                (-0.30, 0.40),
            ]
            ink.fill(polygon([(x + px * r * k, y + py * r * k) for px, py in peak]), self._metal(tone, x, y, r))
        sweep = (u - 0.62) / 0.3
        if 0 < sweep < 1:
            sx = x - 1.4 * r + 2.8 * r * sweep
            with ink.clipped(ellipse(x, y, r)):
                ink.fill(
                    polygon([(sx, y - r), (sx + r * 0.22, y - r), (sx - r * 0.18, y + r), (sx - r * 0.4, y + r)]),
                    _WHITE,
                    0.5,
                )
            ink.glow(x + r * 0.7, y - r * 0.7, r * 0.5, _WHITE, math.sin(math.pi * sweep))

    @staticmethod
    def _metal(tone: Any, x: float, y: float, r: float) -> Linear:
        stops = [
            (0, mix(tone, _WHITE, 0.6), 1.0),
            (0.45, tone, 1.0),
            (0.55, mix(tone, (60, 30, 10), 0.45), 1.0),
            (1, mix(tone, _WHITE, 0.3), 1.0),
        ]
        return Linear(x - r, y - r, x + r, y + r, stops)


class Plume(_Graphic):
    """plume [dust]: powder, ink or paint that bursts from the middle in soft clouds of colour; or only glowing dust."""

    def __init__(self, world: World, words: list[str], salt: int) -> None:
        super().__init__(world, words, salt)
        self._dust = "dust" in words
        chosen = self.colour or self._named(world.plan.prompt) or ("#ffc23c" if self._dust else None)
        tones = [chosen, mix(chosen, _WHITE, 0.35), mix(chosen, (20, 10, 60), 0.35)] if chosen else None
        self._tones = tones or ["#ff3c7d", "#ffb02e", "#35e08a", "#2ec5ff", "#8a4bff"]

    @staticmethod
    def _named(prompt: str) -> str | None:
        """The first colour of the prompt that isn't the background's."""
        text = re.sub(r"\w+ (?:background|backdrop)|.色?背景", "", prompt.lower())
        for entry in table("words")["colours"].values():
            if any(re.search(rf"\b{word}\b", text) for word in entry["en"]) or any(w in text for w in entry["zh"]):
                return str(entry["hex"])
        return None

    def draw(self, ink: Ink, t: float) -> None:
        """Fast at first, then hanging in the air and curling."""
        spread = 1 - math.exp(-1.1 * (t + 0.35))
        for i in range(0 if self._dust else 110):
            a, b, c, d, e = self.seed[i].tolist()
            angle = a * 6.28 + 0.35 * math.sin(t * 0.5 + 9 * c)
            reach = self.r * (0.10 + 1.30 * b**0.8) * spread
            x = self.x + math.cos(angle) * reach * 1.35 + 18 * math.sin(t * 0.7 + 8 * d)
            y = self.y + math.sin(angle) * reach * 0.85 - self.r * 0.10 * t * 0.3 + 14 * math.cos(t * 0.6 + 7 * e)
            size = self.r * (0.12 + 0.26 * c) * (0.5 + 0.8 * spread)
            ink.glow(x, y, size, self._tones[int(a * len(self._tones))], 0.7, blend=0, core=0.2)
        a, b, c, d, e = self.seed.T
        for k, tone in enumerate(self._tones):
            chosen = np.arange(160) % len(self._tones) == k
            turn = a * 6.28 + (0.25 if self._dust else 0.05) * t * (0.5 + c) + 0.4 * np.sin(t * 0.4 + 6 * d)
            reach = self.r * (0.2 + 1.9 * b) * (1 if self._dust else spread * 1.15)
            x = self.x + np.cos(turn) * reach * 1.3
            y = self.y + np.sin(turn) * reach * 0.75 + 40 * np.sin(t * 0.5 + 9 * e) * self._dust
            size = (1.5 + 6 * d**2) * (0.75 + 0.25 * np.sin(t * 2 + 20 * e))
            places = np.stack([x, y], 1)[chosen]
            ink.fill(ellipses(places, size[chosen] * 2.6), tone, 0.22)
            ink.fill(ellipses(places, size[chosen]), mix(tone, _WHITE, 0.45), 0.95)


LAYERS: dict[str, Callable[[World, list[str], int], Any]] = {
    "chart": Chart,
    "candles": Candles,
    "network": Network,
    "stream": Stream,
    "equalizer": Equalizer,
    "helix": Helix,
    "bloom": Bloom,
    "mark": Mark,
    "plume": Plume,
}
