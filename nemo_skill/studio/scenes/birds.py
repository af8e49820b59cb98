"""Things that fly by wings: eagles and other soaring birds, flocks, butterflies, a dragon."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.ink import Ink, Linear, Path, ellipse, join, polygon, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.world import World

_COATS = {
    "eagle": ("#4a3020", "#6d4a30", "#f3ece0", "#e8b23c"), "bird": ("#dfe6ec", "#aab7c2", "#ffffff", "#f0a23c"),
    "dragon": ("#3d5a3c", "#6d8a4a", "#2c4030", "#d9a441"),
}  # fmt: skip


def wing(root: tuple[float, float], span: float, chord: float, lift: float, fold: float, *, fingers: int = 6) -> tuple[Path, Path]:
    """A wing seen a little from behind: arm, hand and spread primaries; ``lift`` raises it (radians)."""
    x, y = root
    elbow = (x - chord * 0.05 + span * 0.10 * fold, y - math.sin(lift) * span * 0.42 - span * 0.03)
    wrist = (x + chord * 0.22, y - math.sin(lift * 1.15) * span * 0.66)
    tip_base = (wrist[0] - chord * 0.15, wrist[1] - math.sin(lift * 0.75 + fold) * span * 0.34)
    lead = [(x + chord * 0.42, y), (elbow[0] + chord * 0.48, elbow[1]), (wrist[0] + chord * 0.28, wrist[1])]
    tips = []
    for i in range(fingers):
        u = i / max(1, fingers - 1)
        reach = span * (0.40 - 0.12 * u)
        a = lift * 0.75 + 0.30 - 0.75 * u
        tips.append((wrist[0] - chord * (0.05 + 0.95 * u) - reach * 0.35, wrist[1] - math.sin(a) * reach - span * 0.05 * (1 - u)))
    outline: list[tuple[float, float]] = list(lead)
    for i, tip in enumerate(tips):
        outline.append(tip)
        if i < fingers - 1:
            nxt = tips[i + 1]
            notch = ((tip[0] + nxt[0]) / 2 + span * 0.055, (tip[1] + nxt[1]) / 2 + (wrist[1] - tip[1]) * 0.20)
            outline.append(notch)
    outline += [(elbow[0] - chord * 0.62, elbow[1] + chord * 0.14), (x - chord * 0.62, y + chord * 0.10)]
    coverts = [(x + chord * 0.36, y), (elbow[0] + chord * 0.42, elbow[1]), (wrist[0] + chord * 0.20, wrist[1] + 2), (tip_base[0], wrist[1] + (tip_base[1] - wrist[1]) * 0.2),
               (elbow[0] - chord * 0.16, elbow[1] + chord * 0.08), (x - chord * 0.2, y + chord * 0.06)]  # fmt: skip
    return smooth(outline), smooth(coverts)


class Soarer:
    """One large bird (or more) that soars through the frame, with a few wing beats between glides."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject) -> None:
        self._world, self._kind = world, subject.kind
        self._coat = list(_COATS.get(subject.kind, _COATS["bird"]))
        if subject.colour:
            self._coat[0], self._coat[1] = subject.colour, mix(subject.colour, (255, 255, 255), 0.25)  # type: ignore[call-overload]
        self._count = max(1, min(5, subject.count))
        self.speed = 0.0

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Fly an easy curve; the farther birds are smaller and paler."""
        world = self._world
        duration = world.plan.duration_s
        for i in range(self._count - 1, -1, -1):
            u = t / max(4.0, duration)
            size = min(1.55, max(0.9, world.w / 1250)) * (1.0 if i == 0 else 0.55 - 0.06 * i)
            x = world.w * (0.40 + 0.18 * u + (0.20 * ((i % 3) - 1) if i else 0))
            y = world.h * (0.40 - 0.07 * u + (0.08 * i if i else 0)) + 22 * math.sin(t * 0.9 + i * 2)
            bank = 0.10 * math.sin(t * 0.7 + i) - 0.05
            with ink.moved(x, y, scale=size, turn=bank):
                self._bird(ink, light, t + i * 1.37)

    def _bird(self, ink: Ink, light: Light, t: float) -> None:
        dragon = self._kind == "dragon"
        cycle = t % 3.4
        beating = 0.5 + 0.5 * math.tanh((math.sin(2 * math.pi * cycle / 3.4) - 0.05) * 5)
        flap = math.sin(2 * math.pi * t * (1.25 if not dragon else 0.9))
        lift = 0.30 + beating * (0.62 * flap) + (1 - beating) * 0.06 * math.sin(t * 1.8)
        fold = 0.45 * beating * max(0.0, -math.cos(2 * math.pi * t * 1.25))
        dark, lit, head, beak = self._coat
        rise = -14 * beating * flap
        with ink.moved(0, rise):
            far, far_c = wing((14, -8), 250, 84, lift * 0.92 + 0.10, fold)
            ink.fill(far, light.shade(dark, 0.18))
            ink.fill(far_c, light.shade(lit, 0.22))
            if dragon:
                tail = [(-60, 6), (-150, 22), (-230, 6 + 20 * math.sin(t * 2)), (-310, 24 + 34 * math.sin(t * 2 - 0.8))]
                ink.fill(ribbon(tail, [24, 15, 8, 2]), light.shade(dark, 0.5))
            else:
                fan = smooth([(-66, -4), (-150, -24), (-168, -8), (-172, 8), (-164, 22), (-70, 14)])
                ink.fill(fan, Linear(0, -24, 0, 22, [(0, light.shade(head if self._kind == "eagle" else lit, 0.8), 1), (1, light.shade(dark, 0.2), 1)]))
            body = ribbon([(-92, 6), (-44, 6), (8, 4), (58, -4), (92, -12)], [8, 25, 31, 24, 13])
            ink.fill(body, Linear(0, -26, 0, 36, [(0, light.shade(lit, 1.0), 1), (0.5, light.shade(dark, 0.5), 1), (1, light.shade(dark, 0.0), 1)]))
            crown = smooth([(66, -20), (92, -36), (122, -32), (138, -18), (132, -4), (104, 4), (72, 6)])
            ink.fill(crown, Linear(0, -36, 0, 6, [(0, light.shade(head, 1.0), 1), (1, light.shade(head, 0.25), 1)]))
            ink.fill(smooth([(130, -24), (150, -22), (166, -10), (164, 2), (154, -6), (132, -6)]), light.shade(beak, 0.85))
            ink.fill(ellipse(116, -20, 4.4), light.shade("#181014", 0.2))
            ink.fill(ellipse(117.4, -21.4, 1.4), (255, 250, 240))
            near, near_c = wing((6, 2), 300, 98, lift, fold, fingers=7)
            ink.fill(near, Linear(0, -math.sin(lift) * 300 - 20, 0, 20, [(0, light.shade(dark, 0.55), 1), (1, light.shade(dark, 0.9), 1)]))
            ink.fill(near_c, light.shade(lit, 0.95), 0.9)
            with ink.clipped(near):
                from nemo_skill.studio.scenes.ink import rect

                moved = Path(near.commands, near.points + np.array([-1.6, 3.0], np.float32))
                ink.fill(join([rect(-700, -700, 1400, 1400), moved]), light.rim, 0.7 * float(np.clip(light.key.max(), 0.15, 0.9)), even_odd=True)


class Flock:
    """Many birds far away, in a loose V, each beating in its own time."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject, *, small: float = 1.0) -> None:
        self._world = world
        self._count = max(5, min(26, subject.count * 2))
        rng = world.rng(520)
        self._seed = rng.random((self._count, 4))
        self._small = small
        self._colour: Any = subject.colour or ("#2c3140" if subject.word not in ("seagulls", "gulls", "doves", "cranes", "海鸥", "鸽子") else "#f2f2ee")

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """The whole flock drifts across the sky."""
        world = self._world
        paths = []
        for i, (a, b, c, d) in enumerate(self._seed):
            rank = (i + 1) // 2
            side = 1 if i % 2 else -1
            size = (15 + 13 * c) * self._small
            x = world.w * (0.30 + 0.07 * t) % (world.w * 1.5) - rank * 62 * self._small + 26 * math.sin(t * 0.6 + 9 * a)
            y = world.h * 0.27 + side * rank * 21 * self._small + 18 * math.sin(t * 0.8 + 7 * b) - rank * 6
            f = math.sin(2 * math.pi * (t * (1.7 + 0.5 * c) + d))
            up = size * (0.25 + 0.55 * f)
            paths.append(smooth([(x - size * 1.5, y - up * 0.9), (x - size * 0.75, y - up * 1.05 - size * 0.12), (x, y), (x + size * 0.75, y - up * 1.05 - size * 0.12),
                                 (x + size * 1.5, y - up * 0.9), (x + size * 0.7, y - up * 0.62), (x, y + size * 0.20), (x - size * 0.7, y - up * 0.62)]))  # fmt: skip
        ink.fill(join(paths), light.shade(self._colour, 0.35, 0.22), 0.95)


