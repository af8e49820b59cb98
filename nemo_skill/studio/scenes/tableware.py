"""Things to eat, drink and put on a table. Each stands with its foot at the origin, 300-420 units tall."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nemo_skill.studio.scenes.gloss import contact, flame, round_fill, side_of, steam
from nemo_skill.studio.scenes.ink import (
    Ink,
    Linear,
    Radial,
    ellipse,
    ellipses,
    join,
    polygon,
    rect,
    ribbon,
    smooth,
)
from nemo_skill.studio.scenes.light import Light, mix


def cup(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A full cup on its saucer."""
    china = colour if colour is not None else "#f1ebe2"
    contact(ink, light, 190, y=8)
    ink.fill(ellipse(0, 0, 214, 50), round_fill(light, -214, 214, china))
    ink.fill(ellipse(0, -7, 208, 46), round_fill(light, -208, 208, mix(china, (255, 255, 255), 0.25)))
    ink.fill(
        ellipse(0, -6, 140, 28),
        Linear(-140, 0, 140, 0, [(0, light.shade(china, 0.7), 1), (1, light.shade(china, 0.2), 1)]),
        0.7,
    )
    ink.glow(-side_of(light) * 36, -8, 150, light.shade("#5a4030", 0), 0.55, squash=0.2, blend=0)
    s = -1.0
    handle = ribbon(
        [(s * 118, -178), (s * 186, -190), (s * 208, -142), (s * 172, -92), (s * 98, -72)], [13, 14, 14, 13, 12]
    )
    ink.fill(handle, Linear(0, -200, 0, -60, [(0, light.shade(china, 0.95), 1), (1, light.shade(china, 0.05), 1)]))
    body = smooth(
        [
            (-142, -226),
            (-139, -160),
            (-116, -80),
            (-74, -24),
            (-52, -10),
            (0, -4),
            (52, -10),
            (74, -24),
            (116, -80),
            (139, -160),
            (142, -226),
            (0, -214),
        ]
    )
    ink.fill(body, round_fill(light, -142, 142, china, gloss=0.35))
    with ink.clipped(body):
        dark = light.shade("#6a5040", 0.0)
        ink.fill(rect(-150, -100, 300, 110), Linear(0, -100, 0, 4, [(0, dark, 0), (1, dark, 0.55)]))
    ink.fill(ellipse(0, -226, 142, 36), light.shade(mix(china, (255, 255, 255), 0.3), 0.9))
    inside = ellipse(0, -224, 132, 31)
    ink.fill(inside, Linear(0, -256, 0, -196, [(0, light.shade(china, 0.1), 1), (1, light.shade(china, 0.6), 1)]))
    with ink.clipped(inside):
        ink.fill(
            ellipse(0, -214, 126, 27),
            Radial(
                0,
                -214,
                126,
                [
                    (0, light.shade("#4a2611", 0.75), 1),
                    (0.75, light.shade("#5b3016", 0.85), 1),
                    (0.9, light.shade("#a8703c", 1.0), 1),
                    (1, light.shade("#7a4a22", 0.6), 1),
                ],
                27 / 126,
            ),
        )
        swirl = 0.06 * math.sin(t * 0.6)
        for k in range(3):
            ink.stroke(
                smooth(
                    [
                        (-74 + 16 * k, -215 - 3 * k + swirl * 40),
                        (-10, -222 + 4 * k),
                        (62 - 12 * k, -213 + 3 * k),
                        (14, -205 + k),
                    ],
                    closed=False,
                ),
                3.4 - k,
                light.shade("#c18a55", 1.0),
                0.55,
            )
        ink.glow(side_of(light) * 52, -219, 58, light.sun_colour, 0.55, squash=0.22)
    ink.fill(
        smooth(
            [
                (side_of(light) * 104, -196),
                (side_of(light) * 112, -196),
                (side_of(light) * 96, -100),
                (side_of(light) * 88, -92),
            ]
        ),
        (255, 255, 255),
        0.42 * min(1, float(light.key.max()) + 0.2),
    )
    steam(ink, light, t, y=-222, height=370, width=110)


