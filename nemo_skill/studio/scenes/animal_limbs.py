"""Limbs of four-legged animals: legs with their masses and paws, and tails."""

from __future__ import annotations

import math

import numpy as np

from nemo_skill.studio.scenes.animal_coats import BodyParts
from nemo_skill.studio.scenes.gait import Point, bend, foot, shank_lean
from nemo_skill.studio.scenes.ink import Ink, Linear, Path, ellipse, join, polygon, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import mix


class Limbs(BodyParts):
    """What of a pose bears and ends it."""

    def _leg(self, ink: Ink, index: int, *, far: bool, under: bool = False) -> None:
        """A leg; a near one is drawn twice, whole under the trunk and with a soft upper end over it, so that no seam
        shows where it joins."""
        hind = index < 2
        joint = self.hip if hind else self.shoulder
        leg = self.form["leg"][0 if hind else 1]
        reach = self.animal._reach(hind)
        foot_at, lean = self._stance(index, hind, joint, leg, reach, far)
        lowest = leg * (0.33 if hind else 0.22)
        hock = (foot_at[0] + math.sin(lean) * lowest, foot_at[1] - math.cos(lean) * lowest)
        if hind:
            start = (joint[0] - 2, joint[1] + 2)
            upper, lower = leg * 0.39, leg * 0.41
            knee = bend(start, hock, upper, lower, -1)
            knee = (knee[0], max(knee[1], start[1] - 2))
        else:
            start = (joint[0] + 3, joint[1] + 8)
            upper, lower = leg * 0.37, leg * 0.39
            knee = bend(start, hock, upper, lower, 1)
        self._draw_leg(ink, (start, knee, hock, foot_at), lean, hind=hind, far=far, under=under)

    def _stance(self, index: int, hind: bool, joint: Point, leg: float, reach: float, far: bool) -> tuple[Point, float]:
        """Where a foot is, and how its lowest bone leans."""
        if "rise" in self.form:
            if not hind:
                sway = 0.05 * math.sin(2 * math.pi * self.phase + index) if self.gait.reach else 0.0
                dx, dy = self.form["arms"]
                return (joint[0] + (dx + sway) * leg + (3 if far else -3), joint[1] + dy * leg), 0.5
            if self.gait.reach == 0:
                return (joint[0] + (10 if far else -4), -2.5), -0.12
        elif self.gait.reach == 0:
            p, span = self.posture, 2 * self.animal.half
            x, y = p.feet[2 * index] * span, -p.feet[2 * index + 1] * leg
            if not hind and p.hands:
                r, (m, d) = self.form["head"], self.form["muzzle"]
                x += (self.neck_end[0] + r * (0.95 + 0.8 * m) + (3 if far else -3) - x) * p.hands
                y += (self.neck_end[1] + r * (0.75 + d) - y) * p.hands
            return (x, y - 2.5), p.shank[0 if hind else 1]
        phase = self.phase + self.gait.falls[index]
        x, high, _ = foot(self.gait, phase)
        base = (-self.animal.half if hind else self.animal.half) - (4.0 if hind else -2.0)
        if "rise" in self.form:
            base = joint[0] + 6.0
        lifted = -high * self.gait.lift * leg * (0.66 if hind else 0.86) - 2.5
        return (base + x * reach + (joint[0] - base) * 0.15, lifted), shank_lean(self.gait, phase, hind=hind)

    def _draw_leg(
        self, ink: Ink, joints: tuple[Point, Point, Point, Point], lean: float, *, hind: bool, far: bool, under: bool
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
        over = not far and not under
        soft = min(0.3, sock - 0.14)
        stops = [(0, main, 0.0 if over else 1.0), (soft * 0.5, main, 0.25 if over else 1.0), (soft, main, 1)]
        ink.fill(path, Linear(0, top, 0, bottom, [*stops, (sock - 0.10, mix(main, legs, 0.15), 1), (sock + 0.12, legs, 1), (1, legs, 1)]))  # fmt: skip  # noqa: E501
        if under:
            return
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
        if self.form.get("material") == "robot":
            for (x, y), r in ((knee, knee_w * 0.95), (hock, low_w * 1.3)):
                ink.fill(ellipse(x, y, r), self.tones.of("dark", 0.6))
                ink.fill(ellipse(x, y, r * 0.55), self.tones.of("light", 0.1 + 0.8 * dim))
        if not far:
            self._rim_leg(ink, path)
            self._stripe_leg(ink, path, [mid1, knee, mid2], top_w)

    def _stripe_leg(self, ink: Ink, path: Path, along: list[Point], wide: float) -> None:
        """Bands across a leg, for those with stripes."""
        if self.form.get("pattern") not in ("stripes", "tabby"):
            return
        soft = 0.8 if self.form["pattern"] == "stripes" else 0.4
        with ink.clipped(path):
            for k, (x, y) in enumerate((along[0], along[1], along[2])):
                for side in (-1, 1):
                    band = [(x + side * wide * 1.3, y - 3 + 4 * side), (x + side * wide * 0.1, y + 1), (x + side * wide * 1.3, y + 2 + 4 * side)]  # fmt: skip  # noqa: E501
                    ink.fill(smooth(band), self.tones.of("dark", 0.3), soft * (1 - 0.2 * k))

    def _rim_leg(self, ink: Ink, path: Path) -> None:
        shift = np.array([-1.0 * self.side, 0.5], np.float32)
        power = float(np.clip(self.light.key.max(), 0.1, 0.8))
        with ink.clipped(path):
            y = max(self.hip[1], self.shoulder[1]) + self.form["girth"][1] * 0.55
            fade = Linear(0, y - 12, 0, y + 14, [(0, self.light.rim, 0.0), (1, self.light.rim, 0.45 * power)])
            ink.fill(join([rect(-400, -500, 900, 900), Path(path.commands, path.points + shift)]), fade, even_odd=True)

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
