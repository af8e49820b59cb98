"""Things that fly by wings: eagles and other soaring birds, flocks, butterflies, a dragon."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.plan.model import Subject
from nemo_skill.studio.scenes.framing import hero_fit
from nemo_skill.studio.scenes.ink import Ink, Linear, Path, ellipse, join, polygon, rect, ribbon, smooth
from nemo_skill.studio.scenes.light import Light, mix
from nemo_skill.studio.scenes.world import World

_COATS = {
    "eagle": ("#4a3020", "#6d4a30", "#f3ece0", "#e8b23c"),
    "bird": ("#dfe6ec", "#aab7c2", "#ffffff", "#f0a23c"),
    "dragon": ("#3d5a3c", "#6d8a4a", "#2c4030", "#d9a441"),
}


def wing(span: float, side: float, reach: float, sweep: float, *, fingers: int = 7) -> tuple[Path, Path]:
    """A spread wing seen from above: its outline with separate primaries, and its coverts.

    ``side`` is -1 for the wing away from the viewer, ``reach`` (0-1) how far it is spread in the picture,
    ``sweep`` moves the tip back.
    """

    def at(x: float, out: float) -> tuple[float, float]:
        return x - sweep * (out / span) ** 2, side * reach * out

    lead = [at(46, 0), at(66, span * 0.20), at(70, span * 0.40), at(48, span * 0.56), at(40, span * 0.64)]
    feathers: list[tuple[float, float]] = []
    for i in range(fingers):
        u = i / (fingers - 1)
        tip_out = span * (0.66 + 0.34 * (1 - 0.62 * u**1.5))
        tip_x = 34 - 128 * u
        feathers += [at(tip_x + 8, tip_out - span * 0.015), at(tip_x - 4, tip_out)]
        if i < fingers - 1:
            feathers.append(at(tip_x - 6, tip_out - span * (0.17 - 0.05 * u)))
    trail = [at(-92, span * 0.46), at(-86, span * 0.28), at(-66, span * 0.10), at(-52, 0)]
    coverts = [
        at(44, 0),
        at(62, span * 0.20),
        at(65, span * 0.40),
        at(42, span * 0.58),
        at(2, span * 0.60),
        at(-24, span * 0.42),
        at(-30, span * 0.22),
        at(-26, 0),
    ]
    return smooth([*lead, *feathers, *trail]), smooth(coverts)


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
            size = hero_fit(world, 330.0, 620.0, 1.5) * (1.0 if i == 0 else 0.55 - 0.06 * i)
            x = world.w * (0.40 + 0.18 * u + (0.20 * ((i % 3) - 1) if i else 0))
            y = world.h * (0.40 - 0.07 * u + (0.08 * i if i else 0)) + 22 * math.sin(t * 0.9 + i * 2)
            bank = 0.10 * math.sin(t * 0.7 + i) - 0.05
            with ink.moved(x, y, scale=size, turn=bank):
                self._bird(ink, light, t + i * 1.37)

    def _bird(self, ink: Ink, light: Light, t: float) -> None:
        """Gliding with a few slow beats; seen a little from above, banked towards the viewer."""
        dragon = self._kind == "dragon"
        beating = 0.5 + 0.5 * math.tanh((math.sin(2 * math.pi * t / 3.8 - 0.6) - 0.25) * 5)
        flap = math.sin(2 * math.pi * t * (1.15 if not dragon else 0.8))
        glide = 0.05 * math.sin(t * 1.7)
        far_reach = 0.66 + glide - 0.30 * beating * flap
        near_reach = 0.80 - glide + 0.26 * beating * flap
        sweep = 26 + 60 * beating * max(0.0, flap)
        dark, lit, head, beak = self._coat
        span = 330.0 if not dragon else 380.0
        with ink.moved(0, -12 * beating * flap):
            self._wing(ink, light, span, -1.0, far_reach, sweep, lit=0.75)
            if dragon:
                tail = [(-50, 2), (-150, 14), (-230, 4 + 20 * math.sin(t * 2)), (-320, 16 + 34 * math.sin(t * 2 - 0.8))]
                ink.fill(ribbon(tail, [24, 15, 8, 2]), light.shade(dark, 0.6))
            else:
                fan = smooth(
                    [(-60, -15), (-120, -34), (-168, -40), (-182, -14), (-184, 12), (-172, 36), (-120, 32), (-60, 17)]
                )
                tone = head if self._kind == "eagle" else lit
                ink.fill(
                    fan,
                    Linear(
                        -60,
                        0,
                        -184,
                        0,
                        [
                            (0, light.shade(dark, 0.5), 1),
                            (0.35, light.shade(tone, 0.85), 1),
                            (1, light.shade(tone, 0.55), 1),
                        ],
                    ),
                )
                for k in range(-2, 3):
                    ink.stroke(
                        polygon([(-76, k * 3.5), (-172, k * 13.0)], closed=False), 1.6, light.shade(dark, 0.3), 0.45
                    )
            self._wing(ink, light, span, 1.0, near_reach, sweep, lit=0.45)
            body = ribbon([(-84, 0), (-40, 1), (10, 1), (58, -3), (88, -7)], [10, 25, 31, 25, 16])
            ink.fill(
                body,
                Linear(
                    0,
                    -31,
                    0,
                    32,
                    [(0, light.shade(lit, 1.0), 1), (0.5, light.shade(dark, 0.62), 1), (1, light.shade(dark, 0.05), 1)],
                ),
            )
            crown = smooth([(68, -20), (90, -29), (116, -27), (131, -17), (128, -5), (108, 6), (74, 12)])
            ink.fill(crown, Linear(0, -30, 0, 12, [(0, light.shade(head, 1.0), 1), (1, light.shade(head, 0.25), 1)]))
            ink.fill(
                smooth([(124, -20), (142, -20), (158, -10), (158, 1), (149, -3), (127, -4)]), light.shade(beak, 0.9)
            )
            ink.fill(ellipse(113, -15, 4.2), light.shade("#181014", 0.2))
            ink.fill(ellipse(114.4, -16.4, 1.4), (255, 250, 240))

    def _wing(
        self, ink: Ink, light: Light, span: float, side: float, reach: float, sweep: float, *, lit: float
    ) -> None:
        dark, pale = self._coat[0], self._coat[1]
        outline, coverts = wing(span, side, max(0.22, min(1.0, reach)), sweep)
        far_end = side * reach * span
        ink.fill(
            outline,
            Linear(
                0,
                0,
                0,
                far_end,
                [
                    (0, light.shade(dark, lit), 1),
                    (0.7, light.shade(dark, lit * 0.7), 1),
                    (1, light.shade(dark, lit * 0.35), 1),
                ],
            ),
        )
        with ink.clipped(outline):
            for k in range(9):
                out = span * (0.14 + 0.075 * k)
                ink.stroke(
                    polygon(
                        [
                            (18 - sweep * (out / span) ** 2, side * reach * out),
                            (-110, side * reach * (out + span * 0.03)),
                        ],
                        closed=False,
                    ),
                    1.5,
                    light.shade("#120c0a", 0.1),
                    0.35,
                )
            ink.fill(
                coverts,
                Linear(
                    60,
                    0,
                    -40,
                    0,
                    [(0, light.shade(pale, min(1.0, lit + 0.45)), 1), (1, light.shade(pale, lit * 0.7), 0.85)],
                ),
            )
            moved = Path(outline.commands, outline.points + np.array([-4.0, 1.5], np.float32))
            ink.fill(
                join([rect(-700, -700, 1400, 1400), moved]),
                light.rim,
                0.75 * float(np.clip(light.key.max(), 0.15, 0.9)),
                even_odd=True,
            )


class Flock:
    """Many birds far away, in a loose V, each beating in its own time."""

    speed = 0.0

    def __init__(self, world: World, subject: Subject, *, small: float = 1.0) -> None:
        self._world = world
        self._count = max(5, min(26, subject.count * 2))
        rng = world.rng(520)
        self._seed = rng.random((self._count, 4))
        self._small = small
        self._colour: Any = subject.colour or (
            "#2c3140" if subject.word not in ("seagulls", "gulls", "doves", "cranes", "海鸥", "鸽子") else "#f2f2ee"
        )

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
            paths.append(
                smooth(
                    [
                        (x - size * 1.5, y - up * 0.9),
                        (x - size * 0.75, y - up * 1.05 - size * 0.12),
                        (x, y),
                        (x + size * 0.75, y - up * 1.05 - size * 0.12),
                        (x + size * 1.5, y - up * 0.9),
                        (x + size * 0.7, y - up * 0.62),
                        (x, y + size * 0.20),
                        (x - size * 0.7, y - up * 0.62),
                    ]
                )
            )
        ink.fill(join(paths), light.shade(self._colour, 0.35, 0.22), 0.95)


class Butterflies:
    """Butterflies that tumble over a meadow."""

    speed = 0.0
    _TONES = ("#f0902c", "#4f8fe0", "#f4d34a", "#d65a9c", "#8a5fd0")

    def __init__(self, world: World, subject: Subject) -> None:
        self._world = world
        self._count = max(1, min(9, subject.count))
        self._colour = subject.colour
        self._alone = all(s.kind == "butterfly" for s in world.plan.subjects)
        self._seed = world.rng(530).random((self._count, 5))

    def draw(self, ink: Ink, light: Light, t: float) -> None:
        """Each flutters on a knot of its own; one is large and near."""
        world = self._world
        for i, (a, b, c, d, e) in enumerate(self._seed):
            near = i == 0
            size = (hero_fit(world, 140, 120, 0.1) * 0.9 if self._alone else 1.25) if near else 0.55 + 0.8 * c
            x = (
                world.w * (0.5 if near else a)
                + world.w * 0.10 * math.sin(t * (0.5 + 0.4 * b) + 6 * d)
                + 18 * math.sin(t * 3.1 + 5 * e)
            )
            y = world.h * (
                (0.46 if near else 0.30 + 0.4 * b) + 0.06 * math.sin(t * (0.9 + 0.3 * c) + 8 * e)
            ) + 14 * math.sin(t * 4.3 + 3 * a)
            flap = abs(math.sin(2 * math.pi * t * (2.6 + 1.5 * d) + 7 * a)) ** 0.8
            tone: Any = self._colour or self._TONES[i % len(self._TONES)]
            with ink.moved(x, y, scale=size, turn=0.25 * math.sin(t * 1.3 + 4 * c) - 0.2):
                for s in (-1, 1):
                    k = s * (0.22 + 0.78 * flap)
                    upper = smooth([(0, -6), (k * 26, -52), (k * 62, -58), (k * 66, -22), (k * 30, 2), (0, 4)])
                    lower = smooth([(0, 2), (k * 30, 6), (k * 50, 22), (k * 40, 48), (k * 18, 44), (0, 12)])
                    ink.fill(lower, light.shade(mix(tone, "#30203a", 0.22), 0.7))
                    ink.fill(
                        upper,
                        Linear(
                            0,
                            -56,
                            0,
                            6,
                            [
                                (0, light.shade(mix(tone, "#1c1220", 0.55), 0.8), 1),
                                (0.4, light.shade(tone, 1.0), 1),
                                (1, light.shade(tone, 0.8), 1),
                            ],
                        ),
                    )
                    ink.stroke(upper, 2.4, light.shade("#20151f", 0.3))
                    ink.stroke(lower, 2.0, light.shade("#20151f", 0.3))
                    ink.fill(ellipse(k * 48, -36, 6 * abs(k) + 1, 6), light.shade("#fff6e0", 0.9), 0.85)
                ink.fill(ribbon([(0, -20), (0, 4), (0, 34)], [3.4, 4.2, 1.4]), light.shade("#241a20", 0.4))
                ink.stroke(smooth([(0, -18), (-7, -34), (-14, -40)], closed=False), 1.3, light.shade("#241a20", 0.4))
                ink.stroke(smooth([(0, -18), (7, -34), (14, -40)], closed=False), 1.3, light.shade("#241a20", 0.4))
