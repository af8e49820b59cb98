"""What only some animals have: wings, ridges of spikes or plates, shells, quills, and the marks of a face."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from nemo_skill.studio.scenes.gait import Gait, Point
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
from nemo_skill.studio.scenes.plumage import wing

if TYPE_CHECKING:
    from nemo_skill.studio.scenes.animal_heads import Tones
    from nemo_skill.studio.scenes.light import Light
    from nemo_skill.studio.scenes.posture import Posture
    from nemo_skill.studio.scenes.quadruped import Quadruped

# A bat's wing: along the body and out from it, in spans; the hollows between the fingers are drawn tighter.
_BONES = ((0.20, 0.26), (0.12, 0.60), (-0.06, 1.0), (-0.40, 0.88), (-0.66, 0.60), (-0.80, 0.26))
_HOLLOWS = ((-0.16, 0.84), (-0.44, 0.66), (-0.64, 0.40), (-0.62, 0.14))


class Extras:
    """Parts of a pose that its form asks for."""

    animal: Quadruped
    form: dict[str, Any]
    gait: Gait
    light: Light
    tones: Tones
    posture: Posture
    t: float
    side: float
    hip: Point
    shoulder: Point

    def _on_axis(self, base: Point, along: float, up: float) -> Point:
        raise NotImplementedError

    def _spine(self) -> tuple[list[Point], list[float]]:
        raise NotImplementedError

    def _wing(self, ink: Ink, *, far: bool) -> None:
        """A bat's or a bird's wing at the shoulder: it beats in flight and is held up at rest."""
        kind, span = self.form["wings"]
        flying = self.animal.act == "fly"
        beat = math.sin(2 * math.pi * 0.85 * self.t) if flying else 0.12 * math.sin(self.t * 1.4)
        rise = 0.34 + 0.66 * beat if flying else 1.05 + beat
        span = span if flying else span * 0.78
        reach = -math.sin(rise) + (-0.5 if far else 0.42) * math.cos(rise)
        reach = math.copysign(max(0.18, abs(reach)), reach)
        x, y = self._on_axis(self.shoulder, -16, self.form["girth"][2] * (0.7 if far else 0.45))
        turn = math.atan2(self.shoulder[1] - self.hip[1], self.shoulder[0] - self.hip[0]) * 0.5
        low = max(0.0, 1 - self.posture.hip_y)  # At rest they lie along the back.
        turn, span = turn - 1.1 * low, span * (1 - 0.35 * low)
        lit = 0.35 if far else 0.75
        with ink.moved(x, y, turn=turn):
            if kind == "feather":
                outline, coverts = wing(330.0, 1.0, reach, 60 - 40 * beat, fingers=8, notch=0.5)
                with ink.moved(scale=span / 330):
                    pale, shaded = self.tones.of("wing", lit), self.tones.of("wing", lit * 0.4)
                    ink.fill(outline, Linear(0, 0, 0, reach * 330, [(0, pale, 1), (1, shaded, 1)]))
                    ink.fill(coverts, self.tones.of("wing", min(1.0, lit + 0.3)), 0.5)
                return
            lag = 0.12 * beat

            def at(point: Point) -> Point:
                u, v = point
                return (u - lag * v * v) * span * 0.9, v * reach * span

            tips = [at(p) for p in _BONES]
            hollows = [at(p) for p in _HOLLOWS]
            edge = [(14.0, 0.0), *tips[:3]]
            for tip, hollow in zip(tips[3:], hollows, strict=False):
                edge += [hollow, tip]
            edge += [hollows[3], (-46.0, 4.0)]
            skin, deep = self.tones.of("wing", lit), self.tones.of("wing", lit * 0.25)
            ink.fill(polygon(edge), Linear(0, 0, 0, reach * span, [(0, deep, 1), (1, skin, 1)]))
            bone = self.tones.of("main", lit)
            w = max(2.0, span * 0.022)
            ink.fill(ribbon([(8, 0), tips[0], tips[1]], [w * 2.6, w * 1.9, w * 1.3]), bone)
            fingers = [ribbon([tips[1], ((tips[1][0] + p[0]) / 2 + w, (tips[1][1] + p[1]) / 2), p], [w, w * 0.7, w * 0.2]) for p in tips[2:]]  # fmt: skip  # noqa: E501
            ink.fill(join(fingers), bone)

    def _ridge(self, ink: Ink) -> None:
        """Spikes, plates or scutes along the back and the tail."""
        kind, size = self.form["ridge"]
        points, widths = self._spine()
        if kind == "plate":
            points, widths = points[:7], widths[:7]
        steps = np.linspace(0.02, 0.98, 15 if kind != "plate" else 8) * (len(points) - 1)
        shapes = []
        for s in steps:
            i = min(int(s), len(points) - 2)
            u = s - i
            (ax, ay), (bx, by) = points[i], points[i + 1]
            d = math.hypot(bx - ax, by - ay) or 1.0
            tx, ty = (bx - ax) / d, (by - ay) / d
            w = (widths[i] + (widths[i + 1] - widths[i]) * u) * 0.92
            x, y = ax + (bx - ax) * u + ty * w, ay + (by - ay) * u - tx * w
            grown = size * (0.6 + 0.4 * math.sin(math.pi * s / (len(points) - 1)))
            wide = grown * (0.36 if kind == "plate" else 0.5)
            back = 0.5 * grown if kind == "spike" else 0.0
            tip = (x + ty * grown - tx * back, y - tx * grown - ty * back)
            sides = [(x - tx * wide, y - ty * wide), (x + tx * wide, y + ty * wide)]
            if kind == "plate":
                mid = [(x + ty * grown * 0.5 + k * tx * wide * 1.1, y - tx * grown * 0.5 + k * ty * wide * 1.1) for k in (-1, 1)]  # fmt: skip  # noqa: E501
                shapes.append([sides[0], mid[0], tip, mid[1], sides[1]])
            else:
                shapes.append([sides[0], tip, sides[1]])
        ink.fill(polygons(shapes), self.tones.of("ridge" if "ridge" in self.animal.coat else "dark", 0.7))

    def _shell(self, ink: Ink) -> None:
        """A dome over the trunk with its plates and a rim."""
        (hx, hy), (sx, sy) = self.hip, self.shoulder
        span, deep = math.hypot(sx - hx, sy - hy), max(self.form["girth"])
        with ink.moved(hx, hy, turn=math.atan2(sy - hy, sx - hx)):
            dome = smooth([(-deep * 1.05, deep * 0.5), (-deep * 0.9, -deep * 0.4), (span * 0.15, -deep * 1.25), (span * 0.6, -deep * 1.3), (span + deep * 0.7, -deep * 0.45), (span + deep * 0.9, deep * 0.45), (span * 0.5, deep * 0.62)])  # fmt: skip  # noqa: E501
            top, low = self.tones.of("shell", 1.0), self.tones.of("shell", 0.15)
            ink.fill(dome, Linear(0, -deep * 1.3, 0, deep * 0.6, [(0, top, 1), (1, low, 1)]))
            dark = self.tones.of("ridge", 0.3)
            with ink.clipped(dome):
                for k in range(5):
                    x = -deep * 0.5 + k * (span + deep) / 4.4
                    for j, y in enumerate((-deep * 0.85, -deep * 0.2)):
                        cx, r = x + (j % 2) * deep * 0.4, deep * 0.52
                        cell = [
                            (cx + r * math.cos(a), y + r * 0.8 * math.sin(a)) for a in np.linspace(0.5, 6.78, 7)[:-1]
                        ]
                        ink.stroke(polygon(cell), deep * 0.07, dark, 0.75)
                rim = [(-deep * 1.2, deep * 0.2), (span * 0.5, deep * 0.34), (span + deep, deep * 0.2), (span + deep, deep), (-deep * 1.2, deep)]  # fmt: skip  # noqa: E501
                ink.fill(polygon(rim), self.tones.of("light", 0.6), 0.55)

    def _quills(self, ink: Ink) -> None:
        """A coat of spines over the back, dark at the root and pale at the tip."""
        (hx, hy), (sx, sy) = self.hip, self.shoulder
        span, deep = math.hypot(sx - hx, sy - hy), max(self.form["girth"])
        rng = np.random.default_rng(8)
        with ink.moved(hx, hy, turn=math.atan2(sy - hy, sx - hx)):
            dome = smooth([(-deep * 0.95, deep * 0.55), (-deep * 0.85, -deep * 0.3), (span * 0.2, -deep * 1.15), (span * 0.75, -deep * 1.1), (span + deep * 0.55, -deep * 0.3), (span + deep * 0.1, deep * 0.35), (span * 0.4, deep * 0.6)])  # fmt: skip  # noqa: E501
            ink.fill(dome, Linear(0, -deep, 0, deep * 0.6, [(0, self.tones.of("dark", 1.0), 1), (1, self.tones.of("dark", 0.2), 1)]))  # fmt: skip  # noqa: E501
            for layer, tone in enumerate(("dark", "ridge")):
                n = 74
                a = -math.pi * rng.random(n) + 0.15
                r = np.sqrt(rng.random(n)) if layer else np.full(n, 0.98)
                x = span * 0.42 + np.cos(a) * r * (span * 0.5 + deep * 0.85)
                y = deep * 0.1 + np.sin(a) * r * deep * 1.2
                lean = -0.5 + 0.5 * np.cos(a)
                long = deep * (0.34 + 0.12 * rng.random(n))
                tip = np.stack([x + np.sin(lean - 0.25) * long, y - np.cos(lean) * long], 1)
                spines = np.stack([np.stack([x - 1.3, y], 1), tip, np.stack([x + 1.3, y], 1)], 1)
                ink.fill(polygons(spines), self.tones.of(tone, 0.8))

    def _brow(self, ink: Ink, m: float, d: float) -> None:
        """Horns, frills and patches of a face, in the head's own frame (radius 1)."""
        form, light = self.form, self.light
        ivory, shaded = light.shade("#efe3c4", 0.95), light.shade("#b59a6a", 0.5)
        kind = form.get("brow")
        if kind == "unicorn":
            ink.fill(
                ribbon([(0.28, -0.7), (0.62, -1.6), (0.98, -2.6)], [0.19, 0.12, 0.01]), light.shade("#f0cf6a", 1.0)
            )
            for k in range(4):
                x, y = 0.36 + 0.14 * k, -0.96 - 0.38 * k
                ink.stroke(polygon([(x - 0.14, y - 0.02), (x + 0.16, y - 0.12)], closed=False), 0.05, shaded)
        elif kind == "rhino":
            ink.fill(ribbon([(0.75 + m * 0.75, -d * 0.5), (0.98 + m * 0.85, -d - 0.5), (1.0 + m * 0.72, -d - 1.2)], [0.3, 0.2, 0.02]), ivory)  # fmt: skip  # noqa: E501
            ink.fill(ribbon([(0.66 + m * 0.35, -d * 0.6), (0.76 + m * 0.36, -d - 0.5)], [0.2, 0.03]), shaded)
        elif kind == "dragon":
            for shift, tone in ((0.22, shaded), (0.0, ivory)):
                horn = [(-0.25 + shift, -0.7), (-0.9 + shift, -1.15), (-1.7 + shift, -1.2), (-2.2 + shift, -1.75)]
                ink.fill(ribbon(horn, [0.22, 0.17, 0.1, 0.01]), tone)
            ink.fill(ribbon([(0.86 + m * 0.8, -d * 0.4), (0.9 + m * 0.72, -d * 0.5 - 0.34)], [0.1, 0.01]), shaded)
        elif kind == "tusks":
            ink.fill(ribbon([(0.5, 0.5), (0.8, 1.5), (1.7, 1.9), (2.3, 1.3)], [0.2, 0.17, 0.12, 0.02]), ivory)
        elif kind == "goat":
            for shift, tone in ((0.24, shaded), (0.0, ivory)):
                horn = [(-0.05 + shift, -0.7), (-0.3 + shift, -1.6), (-1.0 + shift, -2.1)]
                ink.fill(ribbon(horn, [0.2, 0.15, 0.02]), tone)
            ink.fill(
                ribbon([(0.66 + m * 0.5, d * 0.8), (0.6 + m * 0.5, d + 0.9)], [0.2, 0.03]), self.tones.of("light", 0.7)
            )

    def _frill(self, ink: Ink) -> None:
        """The collar of a horned dinosaur, behind its head, and the long horns before it."""
        x, y = -0.55, -0.35
        fan = smooth([(0.2, 1.0), (-0.9, 1.15), (-1.75, 0.2), (-1.75, -1.0), (-0.9, -1.8), (0.1, -1.3)])
        ink.fill(
            fan, Linear(-1.7, 0, 0.2, 0, [(0, self.tones.of("ridge", 0.9), 1), (1, self.tones.of("main", 0.3), 1)])
        )
        studs = [(x - 1.2 * math.cos(a), y + 1.35 * math.sin(a)) for a in np.linspace(-1.2, 1.2, 7)]
        ink.fill(ellipses(studs, np.full(7, 0.14)), self.tones.of("light", 0.8))
        for dx, tone in ((0.28, "#b59a6a"), (0.0, "#efe3c4")):
            ink.fill(ribbon([(0.1 + dx, -0.6), (0.7 + dx, -1.3), (1.7 + dx, -1.75)], [0.2, 0.14, 0.01]), self.light.shade(tone, 0.9))  # fmt: skip  # noqa: E501

    def _marks(self, ink: Ink, m: float, d: float) -> None:
        """Patches of colour on the face, inside its outline."""
        kind = self.form.get("marks")
        if kind == "ape":
            ink.fill(ellipse(0.62, 0.12, 0.72 + m * 0.4, 0.78), self.tones.of("face", 0.8))
        elif kind == "mask":
            ink.fill(ellipse(0.35, -0.14, 0.62, 0.28, 0.25), self.tones.of("dark", 0.3))
            ink.fill(ellipse(0.2, -0.5, 0.5, 0.12, 0.3), self.tones.of("light", 0.9), 0.9)
        elif kind in ("points", "muzzle", "pug"):
            pale = kind == "muzzle" and sum(self.tones.of("main", 0.6)) < 240
            ink.fill(ellipse(0.75 + m * 0.5, 0.2, 0.42 + m * 0.6, 0.6), self.tones.of("light" if pale else "dark", 0.5), 0.8 if self.form["bib"] < 0.9 else 0.2)  # fmt: skip  # noqa: E501
        elif kind == "husky":
            ink.fill(smooth([(0.2, -0.3), (0.7, -0.5), (1.2 + m, -0.1), (1.2 + m, 1), (-0.3, 1), (-0.2, 0.2)]), self.tones.of("light", 0.9))  # fmt: skip  # noqa: E501
        elif kind == "blaze":
            ink.fill(ellipse(0.6 + m * 0.5, -d * 0.5, 0.7 + m * 0.4, 0.13, 0.3), self.tones.of("light", 0.95))

    def _flame(self, ink: Ink, m: float) -> None:
        """Fire from an open mouth, in the head's own frame."""
        for k, (tone, size) in enumerate((("#ff7a1e", 1.0), ("#ffb52e", 0.72), ("#fff0b0", 0.42))):
            w = 0.14 * math.sin(self.t * 17 + k)
            x, long = 0.9 + m, 4.6 * size
            puff = [(x - 0.1, 0.3), (x + long * 0.35, 0.25 - size * (0.55 + w)), (x + long * 0.75, 0.5 - size * (0.8 - w)), (x + long * (1 + w), 0.75), (x + long * 0.7, 1.0 + size * (0.6 + w)), (x + long * 0.3, 0.75 + size * 0.3)]  # fmt: skip  # noqa: E501
            ink.fill(smooth(puff), tone, 0.9)
        ink.glow(2.8 + m, 0.6, 3.6, (255, 150, 60), 0.55)

    def _rings(self, ink: Ink, points: list[Point], width: float, path: Path) -> None:
        """Bands around a tail."""
        with ink.clipped(path):
            for i in range(3, len(points) - 1, 2):
                x, y = points[i]
                ink.fill(rect(x - width * 0.3, y - width * 2, width * 0.6, width * 4), self.tones.of("dark", 0.3))
