"""One rig for all birds: proportions and plumage come from ``birds.yaml``; it stands, walks, pecks, swims and flies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes import sketches
from nemo_skill.studio.scenes.gait import WALK, Point, bend, foot
from nemo_skill.studio.scenes.ink import Ink, Linear, Path, ellipse, ellipses, join, polygon, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.materials import as_made, halo, overlay, see_through
from nemo_skill.studio.scenes.plumage import fan_of_feathers, wing

_FLYING = ("fly", "hover")
_LEGLESS = ("swim", "slide")  # lying on the water or on the belly
# Upper and lower bill of each kind, in its length and half-depth.
_BILLS: dict[str, tuple[list[Point], list[Point]]] = {
    "cone": (
        [(0, -1), (0.5, -0.55), (1, 0.15), (0, 0.25)],
        [(0, 0.1), (0.92, 0.2), (0.4, 0.6), (0, 1)],
    ),
    "hook": (
        [(0, -1), (0.45, -1.1), (0.88, -0.55), (1, 0.5), (0.86, 0.95), (0.74, 0.2), (0, 0.2)],
        [(0, 0.1), (0.74, 0.2), (0.5, 0.9), (0, 0.9)],
    ),
    "flat": (
        [(0, -1), (0.3, -0.5), (0.7, -0.18), (1, -0.06), (1.02, 0.46), (0.6, 0.6), (0, 0.6)],
        [(0, 0.4), (0.96, 0.46), (0.5, 0.95), (0, 1)],
    ),
    "bent": ([(0, -1), (0.5, -0.8), (0.86, 0.3), (0.78, 1.8), (0.5, 0.7), (0, 0.5)], []),
}


def bird_form(kind: str) -> dict[str, Any]:
    """The row of a kind; one with ``of`` takes from that other kind what it doesn't say itself."""
    row: dict[str, Any] = table("birds")[kind]
    if "of" not in row:
        return row
    parent = bird_form(row["of"])
    return {**parent, **row, "coat": {**parent["coat"], **row["coat"]}}


class Bird:
    """A bird that faces right, its feet (or its middle, in flight) at the origin; 100 units are its trunk."""

    def __init__(self, kind: str, act: str, colour: str | None = None, material: str = "") -> None:
        self.form = bird_form(kind)
        self.kind, self.act = kind, act
        self.coat: dict[str, Any] = dict(self.form["coat"])
        if colour:
            dark = mix(colour, "#14121a", 0.25)
            self.coat.update(back=colour, head=colour, wing=dark, tail=dark, belly=mix(colour, "#ffffff", 0.25))
            self.coat.pop("breast", None)
        if material:
            for name in ("breast", "band", "sheen", "spots", "mask", "neck"):
                self.coat.pop(name, None)
            self.form = as_made(self.form, self.coat, material)
        self.airborne = act in _FLYING
        self.steps = 1.5
        self.speed = 0.0
        if act == "slide":
            self.speed = 330.0
        if act in ("walk", "run"):
            self.steps = 2.6 if act == "run" else 1.5
            self.speed = 2 * WALK.reach * self.form["leg"][0] / WALK.duty * self.steps

    @property
    def tilt(self) -> float:
        """How upright the trunk is (radians)."""
        if self.act in ("fly", "slide"):
            return 0.05
        return math.radians(self.form["tilt"] * (0.35 if self.act == "swim" and self.form["tilt"] > 40 else 1.0))

    @property
    def extent(self) -> tuple[float, float, float]:
        """How far it reaches left, right and up from the origin."""
        form, tilt = self.form, self.tilt
        neck, head, leg = form["neck"][0], form["head"], form["leg"][0]
        bill = head * (0.9 + form["bill"][1])
        if self.airborne:
            return -70.0 - form["tail"][0], 60.0 + neck + bill, form["span"] * 1.2
        seat = max(0.55 * form["deep"] * math.cos(tilt), (50 if form["tilt"] > 78 else 40) * math.sin(tilt))
        up = (0.0 if self.act in _LEGLESS else leg + seat) + 34 * math.sin(tilt)
        tall = up + 0.9 * neck + head * 1.4
        left, right = -48 * math.cos(tilt) - form["tail"][0] * math.cos(tilt), 34 * math.cos(tilt) + 0.3 * neck + bill
        if self.act == "show" and form.get("fan"):
            return -210.0, 210.0, tall + 70
        return left, right, tall

    def draw(self, ink: Ink, light: Light, t: float, worn: Sequence[str] = ()) -> None:
        """Draw with the ground (or the water) at the origin, in flight with the trunk there."""
        halo(ink, self.form, 0, -self.form["deep"], 170, t)
        with see_through(ink, self.form):
            moment = _Moment(self, light, t)
            moment.draw(ink)
            for name in worn:  # As on a head from the front, a little smaller.
                x, y = moment._neck()[-1]
                with ink.moved(x, y, scale=self.form["head"] * 0.0092 * (1.5 if name == "umbrella" else 1.0)):
                    sketches.draw(ink, light, table("poses")["worn"][name][1], {})


