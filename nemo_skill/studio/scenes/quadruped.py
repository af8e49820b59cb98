"""One rig for all four-legged animals: proportions and coat come from ``animals.yaml``, motion from :mod:`gait`."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.animal_forms import as_young, form_of
from nemo_skill.studio.scenes.animal_heads import HeadParts, Tones
from nemo_skill.studio.scenes.gait import HOP, LEAP, RUN, STAND, WALK, Gait, Point, bend, foot, shank_lean, speed_of
from nemo_skill.studio.scenes.ink import (
    Ink,
    Linear,
    Path,
    ellipse,
    ellipses,
    join,
    polygon,
    rect,
    ribbon,
    smooth,
)
from nemo_skill.studio.scenes.light import Light, light_of, mix, rgb
from nemo_skill.studio.scenes.posture import Posture, knows, posture_at

_GAITS = {"run": RUN, "walk": WALK, "jump": LEAP, "swim": WALK, "climb": WALK}


class Quadruped:
    """An animal that walks, runs, hops or does what poses.yaml tells, facing right.

    Feet never slide if the world moves at ``speed``.
    """

    def __init__(
        self, kind: str, action: str, colour: str | None = None, *, strides: float | None = None, young: bool = False
    ) -> None:
        self.form: dict[str, Any] = as_young(form_of(kind)) if young else form_of(kind)
        self.kind = kind
        self.act: str = self.form.get("acts", {}).get(action, action)
        self.gait: Gait = _GAITS.get(self.act) or (STAND if knows(self.act) else WALK)
        if "stiff" in self.form:
            self.gait = replace(
                self.gait, reach=self.gait.reach * self.form["stiff"], lift=self.gait.lift * self.form["stiff"]
            )
        if self.form.get("hop") and self.act in ("run", "walk"):
            self.gait = HOP
        running = self.gait.flex >= 0.9
        self.strides = strides or self.form["gait"][1 if running else 0]
        self.size: float = self.form["size"]
        self.rider: Callable[[Ink, Light, float], None] | None = None
        self.held: Callable[[Ink, Light, float], None] | None = None
        self.half: float = self.form.get("span", 100) / 2
        self.speed = speed_of(self.gait, self.form["leg"][0] * self.size, self.strides)
        self.coat = dict(self.form["coat"])
        if colour:
            self.coat.update(
                main=colour,
                legs=mix(colour, self.coat["legs"], 0.35),
                dark=mix(colour, "#1c1418", 0.55),
                ear=mix(colour, "#1c1418", 0.4),
            )
            if self.form.get("mane"):
                self.coat["tip"] = mix(colour, "#1c1418", 0.75)
            elif self.form["tail"]["kind"] != "brush":
                self.coat["tip"] = mix(colour, self.coat["dark"], 0.5)
            if sum(rgb(colour)) < 210:
                self.coat["light"] = mix(colour, "#ffffff", 0.16)

    @cached_property
    def extent(self) -> tuple[float, float, float]:
        """How far it reaches to the left and right of the origin and up from the ground, in design units."""
        form, light = self.form, light_of("noon", "clear")
        head, muzzle = form["head"], form["muzzle"][0]
        ears = head * (4.0 if form.get("antlers") else max(0.3, 0.6 * form["ears"]["size"]))
        tail, chest = form["tail"], form["girth"][2]
        left, right, tall = 0.0, 0.0, 0.0
        for t in (0.0, 0.6, 1.5, 2.2, 3.1) if self.gait.reach == 0 else (0.0,):
            pose = _Pose(self, light, 0.0, t)
            p, (hx, hy), (nx, ny) = pose.posture, pose.hip, pose.neck_end
            a = math.radians(tail["lift"] + p.tail)
            long = tail["length"] * (1 - p.wrap)
            points = [
                (hx - form["girth"][0] - long * math.cos(a), hy - long * math.sin(a) * 0.8),
                (pose.shoulder[0], pose.shoulder[1] - chest),
                (nx + head * (1.1 + muzzle), ny),
                (nx, ny - head - ears),
            ]
            if self.gait.reach == 0:
                points.append((0.0, -p.feet[5] * form["leg"][1]))
            if "wings" in form:
                points.append((hx, pose.shoulder[1] - form["wings"][1] * (0.8 if self.act == "fly" else 0.6)))
            c, sine = math.cos(math.radians(p.turn)), math.sin(math.radians(p.turn))
            for x, y in points:
                along = x + self.half
                left = min(left, along * c + y * sine - self.half)
                right = max(right, along * c + y * sine - self.half)
                tall = max(tall, along * sine - y * c + 0.5 * p.lift * form["leg"][0])
        return left * self.size, right * self.size, tall * self.size

    def phase(self, t: float) -> float:
        """Strides since the start."""
        return t * self.strides

    def contacts(self, t: float, horizon_s: float = 2.2) -> list[tuple[float, float, int]]:
        """Footfalls so far: (age in seconds, x of the foot when it fell, number of the step)."""
        if self.gait.reach == 0:
            return []
        found = []
        for leg, fall in enumerate(self.gait.falls):
            last = math.floor(self.phase(t) + fall)
            for k in range(last, last - int(horizon_s * self.strides) - 1, -1):
                age = (self.phase(t) + fall - k) / self.strides
                if age <= horizon_s and t - age >= -1.0:
                    joint = -self.half if leg < 2 else self.half
                    found.append((age, (joint + self._reach(leg < 2)) * self.size, 4 * (k + 1000) + leg))
        return found

    def _reach(self, hind: bool) -> float:
        return float(self.gait.reach * self.form["leg"][0] * (0.92 if hind else 0.96))

    def draw(self, ink: Ink, light: Light, t: float, *, offset: float = 0.0) -> None:
        """Draw with the ground point under the middle of the body at the origin."""
        pose = _Pose(self, light, self.phase(t) + offset, t + offset * 3)
        p, pivot = pose.posture, -self.half
        foot = (pivot * self.size, -p.lift * self.form["leg"][0] * self.size)
        with ink.moved(*foot, scale=self.size, turn=-math.radians(p.turn)), ink.moved(-pivot, 0):
            pose.draw(ink)


class _Pose(HeadParts):
    """One animal at one moment."""

    def __init__(self, animal: Quadruped, light: Light, phase: float, t: float) -> None:
        self.animal, self.form, self.gait, self.light, self.t = animal, animal.form, animal.gait, light, t
        self.kind = animal.kind
        self.tones = Tones(light, animal.coat)
        self.phase = phase
        g, p = self.gait, phase
        moving = g.reach > 0
        flex = math.cos(2 * math.pi * (p - 0.93)) * g.flex
        self.flex = flex
        leg = self.form["leg"]
        breath = math.sin(t * 2.1)
        bounce = math.cos(4 * math.pi * (p - 0.93)) * 0.55 + math.cos(2 * math.pi * (p - 0.93)) * 0.45 * min(1, g.flex)
        lift = bounce * g.bob * leg[0] if moving else breath * 0.5
        crouch = 0.10 * leg[0] if g.flex >= 0.9 else 0.04 * leg[0] if moving else 0.02 * leg[0]
        pitch = -g.pitch * math.cos(2 * math.pi * (p - 0.85)) if g.flex >= 0.9 else g.pitch * math.sin(4 * math.pi * p)
        half = animal.half * (1 - 0.075 * flex)
        c, s = math.cos(pitch), math.sin(pitch)
        self.posture: Posture = posture_at("" if moving else animal.act, t)
        self.hip: Point = (-half * c, -(leg[0] - crouch) - lift + half * s)
        self.shoulder: Point = (half * c, -(leg[1] - crouch) - lift - half * s)
        self.arch = 7.5 * flex + self.posture.arch
        if not moving:
            span, now = 2 * animal.half, self.posture
            rump, _, chest = self.form["girth"]
            self.hip = (now.hip_x * span, min(-now.hip_y * leg[0], -0.78 * rump) - lift)
            self.shoulder = (now.chest_x * span, min(-now.chest_y * leg[1], -0.8 * chest) - lift)
        if "rise" in self.form:
            self._rise(half)
        self._set_neck()
        self.side = 1.0 if light.sun[0] > 0.5 else -1.0

    def draw(self, ink: Ink) -> None:
        """Far legs, tail, body and head, near legs with the masses that move them."""
        self._leg(ink, 0, far=True)
        self._leg(ink, 2, far=True)
        wrapped = self.posture.wrap > 0.5
        if "wings" in self.form:
            self._wing(ink, far=True)
        if not wrapped:
            self._tail(ink)
        if "ridge" in self.form:
            self._ridge(ink)
        if self.form.get("humps"):
            self._humps(ink)
        body = self._body_path()
        if self.form["ears"]["kind"] != "fan":
            self._ear(ink, far=True)
        self._torso(ink, body)
        if self.animal.rider is not None:
            seat = self.hip[0] * 0.52 + self.shoulder[0] * 0.48, (self.hip[1] + self.shoulder[1]) / 2 - self.arch
            with ink.moved(seat[0], seat[1] - self.form["girth"][1] * 0.86):
                self.animal.rider(ink, self.light, self.t)
        self._leg(ink, 1, far=False)
        if wrapped:
            self._tail(ink)
        if self.posture.hands < 0.5:
            self._leg(ink, 3, far=False)
        if self.form.get("shell"):
            self._shell(ink)
        if self.form.get("quills"):
            self._quills(ink)
        self._head(ink)
        if "wings" in self.form:
            self._wing(ink, far=False)
        if self.posture.hands >= 0.5:
            self._leg(ink, 3, far=False)
        if self.form.get("wool"):
            self._wool(ink)
        if self.animal.held is not None:
            x, y, r, tilt = self._head_frame()
            m = self.form["muzzle"][0]
            with ink.moved(x, y, turn=tilt), ink.moved(r * (0.85 + 0.9 * m), r * 0.42):
                self.animal.held(ink, self.light, self.t)

    def _rise(self, half: float) -> None:
        """Two-legged animals carry the trunk from the hip, over their feet; to reach the ground they lower it."""
        a = math.radians(self.form["rise"] * (1 - 0.75 * self.posture.reach)) + 0.06 * self.flex
        self.hip = (0.0, self.hip[1])
        self.shoulder = (2 * half * math.cos(a), self.hip[1] - 2 * half * math.sin(a))

    # -- body ---------------------------------------------------------------------------------------------------

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
        points = [
            self._on_axis(self.hip, -rump * 0.62, -3),
            self.hip,
            self._on_axis(((hx * 2 + mid[0]) / 3, (hy * 2 + mid[1]) / 3), 0, self.arch * 0.2),
            mid,
            self._on_axis(((sx * 2 + mid[0]) / 3, (sy * 2 + mid[1]) / 3), 0, -1),
            self._on_axis(self.shoulder, 3, -1),
            (rx + 2 + nx * length * 0.34, ry + chest * 0.04 + ny * length * 0.34),
            (rx + 1 + nx * length * 0.7, ry + chest * 0.02 + ny * length * 0.7),
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
        points, widths = self._spine()
        return ribbon(points, widths)

    def _torso(self, ink: Ink, body: Path) -> None:
        tones, form = self.tones, self.form
        top = min(self.hip[1], self.shoulder[1]) - max(form["girth"]) * 1.1
        bottom = max(self.hip[1], self.shoulder[1]) + max(form["girth"])
        fill = Linear(
            0,
            top,
            0,
            bottom,
            [(0, tones.of("main", 1.0), 1), (0.45, tones.of("main", 0.62), 1), (1, tones.of("main", 0.05), 1)],
        )
        self._rimmed(ink, body, fill, tones.of("main", 1.0))
        (hx, hy), (sx, sy) = self.hip, self.shoulder
        with ink.clipped(body):
            self._bib(ink)
            with ink.moved(hx, hy, turn=math.atan2(sy - hy, sx - hx)):
                self._pattern(ink, math.hypot(sx - hx, sy - hy))
                self._under(ink)

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
            soft = 0.55 if kind == "tabby" else 0.92
            n = 13 if "mane" not in self.form else 17
            for i in range(n):
                u = -0.25 + i * 0.115
                x, y = span * u, -self.arch * math.sin(math.pi * min(1, max(0, u))) - deep * 1.45
                length = deep * (1.2 + 0.4 * rng.random())
                skew = 3 * rng.random()
                ink.fill(
                    smooth([(x - 2.2, y), (x + 2.6, y), (x + 4 + skew, y + length * 0.6), (x - 1, y + length * 1.25)]),
                    dark,
                    soft,
                )
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
        for u in (0.26, 0.68):
            x = self.hip[0] + (self.shoulder[0] - self.hip[0]) * u
            y = self.hip[1] - 18
            ink.fill(
                smooth([(x - 26, y + 22), (x - 17, y - 6), (x, y - 27), (x + 17, y - 6), (x + 26, y + 22)]),
                Linear(0, y - 30, 0, y + 14, [(0, self.tones.of("main", 1), 1), (1, self.tones.of("main", 0.6), 1)]),
            )

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
        ink.fill(join([ellipses(outer, puffs), ribbon(points[:6], np.multiply(widths[:6], 0.94))]), Linear(0, top, 0, low, ends))  # fmt: skip  # noqa: E501
        arcs = [smooth([(x - 4.5, y + 1), (x - 2, y - 4), (x + 3.5, y - 3), (x + 3, y + 2)], closed=False) for x, y in curls]  # fmt: skip  # noqa: E501
        ink.stroke(join(arcs), 1.3, self.tones.of("dark", 0.6), 0.8)

    # -- legs ---------------------------------------------------------------------------------------------------

    def _leg(self, ink: Ink, index: int, *, far: bool) -> None:
        hind = index < 2
        joint = self.hip if hind else self.shoulder
        leg = self.form["leg"][0 if hind else 1]
        reach = self.animal._reach(hind)
        foot_at, lean, high = self._stance(index, hind, joint, leg, reach, far)
        lowest = leg * (0.33 if hind else 0.22)
        hock = (foot_at[0] + math.sin(lean) * lowest, foot_at[1] - math.cos(lean) * lowest)
        if hind:
            start = (joint[0] - 2, joint[1] + 2)
            upper, lower = leg * 0.43, leg * 0.45
            knee = bend(start, hock, upper, lower, -1)
            knee = (knee[0], max(knee[1], start[1] - 2))
        else:
            start = (joint[0] + 3, joint[1] + 8)
            upper, lower = leg * 0.42, leg * 0.48
            knee = bend(start, hock, upper, lower, 1)
        self._draw_leg(ink, (start, knee, hock, foot_at), lean, hind=hind, far=far, folded=high > 0.35)

    def _stance(
        self, index: int, hind: bool, joint: Point, leg: float, reach: float, far: bool
    ) -> tuple[Point, float, float]:
        """Where a foot is, how its lowest bone leans, and how high it is lifted (0-1)."""
        if "rise" in self.form:
            if not hind:
                sway = 0.05 * math.sin(2 * math.pi * self.phase + index) if self.gait.reach else 0.0
                dx, dy = self.form["arms"]
                return (joint[0] + (dx + sway) * leg + (3 if far else -3), joint[1] + dy * leg), 0.5, 1.0
            if self.gait.reach == 0:
                return (joint[0] + (10 if far else -4), -2.5), -0.12, 0.0
        elif self.gait.reach == 0:
            p, span = self.posture, 2 * self.animal.half
            x, y = p.feet[2 * index] * span, -p.feet[2 * index + 1] * leg
            if not hind and p.hands:
                r, (m, d) = self.form["head"], self.form["muzzle"]
                x += (self.neck_end[0] + r * (0.95 + 0.8 * m) + (3 if far else -3) - x) * p.hands
                y += (self.neck_end[1] + r * (0.75 + d) - y) * p.hands
            return (x, y - 2.5), p.shank[0 if hind else 1], min(1.0, p.feet[2 * index + 1])
        phase = self.phase + self.gait.falls[index]
        x, high, _ = foot(self.gait, phase)
        base = (-self.animal.half if hind else self.animal.half) - (4.0 if hind else -2.0)
        if "rise" in self.form:
            base = joint[0] + 6.0
        lifted = -high * self.gait.lift * leg * (0.66 if hind else 0.86) - 2.5
        return (base + x * reach + (joint[0] - base) * 0.15, lifted), shank_lean(self.gait, phase, hind=hind), high

    def _draw_leg(
        self, ink: Ink, joints: tuple[Point, Point, Point, Point], lean: float, *, hind: bool, far: bool, folded: bool
    ) -> None:
        start, knee, hock, end = joints
        thigh, arm, thin = self.form["bone"]
        top_w = thigh if hind else arm
        low_w = thin * (0.95 if hind else 1.0)
        girth = self.form["girth"][0 if hind else 2]
        mass = min(girth * (0.86 if hind else 0.62), top_w * 1.35)
        mid1 = ((start[0] * 0.55 + knee[0] * 0.45), (start[1] * 0.55 + knee[1] * 0.45))
        mid2 = ((knee[0] + hock[0]) / 2, (knee[1] + hock[1]) / 2)
        spine = [start, mid1, knee, mid2, hock, ((hock[0] + end[0]) / 2, (hock[1] + end[1]) / 2), end]
        knee_w = top_w * (0.60 if hind else 0.58)
        widths = [mass, top_w * 0.98, knee_w, (knee_w + low_w) * 0.48, low_w * 1.18, low_w * 0.92, low_w * 0.95]
        path = ribbon(spine, widths)
        dim = 0.0 if far else 1.0
        main, legs = self.tones.of("main", 0.12 + 0.40 * dim), self.tones.of("legs", 0.10 + 0.45 * dim)
        if far:
            main, legs = (
                mix(main, self.light.shade("#15101c", 0), 0.30),
                mix(legs, self.light.shade("#15101c", 0), 0.30),
            )
        top, bottom = start[1] - mass, max(end[1], hock[1] + 1)
        sock = self.form.get("sock", 0.72)
        high = mix(main, self.tones.of("main", 0.85), 0.0 if far else 1.0)
        ink.fill(
            path,
            Linear(
                0,
                top,
                0,
                bottom,
                [
                    (0, high, 1),
                    (0.30, main, 1),
                    (sock - 0.10, mix(main, legs, 0.15), 1),
                    (sock + 0.12, legs, 1),
                    (1, legs, 1),
                ],
            ),
        )
        toe = self.tones.of("dark", 0.2) if self.form.get("hoof") else legs
        long = (0.45, 1.25) if low_w > 8 else (0.55, 1.35) if self.form.get("hoof") else (0.75, 1.75)
        toes = self.form.get("toes", 1.0) if hind else 1.0
        paw = ellipse(
            end[0] + low_w * long[0] * toes * toes,
            end[1] + low_w * 0.1,
            low_w * long[1] * toes,
            low_w * 0.98,
            min(0.9, max(-0.4, lean * 0.55)),
        )
        if low_w > 8 and toes == 1.0:
            paw = ellipse(end[0] + low_w * 0.2, end[1] - low_w * 0.15, low_w * 1.22, low_w * 0.75)
        ink.fill(paw, toe)
        if not far and not folded:
            self._rim_leg(ink, path)

    def _rim_leg(self, ink: Ink, path: Path) -> None:
        shift = np.array([-1.0 * self.side, 0.5], np.float32)
        power = float(np.clip(self.light.key.max(), 0.1, 0.8))
        with ink.clipped(path):
            y = max(self.hip[1], self.shoulder[1]) + self.form["girth"][1] * 0.55
            fade = Linear(0, y - 12, 0, y + 14, [(0, self.light.rim, 0.0), (1, self.light.rim, 0.45 * power)])
            ink.fill(join([rect(-400, -500, 900, 900), Path(path.commands, path.points + shift)]), fade, even_odd=True)

    # -- tail ---------------------------------------------------------------------------------------------------

    def _tail(self, ink: Ink) -> None:
        tail = self.form["tail"]
        kind, length, width = tail["kind"], tail["length"], tail["width"]
        if length <= 0:
            return
        rump, p = self.form["girth"][0], self.posture
        root = self._on_axis(
            self.hip, -rump * (0.5 if kind == "taper" else 0.82), rump * (0.05 if kind == "taper" else 0.42)
        )
        running = self.gait.flex >= 0.9
        lift = math.radians(tail["lift"] + p.tail) * (0.6 if running and kind != "brush" else 1.0)
        n = 11
        points = [self._on_axis(root, 9, -4), root]
        swing = 0.16 if running else 0.10 if self.gait.reach else 0.07
        rate = 2 * math.pi * self.phase if self.gait.reach else self.t * (2.2 if p.wag < 2 else 11)
        for i in range(1, n):
            curl = tail.get("curl", 0.0) * (i - 2)
            if kind == "thin" and tail["lift"] > 20:
                curl = 0.115 * (i - 2)
            droop = -0.05 * i if kind == "brush" and not running else 0.035 * i * (1 if tail["lift"] < -30 else 0)
            a = math.pi + lift + p.wag * swing * (0.4 + i * 0.14) * math.sin(rate - i * 0.42) + curl + droop
            a += (math.pi * (1 - min(1.0, i / 3)) - a) * (p.wrap if kind != "taper" else 0.0)
            step = length / (n - 1)
            last = points[-1]
            floor = max(last[1], -width * 0.7) if last[1] > -width * 0.7 else -width * 0.7
            points.append((last[0] + math.cos(a) * step, min(floor, last[1] - math.sin(a - math.pi) * step)))
        u = np.linspace(0, 1, len(points))
        shapes = {
            "brush": np.interp(u, [0, 0.12, 0.35, 0.62, 0.85, 1], [0.34, 0.42, 0.80, 1.0, 0.66, 0.08]),
            "plume": np.interp(u, [0, 0.2, 0.6, 0.9, 1], [0.7, 0.75, 1.0, 0.6, 0.15]),
            "hair": np.interp(u, [0, 0.15, 0.5, 0.85, 1], [0.45, 0.7, 1.0, 0.8, 0.2]),
            "thin": np.interp(u, [0, 0.5, 1], [1.2, 0.85, 0.55]),
            "tuft": np.interp(u, [0, 0.75, 0.82, 0.92, 1], [1.1, 0.7, 1.5, 2.0, 0.3]),
            "stub": np.interp(u, [0, 0.6, 1], [1.0, 0.9, 0.3]),
            "puff": np.interp(u, [0, 0.5, 1], [0.8, 1.0, 0.6]),
            "taper": np.interp(u, [0, 0.15, 0.5, 0.85, 1], [1.1, 0.95, 0.5, 0.16, 0.03]),
        }
        path = ribbon(points, shapes[kind] * width)
        base = "tip" if kind == "hair" else "main"
        top = min(y for _, y in points) - width
        shade = Linear(
            0, top, 0, top + width * 2.6, [(0, self.tones.of(base, 0.95), 1), (1, self.tones.of(base, 0.1), 1)]
        )
        if width > 8:
            self._rimmed(ink, path, shade, self.tones.of(base, 1.0), scale=0.7)
        else:
            ink.fill(path, shade)
        if tail.get("rings"):
            self._rings(ink, points, width, path)
        elif kind in ("brush", "tuft", "thin"):
            cut = int(len(points) * (0.72 if kind == "brush" else 0.8))
            (ax, ay), (bx, by) = points[cut], points[-1]
            dx, dy = bx - ax, by - ay
            d = math.hypot(dx, dy) or 1.0
            dx, dy = dx / d, dy / d
            px, py = -dy * width * 1.6, dx * width * 1.6
            jag = [
                (ax + px, ay + py),
                (ax + px * 0.5 + dx * 7, ay + py * 0.5 + dy * 7),
                (ax - dx * 3, ay - dy * 3),
                (ax - px * 0.5 + dx * 8, ay - py * 0.5 + dy * 8),
                (ax - px, ay - py),
                (bx - px + dx * 20, by - py + dy * 20),
                (bx + px + dx * 20, by + py + dy * 20),
            ]
            with ink.clipped(path):
                ink.fill(
                    polygon(jag),
                    Linear(
                        0,
                        ay - width,
                        0,
                        ay + width * 1.4,
                        [(0, self.tones.of("tip", 0.95), 1), (1, self.tones.of("tip", 0.15), 1)],
                    ),
                )
