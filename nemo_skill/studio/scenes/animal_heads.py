"""Heads of four-legged animals: skull, ears, mane, antlers, horns and trunk; and the fill with a sunlit edge."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nemo_skill.studio.scenes.animal_extras import Extras
from nemo_skill.studio.scenes.fur import mane
from nemo_skill.studio.scenes.gait import Gait, Point
from nemo_skill.studio.scenes.ink import Ink, Linear, Path, ellipse, ellipses, join, polygon, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.materials import overlay
from nemo_skill.studio.scenes.posture import Posture

if TYPE_CHECKING:
    from nemo_skill.studio.scenes.quadruped import Quadruped


@dataclass(frozen=True)
class Tones:
    """The coat under a light: each colour in shadow and in sun."""

    light: Light
    coat: dict[str, Any]

    def of(self, name: str, lit: float) -> Any:
        base = self.coat.get(name, self.coat["main"])
        shade = self.light.shade(base, lit)
        return mix(shade, base, self.coat["shine"] * (0.45 + 0.55 * lit)) if "shine" in self.coat else shade


class HeadParts(Extras):
    """What of a pose is drawn around the end of the neck."""

    animal: Quadruped
    kind: str
    form: dict[str, Any]
    gait: Gait
    light: Light
    tones: Tones
    phase: float
    t: float
    posture: Posture
    side: float
    shoulder: Point
    neck_end: Point

    def _head_frame(self) -> tuple[float, float, float, float]:
        r = self.form["head"]
        x, y = self.neck_end
        angle = self.form["neck"][1]
        tilt = math.radians(-6 if angle > 45 else 4) + 0.05 * math.sin(2 * math.pi * self.phase + 1.4) * (
            self.gait.reach > 0
        )
        tilt += math.radians(22) * min(1.0, max(0.0, (angle - 40) / 20)) * (self.form["muzzle"][0] > 1.4)
        return x + r * 0.25, y, r, tilt - math.radians(self.posture.nose)

    def _ear(self, ink: Ink, *, far: bool) -> None:
        x, y, r, tilt = self._head_frame()
        ears = self.form["ears"]
        kind, size = ears["kind"], ears["size"]
        flick = 0.05 * math.sin(self.t * 3.1 + far) + 0.12 * max(0.0, math.sin(self.t * 0.8 + 2 * far)) ** 12
        back = 0.30 if self.gait.flex >= 0.9 else 0.05
        with ink.moved(x, y, scale=r, turn=tilt):
            tone = self.tones.of("main", 0.25 if far else 0.8)
            inner = self.tones.of("ear", 0.35)
            dx = 0.28 if far else 0.0
            with ink.moved(-0.28 + dx, -0.62, turn=-(back + flick)):
                if kind == "point":
                    outer = smooth(
                        [(-0.48, 0.15), (-0.40, -0.45 * size), (-0.16, -0.98 * size), (0.24, -0.5 * size), (0.48, 0.1)]
                    )
                    ink.fill(outer, tone if not far else inner)
                    if not far:
                        ink.fill(
                            smooth(
                                [
                                    (-0.20, 0.02),
                                    (-0.18, -0.42 * size),
                                    (-0.08, -0.74 * size),
                                    (0.1, -0.4 * size),
                                    (0.2, 0.02),
                                ]
                            ),
                            inner,
                            0.85,
                        )
                        tip = smooth(
                            [(-0.28, -0.62 * size), (-0.1, -1.0 * size), (0.08, -0.68 * size), (-0.1, -0.6 * size)]
                        )
                        if self.form.get("tips"):
                            ink.fill(tip, self.tones.of("dark", 0.4))
                elif kind == "round":
                    ink.fill(ellipse(0, -0.15, size * 0.62, size * 0.62), tone)
                    ink.fill(ellipse(0.03, -0.12, size * 0.38, size * 0.38), inner, 0.8)
                elif kind == "long":
                    with ink.moved(turn=-0.45):
                        ink.fill(
                            smooth([(-0.24, 0.1), (-0.3, -0.6 * size), (0, -size), (0.24, -0.6 * size), (0.2, 0.1)]),
                            tone,
                        )
                        ink.fill(
                            smooth([(-0.1, 0), (-0.14, -0.6 * size), (0, -size * 0.86), (0.11, -0.6 * size), (0.1, 0)]),
                            inner,
                            0.8,
                        )
                elif kind == "leaf":
                    with ink.moved(turn=-0.95):
                        ink.fill(
                            smooth([(-0.22, 0.1), (-0.3, -0.5 * size), (0, -size), (0.22, -0.45 * size), (0.2, 0.1)]),
                            tone,
                        )
                        ink.fill(
                            smooth([(-0.08, 0), (-0.12, -0.5 * size), (0, -size * 0.8), (0.1, -0.4 * size), (0.08, 0)]),
                            inner,
                            0.7,
                        )
                elif kind == "flop" and not far:
                    swing = 0.25 * math.sin(2 * math.pi * self.phase + 2.2) if self.gait.flex >= 0.9 else 0.05
                    with ink.moved(0.02, 0.12, turn=swing):
                        ink.fill(
                            smooth(
                                [
                                    (-0.30, -0.12),
                                    (0.22, -0.16),
                                    (0.26, 0.5 * size),
                                    (0.0, 0.95 * size),
                                    (-0.32, 0.55 * size),
                                ]
                            ),
                            inner,
                        )
                elif kind == "fan" and not far:
                    flap = 1 + 0.10 * math.sin(self.t * 1.9)
                    ear = smooth(
                        [
                            (0.1, -0.1),
                            (-0.3 * flap, -0.35),
                            (-0.95 * flap, -0.15),
                            (-1.1 * flap, 0.6),
                            (-0.75 * flap, 1.35),
                            (-0.25, 1.25),
                            (0.1, 0.6),
                        ]
                    )
                    ink.fill(
                        ear,
                        Linear(0, -0.4, 0, 1.4, [(0, self.tones.of("ear", 0.9), 1), (1, self.tones.of("ear", 0.1), 1)]),
                    )
                    ink.stroke(ear, 0.035, self.tones.of("dark", 0.3), 0.5)

    def _head(self, ink: Ink) -> None:
        form, tones = self.form, self.tones
        x, y, r, tilt = self._head_frame()
        m, d = form["muzzle"]
        if form.get("ruff"):
            mane(ink, self.tones, x - r * 0.62, y + r * 0.28, r, self.t, wild=self.gait.flex)
        if form.get("mane"):
            self._mane(ink, x, y, r)
        coat = "face" if "face" in self.animal.coat else "main"
        with ink.moved(x, y, scale=r, turn=tilt):
            if form.get("antlers"):
                self._antlers(ink)
            if form.get("frill"):
                self._frill(ink)
            if form.get("horns") or form.get("ossicones"):
                self._horns(ink, tall=bool(form.get("ossicones")))
            b = min(1.0, max(0.0, (d - 0.36) / 0.14))
            jaw = self.posture.jaw
            if jaw > 0.02:
                self._mouth(ink, jaw, m, d)
            skull = smooth(
                [
                    (-0.95, 0.05),
                    (-0.72, -0.62),
                    (-0.12, -0.92),
                    (0.45, -0.70),
                    (0.80, -0.36 - 0.10 * b),
                    (0.9 + m * 0.45, -d * (0.55 + 0.22 * b)),
                    (0.9 + m * 0.84, -d * (0.5 + 0.28 * b) + 0.04),
                    (0.92 + m, -d * 0.3 * b + 0.06 * (1 - b)),
                    (0.91 + m * 0.99, (d * 0.50 * b + 0.12 * (1 - b)) * (1 - 0.5 * jaw)),
                    (0.84 + m * 0.88, (d * (0.62 + 0.36 * b) + 0.08) * (1 - 0.7 * jaw)),
                    (0.8 + m * 0.4, (d * (0.85 + 0.2 * b) + 0.14) * (1 - 0.6 * jaw)),
                    (0.45, 0.72),
                    (-0.1, 0.86),
                    (-0.7, 0.66),
                ]
            )
            shade = Linear(
                0,
                -0.95,
                0,
                0.9,
                [(0, tones.of(coat, 1.0), 1), (0.55, tones.of(coat, 0.62), 1), (1, tones.of(coat, 0.15), 1)],
            )
            self._rimmed(ink, skull, shade, tones.of(coat, 1.0), scale=0.85 / r)
            with ink.clipped(skull):
                overlay(ink, self.light, form, (-1.0, -1.0, 2.0 + m, 2.0), 4)
                self._marks(ink, m, d)
                if form["bib"] > 0.3:
                    pale = tones.of("light", 0.62)
                    ink.fill(
                        smooth(
                            [
                                (1.1 + m, d * 0.05),
                                (0.9 + m * 0.45, -d * 0.06),
                                (0.62, 0.08),
                                (0.2, 0.30),
                                (-0.35, 0.38),
                                (-0.8, 0.95),
                                (0.4, 1.2),
                                (1.3 + m, 0.9),
                            ]
                        ),
                        pale,
                    )
                if form.get("snout"):
                    ink.fill(
                        ellipse(0.9 + m * 0.75, 0.12, m * 0.62, d * 0.95),
                        tones.of(form["snout"], 0.5),
                        0.6,
                    )
                if form.get("pattern") in ("stripes", "tabby"):
                    for k in range(3):
                        ink.fill(
                            ellipse(-0.05 - 0.26 * k, -0.62 + 0.06 * k, 0.055, 0.28, 0.3), tones.of("dark", 0.4), 0.8
                        )
            if form.get("pattern") == "spots" and not form.get("snout"):
                spots = [(-0.62, -0.2), (-0.4, -0.5), (-0.2, -0.74), (0.06, -0.6), (-0.14, -0.4), (-0.42, -0.14), (-0.66, 0.12), (-0.12, 0.1), (-0.36, 0.26), (0.3, -0.66), (0.06, 0.36)]  # fmt: skip  # noqa: E501
                ink.fill(ellipses(spots, np.full((len(spots), 2), (0.085, 0.07))), tones.of("dark", 0.4), 0.85)
            dark = self.light.shade("#1a1216", 0.2)
            if form.get("pattern") == "panda":
                ink.fill(ellipse(0.38, -0.16, 0.30, 0.38, 0.5), tones.of("dark", 0.4))
            if form.get("nose") == "slits":
                ink.fill(ellipse(0.90 + m * 0.9, -d * 0.2, 0.05, 0.035), dark)
            elif form.get("nose") == "small":
                pink = self.light.shade(self.animal.coat.get("nose", "#c4716c"), 0.7)
                ink.fill(ellipse(0.88 + m * 0.97, -d * (0.2 + 0.2 * b), 0.11, 0.085), pink)
            elif form.get("hoof") and not form.get("trunk"):
                ink.fill(ellipse(0.84 + m * 0.95, -d * 0.10, 0.10, 0.075, 0.5), dark)
            elif not form.get("trunk"):
                ink.fill(
                    ellipse(0.90 + m * 0.97, -d * (0.22 + 0.26 * b) + 0.02, 0.17 + 0.03 * b, 0.14 + 0.04 * b), dark
                )
            blink = 0.12 if 2.0 < (self.t % 3.7) < 2.12 else 1.0
            ex, ey = (0.3, -0.66) if form.get("eyes") == "top" else (0.42, -0.24)
            if form.get("eyes") == "top":
                ink.fill(ellipse(ex, ey, 0.36), tones.of(coat, 0.9))
            blink *= self.posture.eye
            if blink < 0.3:
                lid = [(ex - 0.17, ey - 0.03), (ex, ey + 0.09), (ex + 0.17, ey - 0.01)]
                ink.stroke(smooth(lid, closed=False), 0.06, dark)
            else:
                iris = form.get("iris")
                if iris:
                    ink.fill(ellipse(ex, ey, 0.2, 0.2 * blink, 0.2), self.light.shade(iris, 0.9))
                ink.fill(ellipse(ex, ey, 0.09 if iris else 0.145, (0.17 if iris else 0.15) * blink, 0.2), dark)
                ink.fill(ellipse(ex + 0.05, ey - 0.05, 0.045, 0.045 * blink), (255, 250, 240), 0.9)
            if form.get("lips"):
                self._droop(ink, m, d)
            if jaw < 0.15:
                lips = [(0.92 + m * 0.9, d * 0.30), (0.9 + m * 0.45, d * 0.52 + 0.06), (0.72, d * 0.5 + 0.1)]
                ink.stroke(smooth(lips, closed=False), 0.04, dark, 0.6)
            if form.get("trunk"):
                self._trunk(ink)
            if form.get("brow"):
                self._brow(ink, m, d)
            if form.get("fire") and jaw > 0.4:
                self._flame(ink, m)
            if form.get("whiskers"):
                pale = self.light.shade("#fff8ee", 0.8)
                for k in range(3):
                    hair = [(0.74 + m * 0.6, 0.18 + 0.05 * k), (0.55 + m * 0.5, 0.34 + 0.2 * k), (0.2, 0.2 + 0.3 * k)]
                    ink.stroke(smooth(hair, closed=False), 0.03, pale, 0.8)
        self._ear(ink, far=False)

    def _droop(self, ink: Ink, m: float, d: float) -> None:
        """Soft lips that hang over, a heavy lid with its lashes."""
        lip = [(0.6 + m * 0.8, -d * 0.1), (0.92 + m, -d * 0.3), (1.08 + m, d * 0.4), (0.98 + m, d * 1.15), (0.84 + m * 0.86, d * 1.2)]  # fmt: skip  # noqa: E501
        ink.fill(smooth(lip), self.tones.of("light", 0.55), 0.9)
        under = [(0.5 + m * 0.7, d * 1.0), (0.86 + m * 0.84, d * 1.0), (0.9 + m * 0.84, d * 1.5), (0.5 + m * 0.78, d * 1.45)]  # fmt: skip  # noqa: E501
        ink.fill(smooth(under), self.tones.of("main", 0.3))
        dark = self.tones.of("dark", 0.2)
        ink.stroke(smooth([(0.92 + m * 0.92, -d * 0.24), (0.98 + m * 0.94, 0.02)], closed=False), 0.06, dark)
        ink.fill(smooth([(0.22, -0.28), (0.4, -0.46), (0.62, -0.3), (0.42, -0.26)]), self.tones.of("main", 0.7))
        lashes = [polygon([(0.36 + 0.09 * k, -0.26), (0.46 + 0.12 * k, -0.18 + 0.04 * k)], closed=False) for k in range(3)]  # fmt: skip  # noqa: E501
        ink.stroke(join(lashes), 0.05, dark)

    def _mouth(self, ink: Ink, jaw: float, m: float, d: float) -> None:
        """The lower jaw, turned about its hinge, and what is seen between the jaws."""
        long, turn = 0.46 + m * 0.92, 0.72 * jaw
        c, s = math.cos(turn), math.sin(turn)
        hinge = (0.4, 0.3 + 0.3 * d)
        tip = (hinge[0] + c * long, hinge[1] + s * long)
        inside = [(0.3, 0.1), (0.92 + m * 0.92, 0.0), tip, (hinge[0], hinge[1] + 0.1)]
        ink.fill(polygon(inside), self.light.shade("#5a1c22", 0.5))
        teeth = self.light.shade("#fbf6ea", 0.9)
        with ink.moved(*hinge, turn=turn):
            ink.fill(ellipse(long * 0.5, -0.02, long * 0.46, 0.10 + 0.06 * d), self.light.shade("#d9707a", 0.7))
            under = [(-0.3, -0.12), (long * 0.5, 0.03), (long, -0.05), (long * 1.05, 0.1), (long * 0.7, 0.24 + 0.2 * d), (-0.1, 0.36)]  # fmt: skip  # noqa: E501
            ink.fill(smooth(under), self.tones.of("light" if self.form["bib"] > 0.3 else "main", 0.45))
            if not self.form.get("hoof"):
                ink.fill(polygon([(long * 0.82, 0.0), (long * 0.92, -0.2), (long * 0.98, 0.0)]), teeth)
        if not self.form.get("hoof"):
            x = 0.84 + m * 0.82
            ink.fill(polygon([(x, d * 0.1), (x + 0.06, d * 0.2 + 0.24), (x + 0.16, d * 0.1)]), teeth)

    def _mane(self, ink: Ink, x: float, y: float, r: float) -> None:
        (sx, sy), (nx, ny) = self.shoulder, self.neck_end
        rng = np.random.default_rng(4)
        for layer in range(2):
            for i in range(12):
                u = i / 11
                bx = sx - 6 + (nx - sx - 2) * u
                by = sy - self.form["girth"][2] * 0.75 + (ny - r * 0.7 - sy + self.form["girth"][2] * 0.75) * u
                wave = math.sin(2 * math.pi * self.phase - u * 3 + layer) * 5 * (1 + self.gait.flex)
                length = 22 + 9 * rng.random()
                tip = (
                    bx - length * (0.75 + 0.25 * self.gait.flex) + wave * 0.5,
                    by + length * (0.65 - 0.35 * self.gait.flex) + wave,
                )
                ink.fill(
                    ribbon([(bx + 3, by + 3), ((bx + tip[0]) / 2, (by + tip[1]) / 2 - 5), tip], [5.5, 4.6, 0.8]),
                    self.tones.of("tip", 0.25 + 0.5 * layer),
                )

    def _antlers(self, ink: Ink) -> None:
        for shift, lit in ((0.22, 0.25), (0.0, 0.8)):
            colour = self.light.shade("#8a6a48", lit)
            beam = [(-0.2 + shift, -0.8), (-0.75 + shift, -1.9), (-0.95 + shift, -3.0), (-0.35 + shift, -4.0)]
            ink.fill(ribbon(beam, [0.13, 0.12, 0.10, 0.03]), colour)
            for (bx, by), (tx, ty) in (
                ((-0.55, -1.5), (0.35, -2.2)),
                ((-0.88, -2.4), (0.05, -3.15)),
                ((-0.92, -3.0), (-1.5, -3.7)),
            ):
                ink.fill(
                    ribbon(
                        [(bx + shift, by), ((bx + tx) / 2 + shift + 0.1, (by + ty) / 2 + 0.06), (tx + shift, ty)],
                        [0.10, 0.08, 0.02],
                    ),
                    colour,
                )

    def _horns(self, ink: Ink, *, tall: bool) -> None:
        for shift, lit in ((0.25, 0.3), (0.0, 0.8)):
            colour = self.light.shade("#e2d3b4" if not tall else "#7a5230", lit)
            if tall:
                ink.stroke(polygon([(-0.1 + shift, -0.7), (-0.25 + shift, -1.5)], closed=False), 0.17, colour)
                ink.fill(ellipse(-0.26 + shift, -1.55, 0.16, 0.14), self.tones.of("dark", 0.3))
            else:
                ink.fill(
                    ribbon([(-0.1 + shift, -0.75), (-0.2 + shift, -1.3), (0.2 + shift, -1.65)], [0.15, 0.11, 0.03]),
                    colour,
                )

    def _spray(self, ink: Ink, at: Point) -> None:
        """Water thrown up and over the back, drop by drop."""
        rng = np.random.default_rng(12)
        n = 70
        age = (self.t * 0.9 + rng.random(n)) % 1.0
        vx, vy = -1.6 - 2.6 * rng.random(n), -3.4 - 1.8 * rng.random(n)
        drops = np.stack([at[0] + vx * age, at[1] + vy * age + 4.6 * age * age], 1)
        ink.fill(ellipses(drops, 0.05 + 0.11 * rng.random(n) * (1 - 0.5 * age)), self.light.shade("#cfeaff", 1.0), 0.85)

    def _trunk(self, ink: Ink) -> None:
        sway = math.sin(self.t * 1.3) * 0.16
        spine = [
            (0.55, -0.1),
            (1.02, 0.35),
            (1.15 + sway * 0.3, 1.1),
            (1.12 + sway, 1.85),
            (1.25 + sway * 1.8, 2.35),
            (1.5 + sway * 2.2, 2.5),
        ]
        if self.animal.act == "spray":
            spine = [(0.55, -0.1), (1.1, 0.25), (1.7, 0.1), (2.0, -0.6), (1.8 + sway, -1.3), (1.4 + sway, -1.75)]
            self._spray(ink, spine[-1])
        path = ribbon(spine, [0.52, 0.42, 0.32, 0.24, 0.19, 0.15])
        ink.fill(
            path, Linear(0, -0.3, 0, 2.6, [(0, self.tones.of("main", 0.75), 1), (1, self.tones.of("main", 0.25), 1)])
        )
        for k in range(5 if self.animal.act != "spray" else 0):
            y = 0.55 + k * 0.34
            ink.stroke(
                smooth([(0.86 + k * 0.02, y), (1.1, y + 0.07), (1.36 - k * 0.03, y)], closed=False),
                0.03,
                self.tones.of("dark", 0.2),
                0.4,
            )
        ink.fill(ribbon([(0.62, 0.55), (1.0, 1.0), (1.55, 1.02)], [0.12, 0.10, 0.03]), self.light.shade("#efe6d2", 0.8))

    def _rimmed(self, ink: Ink, path: Path, fill: Any, tone: Any, *, scale: float = 1.0) -> Path:
        """Fill a shape whose edge towards the sun shines: first in the rim's colour, then moved off that edge.

        Returns the moved path.
        """
        power = float(np.clip(self.light.key.max() * 1.15, 0.15, 0.95))
        shift = np.array([-2.4 * self.side, 3.9], np.float32) * (scale / max(1.2, self.animal.size))
        ink.fill(path, mix(tone, self.light.rim, 0.85 * power))
        inner = Path(path.commands, path.points + shift)
        ink.fill(inner, fill)
        return inner
