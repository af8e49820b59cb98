"""Furry animals that stay where they are, seen from the front: they sit, lie, sleep curled up, hold things, float."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from nemo_skill.studio.data import table
from nemo_skill.studio.scenes import sketches
from nemo_skill.studio.scenes.animal_face import Face
from nemo_skill.studio.scenes.animal_forms import form_of
from nemo_skill.studio.scenes.animal_heads import Tones
from nemo_skill.studio.scenes.fur import furred, hairs, mane
from nemo_skill.studio.scenes.gait import Point
from nemo_skill.studio.scenes.ink import Ink, Linear, Path, ellipse, ellipses, join, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.materials import halo, overlay, see_through
from nemo_skill.studio.scenes.posture import posture_at
from nemo_skill.studio.scenes.quadruped import Quadruped

_WAYS = {"sit": "sit", "beg": "hold", "nibble": "hold", "lie": "lie", "yawn": "lie", "sleep": "curl", "float": "float"}
_SMALL = 0.7  # metres; larger ones look about on their feet


def faces_us(kind: str, action: str) -> bool:
    """Whether an animal at an action is drawn from the front."""
    form = form_of(kind)
    if any(form.get(k) for k in ("hoof", "trunk", "ridge", "quills", "wool", "rise", "humps", "shell", "wings")):
        return False
    act = form.get("acts", {}).get(action, action)
    if act == "float":
        return bool(form.get("floats"))
    return act in _WAYS or (act == "look" and form["tall"] < _SMALL)


class Portrait(Quadruped):
    """The same animal as `Quadruped` draws from the side, from the front."""

    lean = 0.0  # radians the head is laid to the side
    back = False  # whether it sits with its back to us
    nested = False  # whether only what rises over a rim is seen

    @property
    def way(self) -> str:
        """How it is drawn: sit, hold, lie, curl or float."""
        way = "sit" if self.nested else _WAYS.get(self.act, "sit")
        return "lie" if way == "curl" and self.form.get("ruff") else way

    @property
    def _measures(self) -> tuple[float, float, float]:
        """Half-width of the trunk, height of the chest, radius of the head."""
        form = self.form
        return max(form["girth"]) * 0.92, form["leg"][1] * 0.86, form["head"] * (1.28 if not form.get("ruff") else 1.2)

    @property
    def gaze(self) -> float:
        """How high the middle of the face is, in design units."""
        g, high, r = self._measures
        return self.size * {"lie": 1.35 * g + 0.4 * r, "curl": r, "float": g}.get(self.way, high + 0.4 * g + 0.4 * r)

    @property
    def crown(self) -> float:
        """How high a head with its ears and what it wears is."""
        ears = {"long": 1.6, "point": 0.75}.get(self.form["ears"]["kind"], 0.3)
        return self.size * self._measures[2] * (2.1 + max(ears, 0.9 * bool(self.worn)))

    @property
    def breadth(self) -> float:
        """How wide the head and trunk are, without the tail, in design units."""
        g, _, r = self._measures
        return 2 * max(1.15 * g, r) * self.size

    @cached_property
    def extent(self) -> tuple[float, float, float]:
        """How far it reaches to the left and right of the origin and up from the ground, in design units."""
        g, high, r = self._measures
        ears = r * {"long": 1.5, "point": 0.5}.get(self.form["ears"]["kind"], 0.1)
        wide, tall = {
            "curl": (g * 2.9, g * 1.9 + r * 0.3),
            "lie": (g * 2.5, g * 1.35 + (2.5 if self.form.get("ruff") else 1.6) * r + ears),
            "float": (g * 3.4, g * 2.0),
        }.get(self.way, (g * 1.9, high + g * 0.4 + (2.3 if self.form.get("ruff") else 1.5) * r + ears))
        return -wide * self.size, wide * self.size, tall * self.size

    def paws(self, ink: Ink, light: Light, t: float) -> None:
        """The two fore feet on a rim at the origin, tapping in turn."""
        g = self._measures[0]
        front = _Front(self, light, t)
        for s in (-1, 1):
            with ink.moved(scale=self.size):
                up = 2.2 * max(0.0, math.sin(5.2 * t + 1.6 * s))
                front._paw(ink, s * g * 0.72, 5 - up, self.form["bone"][2] * 1.3 + 3)

    def draw(self, ink: Ink, light: Light, t: float, *, offset: float = 0.0) -> None:
        """Draw with the ground point under the middle of the body at the origin."""
        with ink.moved(scale=self.size):
            g, high, r = self._measures
            halo(ink, self.form, 0, -0.7 * high, 2 * g + r, t)
            with see_through(ink, self.form):
                _Front(self, light, t + 3 * offset).draw(ink)


class _Front:
    """One animal at one moment."""

    def __init__(self, animal: Portrait, light: Light, t: float) -> None:
        self.animal, self.form, self.light, self.t = animal, animal.form, light, t
        self.tones = Tones(light, animal.coat)
        self.g, self.high, self.r = animal._measures
        self.posture = posture_at(animal.act, t)
        self.breath = math.sin(t * 2.1)
        self.fur = (3.6 if self.form["tall"] > 0.25 else 2.4) * self.form.get("fur", 1.0)
        self.limb = "legs" if self.form.get("pattern") == "panda" else "main"

    def draw(self, ink: Ink) -> None:
        getattr(self, "_" + self.animal.way)(ink)

    # -- parts --------------------------------------------------------------------------------------------------

    def _lump(self, ink: Ink, points: list[Point], tone: str = "main", *, dim: float = 1.0, fur: float = 1.0) -> Path:
        """A furry mass, lit from above, with a bright edge towards the sun."""
        path = furred(points, self.fur * fur, (0.0, 0.55), gap=4.4)
        top, low = min(y for _, y in points), max(y for _, y in points)
        lit, mid, dark = (self.tones.of(tone, dim * v) for v in (1.0, 0.66, 0.16))
        side = 1.0 if self.light.sun[0] > 0.5 else -1.0
        power = 0.8 * min(0.9, float(self.light.key.max())) * dim
        ink.fill(path, mix(lit, self.light.rim, power))
        inner = Path(path.commands, path.points + np.array([-1.3 * side, 1.7], np.float32))
        ink.fill(inner, Linear(0, top, 0, low, [(0, lit, 1), (0.5, mid, 1), (1, dark, 1)]))
        return path

    def _coat(self, ink: Ink, path: Path, x: float, y: float, rx: float, ry: float) -> None:
        """Markings and hairs on a mass around (x, y)."""
        rng, dark = np.random.default_rng(23), self.tones.of("dark", 0.35)
        pattern = self.form.get("pattern")
        with ink.clipped(path):
            overlay(ink, self.light, self.form, (x - rx, y - 1.5 * ry, 2 * rx, 2.5 * ry))
            if pattern in ("stripes", "tabby"):
                bars = []
                for k in range(14):
                    turn = math.pi * (1.04 + 0.92 * k / 13)
                    c, s = math.cos(turn), math.sin(turn)
                    px, py, far = x + c * rx, y + s * ry, 0.5 + 0.16 * (k % 3)
                    bars.append(smooth([(px - 2.4 * s, py + 2.4 * c), (px + 2.4 * s, py - 2.4 * c), (x + c * rx * far, y + s * ry * far)]))  # fmt: skip  # noqa: E501
                ink.fill(join(bars), dark, 0.9 if pattern == "stripes" else 0.45)
            elif pattern == "saddle":
                ink.fill(join([ellipse(x + s * rx * 1.05, y, rx * 0.55, ry * 1.2) for s in (-1, 1)]), dark, 0.9)
            elif pattern in ("spots", "patches"):
                n, size = (34, 0.06) if pattern == "spots" else (5, 0.34)
                at = np.stack([x + rx * (2 * rng.random(n) - 1), y + ry * (1.6 * rng.random(n) - 1)], 1)
                ink.fill(ellipses(at, rx * size * (0.7 + 0.6 * rng.random((n, 2)))), dark)
            n = 56 if ink.scale > 1.1 and self.form.get("fur", 1.0) else 0
            a, d = 2 * math.pi * rng.random(n), np.sqrt(rng.random(n)) * 0.92
            roots = np.stack([x + np.cos(a) * d * rx, y + np.sin(a) * d * ry], 1)
            roots = roots[np.argsort(roots[:, 1])]
            ways = np.stack([(roots[:, 0] - x) / rx * 0.5, np.full(n, 0.9)], 1)
            bright = mix(self.tones.of("main", 1.0), (255, 255, 255), 0.25)
            hairs(ink, roots, ways, 6.5, (bright, dark), 1.0)

    def _paw(self, ink: Ink, x: float, y: float, wide: float, *, dim: float = 1.0, tone: str = "legs") -> None:
        """A foot towards the viewer, with its toes."""
        high = wide * 0.62
        top, low = self.tones.of(tone, dim), self.tones.of(tone, 0.25 * dim)
        ink.fill(ellipse(x, y - high, wide, high), Linear(0, y - 2 * high, 0, y, [(0, top, 1), (1, low, 1)]))
        for k in (-1, 1):
            toe = [(x + k * wide * 0.3, y - high * 0.9), (x + k * wide * 0.34, y - high * 0.1)]
            ink.stroke(smooth(toe, closed=False), wide * 0.07, self.tones.of("dark", 0.2), 0.6)

    def _head(self, ink: Ink, x: float, y: float) -> None:
        """The head with its mane, nodding with the posture."""
        p, r = self.posture, self.r
        sway = 0.04 * math.sin(self.t * 0.9) * p.eye + self.animal.lean
        y -= r * 0.008 * (p.nose + p.neck) + 0.6 * self.breath
        if self.form.get("ruff"):
            mane(ink, self.tones, x, y + r * 0.12, r * 0.96, self.t, back=0.0)
        with ink.moved(x, y, scale=r, turn=sway):
            face = Face(self.form, self.animal.coat, self.tones)
            look = 0.8 * math.sin(self.t * 0.7)
            face.draw(ink, self.t, eye=p.eye, jaw=p.jaw, look=look)
            with ink.moved(scale=0.01):
                if self.animal.held is not None and self.animal.way in ("sit", "lie"):  # In the mouth.
                    with ink.moved(0, 84, scale=1.6):
                        self.animal.held(ink, self.light, self.t)
                for name in self.animal.worn:
                    sketches.draw(ink, self.light, table("poses")["worn"][name][1], {})

    def _tail(self, ink: Ink, points: list[Point]) -> None:
        """A tail along points, as thick as its kind is."""
        tail = self.form["tail"]
        if tail["length"] < 20:
            return
        u = np.linspace(0, 1, len(points))
        bushy = {"brush": [0.5, 1.0, 0.15], "plume": [0.5, 1.0, 0.35], "taper": [1.0, 0.6, 0.1]}
        widths = np.interp(u, [0, 0.55, 1], bushy.get(tail["kind"], [1.0, 0.9, 0.8])) * max(4.0, tail["width"] * 0.9)
        path = ribbon(points, widths)
        low, top = max(y for _, y in points), min(y for _, y in points) - tail["width"]
        ends = [(0, self.tones.of("main", 0.9), 1), (1, self.tones.of("main", 0.2), 1)]
        ink.fill(furred(path.points[::3][:-1], 3.2, (0.2, 0.3)), Linear(0, top, 0, low, ends))
        (x, y), (bx, by) = points[-1], points[-2]
        if tail["kind"] in ("brush", "tuft", "thin") and not tail.get("rings"):
            with ink.clipped(path):
                size = max(tail["width"], math.hypot(x - bx, y - by)) * 1.05
                ink.fill(ellipse(x, y, size), self.tones.of("tip", 0.6))
        elif tail.get("rings"):
            with ink.clipped(path):
                for px, py in points[1::2]:
                    ink.fill(ellipse(px, py, tail["width"] * 0.3, tail["width"] * 1.6), self.tones.of("dark", 0.3))

    def _bib(self, ink: Ink, wide: float, top: float, low: float) -> None:
        if self.form["bib"] > 0.3:
            patch = [(-wide * 0.8, top), (wide * 0.8, top), (wide, (top + low) / 2), (0, low), (-wide, (top + low) / 2)]
            ink.fill(furred(patch, 5, (0, 0.8)), self.tones.of("light", 0.62), 0.92)

    # -- ways ---------------------------------------------------------------------------------------------------

    def _trunk(self, ink: Ink) -> None:
        """An upright trunk, pear-shaped, with its haunches and the tail that comes around."""
        g, h = self.g, self.high
        wag = 5 * math.sin(self.t * 2.0) * self.posture.wag
        up = self.form["tail"]["lift"] > 60
        curl = [
            (g * 0.8, -10),
            (g * 1.5, -14),
            (g * 1.85, -g * 1.2),
            (g * 1.7 + wag, -g * 2.6),
            (g * 1.3 + wag, -g * 3.0),
        ]
        low: list[Point] = [(g * 0.7, -7), (g * 1.35, -7), (g * 1.8, -9), (g * 1.75 + wag, -16), (g * 1.45 + wag, -20)]
        self._tail(ink, curl if up else low)
        b = 0.012 * self.breath
        half = [(g * 0.62, -h - g * 0.4), (g * (0.86 + b), -h * 0.72), (g * (1.06 + b), -h * 0.34), (g * 0.98, -2)]
        body = self._lump(ink, [(0, -h - g * 0.6), *half, (0, 0), *[(-x, y) for x, y in half[::-1]]])
        self._coat(ink, body, 0, -h * 0.5, g * 1.05, h * 0.62)
        if self.form.get("pattern") == "panda":
            with ink.clipped(body):
                ink.fill(ellipse(0, -h - g * 0.1, g * 1.4, g * 0.62), self.tones.of("dark", 0.4))

    def _sit(self, ink: Ink) -> None:
        """On its haunches, the fore feet together."""
        g, h = self.g, self.high
        foot = self.form["bone"][2] * 1.25 + 2
        if self.animal.back:
            self._sit_away(ink)
            return
        self._trunk(ink)
        self._bib(ink, g * 0.42, -h - g * 0.2, -h * 0.36)
        for s in (-1, 1):
            thigh = [(s * g * 0.5, -g * 0.9), (s * g * 1.0, -g * 0.98), (s * g * 1.3, -g * 0.4), (s * g * 1.12, -2), (s * g * 0.55, -3)]  # fmt: skip  # noqa: E501
            self._lump(ink, thigh, self.limb, dim=0.86, fur=0.6)
            self._paw(ink, s * g * 0.92, 1.5, foot * 1.25, dim=0.9)
        arm = self.form["bone"][1] * 0.8
        for s in (-1, 1):
            x = s * (g * 0.26 + 2)
            leg = [(x - arm, -h * 0.84), (x + arm, -h * 0.84), (x + arm * 0.8, -h * 0.3), (x + foot * 0.8, -3), (x - foot * 0.8, -3), (x - arm * 0.8, -h * 0.3)]  # fmt: skip  # noqa: E501
            top, mid, low = self.tones.of(self.limb, 0.8), self.tones.of(self.limb, 0.75), self.tones.of("legs", 0.4)
            ink.fill(
                smooth(leg), Linear(0, -h * 0.86, 0, 0, [(0, top, 0), (0.35, mid, 0.8), (0.6, mid, 1), (1, low, 1)])
            )
            self._paw(ink, x, 3, foot)
        ink.stroke(smooth([(0, -h * 0.5), (0, -4)], closed=False), 1.6, self.tones.of("dark", 0.1), 0.35)
        self._head(ink, 0, -h - g * 0.4 - self.r * 0.5)

    def _sit_away(self, ink: Ink) -> None:
        """On its haunches, looking away from us."""
        g, h, r = self.g, self.high, self.r
        foot = self.form["bone"][2] * 1.25 + 2
        for s in (-1, 1):
            self._paw(ink, s * g * 1.0, 1.5, foot, dim=0.6)
        half = [(g * 0.6, -h - g * 0.3), (g * 0.9, -h * 0.72), (g * 1.24, -h * 0.32), (g * 1.14, -3)]
        body = self._lump(ink, [(0, -h - g * 0.5), *half, (0, 0), *[(-x, y) for x, y in half[::-1]]])
        self._coat(ink, body, 0, -h * 0.5, g * 1.15, h * 0.62)
        if self.form.get("pattern") == "panda":
            with ink.clipped(body):
                ink.fill(ellipse(0, -h - g * 0.1, g * 1.4, g * 0.62), self.tones.of("dark", 0.4))
        wag = 6 * math.sin(self.t * 1.7) * self.posture.wag
        self._tail(
            ink, [(g * 0.1, -9.0), (g * 0.7, -5.0), (g * 1.3, -6.0), (g * 1.75, -9 + wag * 0.4), (g * 2.0, -17 + wag)]
        )
        turn = 0.16 * math.sin(self.t * 0.7)
        with ink.moved(turn * r * 0.5, -h - g * 0.4 - r * 0.45, scale=r, turn=turn * 0.4):
            Face(self.form, self.animal.coat, self.tones).draw_away(ink, self.t)

    def _hold(self, ink: Ink) -> None:
        """Upright, the hands before the chest or at the mouth with what they hold."""
        g, h, r = self.g, self.high, self.r
        self._trunk(ink)
        self._bib(ink, g * 0.62, -h - g * 0.1, -h * 0.06)
        sole = self.form["bone"][2] * 1.3 + 2.5
        for s in (-1, 1):
            ink.fill(ellipse(s * g * 0.85, -sole, sole * 1.15, sole * 1.2, 0.3 * s), self.tones.of("legs", 0.7))
            ink.fill(ellipse(s * g * 0.86, -sole * 0.85, sole * 0.55, sole * 0.5), self.tones.of("ear", 0.5), 0.7)
        self._head(ink, 0, -h - g * 0.4 - r * 0.5)
        near = self.posture.hands
        y = -h * (0.6 + 0.2 * near) - near * g * 0.02 + 1.5 * math.sin(self.t * 9) * near
        wide = min(self.form["bone"][1] * 0.85, g * 0.33)
        for s in (-1, 1):
            arm = [(s * g * 0.8, -h * 0.88), (s * g * 0.94, -h * 0.5), (s * g * 0.3, y)]
            path = ribbon(arm, [wide * 1.15, wide * 1.1, wide * 0.9])
            lit, low = self.tones.of(self.limb, 0.85), self.tones.of(self.limb, 0.3)
            ink.fill(path, Linear(0, -h, 0, -h * 0.4, [(0, lit, 1), (1, low, 1)]))
        held = self.animal.held
        if held is not None:
            with ink.moved(0, y - wide * 0.6):
                held(ink, self.light, self.t)
        for s in (-1, 1):
            self._paw(ink, s * g * 0.27, y + wide * 0.7, wide * 1.05)

    def _lie(self, ink: Ink) -> None:
        """On its belly, the fore legs towards the viewer, the hind quarters to one side."""
        g, r = self.g, self.r
        wag = 4 * math.sin(self.t * 1.6)
        self._tail(
            ink, [(g * 1.7, -8.0), (g * 2.2, -6.0), (g * 2.45, -9 + wag), (g * 2.3, -17 + wag), (g * 2.05, -19 + wag)]
        )
        b = 0.02 * self.breath
        back = [(-g * 1.0, -2), (-g * 1.15, -g * 0.8), (-g * 0.7, -g * (1.5 + b)), (g * 0.4, -g * (1.62 + b)), (g * 1.4, -g * (1.42 + b)), (g * 2.0, -g * 0.9), (g * 1.95, -g * 0.2), (g * 1.3, -1)]  # fmt: skip  # noqa: E501
        body = self._lump(ink, back)
        self._coat(ink, body, g * 0.5, -g * 0.5, g * 1.5, g * 1.1)
        thigh = [(g * 1.0, -g * 0.95), (g * 1.6, -g * 1.05), (g * 2.0, -g * 0.5), (g * 1.75, -2), (g * 1.0, -3)]
        self._lump(ink, thigh, self.limb, dim=0.85, fur=0.6)
        foot = self.form["bone"][2] * 1.3 + 2.5
        self._paw(ink, g * 1.3, 2, foot * 1.3, dim=0.9)
        chest = [
            (-g * 0.95, -g * 1.1),
            (0, -g * 1.5),
            (g * 0.8, -g * 1.1),
            (g * 0.92, -g * 0.3),
            (0, 0),
            (-g * 0.98, -g * 0.3),
        ]
        self._lump(ink, chest, "dark" if self.limb == "legs" else "main", dim=0.95)
        self._bib(ink, g * 0.46, -g * 1.2, -g * 0.1)
        asleep = self.posture.reach > 0.5
        if asleep:
            self._forelegs(ink, foot)
        high = g * 1.35 + r * (0.62 if self.form.get("ruff") else 0.5)
        self._head(ink, 0, -high + (high - r * 0.95) * self.posture.reach * 0.8)
        if not asleep:
            self._forelegs(ink, foot)

    def _forelegs(self, ink: Ink, foot: float) -> None:
        g = self.g
        for s in (-1, 1):
            arm = [(s * g * 0.66, -g * 0.62), (s * g * 0.62, -foot * 0.8)]
            ink.fill(ribbon([arm[0], ((arm[0][0] + arm[1][0]) / 2, -g * 0.35), arm[1]], [foot * 1.0, foot * 1.15, foot]), self.tones.of(self.limb, 0.7))  # fmt: skip  # noqa: E501
            self._paw(ink, s * g * 0.6, 5, foot * 1.35)

    def _curl(self, ink: Ink) -> None:
        """Curled up asleep: the back a ring, the head on the paws, the tail around."""
        g, r = self.g, self.r
        b = 1 + 0.022 * math.sin(self.t * 1.5)
        ring = [(-g * 2.1, -g * 0.5), (-g * 1.75, -g * 1.15), (-g * 0.7, -g * 1.75 * b), (g * 0.7, -g * 1.85 * b), (g * 1.8, -g * 1.35), (g * 2.25, -g * 0.6), (g * 1.8, -g * 0.08), (0, 0), (-g * 1.6, -g * 0.05)]  # fmt: skip  # noqa: E501
        body = self._lump(ink, ring)
        self._coat(ink, body, g * 0.2, -g * 0.5, g * 2.1, g * 1.3)
        haunch = [
            (g * 0.5, -g * 0.9),
            (g * 1.2, -g * 1.3 * b),
            (g * 1.95, -g * 0.8),
            (g * 1.8, -g * 0.15),
            (g * 0.9, -g * 0.1),
        ]
        self._lump(ink, haunch, dim=0.9, fur=0.6)
        foot = self.form["bone"][2] * 1.25 + 2
        self._paw(ink, g * 0.55, 1, foot * 1.3, dim=0.85)
        self._tail(ink, [(g * 2.1, -g * 0.4), (g * 1.7, -g * 0.06), (g * 0.9, 1.0), (g * 0.1, 2.0), (-g * 0.5, 0.0)])
        self._paw(ink, -g * 1.45, 2, foot * 1.35)
        small = min(1.0, g * 1.12 / r)
        with ink.moved(-g * 1.02, -r * small * 0.92 - 2 * (b - 1) * g, scale=small, turn=-0.2):
            self._head(ink, 0, 0)

    def _float(self, ink: Ink) -> None:
        """On its back in the water, the head to the left, the hands on the chest, rocking."""
        g, r = self.g, self.r
        rock = 0.04 * math.sin(self.t * 1.3)
        with ink.moved(0, -g * 0.7, turn=rock):
            tail = [(g * 2.2, 0.0), (g * 2.8, 4 * math.sin(self.t * 2)), (g * 3.4, 7 * math.sin(self.t * 2 - 0.6))]
            self._tail(ink, tail)
            long = [(-g * 1.7, -g * 0.5), (-g * 0.4, -g * 0.86), (g * 1.2, -g * 0.8), (g * 2.4, -g * 0.3), (g * 2.4, g * 0.3), (g * 1.2, g * 0.75), (-g * 0.4, g * 0.8), (-g * 1.7, g * 0.5)]  # fmt: skip  # noqa: E501
            self._lump(ink, long)
            belly = [
                (-g * 1.5, -g * 0.2),
                (-g * 0.2, -g * 0.48),
                (g * 1.6, -g * 0.2),
                (g * 1.6, g * 0.3),
                (-g * 0.2, g * 0.5),
                (-g * 1.5, g * 0.3),
            ]
            ink.fill(furred(belly, 4, (0.5, 0.2)), self.tones.of("light", 0.75), 0.8)
            sole = self.form["bone"][2] * 1.5 + 3
            for s in (-1, 1):
                kick = 3 * math.sin(self.t * 2.2 + s)
                ink.fill(ellipse(g * 2.35, s * g * 0.42 - kick, sole * 1.4, sole, 0.5 * s), self.tones.of("legs", 0.5))
                arm = [(-g * 0.9, s * g * 0.62), (-g * 0.35, s * g * 0.45), (-g * 0.45, s * g * 0.16)]
                ink.fill(ribbon(arm, [6.5, 6.5, 6.0]), self.tones.of("legs", 0.6))
            held = self.animal.held
            if held is not None:
                with ink.moved(-g * 0.45, 0):
                    held(ink, self.light, self.t)
            with ink.moved(-g * 1.75, 0, turn=-1.05):
                self._head(ink, 0, -r * 0.35)
