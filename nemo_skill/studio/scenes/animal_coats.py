"""Trunks of four-legged animals: the spine, the fill of the coat, its markings, humps and wool."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.animal_heads import HeadParts
from nemo_skill.studio.scenes.fur import furred, hairs
from nemo_skill.studio.scenes.gait import Point
from nemo_skill.studio.scenes.ink import Ink, Linear, Path, ellipses, join, polygon, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import mix
from nemo_skill.studio.scenes.materials import overlay

_NEAR = 1.1  # pixels a unit from which on hairs are seen


class BodyParts(HeadParts):
    """What of a pose is drawn between hip and neck."""

    arch: float
    root: Point
    neck: Point

    def _on_axis(self, base: Point, along: float, up: float) -> Point:
        """A point beside a joint, measured along the back and away from it."""
        (hx, hy), (sx, sy) = self.hip, self.shoulder
        d = math.hypot(sx - hx, sy - hy) or 1.0
        ux, uy = (sx - hx) / d, (sy - hy) / d
        return base[0] + ux * along + uy * up, base[1] + uy * along - ux * up

    def _set_neck(self) -> None:
        """Where the neck begins and ends; an animal that can't reach the ground lowers its chest."""
        length, angle = self.form["neck"][:2]
        chest, p = self.form["girth"][2], self.posture
        nod = 4.0 * math.sin(2 * math.pi * self.phase + 0.9) if self.gait.reach else 2.5 * math.sin(self.t * 0.9)
        stretch = -9.0 if self.gait.flex >= 0.9 else 0.0
        a = math.radians(angle + nod * (1 - p.reach) + stretch + p.neck)
        self.root = self._on_axis(self.shoulder, 10, chest * 0.22)
        if p.reach:
            low = max(0.0, -math.sin(math.radians(p.nose)))
            floor = -self.form["head"] * (0.66 + low * (0.35 + 0.75 * self.form["muzzle"][0]))
            down = (self.root[1] - floor) / length
            a += (math.asin(max(-0.88, min(0.9, down))) - a) * p.reach
            lacking = max(0.0, floor - (self.root[1] - math.sin(a) * length)) * p.reach
            self.shoulder = (self.shoulder[0] + 0.25 * lacking, self.shoulder[1] + lacking)
            self.root = self._on_axis(self.shoulder, 10, chest * 0.22)
        self.neck = (math.cos(a), -math.sin(a))
        self.neck_end: Point = (self.root[0] + self.neck[0] * length, self.root[1] + self.neck[1] * length)

    def _spine(self) -> tuple[list[Point], list[float]]:
        (hx, hy), (sx, sy), (rx, ry) = self.hip, self.shoulder, self.root
        rump, waist, chest = self.form["girth"]
        length, _, n_base, n_head = self.form["neck"]
        nx, ny = self.neck
        mid = self._on_axis(((hx + sx) / 2, (hy + sy) / 2), 0, self.arch)
        sag = self.form.get("sag", 0.0) * length * (1 - self.posture.reach)
        points = [
            self._on_axis(self.hip, -rump * 0.62, -3),
            self.hip,
            self._on_axis(((hx * 2 + mid[0]) / 3, (hy * 2 + mid[1]) / 3), 0, self.arch * 0.2),
            mid,
            self._on_axis(((sx * 2 + mid[0]) / 3, (sy * 2 + mid[1]) / 3), 0, -1),
            self._on_axis(self.shoulder, 3, -1),
            (rx + 2 + nx * length * 0.34 + 0.4 * sag, ry + chest * 0.04 + ny * length * 0.34 + sag),
            (rx + 1 + nx * length * 0.7 + 0.4 * sag, ry + chest * 0.02 + ny * length * 0.7 + sag * 0.9),
            self.neck_end,
        ]
        widths = [
            rump * 0.58,
            rump,
            (rump + waist) / 2,
            waist,
            (waist + chest) / 2 + 1,
            chest,
            n_base,
            (n_base + n_head) / 2,
            n_head,
        ]
        return points, widths

    def _body_path(self) -> Path:
        outline = ribbon(*self._spine())
        return furred(outline.points[::3][:-1], 3.8 * self._furry, (-0.9, 0.25), gap=5.0, tail=True)

    @property
    def _furry(self) -> float:
        """How long the hair is: none on hide, scales and wool."""
        form = self.form
        bare = form.get("hoof") or form.get("trunk") or "ridge" in form or form.get("quills") or form.get("wool")
        return float(form.get("fur", 0.0 if bare else 1.0))

    def _torso(self, ink: Ink, body: Path) -> None:
        tones, form = self.tones, self.form
        top = min(self.hip[1], self.shoulder[1]) - max(form["girth"]) * 1.1
        bottom = max(self.hip[1], self.shoulder[1]) + max(form["girth"])
        lit, mid, low = tones.of("main", 1.0), tones.of("main", 0.62), tones.of("main", 0.05)
        fill = Linear(0, top, 0, bottom, [(0, lit, 1), (0.45, mid, 1), (0.85, low, 1), (1, mix(low, mid, 0.25), 1)])
        fur = self._furry
        body = self._rimmed(ink, body, fill, lit)
        (hx, hy), (sx, sy) = self.hip, self.shoulder
        with ink.clipped(body):
            self._bib(ink)
            with ink.moved(hx, hy, turn=math.atan2(sy - hy, sx - hx)):
                span, deep = math.hypot(sx - hx, sy - hy), max(form["girth"])
                self._pattern(ink, span)
                overlay(ink, self.light, form, (-deep, -1.4 * deep, span + 2.4 * deep, 2.7 * deep))
                self._under(ink)
            if fur and ink.scale > _NEAR:
                self._hairs(ink, fur)

    def _hairs(self, ink: Ink, fur: float) -> None:
        """Short strokes that lie along the body, bright on the back and dark below."""
        points, widths = (np.array(v, np.float32) for v in self._spine())
        rng = np.random.default_rng(22)
        n, steps = 64, np.arange(len(points))
        u, v = 7.4 * rng.random(n), np.sort(1.7 * rng.random(n) - 0.85)
        x, y, w = (np.interp(u, steps, k) for k in (points[:, 0], points[:, 1], widths))
        dx, dy = np.interp(u + 0.2, steps, points[:, 0]) - x, np.interp(u + 0.2, steps, points[:, 1]) - y
        d = np.maximum(np.hypot(dx, dy), 1e-6)
        dx, dy = dx / d, dy / d
        ways = np.stack([-dx - dy * v * 0.25, -dy + 0.2 + dx * v * 0.25], 1) * (0.6 + 0.6 * rng.random((n, 1)))
        tones = mix(self.tones.of("main", 1.0), (255, 255, 255), 0.25), self.tones.of("dark", 0.3)
        hairs(ink, np.stack([x - dy * w * v, y + dx * w * v], 1), ways, 8 * fur, tones)

    def _bib(self, ink: Ink) -> None:
        """The pale fur from the throat to the belly."""
        bib = self.form["bib"]
        if bib <= 0:
            return
        (hx, hy), (sx, sy) = self.hip, self.shoulder
        rump, waist, chest = self.form["girth"]
        nx, ny = self.neck_end
        low = self._on_axis(((hx + sx) / 2, (hy + sy) / 2), 0, self.arch - waist * 0.62)
        patch = [
            self._on_axis(self.hip, 12, -rump * 0.95),
            low,
            self._on_axis(self.shoulder, -6, -chest * 0.62),
            self._on_axis(self.shoulder, 16, -2),
            (nx - 2, ny + 4),
            (nx + 22, ny + 14),
            self._on_axis(self.shoulder, 42, -14),
            self._on_axis(self.shoulder, 20, -chest * 1.5),
            self._on_axis(self.hip, 0, -rump * 1.6),
        ]
        ink.fill(smooth(patch), self.tones.of("light", 0.30), 0.9 * bib)

    def _under(self, ink: Ink) -> None:
        """The shadow on the belly, in the body's own frame."""
        _, waist, chest = self.form["girth"]
        dark = self.light.shade("#1d1626", 0)
        fade = Linear(0, waist * 0.2, 0, chest * 1.15, [(0, dark, 0), (1, dark, 0.42)])
        ink.fill(rect(-60, waist * 0.25, 300, chest * 1.4), fade)

    def _pattern(self, ink: Ink, span: float) -> None:
        """Markings in the body's own frame: the hip at the origin, the shoulder at (span, 0)."""
        kind = self.form.get("pattern", "none")
        if kind == "none":
            return
        rng = np.random.default_rng(5)
        girth = self.form["girth"]
        deep = max(girth)
        dark = self.tones.of("dark", 0.4)
        if kind in ("stripes", "tabby"):
            soft = 0.5 if kind == "tabby" else 0.92
            bars = []
            for i in range(15):
                u = -0.3 + i * 0.105
                bow = self.arch * math.sin(math.pi * min(1, max(0, u)))
                x, thick, lean = span * u, 2.2 + 1.5 * rng.random(), 7 * rng.random() - 2
                long = deep * (1.15 + 0.65 * rng.random())
                y = -bow - deep * 1.15
                bars.append(smooth([(x - thick, y), (x + thick, y), (x + lean + thick, y + long * 0.55), (x + lean * 2, y + long), (x + lean - thick, y + long * 0.5)]))  # fmt: skip  # noqa: E501
                if i % 2 == 0:
                    y, x = deep * 1.1, x + span * 0.05
                    bars.append(smooth([(x - thick, y), (x + thick, y), (x + thick * 0.6, y - long * 0.4), (x - lean, y - long * 0.75)]))  # fmt: skip  # noqa: E501
            ink.fill(join(bars), dark, soft)
        elif kind == "saddle":
            back = [(-deep, -deep * 1.2), (span + 26, -deep * 1.4), (span + 12, -deep * 0.1), (span * 0.7, deep * 0.1), (span * 0.2, -deep * 0.05), (-deep * 0.7, deep * 0.05)]  # fmt: skip  # noqa: E501
            ink.fill(smooth(back), dark, 0.95)
        elif kind == "panda":
            band = [(span - 26, -deep * 1.3), (span + 16, -deep * 1.3), (span + 26, deep), (span - 22, deep)]
            ink.fill(smooth(band), dark)
        elif kind in ("patches", "spots"):
            n, wide = (6, 29) if kind == "patches" else (44, 3.6)
            for i in range(n):
                x, y = -20 + i * wide * span / 100, deep * (-0.75 + 1.15 * rng.random())
                angles = np.linspace(0, 2 * math.pi, 9)[:-1]
                r = (12 + 12 * rng.random()) * (0.75 + 0.5 * rng.random(8)) * (1 if kind == "patches" else 0.22)
                ink.fill(smooth(np.stack([x + np.cos(angles) * r * 1.2, y + np.sin(angles) * r], 1)), dark)
        else:
            self._mosaic(ink, span, dark, rng)

    def _mosaic(self, ink: Ink, span: float, dark: Any, rng: np.random.Generator) -> None:
        (hx, hy), (nx, ny) = self.hip, self.neck_end
        turn = math.atan2(self.shoulder[1] - hy, self.shoulder[0] - hx)
        c, s = math.cos(turn), math.sin(turn)
        neck = ((nx - hx) * c + (ny - hy) * s, (ny - hy) * c - (nx - hx) * s)
        for i in range(-2, 17):
            for j in range(5):
                u = i * 0.115 + (j % 2) * 0.055
                x, y = span * min(u, 1.0), -28.0 + j * 14
                if u > 1:
                    k = (u - 1) / 0.8
                    x, y = span + 8 + (neck[0] - span) * k + (j - 2.5) * 7, -10 + neck[1] * k + (j - 2.5) * 3
                angles = np.linspace(0, 2 * math.pi, 6)[:-1] + rng.random()
                size = 5.2 + 1.4 * rng.random()
                ink.fill(polygon(np.stack([x + np.cos(angles) * size, y + np.sin(angles) * size], 1)), dark, 0.85)

    def _humps(self, ink: Ink) -> None:
        """One in the middle or two, each with a crest of longer hair."""
        top, one = self.form["girth"][1], self.form["humps"] == 1
        wide, high = (58, 66) if one else (34, 58)
        for u in (0.46,) if one else (0.2, 0.74):
            x, y = self.hip[0] + (self.shoulder[0] - self.hip[0]) * u, self.hip[1] - 0.4 * top
            hump = [(x - wide, y + 8), (x - wide * 0.62, y - high * 0.42), (x - wide * 0.24, y - high * 0.94), (x + wide * 0.1, y - high), (x + wide * 0.5, y - high * 0.5), (x + wide, y + 8)]  # fmt: skip  # noqa: E501
            lit, mid = self.tones.of("main", 1.0), self.tones.of("main", 0.62)
            fill = Linear(0, y - high, 0, y + 8, [(0, lit, 1), (0.6, mid, 1), (1, mid, 1)])
            self._rimmed(ink, furred(hump, 3.0, (-0.6, 0.4)), fill, lit)
            crest = [(x - wide * 0.36, y - high * 0.72), (x - wide * 0.2, y - high * 0.98), (x + wide * 0.1, y - high * 1.05), (x + wide * 0.32, y - high * 0.74), (x, y - high * 0.82)]  # fmt: skip  # noqa: E501
            ink.fill(furred(crest, 5.0, (-0.4, 0.8)), self.tones.of("dark", 0.6), 0.7)

    def _wool(self, ink: Ink) -> None:
        """A fleece: puffs along the outline, curls upon it."""
        points, widths = self._spine()
        outer, curls = [], []
        for k in range(5):
            for u in (0.0, 0.34, 0.67):
                (ax, ay), (bx, by) = points[k], points[k + 1]
                x, y = ax + (bx - ax) * u, ay + (by - ay) * u
                w = widths[k] + (widths[k + 1] - widths[k]) * u
                outer += [(x, y - w * 0.86), (x, y + w * 0.8)]
                curls += [(x + 6 * math.sin(7.3 * k + 5 * u + 9 * s), y + w * s + 4 * math.sin(11 * k + 17 * u + 5 * s)) for s in (-0.5, 0.0, 0.45)]  # fmt: skip  # noqa: E501
        puffs = np.full(len(outer), 10.5)
        power = float(np.clip(self.light.key.max(), 0.1, 0.9))
        ink.fill(ellipses(np.add(outer[::2], (1.4 * self.side, -1.8)), puffs[::2]), mix(self.tones.of("light", 1.0), self.light.rim, 0.6 * power))  # fmt: skip  # noqa: E501
        top, low = min(y for _, y in points) - max(widths), max(y for _, y in points[:6]) + max(widths)
        ends = [(0, self.tones.of("main", 1.0), 1), (0.55, self.tones.of("main", 0.7), 1), (1, self.tones.of("dark", 0.2), 1)]  # fmt: skip  # noqa: E501
        for fleece in (ellipses(outer, puffs), ribbon(points[:6], np.multiply(widths[:6], 0.94))):
            ink.fill(fleece, Linear(0, top, 0, low, ends))  # One by one: wound both ways, they would cancel out.
        arcs = [smooth([(x - 4.5, y + 1), (x - 2, y - 4), (x + 3.5, y - 3), (x + 3, y + 2)], closed=False) for x, y in curls]  # fmt: skip  # noqa: E501
        ink.stroke(join(arcs), 1.3, self.tones.of("dark", 0.6), 0.8)