class _Moment:
    """One bird at one moment."""

    def __init__(self, bird: Bird, light: Light, t: float) -> None:
        self.bird, self.form, self.coat, self.light, self.t = bird, bird.form, bird.coat, light, t
        self.side = 1.0 if light.sun[0] > 0.5 else -1.0
        act, leg = bird.act, bird.form["leg"][0]
        self.flap = self._flap()
        peck = 0.0
        if act in ("eat", "drink"):
            peck = 0.5 + 0.5 * math.tanh(3 * math.sin(t * 2.6) + 1.2)
        elif act == "fish":
            peck = max(0.0, math.sin(t * 1.6)) ** 6
        self.peck = peck
        self.gape = (
            max(0.0, math.sin(t * 9)) * (math.sin(t * 1.7) > -0.3) * 0.5 if act in ("bark", "roar", "howl") else 0.0
        )
        self.closed = act == "sleep"
        self.tilt = bird.tilt - peck * min(0.9, bird.tilt + 0.35) * (1.0 if self.form["neck"][0] < 60 else 0.3)
        self.phase = t * bird.steps
        hop = 0.0
        if self.form.get("hops") and bird.speed:
            hop = max(0.0, math.sin(2 * math.pi * self.phase)) * leg * 0.7
        self.roll = 0.0
        if self.form.get("flipper") and bird.speed:
            self.roll = 0.09 * math.sin(2 * math.pi * self.phase)
        bob = 0.0 if not bird.speed else abs(math.sin(2 * math.pi * self.phase)) * leg * 0.05
        height = leg * (0.98 if not self.closed else 0.9)
        if act == "swim":
            height = self.form["deep"] * 0.42 + 2.5 * math.sin(t * 1.9)
        elif act == "slide":
            height = self.form["deep"] * 0.95
        if bird.airborne:
            height = 6 * self.flap
        self.hip: Point = (0.0, -height - hop - bob - (0 if bird.airborne else self._seat()))

    def _seat(self) -> float:
        """How high the middle of the trunk is over the legs: upright birds sit on the end of it."""
        if self.bird.act in _LEGLESS:
            return 0.0
        deep, rise = self.form["deep"] * math.cos(self.tilt), math.sin(self.bird.tilt)
        return float(max(0.55 * deep, (50 if self.form["tilt"] > 78 else 40) * rise))

    def _flap(self) -> float:
        t = self.t
        if self.bird.act == "hover":
            return math.sin(2 * math.pi * 7.3 * t)
        large = self.form["span"] > 185
        rate = 1.1 if large else 2.6
        if not large:
            return math.sin(2 * math.pi * rate * t)
        beating = 0.5 + 0.5 * math.tanh((math.sin(2 * math.pi * t / 4.2 + 0.4) + 0.15) * 4)
        return math.sin(2 * math.pi * rate * t) * beating + 0.1 * (1 - beating)

    # -- places -------------------------------------------------------------------------------------------------

    def _at(self, x: float, y: float) -> Point:
        """A point of the trunk's own frame (x to the head, y to the belly) in the bird's."""
        c, s = math.cos(self.tilt), math.sin(self.tilt)
        return self.hip[0] + x * c + y * s, self.hip[1] - x * s + y * c

    def _neck(self) -> list[Point]:
        """From the shoulder to the head."""
        n, _, _, curve = self.form["neck"]
        sx, sy = self._at(34, -2)
        look = 0.05 * n * math.sin(self.t * 1.1) + 2.0 * math.tanh(3 * math.sin(self.t * 2.3))
        straight = [(0.10, -0.34), (0.18, -0.66), (0.28, -0.98)]
        swans = [(0.30, -0.20), (0.06, -0.68), (0.26, -0.97)]
        if self.bird.airborne and n > 60:
            straight = swans = [(0.34, -0.06), (0.68, -0.10), (1.0, -0.12)]
        if self.closed and n > 60:
            straight = swans = [(0.10, -0.30), (-0.18, -0.36), (-0.40, -0.16)]
        points = [
            (sx + n * (a + (c - a) * curve) + look * k * 0.3, sy + n * (b + (d - b) * curve))
            for k, ((a, b), (c, d)) in enumerate(zip(straight, swans, strict=True))
        ]
        if self.peck:
            floor = -self.form["head"] * 0.9 if self.bird.act != "swim" else self.form["head"] * 0.4
            goal = (sx + 12 + 0.42 * n + self.form["head"], floor)
            for k in range(3):
                u = (k + 1) / 3
                line = (sx + (goal[0] - sx) * u, sy + (goal[1] - sy) * u - 0.12 * n * math.sin(math.pi * u))
                x, y = points[k]
                points[k] = (x + (line[0] - x) * self.peck, y + (line[1] - y) * self.peck)
        return [(sx, sy), *points]

    # -- drawing ------------------------------------------------------------------------------------------------

    def draw(self, ink: Ink) -> None:
        """From the far side to the near one."""
        with ink.moved(turn=self.roll):
            neck = self._neck()
            if self.bird.act == "show" and self.form.get("fan"):
                fan_of_feathers(ink, self.light, self.t, self._at(-30, -6), self.form["fan"])
            if self.bird.act not in _LEGLESS:
                self._leg(ink, 0)
            if self.bird.airborne or (self.bird.act == "show" and not self.form.get("fan")):
                self._open_wing(ink, far=True)
            self._tail(ink)
            self._trunk(ink, neck)
            if self.bird.act not in _LEGLESS:
                self._leg(ink, 1)
            self._head(ink, neck)
            if self.bird.airborne or (self.bird.act == "show" and not self.form.get("fan")):
                self._open_wing(ink, far=False)
            else:
                self._folded_wing(ink)

    def _shade(self, name: str, lit: float, other: str = "back") -> Any:
        base = self.coat.get(name, self.coat[other])
        shade = self.light.shade(base, lit)
        return mix(shade, base, self.coat["shine"] * (0.45 + 0.55 * lit)) if "shine" in self.coat else shade

    def _rimmed(self, ink: Ink, path: Path, fill: Any, tone: Any, shift: float = 2.0) -> None:
        power = float(np.clip(self.light.key.max() * 1.15, 0.15, 0.95))
        ink.fill(path, mix(tone, self.light.rim, 0.8 * power))
        with ink.clipped(path):
            moved = Path(path.commands, path.points + np.array([-shift * self.side * 0.6, shift], np.float32))
            ink.fill(moved, fill)

    def _trunk(self, ink: Ink, neck: list[Point]) -> None:
        deep = self.form["deep"]
        _, base, top, _ = self.form["neck"]
        back = -58 if self.form["tail"][0] > 20 else -46
        spine = [self._at(back, 0), self._at(-30, -2), self._at(2, 0), *neck]
        widths = [
            deep * (0.22 if back < -50 else 0.5),
            deep * 0.74,
            deep,
            min(deep * 0.95, base * 1.2),
            base * 0.86,
            (base + top) / 2,
            top,
        ]
        path = ribbon(spine, widths)
        high = min(y for _, y in spine) - deep
        low = self.hip[1] + deep
        shade = Linear(0, high, 0, low, [(0, self._shade("back", 1.0), 1), (0.6, self._shade("back", 0.6), 1), (1, self._shade("back", 0.1), 1)])  # fmt: skip  # noqa: E501
        self._rimmed(ink, path, shade, self._shade("back", 1.0))
        with ink.clipped(path):
            self._underside(ink, neck, deep)
            overlay(ink, self.light, self.form, (-80, high, 220, low - high))
            if "neck" in self.coat and len(neck) > 2:
                ink.fill(ribbon(neck[1:], [base * 1.1, base, top * 1.4]), self._shade("neck", 0.6))
            if "sheen" in self.coat:
                ink.fill(ellipse(*neck[1], base * 0.9, base * 0.8), self._shade("sheen", 0.9), 0.45)

    def _underside(self, ink: Ink, neck: list[Point], deep: float) -> None:
        """Belly and breast, in their colours; a shadow along the lower edge."""
        (_, sy), (nx, ny) = neck[0], neck[1]
        line = [self._at(-66, deep * 0.34), self._at(-20, deep * 0.34), self._at(16, deep * 0.1)]
        out = [self._at(90, deep * 0.6), self._at(40, deep * 2), self._at(-66, deep * 2)]
        upper = self._at(34, -deep * (0.1 if self.form["tilt"] < 60 else 0.02))
        ink.fill(smooth([*line, upper, *out]), self._shade("belly", 0.55), 0.96)
        if "breast" in self.coat:
            breast = [self._at(22, deep * 0.5), self._at(30, -deep * 0.2), (nx - 4, ny), (nx + 40, ny - 10), self._at(70, deep), self._at(20, deep * 1.3)]  # fmt: skip  # noqa: E501
            ink.fill(smooth(breast), self._shade("breast", 0.7))
        if "spots" in self.coat:
            spots = [
                self._at(-30 + 12 * i, deep * (0.2 + 0.26 * j + 0.1 * (i % 2))) for i in range(6) for j in range(3)
            ]
            ink.fill(ellipses(spots, np.full((len(spots), 2), [2.2, 4.4])), self._shade("spots", 0.4), 0.7)
        dark = self.light.shade("#1d1626", 0)
        x, y = self._at(0, deep)
        ink.fill(
            rect(x - 120, sy - 200, 240, 420), Linear(0, y - deep * 0.9, 0, y + 4, [(0, dark, 0), (1, dark, 0.38)])
        )

    def _head(self, ink: Ink, neck: list[Point]) -> None:
        r = self.form["head"]
        x, y = neck[-1]
        turn = 0.9 * self.peck - 0.4 * self.gape
        if self.closed and self.form["neck"][0] > 60:
            turn = math.pi * 0.85
        with ink.moved(x, y, scale=r, turn=turn):
            if not self.form.get("front"):
                self._bill(ink, (0.74, 0.1))
            skull = smooth([(-1.0, 0.05), (-0.72, -0.74), (0.0, -1.0), (0.68, -0.68), (0.98, -0.02), (0.72, 0.62), (0, 0.96), (-0.76, 0.7)])  # fmt: skip  # noqa: E501
            shade = Linear(0, -1, 0, 1, [(0, self._shade("head", 1.0), 1), (1, self._shade("head", 0.25), 1)])
            self._crest(ink)
            self._rimmed(ink, skull, shade, self._shade("head", 1.0), 0.09)
            if self.form.get("front"):
                self._face(ink)
                return
            with ink.clipped(skull):
                if "mask" in self.coat:
                    ink.fill(
                        ellipse(*((-0.3, 0.55, 0.5, 0.34) if self.form.get("flipper") else (0.52, 0.1, 0.5, 0.42))),
                        self._shade("mask", 0.8),
                    )
                if "crown" in self.form:
                    ink.fill(ellipse(0.1, -0.9, 0.6, 0.35), self.light.shade(self.form["crown"], 0.9))
            dark = self.light.shade("#14101a", 0.2)
            if self.closed:
                ink.stroke(smooth([(0.12, -0.2), (0.3, -0.1), (0.48, -0.2)], closed=False), 0.08, dark)
                return
            pale = sum(self._shade("head", 0.5)) < 240
            if pale:
                ink.fill(ellipse(0.34, -0.2, 0.24), self.light.shade("#f2e2b8", 0.9))
            ink.fill(ellipse(0.34, -0.2, 0.165), dark)
            ink.fill(ellipse(0.39, -0.26, 0.055), (255, 252, 244))

    def _bill(self, ink: Ink, at: Point) -> None:
        kind, long, deep = self.form["bill"]
        upper, lower = ([(x * long, y * deep) for x, y in half] for half in _BILLS[kind])
        shape = polygon if kind == "cone" else smooth
        with ink.moved(*at):
            if lower:
                with ink.moved(turn=0.7 * self.gape):
                    ink.fill(shape(lower), self._shade("bill", 0.45))
            path = shape(upper)
            ends = [(0, self._shade("bill", 0.9), 1), (1, self._shade("bill", 0.4), 1)]
            with ink.moved(turn=-0.25 * self.gape):
                ink.fill(path, Linear(0, -deep, 0, deep, ends))
                if "bill_tip" in self.coat:
                    tip = (
                        rect(long * 0.72, -3, 6, 6) if kind == "hook" else ellipse(long * 0.85, deep * 1.4, long * 0.34)
                    )
                    with ink.clipped(path):
                        ink.fill(tip, self._shade("bill_tip", 0.5))

    def _face(self, ink: Ink) -> None:
        """An owl looks at the viewer, turning its head a little; it blinks."""
        look = 0.14 * math.tanh(3 * math.sin(self.t * 1.3))
        dark = self.light.shade("#171218", 0.2)
        blink = 0.06 if self.closed or 1.9 < self.t % 3.1 < 2.05 else 1.0
        for s in (-1, 1):
            x = look + s * 0.42
            ink.fill(ellipse(x, -0.02, 0.52, 0.58), self._shade("mask", 0.8))
            ink.stroke(ellipse(x, -0.02, 0.52, 0.58), 0.05, self._shade("spots", 0.3), 0.5)
            if blink < 0.2:
                ink.stroke(smooth([(x - 0.26, -0.02), (x, 0.1), (x + 0.26, -0.02)], closed=False), 0.08, dark)
                continue
            ink.fill(ellipse(x, -0.06, 0.30), self.light.lamp("#f2b632", 0.5))
            ink.fill(ellipse(x + look * 0.3, -0.06, 0.17), dark)
            ink.fill(ellipse(x + 0.08, -0.14, 0.06), (255, 252, 244))
        beak = [(look - 0.13, 0.12), (look + 0.13, 0.12), (look + 0.05, 0.42), (look, 0.52), (look - 0.06, 0.42)]
        ink.fill(smooth(beak), self._shade("bill", 0.8))

    def _crest(self, ink: Ink) -> None:
        crest, sway = self.form.get("crest"), 0.06 * math.sin(self.t * 3)
        red = self.light.shade("#d2302c", 0.85)
        if crest == "comb":
            size = 1.5 if self.form.get("cock") else 1.0
            for k in range(4):
                ink.fill(ellipse(-0.5 + 0.34 * k, -0.95 - 0.1 * (k in (1, 2)), 0.24 * size, 0.34 * size, 0.3), red)
            ink.fill(ellipse(0.78, 0.72 * size, 0.24, 0.42 * size, sway), red)
        elif crest == "ears":
            for s in (-1, 1):
                ink.fill(smooth([(s * 0.30, -0.78), (s * 0.86, -1.34), (s * 0.92, -0.4)]), self._shade("wing", 0.5))
        elif crest == "spray":
            for k in range(6):
                a = -1.9 + 0.2 * k + sway
                tip = (math.cos(a) * 2.3, math.sin(a) * 2.3)
                ink.stroke(polygon([(0, -0.7), tip], closed=False), 0.07, self._shade("head", 0.5))
                ink.fill(ellipse(*tip, 0.17), self._shade("fan" if "fan" in self.coat else "tail", 0.9))
        elif crest == "plume":
            ink.fill(ribbon([(0.4, -0.6), (-0.6, -0.7), (-1.9, -0.2 + sway)], [0.26, 0.22, 0.03]), self.light.shade("#23262f", 0.4))  # fmt: skip  # noqa: E501

    def _folded_wing(self, ink: Ink) -> None:
        deep = self.form["deep"]
        if self.form.get("flipper"):
            out = 0.16 + 0.12 * abs(math.sin(math.pi * self.phase)) if self.bird.speed else 0.12
            if self.bird.act in _LEGLESS:
                out = 1.3
            x, y = self._at(22, -2)
            with ink.moved(x, y, turn=out):
                shape = smooth([(-9, -4), (8, -2), (10, 30), (2, 66), (-6, 62), (-12, 26)])
                ink.fill(
                    shape, Linear(-10, 0, 10, 0, [(0, self._shade("wing", 0.7), 1), (1, self._shade("wing", 0.15), 1)])
                )
            return
        lift = 0.5 if self.form.get("raised") else 0.0
        small = min(1.0, self.form["span"] / 105)
        with ink.moved(*self._at(8 * (1 - small), 0), turn=-self.tilt - 0.1 * lift, scale=small):
            shape = smooth([(36, -deep * 0.2), (24, -deep * (0.66 + 0.3 * lift)), (-12, -deep * (0.72 + 0.6 * lift)), (-48, -deep * (0.42 + 0.9 * lift)), (-80, -deep * (0.05 + 0.9 * lift)), (-52, deep * 0.22), (-10, deep * 0.5), (24, deep * 0.36)])  # fmt: skip  # noqa: E501
            top = self._shade("wing", 1.0)
            self._rimmed(
                ink, shape, Linear(0, -deep, 0, deep * 0.5, [(0, top, 1), (1, self._shade("wing", 0.25), 1)]), top, 1.6
            )
            with ink.clipped(shape):
                if "band" in self.coat:
                    ink.fill(
                        ribbon([(18, deep * 0.5), (-2, 0), (-30, -deep)], [5, 6, 4]), self._shade("band", 0.8), 0.9
                    )
                if "tip" in self.coat:
                    ink.fill(ellipse(-82, -deep * 0.5 * lift, 30, deep * 0.5), self._shade("tip", 0.5))
                for k in range(4):
                    y = deep * (0.30 - 0.22 * k - 0.2 * lift)
                    line = [(14 - 6 * k, y), (-30, y - deep * 0.06), (-76, y * 0.4 - deep * 0.5 * lift)]
                    ink.stroke(smooth(line, closed=False), 1.5, self.light.shade("#15101a", 0.1), 0.32)

    def _open_wing(self, ink: Ink, *, far: bool) -> None:
        hover = self.bird.act == "hover"
        sails = self.form["span"] > 185 and not hover  # Large birds hold their wings out; both are seen.
        rise, out = (0.08 + 0.36 * self.flap, 0.78) if sails else (0.18 + 0.72 * self.flap, 0.55)
        reach = -math.sin(rise) + (-out if far else out) * math.cos(rise)
        if self.bird.act == "show":
            reach = -0.95 if far else -0.8
        if abs(reach) < 0.16:
            reach = math.copysign(0.16, reach)
        fingers = self.form.get("fingers", 0)
        sweep = 26 + 70 * max(0.0, -self.flap) + (60 if not fingers else 0)
        outline, coverts = wing(330.0, 1.0, reach, sweep, fingers=fingers or 9, notch=1.0 if fingers else 0.25)
        end = reach * 330
        folded = self.form.get("material") == "paper"
        if folded:  # Two sharp folds.
            outline, coverts = polygon([(22, 0), (-70, end), (-120, end * 0.42), (-96, 0)]), polygon([(22, 0), (-70, end), (-24, end * 0.2)])  # fmt: skip  # noqa: E501
        lit = 0.75 if far else 0.5
        x, y = self._at(6, -self.form["deep"] * 0.3)
        power = float(np.clip(self.light.key.max(), 0.15, 0.9))
        with ink.moved(x, y, scale=self.form["span"] / 330, turn=-self.tilt * (0.6 if hover else 1.0)):
            base, tip = self._shade("wing", lit), self._shade("tip", lit * 0.6, "wing")
            alpha = 0.62 if hover else 1.0
            ink.fill(outline, Linear(0, 0, 0, end, [(0, base, 1), (0.62, self._shade("wing", lit * 0.8), 1), (0.8, tip, 1), (1, tip, 1)]), alpha)  # fmt: skip  # noqa: E501
            with ink.clipped(outline):
                overlay(ink, self.light, self.form, (-170, min(0, end), 220, abs(end)), 3)
                lines = [] if folded else [polygon([(18 - sweep * u * u, end * u), (-110, end * (u + 0.03))], closed=False) for u in (0.14 + 0.08 * k for k in range(9))]  # fmt: skip  # noqa: E501
                ink.stroke(join(lines) if lines else coverts, 1.8, self.light.shade("#120c0a", 0.1), 0.3 * alpha)
                shoulder = "back" if "band" not in self.coat else "band"
                ink.fill(coverts, self._shade(shoulder, min(1.0, lit + 0.3)), 0.85 * alpha)
                moved = Path(outline.commands, outline.points + np.array([-5.0, 2.0], np.float32))
                ink.fill(join([rect(-700, -700, 1400, 1400), moved]), self.light.rim, 0.6 * power, even_odd=True)

    def _tail(self, ink: Ink) -> None:
        long, wide, up = self.form["tail"]
        if self.bird.act == "show" and self.form.get("fan"):
            return
        x, y = self._at(-46, -2)
        turn = -self.tilt + math.radians(up) + 0.05 * math.sin(self.t * 2.1)
        if self.form.get("fan") and long > 100 and not self.bird.airborne:
            turn = max(turn, -0.12)
        tip = self._shade("tip" if not self.bird.airborne else "tail", 0.6, "tail")
        with ink.moved(x, y, turn=turn):
            if self.form.get("plumes"):
                self._plumes(ink, long, wide)
                return
            if self.form.get("cock"):
                for k in range(7):
                    spine = [(6, 0), (-long * 0.3, -long * (0.34 - 0.06 * k)), (-long * (0.72 + 0.04 * k), -long * (0.34 - 0.12 * k)), (-long * (0.98 - 0.02 * k), long * (-0.02 + 0.1 * k))]  # fmt: skip  # noqa: E501
                    ink.fill(ribbon(spine, [5, wide * 0.5, wide * 0.42, 1]), self._shade("tail", 0.2 + 0.12 * k))
                return
            spread = 1.5 if self.bird.airborne else 1.0
            fan = smooth([(8, -wide * 0.5), (-long * 0.5, -wide * spread), (-long, -wide * 0.9 * spread), (-long * 1.06, 0), (-long, wide * 0.9 * spread), (-long * 0.5, wide * spread), (8, wide * 0.5)])  # fmt: skip  # noqa: E501
            ink.fill(fan, Linear(0, 0, -long, 0, [(0, self._shade("back", 0.5), 1), (0.3, self._shade("tail", 0.85), 1), (1, tip, 1)]))  # fmt: skip  # noqa: E501
            with ink.clipped(fan):
                lines = [polygon([(0, k * 2.0), (-long, k * wide * 0.45 * spread)], closed=False) for k in (-1, 0, 1)]
                ink.stroke(join(lines), 1.4, self.light.shade("#15101a", 0.1), 0.35)
            if self.form.get("fan") and long > 100:
                eyes = [(-long * (0.3 + 0.075 * k), wide * 0.5 * math.sin(k * 2.1)) for k in range(9)]
                ink.fill(ellipses(eyes, np.full(9, 7.0)), self.light.shade("#d9a441", 0.8))
                ink.fill(ellipses(eyes, np.full(9, 4.4)), self.light.shade("#1f5fb4", 0.8))

    def _plumes(self, ink: Ink, long: float, wide: float) -> None:
        """Long tail feathers that stream like flames, with an eye at each end; they glow."""
        ink.glow(-long * 0.4, 0, long, (255, 150, 60), 0.4)
        for k in range(5):
            lean = 0.26 * (k - 2)
            end = []
            for u in (0.0, 0.3, 0.6, 0.85, 1.0):
                wave = 0.10 * long * u * math.sin(self.t * 3.2 - 4.5 * u + k)
                end.append((8 - long * u * (1.15 - 0.1 * abs(k - 2)), lean * long * u * u + wave))
            ink.fill(
                ribbon(end, [wide * 0.3, wide * 0.5, wide * 0.42, wide * 0.7, 1]), self._shade("tail", 0.3 + 0.15 * k)
            )
            ink.fill(ellipse(*end[3], wide * 0.42), self._shade("tip", 1.0))
            ink.fill(ellipse(*end[3], wide * 0.22), self._shade("head", 0.8))

    def _leg(self, ink: Ink, index: int) -> None:
        long, wide = self.form["leg"]
        tone = self._shade("leg", 0.75 if index else 0.35)
        far = -1 if index == 0 else 1
        start = self._at(
            -4 + 3 * far - 42 * math.sin(self.bird.tilt) ** 2, self.form["deep"] * 0.5 * math.cos(self.tilt)
        )
        if self.bird.airborne:
            if long > 60:
                end = (start[0] - long * 0.9, start[1] + 4 * far)
                ink.fill(ribbon([start, end, (end[0] - 14, end[1] + 2)], [wide * 1.4, wide, wide * 0.7]), tone)
            return
        if self.form.get("one_leg") and index == 0 and not self.bird.speed:
            knee = (start[0] + long * 0.28, start[1] + long * 0.40)
            ink.fill(ribbon([start, knee, (start[0] - long * 0.16, knee[1] + long * 0.04)], [wide * 1.5, wide * 1.3, wide * 0.9]), tone)  # fmt: skip  # noqa: E501
            return
        x, high = 2.0 * far, 0.0
        if self.bird.speed and self.form.get("hops"):
            high = max(0.0, math.sin(2 * math.pi * self.phase)) * 0.6
        elif self.bird.speed:
            share, high, _ = foot(WALK, self.phase + 0.5 * index)
            x = share * WALK.reach * long + 2
        end = (self.hip[0] + x, -high * 0.34 * long)
        ankle = bend(start, end, long * 0.52, long * 0.56, 1)
        thigh = self.form["deep"] * 0.34
        ink.fill(ribbon([start, ((start[0] + ankle[0]) / 2, (start[1] + ankle[1]) / 2), ankle], [thigh, wide * 1.7, wide]), self._shade("belly" if index else "back", 0.4))  # fmt: skip  # noqa: E501
        ink.fill(ribbon([ankle, ((ankle[0] + end[0]) / 2, (ankle[1] + end[1]) / 2), (end[0], end[1] - 1)], [wide * 1.1, wide, wide]), tone)  # fmt: skip  # noqa: E501
        toe = wide * (4.2 if long < 60 else 5.0)
        if self.form.get("web"):
            web = [(end[0] - wide * 1.4, end[1]), (end[0], end[1] - wide * 1.3), (end[0] + toe, end[1] + 1), (end[0] + toe * 0.3, end[1] + 2)]  # fmt: skip  # noqa: E501
            ink.fill(smooth(web), tone)
            return
        for dx in (-0.6, 0.75, 1.0):
            tip = (end[0] + toe * dx, end[1] + (1.5 if dx < 1 else -1))
            ink.fill(ribbon([(end[0], end[1] - 1.5), ((end[0] + tip[0]) / 2, end[1] - 2), tip], [wide * 0.9, wide * 0.8, wide * 0.3]), tone)  # fmt: skip  # noqa: E501