def bowl(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A bowl of noodles with toppings."""
    glaze = colour if colour is not None else "#35506b"
    contact(ink, light, 200, y=6)
    body = smooth(
        [
            (-212, -168),
            (-196, -100),
            (-140, -36),
            (-72, -8),
            (0, -2),
            (72, -8),
            (140, -36),
            (196, -100),
            (212, -168),
            (0, -150),
        ]
    )
    ink.fill(body, round_fill(light, -212, 212, glaze, gloss=0.5))
    ink.fill(ellipse(0, -168, 212, 56), light.shade(mix(glaze, (255, 255, 255), 0.4), 0.9))
    inner = ellipse(0, -165, 200, 50)
    ink.fill(inner, light.shade("#b9742f", 0.75))
    with ink.clipped(inner):
        rng = np.random.default_rng(2)
        for _ in range(34):
            x, y = rng.normal(0, 80), -166 + rng.normal(0, 17)
            points = [(x - 60, y), (x - 20, y + rng.normal(0, 13)), (x + 24, y + rng.normal(0, 13)), (x + 66, y)]
            ink.stroke(smooth(points, closed=False), 7, light.shade("#d9a24f", 0.35))
            ink.stroke(smooth(points, closed=False), 4.4, light.shade("#f4d38c", 0.95))
        for x, y in ((-92, -172), (-70, -158)):
            ink.fill(ellipse(x, y, 44, 22, 0.2), light.shade("#f9f3e6", 0.95))
            ink.fill(ellipse(x + 4, y, 22, 11, 0.2), light.shade("#f2a12b", 1.0))
        for i in range(26):
            ink.fill(
                ellipse(70 + rng.normal(0, 34), -172 + rng.normal(0, 13), 6, 3, rng.random() * 3),
                light.shade(("#4f9a3c", "#7cc25a")[i % 2], 0.9),
            )
        ink.fill(polygon([(20, -204), (70, -214), (84, -160), (36, -150)]), light.shade("#26352c", 0.6))
    for dx in (0, 22):
        ink.stroke(polygon([(96 + dx, -176), (280 + dx * 1.4, -330)], closed=False), 8, light.shade("#7a2f22", 0.75))
    steam(ink, light, t, y=-176, height=360, width=150)


def burger(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A tall burger on a board."""
    contact(ink, light, 210)
    ink.fill(rect(-260, -20, 520, 28, 12), round_fill(light, -260, 260, "#7a5130"))
    layers = (
        ("#d99a4e", -66, 52, 176),
        ("#5d9c3a", -92, 26, 196),
        ("#5b3322", -142, 56, 184),
        ("#f2b632", -156, 22, 192),
        ("#c8392c", -186, 34, 178),
        ("#6fae45", -206, 24, 190),
    )
    for colour_of, y, h, w in layers:
        ink.fill(rect(-w, y, 2 * w, h, h * 0.48), round_fill(light, -w, w, colour_of))
    frill = [(-200 + i * 20, -196 + (12 if i % 2 else -4)) for i in range(21)]
    ink.fill(smooth([*frill, (190, -206), (-190, -206)]), light.shade("#86c352", 0.85))
    cheese = polygon([(-190, -154), (190, -154), (120, -118), (60, -150), (-40, -112), (-110, -150)])
    ink.fill(cheese, light.shade("#f7c23c", 0.85))
    bun = smooth(
        [(-182, -206), (-176, -262), (-112, -322), (0, -344), (112, -322), (176, -262), (182, -206), (0, -198)]
    )
    ink.fill(
        bun,
        Radial(
            side_of(light) * 60,
            -310,
            260,
            [
                (0, light.shade("#f0b765", 1.0), 1),
                (0.6, light.shade("#c97f36", 0.6), 1),
                (1, light.shade("#8a4c1f", 0.2), 1),
            ],
        ),
    )
    rng = np.random.default_rng(8)
    for _ in range(34):
        a, r = rng.random() * math.pi, 0.35 + 0.6 * rng.random()
        ink.fill(
            ellipse(math.cos(a) * 160 * r, -212 - math.sin(a) * 116 * r, 7, 4, rng.random() * 3),
            light.shade("#fbe9c6", 0.95),
        )
    steam(ink, light, t, y=-330, height=200, width=110, strength=0.5)


def cake(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A layered cake with lit candles."""
    icing = colour if colour is not None else "#f3c6cf"
    contact(ink, light, 220)
    ink.fill(ellipse(0, 0, 250, 46), round_fill(light, -250, 250, "#e9e6e2"))
    for y, h, w in ((-150, 150, 190), (-262, 116, 136)):
        ink.fill(rect(-w, y, 2 * w, h + 20, 16), round_fill(light, -w, w, icing))
        ink.fill(ellipse(0, y, w, w * 0.17), light.shade(mix(icing, (255, 255, 255), 0.55), 0.95))
        for i in range(11):
            x = -w + 2 * w * (i + 0.5) / 11
            ink.fill(ellipses([(x, y + 10), (x, y + 24 + 12 * (i % 3))], [w / 10, w / 15]), light.shade("#fffaf2", 0.8))
    for i in range(5):
        x = -84 + 42 * i
        ink.fill(rect(x - 5, -330, 10, 70), light.shade(("#58a7d6", "#f2c14e", "#7bc47f")[i % 3], 0.85))
        flame(ink, t + i * 0.9, x, -334, 34)


def candle(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """Three candles whose flames lean and flicker together with their light."""
    wax = colour if colour is not None else "#efe2c8"
    for x, tall, w, k in ((-120, 170, 50, 0), (112, 130, 58, 1), (0, 268, 54, 2)):
        with ink.moved(x, 0 if k == 2 else 6):
            contact(ink, light, w * 1.1)
            ink.fill(rect(-w, -tall, 2 * w, tall, 12), round_fill(light, -w, w, wax))
            ink.fill(ellipse(0, -tall + 4, w, 12), light.shade("#fff3d8", 0.9))
            warm = Linear(0, -tall, 0, -tall + 110, [(0, (255, 196, 110), 0.75), (1, (255, 170, 80), 0)])
            ink.fill(rect(-w, -tall, 2 * w, 120, 10), warm)
            flame(ink, t + k * 1.7, 0, -tall - 12, 76)


def vase(ink: Ink, light: Light, t: float, colour: Any) -> None:
    """A vase of flowers that breathe in the draught."""
    bloom = colour if colour is not None else "#d9536a"
    contact(ink, light, 110)
    stems = [(-110, -430), (-52, -500), (10, -520), (70, -470), (124, -410), (-10, -420), (50, -400)]
    heads = []
    for i, (x, y) in enumerate(stems):
        sway = 7 * math.sin(t * 0.9 + i * 1.3)
        ink.stroke(
            smooth([(x * 0.14, -170), (x * 0.5, (y - 170) / 2), (x + sway, y)], closed=False),
            6,
            light.shade("#4c7a3a", 0.6),
        )
        leaf = smooth(
            [
                (x * 0.4, -250),
                (x * 0.4 + (50 if x > 0 else -50), -300),
                (x * 0.5 + (86 if x > 0 else -86), -330),
                (x * 0.4 + (36 if x > 0 else -36), -270),
            ]
        )
        ink.fill(leaf, light.shade("#5d8f45", 0.4 + 0.5 * (x * side_of(light) > 0)))
        heads.append((x + sway, y))
    for i, (cx, cy) in enumerate(heads):
        tone = mix(bloom, ("#ffffff", "#f4b04a", "#7a2f6b")[i % 3], (0.0, 0.35, 0.2)[i % 3])
        for ring, (count, r) in enumerate(((8, 50), (7, 36), (5, 22))):
            a = np.linspace(0, 2 * math.pi, count, endpoint=False) + ring * 0.4 + i
            petals = [
                ellipse(cx + math.cos(v) * r * 0.62, cy + math.sin(v) * r * 0.55, r * 0.62, r * 0.44, v) for v in a
            ]
            ink.fill(join(petals), light.shade(tone, 0.25 + 0.33 * ring))
        ink.fill(ellipse(cx, cy, 10, 9), light.shade("#f2c95a", 0.95))
    body = smooth(
        [
            (-56, -210),
            (-44, -180),
            (-92, -110),
            (-84, -36),
            (-50, -6),
            (0, 0),
            (50, -6),
            (84, -36),
            (92, -110),
            (44, -180),
            (56, -210),
            (0, -204),
        ]
    )
    ink.fill(body, round_fill(light, -94, 94, "#dfe6ea", gloss=0.5))