class Butterflies:
    """Butterflies that tumble over a meadow."""

    speed = 0.0
    _TONES = ("#f0902c", "#4f8fe0", "#f4d34a", "#d65a9c", "#8a5fd0")

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._count = max(1, min(9, subject.count))
        self._colour = subject.colour
        self._seed = world.rng(530).random((self._count, 5))

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Each flutters on a knot of its own; one is large and near."""
        world = self._world
        for i, (a, b, c, d, e) in enumerate(self._seed):
            near = i == 0
            size = 2.3 if near else 0.55 + 0.8 * c
            x = world.w * (0.5 if near else a) + world.w * 0.10 * math.sin(t * (0.5 + 0.4 * b) + 6 * d) + 18 * math.sin(t * 3.1 + 5 * e)
            y = world.h * ((0.46 if near else 0.30 + 0.4 * b) + 0.06 * math.sin(t * (0.9 + 0.3 * c) + 8 * e)) + 14 * math.sin(t * 4.3 + 3 * a)
            flap = abs(math.sin(2 * math.pi * t * (2.6 + 1.5 * d) + 7 * a)) ** 0.8
            tone: Any = self._colour or self._TONES[i % len(self._TONES)]
            with ink.moved(x, y, scale=size, turn=0.25 * math.sin(t * 1.3 + 4 * c) - 0.2):
                for s in (-1, 1):
                    k = s * (0.22 + 0.78 * flap)
                    upper = smooth([(0, -6), (k * 26, -52), (k * 62, -58), (k * 66, -22), (k * 30, 2), (0, 4)])
                    lower = smooth([(0, 2), (k * 30, 6), (k * 50, 22), (k * 40, 48), (k * 18, 44), (0, 12)])
                    ink.fill(lower, light.shade(mix(tone, "#30203a", 0.22), 0.7))
                    ink.fill(upper, Linear(0, -56, 0, 6, [(0, light.shade(mix(tone, "#1c1220", 0.55), 0.8), 1), (0.4, light.shade(tone, 1.0), 1), (1, light.shade(tone, 0.8), 1)]))
                    ink.stroke(upper, 2.4, light.shade("#20151f", 0.3))
                    ink.stroke(lower, 2.0, light.shade("#20151f", 0.3))
                    ink.fill(ellipse(k * 48, -36, 6 * abs(k) + 1, 6), light.shade("#fff6e0", 0.9), 0.85)
                ink.fill(ribbon([(0, -20), (0, 4), (0, 34)], [3.4, 4.2, 1.4]), light.shade("#241a20", 0.4))
                ink.stroke(smooth([(0, -18), (-7, -34), (-14, -40)], closed=False), 1.3, light.shade("#241a20", 0.4))
                ink.stroke(smooth([(0, -18), (7, -34), (14, -40)], closed=False), 1.3, light.shade("#241a20", 0.4))


__all__ = ["Butterflies", "Flock", "Soarer", "polygon", "wing"]
